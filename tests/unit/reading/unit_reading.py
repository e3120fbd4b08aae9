"""Reads the unit of the one number of a phrase, which stands in square brackets there."""

from __future__ import annotations

from typing import NamedTuple

from service.reading.span import Span
from service.reading.token import tokens_of
from service.reading.units.money import settled_by
from service.reading.units.unit_of import unit_of


class Shown(NamedTuple):
    unit: str
    words: str
    thing: str
    base: str
    alternatives: tuple[str, ...]
    adjective: bool
    age: bool


def shown(marked: str) -> Shown | None:
    """What is read as the unit of the number in brackets: "[18,000] tenge"; scale words belong into them."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    tokens = tokens_of(text)
    places = [i for i, token in enumerate(tokens) if token.start < end and token.end > start]
    read = unit_of(tokens, places[0], places[-1] + 1, settled_by(tokens))
    if read is None:
        return None

    def words(span: Span | None) -> str:
        return span.of(text) if span else ""

    return Shown(
        str(read.unit),
        words(read.span),
        words(read.thing),
        words(read.base),
        read.alternatives,
        read.adjective,
        read.age,
    )


def unit(marked: str) -> str | None:
    """The text of the unit alone."""
    read = shown(marked)
    return read.unit if read else None
