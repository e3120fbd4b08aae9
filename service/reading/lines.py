"""Which line and column of a text an offset is at, as editors count them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from service.reading.span import Span

# What editors and compilers end a line at. U+2028 and the like are characters of a line to most of them.
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Place(NamedTuple):
    """A line and a column, both counted from 1; columns in code points."""

    line: int
    column: int


def split_lines(text: str) -> list[str]:
    """The lines of a text, without what ends them."""
    return _LINE_END.split(text)


def first_line(text: str, start: int = 0) -> Span:
    """What of a text stands from ``start`` to the end of its line."""
    end = _LINE_END.search(text, start)
    return Span(start, len(text) if end is None else end.start())


class Lines:
    """The lines of a text, which LF, CR LF or CR end. Made in linear time, asked in logarithmic."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def at(self, offset: int) -> Place:
        """The place of an offset, which may be the end of the text; that of a line's end is on that line."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)
