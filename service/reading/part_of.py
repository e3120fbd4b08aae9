"""Numbers of which one is a part of the other: "12 of the 40 patients"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.number_words import SMALL, TENS
from service.reading.token import Token

_WHOSE: Final = [[word] for word in "the all its their his her our these those".split()]


def is_of_another(tokens: Sequence[Token], i: int, *, in_digits: bool = False) -> bool:
    """Whether the number before token ``i`` is a part of the next one (``in_digits``): "12 of the 40 patients"."""
    words = [token.text.lower() for token in tokens[i : i + 2]]
    place = i + 1 + (words[1:] in _WHOSE)
    if words[:1] != ["of"] or place >= len(tokens):
        return False
    word = tokens[place].text.lower()
    return tokens[place].kind == "number" or (not in_digits and word != "one" and (word in SMALL or word in TENS))
