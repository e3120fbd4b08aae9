"""Every figure of the labelled sentences is read as labelled, and nothing else is."""

from __future__ import annotations

import pytest

from service.reading.read import read
from service.reading.span import Span
from tests.unit.reading.corpus import labels

SENTENCES = labels.sentences()


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.name)
def test_its_figures_are_read_as_labelled(sentence: labels.Sentence) -> None:
    reading = read(sentence.text, date=sentence.date)

    assert _placed(sentence.text, [mention.number for mention in reading.mentions]) == _placed(
        sentence.text, [label.number for label in sentence.figures]
    ), sentence.text
    told = [
        f"{label.number.of(sentence.text)}: {difference}"
        for label, mention in zip(sentence.figures, reading.mentions, strict=True)
        for difference in label.differences(sentence.text, mention)
    ]
    assert not told, sentence.text


def test_they_are_many_enough_to_judge_by() -> None:
    assert sum(bool(sentence.figures) for sentence in SENTENCES) >= 150
    assert sum(not sentence.figures for sentence in SENTENCES) >= 40
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)


def _placed(text: str, numbers: list[Span]) -> list[tuple[int, str]]:
    return [(number.start, number.of(text)) for number in numbers]
