"""A table in a text: its cells by their places."""

from __future__ import annotations

from dataclasses import dataclass

from service.reading.span import Span

Row = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row names the columns. A cell is the stretch of its content, empty where there is none.

    Rows may have fewer or more cells than the header. ``caption`` is what introduces the table, if something does.
    """

    at: Span
    header: Row
    rows: tuple[Row, ...]
    caption: Span | None = None
