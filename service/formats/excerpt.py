"""The lines of a file that a finding is about, as a terminal shows them, with its figures underlined.

A terminal has cells: a combining mark takes none, a wide character two, a tab up to the next stop. A long line is cut
around the figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from wcwidth import iter_graphemes, wcswidth

from service.formats.finding import Finding, Region

# Lines that are shown of one finding; a column of a table may have figures in hundreds.
MOST_LINES: Final = 6
TAB: Final = 4
_NARROWEST: Final = 24
_CUT: Final = "…"
_UNPRINTABLE: Final = "\N{REPLACEMENT CHARACTER}"
# What would move the cursor, hide text or turn its direction round.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class _Cell(NamedTuple):
    """A character as it is shown: from which column of the line it begins, and how many cells it takes."""

    column: int
    shown: str
    width: int


def printable(text: str) -> str:
    """A line of ``text`` that does nothing to a terminal but show it."""
    return "".join(_shown(character) if len(character) == 1 else character for character in text)


def lines(finding: Finding, width: int, styled: Callable[[str], str] = str) -> Iterator[str]:
    """The lines of a finding, each behind its number, and below each the marks under its figures."""
    marked = finding.figures or ((finding.region,) if finding.region is not None else ())
    shown = sorted(number for number in finding.lines if any(one.line <= number <= one.end_line for one in marked))
    gutter = len(str(shown[-1])) if shown else 0
    room = max(_NARROWEST, width - gutter - 5)
    left_out = len(shown) - MOST_LINES if len(shown) > MOST_LINES + 1 else 0
    before = None
    for number in shown[: len(shown) - left_out]:
        if before is not None and number > before + 1:
            yield f"  {'':{gutter}} {_CUT}"
        before = number
        text, marks = _excerpt(finding.lines[number], [_on(number, one) for one in marked], room)
        yield f"  {number:{gutter}} | {text}".rstrip()
        if marks:
            yield f"  {'':{gutter}} | {styled(marks)}"
    if left_out:
        yield f"  {'':{gutter}} {_CUT} and {left_out} more lines with figures of this"


def _on(number: int, region: Region) -> tuple[int, int] | None:
    """The columns that a region takes of a line; the last one may be anywhere behind its end."""
    if not region.line <= number <= region.end_line:
        return None
    beginning = region.column if number == region.line else 1
    return beginning, region.end_column if number == region.end_line else 1 << 30


def _excerpt(line: str, columns: Sequence[tuple[int, int] | None], room: int) -> tuple[str, str]:
    """A line and the marks below it, both cut to ``room`` cells."""
    cells = list(_cells(line))
    under = [any(one is not None and one[0] <= cell.column < one[1] for one in columns) for cell in cells]
    parts = _windows([cell.width for cell in cells], under, room)
    text, marks, end = "", "", 0
    for start, stop in parts:
        if start > end:
            text, marks = f"{text}{_CUT}", f"{marks} "
        for cell, is_under in zip(cells[start:stop], under[start:stop], strict=True):
            text += cell.shown
            marks += ("^" if is_under else " ") * cell.width
        end = stop
    if end < len(cells):
        text += _CUT
    return text.rstrip(), marks.rstrip()


def _windows(widths: Sequence[int], under: Sequence[bool], room: int) -> list[tuple[int, int]]:
    """Which stretches of a line are shown in ``room`` cells: its figures with some around."""
    if sum(widths) <= room:
        return [(0, len(widths))]
    marked = [place for place, is_under in enumerate(under) if is_under] or [0]
    parts: list[tuple[int, int]] = []
    for around in (room, room // 2, room // 3, room // 4, 16, 8, 4, 2, 0):
        parts = []
        for place in marked:
            start, stop = max(0, place - around), min(len(widths), place + around + 1)
            if parts and start <= parts[-1][1] + 1:
                parts[-1] = parts[-1][0], max(stop, parts[-1][1])
            else:
                parts.append((start, stop))
        if sum(sum(widths[start:stop]) + 2 for start, stop in parts) <= room:
            return parts
    # The figures alone are too wide: as many of them as there is room for.
    kept: list[tuple[int, int]] = []
    for start, stop in parts:
        room -= 2
        end = start
        while end < stop and room >= widths[end]:
            room -= widths[end]
            end += 1
        if end > start:
            kept.append((start, end))
        if end < stop:
            break
    return kept


def _cells(line: str) -> Iterator[_Cell]:
    column, place = 1, 0
    for grapheme in iter_graphemes(line):
        if grapheme == "\t":
            width = TAB - place % TAB
            shown = " " * width
        else:
            shown = printable(grapheme)
            width = max(0, wcswidth(shown))
        yield _Cell(column, shown, width)
        column += len(grapheme)
        place += width


def _shown(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cs"} or _TURNING.match(character):
        return _UNPRINTABLE
    return character
