"""The parts of a text that are read by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from service.reading.span import Span
from service.reading.suppression import Suppression
from service.reading.tables.table import Table


@dataclass(frozen=True, slots=True)
class Blocks:
    """What is to be read in a text, in order: running text and tables.

    ``masked`` is as long as the text, character for character, with blanks for what is markup, code or an address: so
    every place in it is one in the text. A block of ``prose`` is a stretch of it that holds one paragraph, or item of a
    list, heading or cell; only plain text comes in one block that may hold several paragraphs.
    """

    masked: str
    prose: tuple[Span, ...]
    tables: tuple[Table, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
