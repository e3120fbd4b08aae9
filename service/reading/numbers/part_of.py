"""Numbers of which one is a part of the other: "12 of the 40 patients"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.numbers.number_words import SMALL, TENS
from service.reading.token import Token, low

_WHOSE: Final = frozenset("the all its their his her our these those".split())
# They may stand in front of the number of all: "three of his last five fights", "one of just four women".
_WHICH: Final = frozenset("last first past next previous final opening other just only about some remaining".split())


def is_of_another(tokens: Sequence[Token], i: int, *, in_digits: bool = False) -> bool:
    """Whether the number before token ``i`` is a part of the next one (``in_digits``): "12 of the 40 patients"."""
    if low(tokens, i) != "of":
        return False
    place = i + 1
    place += low(tokens, place) in _WHOSE
    place += low(tokens, place) in _WHICH
    if place >= len(tokens):
        return False
    word = tokens[place].text.lower()
    return tokens[place].kind == "number" or (not in_digits and word != "one" and (word in SMALL or word in TENS))
