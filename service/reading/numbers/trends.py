"""Which way something is said to have changed by a figure: "rose 5 %", "down 3 points", "a 2% drop"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.mention import Trend
from service.reading.numbers.hedges import HEDGE_WORDS
from service.reading.token import Token, low
from service.reading.words import words_of

# In front of the figure, between it and the verb.
_BETWEEN: Final = HEDGE_WORDS | frozenset("by a another further to up as much slightly sharply steadily in".split())


# So far in front of "by" its verb may stand: "cut the risk of a second stroke by".
_BEFORE_BY: Final = 12


_RAISED: Final = frozenset("raise raises raised raising".split())


def is_rise(word: str) -> bool:
    """Whether a word says that something became more."""
    return word in words_of("rises.txt")


def is_fall(word: str) -> bool:
    """Whether a word says that something became less."""
    return word in words_of("falls.txt")


def moves(word: str) -> bool:
    """Whether a word says that something changed."""
    return is_rise(word) or is_fall(word) or word in words_of("moves.txt")


def trend_at(tokens: Sequence[Token], first: int, after: int) -> Trend | None:
    """What the words right before the figure of tokens ``first`` to ``after``, or right behind it, say."""
    for place in range(first - 1, max(-1, first - 6), -1):
        word = low(tokens, place)
        if word in _RAISED:
            return None  # "raised $30 million": not by so much
        if is_rise(word) and not (word == "up" and low(tokens, place + 1) == "to"):
            return None if low(tokens, place + 1) in {"to", "from"} and word != "up" else Trend.UP
        if is_fall(word):
            return None if low(tokens, place + 1) in {"to", "from"} and word != "down" else Trend.DOWN
        if word == "by" and place > 0:
            return _behind_verb(tokens, place)
        if word not in _BETWEEN:
            break
    for place in range(after, min(after + 3, len(tokens))):
        word = low(tokens, place)
        if word in words_of("rise_nouns.txt"):
            return Trend.UP
        if word in words_of("fall_nouns.txt"):
            return Trend.DOWN
        if tokens[place].kind == "sign" or word in words_of("closed_class.txt"):
            break
    return None


def _behind_verb(tokens: Sequence[Token], by: int) -> Trend | None:
    """What a verb before "by" says: "raised its rate by"."""
    for place in range(by - 1, max(-1, by - _BEFORE_BY), -1):
        word = low(tokens, place)
        if is_rise(word):
            return Trend.UP
        if is_fall(word):
            return Trend.DOWN
        if tokens[place].kind != "word":
            break
    return None
