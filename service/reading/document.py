"""A whole text in its form, read: running text and tables together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.period import Period
from service.reading.markup.blocks import Blocks
from service.reading.markup.csv import csv_blocks
from service.reading.markup.markdown import markdown_blocks
from service.reading.mention import Apart, Mention, Reading
from service.reading.prose.found import Found
from service.reading.read import read
from service.reading.span import Span
from service.reading.suppression import Suppression
from service.reading.tables.read_table import TableReading, read_table
from service.reading.text_form import TextForm

__all__ = ["Blocks", "DocumentReading", "TextForm", "blocks", "read_document"]


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What was read in a text.

    ``reading.text`` is the text as it was given. ``masked`` is the same with markup blanked out (``Blocks.masked``):
    what stands between figures for a reader, and what rules of running text are to look at. A figure of a table is a
    sentence of its own, so that none of them joins it with its neighbours. ``founds`` are the checks of the tables, and
    ``left_out`` counts those that tables of very many figures have besides.
    """

    reading: Reading
    masked: str
    founds: tuple[Found, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    left_out: int = 0


def blocks(text: str, form: TextForm) -> Blocks:
    """The parts of a text by its form. Takes linear time."""
    if form is TextForm.MARKDOWN:
        return markdown_blocks(text)
    if form is TextForm.CSV:
        return csv_blocks(text)
    return Blocks(text, (Span(0, len(text)),) if text else ())


def read_document(text: str, form: TextForm = TextForm.PLAIN, *, date: Period | None = None) -> DocumentReading:
    """All figures of a text with what follows from its tables; ``date`` is that of the text. Takes linear time."""
    parts = blocks(text, form)
    tables = [read_table(table, parts.masked) for table in parts.tables]
    prose = [*parts.prose, *(cell for table in tables for cell in table.prose)]
    whole = _Whole()
    for start, end in sorted(prose):
        whole.add(read(parts.masked, date=date, start=start, end=end))
    founds = [(each, whole.add(_as_reading(text, each))) for each in tables]
    reading, places = whole.reading(text)
    told = [_renumbered(found, places, first) for table, first in founds for found in table.founds]
    left_out = sum(table.left_out for table in tables)
    return DocumentReading(reading, parts.masked, tuple(told), parts.suppressions, left_out)


def _as_reading(text: str, table: TableReading) -> Reading:
    """The figures of a table, each of which is a sentence of its own."""
    return Reading(text, tuple(each.expression for each in table.mentions), table.mentions, table.apart)


class _Whole:
    """Readings of parts of a text, put together in the order in which they stand."""

    def __init__(self) -> None:
        self._sentences: list[Span] = []
        self._mentions: list[Mention] = []
        self._sentence_of: list[int] = []
        self._apart: list[Apart] = []
        self._movements: list[tuple[int, int]] = []

    def add(self, part: Reading) -> int:
        """Adds a part, and gives the number of its first mention."""
        first, sentence = len(self._mentions), len(self._sentences)
        self._movements += ((one + first, other + first) for one, other in part.movements)
        self._mentions += part.mentions
        self._sentence_of += (each.sentence + sentence for each in part.mentions)
        self._sentences += part.sentences
        self._apart += part.apart
        return first

    def reading(self, text: str) -> tuple[Reading, list[int]]:
        """All as one, and for each mention in the order in which they were added its number in it."""
        sentences, numbers = _in_order(self._sentences)
        mentions, places = _in_order([each.number for each in self._mentions])
        moved = (_of_sentence(self._mentions[at], numbers[self._sentence_of[at]]) for at in mentions)
        return (
            Reading(
                text,
                tuple(self._sentences[at] for at in sentences),
                tuple(moved),
                tuple(sorted(self._apart, key=lambda each: each.span)),
                tuple(sorted((places[one], places[other]) for one, other in self._movements)),
            ),
            places,
        )


def _of_sentence(mention: Mention, sentence: int) -> Mention:
    return mention if mention.sentence == sentence else replace(mention, sentence=sentence)


def _in_order(spans: Sequence[Span]) -> tuple[list[int], list[int]]:
    """The numbers of ``spans`` in the order in which they stand, and for each of them its place in that order."""
    order = sorted(range(len(spans)), key=lambda number: spans[number])
    places = [0] * len(spans)
    for place, number in enumerate(order):
        places[number] = place
    return order, places


def _renumbered(found: Found, places: Sequence[int], first: int) -> Found:
    """A check of a table on the mentions of the whole text; ``first`` is the first of the table as they were added."""
    figures = {role: _with_place(entry, places, first) for role, entry in found.body["figures"].items()}
    return replace(found, body={**found.body, "figures": figures})


def _with_place(entry: Any, places: Sequence[int], first: int) -> Any:
    if isinstance(entry, list | tuple):
        return [_with_place(each, places, first) for each in entry]
    return {"mention": places[first + entry["mention"]]} if isinstance(entry, Mapping) and "mention" in entry else entry
