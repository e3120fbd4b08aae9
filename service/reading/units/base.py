"""What a share, a rate or an amount is of: "41% of labor migrants", "34 kilos of heroin"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.numbers.number_words import SMALL, TENS
from service.reading.span import Span
from service.reading.token import Token
from service.reading.units.nouns import Phrase, bare_phrase, noun_phrase

# Passed over in front of what a share is of; whose it is ("their earnings") is kept, being part of what is meant.
_ARTICLES: Final = frozenset("the a an all these those this that some its' both each every any such".split())
_WHOSE: Final = frozenset("my your his her its our their whose".split())
_NUMBERS: Final = (SMALL.keys() | TENS.keys()) | frozenset(
    "hundred thousand million billion roughly about nearly some estimated more than".split()
)


def base_after(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The phrase behind "of" at token ``i``, or ``None``; articles, "all" and numbers in front of it are left out."""
    first = _behind_of(tokens, i)
    return None if first is None else _base_at(tokens, first)


def base_of_part(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The same behind a word for a part, which may do without "of": "half of the seats", "half the seats"."""
    if i < len(tokens) and tokens[i].text.lower() in _ARTICLES | _WHOSE:
        first = _first_of(tokens, i)
        return None if first is None else _base_at(tokens, first)
    return base_after(tokens, i)


def _base_at(tokens: Sequence[Token], first: int) -> Phrase | None:
    place = first + (tokens[first].text.lower() in _WHOSE)
    phrase = bare_phrase(tokens, place)
    if phrase is None:
        return None
    found = phrase._replace(span=Span(tokens[first].start, phrase.span.end), first=first)
    # "the population of France" is another base than that of Spain.
    further = _further(tokens, phrase.after)
    return found._replace(span=Span(found.span.start, further.span.end), after=further.after) if further else found


def several_after(tokens: Sequence[Token], i: int) -> Phrase | None:
    """What is counted behind "of" at token ``i``, which is in the plural: "thousands of students"."""
    first = _behind_of(tokens, i)
    return None if first is None else noun_phrase(tokens, first + (tokens[first].text.lower() in _WHOSE))


def _behind_of(tokens: Sequence[Token], i: int) -> int | None:
    if i >= len(tokens) or tokens[i].text.lower() not in {"of", "among"}:
        return None
    return _first_of(tokens, i + 1)


def _first_of(tokens: Sequence[Token], i: int) -> int | None:
    """The first token from ``i`` on that is no article, number or the like."""
    for place in range(i, min(i + 6, len(tokens))):
        lowered = tokens[place].text.lower()
        if lowered not in _ARTICLES and lowered not in _NUMBERS and tokens[place].kind != "number":
            return place
    return None


def _further(tokens: Sequence[Token], i: int) -> Phrase | None:
    if i >= len(tokens) or tokens[i].text != "of":
        return None
    place = i + 1
    if place < len(tokens) and tokens[place].text.lower() in _ARTICLES | _WHOSE:
        place += 1
    return bare_phrase(tokens, place)
