"""A whole text in its form, read: running text and tables together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from service.domain.period import Period
from service.reading.blocks import Blocks
from service.reading.csv import csv_blocks
from service.reading.markdown import markdown_blocks
from service.reading.mention import Mention, Reading
from service.reading.prose.found import Found
from service.reading.read import read
from service.reading.span import Span
from service.reading.suppression import Suppression
from service.reading.text_form import TextForm

__all__ = ["Blocks", "DocumentReading", "TextForm", "blocks", "read_document"]


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What was read in a text.

    ``reading.text`` is the text as it was given. ``masked`` is the same with markup blanked out (``Blocks.masked``):
    what stands between figures for a reader, and what rules of running text are to look at. A figure of a table is a
    sentence of its own, so that none of them joins it with its neighbours. ``founds`` are the checks of the tables.
    """

    reading: Reading
    masked: str
    founds: tuple[Found, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


def blocks(text: str, form: TextForm) -> Blocks:
    """The parts of a text by its form. Takes linear time."""
    if form is TextForm.MARKDOWN:
        return markdown_blocks(text)
    if form is TextForm.CSV:
        return csv_blocks(text)
    return Blocks(text, (Span(0, len(text)),) if text else ())


def read_document(text: str, form: TextForm = TextForm.PLAIN, *, date: Period | None = None) -> DocumentReading:
    """All figures of a text with what follows from its tables; ``date`` is that of the text."""
    parts = blocks(text, form)
    readings = [read(parts.masked, date=date, start=start, end=end) for start, end in parts.prose]
    return DocumentReading(_joined(text, readings), parts.masked, (), parts.suppressions)


def _joined(text: str, readings: list[Reading]) -> Reading:
    """Readings of parts of ``text``, in order, as one."""
    sentences = list(accumulate((len(each.sentences) for each in readings), initial=0))
    mentions = list(accumulate((len(each.mentions) for each in readings), initial=0))
    return Reading(
        text,
        tuple(span for each in readings for span in each.sentences),
        tuple(_moved(one, by) for each, by in zip(readings, sentences, strict=False) for one in each.mentions),
        tuple(apart for each in readings for apart in each.apart),
        tuple((a + by, b + by) for each, by in zip(readings, mentions, strict=False) for a, b in each.movements),
    )


def _moved(mention: Mention, by: int) -> Mention:
    return replace(mention, sentence=mention.sentence + by) if by else mention
