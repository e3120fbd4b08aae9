"""Reading of text: its pace on sentences, and how that of a long text compares with that of a short one."""

from __future__ import annotations

import time
from itertools import repeat

from benchmarks.measure import Outcome, in_turns
from service.reading.read import read
from tests.unit.reading.corpus import labels

PACE = 100_000
LONG, SHORT = 1_000_000, 10_000
# A long text may take 1.3 times as long per character.
TARGET = 1 / 1.3


def outcomes(rounds: int) -> list[Outcome]:
    """Of the labelled sentences of the tests: one by one, and one after the other as paragraphs of one text."""
    sentences = [each.text for each in labels.sentences()]
    for sentence in sentences:  # the first time, words and units are looked up that are remembered from then on
        read(sentence)
    alone = tuple(_pace(sentences) for _ in range(rounds))
    long, short = _text(sentences, LONG), _text(sentences, SHORT)
    rates = in_turns(rounds, lambda: _pace([long]), lambda: _pace([short] * (LONG // SHORT)))
    return [
        Outcome(
            "reading: sentences one by one", "the pace wanted", 1, "characters/s", alone, tuple(repeat(PACE, rounds))
        ),
        Outcome(
            f"reading: one text of {LONG:,} characters",
            f"texts of {SHORT:,}",
            TARGET,
            "characters/s",
            *map(tuple, rates),
        ),
    ]


def _text(sentences: list[str], size: int) -> str:
    """So many characters of paragraphs of three sentences each."""
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    once = "\n\n".join(paragraphs) + "\n\n"
    return (once * (size // len(once) + 1))[:size]


def _pace(texts: list[str]) -> float:
    """Characters read in a second of processor time."""
    started = time.process_time()
    for text in texts:
        read(text)
    return sum(map(len, texts)) / (time.process_time() - started)
