"""The lines of a file that a finding is about, as a terminal shows them, with its figures underlined.

A terminal has cells: a combining mark takes none, a wide character two, a tab up to the next stop. A long line is cut
around the figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from wcwidth import iter_graphemes, wcswidth, wcwidth

from service.formats.finding import Finding, Region

# Lines that are shown of one finding; a column of a table may have figures in hundreds.
MOST_LINES: Final = 6
TAB: Final = 4
_NARROWEST: Final = 24
_CUT: Final = "…"
_UNPRINTABLE: Final = "\N{REPLACEMENT CHARACTER}"
# What would move the cursor, hide text or turn its direction round.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class _Span(NamedTuple):
    """A stretch of a line, in code points from 0."""

    start: int
    end: int


class _Cell(NamedTuple):
    """A character as it is shown, how many cells it takes, and whether it is marked."""

    shown: str
    width: int
    marked: bool


def printable(text: str) -> str:
    """A line of ``text`` that does nothing to a terminal but show it."""
    return "".join(map(_shown, text))


def lines(finding: Finding, width: int, styled: Callable[[str], str] = str) -> Iterator[str]:
    """The lines of a finding, each behind its number, and below each the marks under its figures.

    A finding without figures is underlined itself. Takes time in proportion to ``width``, however long the lines are.
    """
    marked = finding.figures or ((finding.region,) if finding.region is not None else ())
    shown = sorted(number for number in finding.lines if any(one.line <= number <= one.end_line for one in marked))
    left_out = len(shown) - MOST_LINES if len(shown) > MOST_LINES + 1 else 0
    shown = shown[: len(shown) - left_out]
    gutter = len(str(shown[-1])) if shown else 0
    room = max(_NARROWEST, width - gutter - 5)
    before = None
    for number in shown:
        if before is not None and number > before + 1:
            yield f"  {'':{gutter}} {_CUT}"
        before = number
        text, marks = _excerpt(finding.lines[number], _spans(number, finding.lines[number], marked), room)
        yield f"  {number:{gutter}} | {text}".rstrip()
        if marks:
            yield f"  {'':{gutter}} | {styled(marks)}"
    if left_out:
        yield f"  {'':{gutter}} {_CUT} and {left_out:,} more lines with figures of this"


def _spans(number: int, line: str, marked: Sequence[Region]) -> list[_Span]:
    """Which stretches of a line are marked, in order and without overlaps; one that is empty takes a character."""
    spans = []
    for one in marked:
        if one.line <= number <= one.end_line:
            start = one.column - 1 if number == one.line else len(line) - len(line.lstrip())
            end = one.end_column - 1 if number == one.end_line else len(line.rstrip())
            spans.append(_Span(start, max(end, start + 1)))
    return _merged(sorted(spans))


def _excerpt(line: str, spans: Sequence[_Span], room: int) -> tuple[str, str]:
    """A line and the marks below it, both of at most ``room`` cells."""
    if len(line) <= 4 * room:
        whole = _cells(line, _Span(0, len(line)), spans)
        if sum(cell.width for cell in whole) <= room:
            return _joined([(False, whole)], "")
    # Each takes a cell and the sign for what is left out before it, or there is no room for all of them.
    spans = [_Span(start, min(end, start + room)) for start, end in spans[: room // 2]] or [_Span(0, 1)]
    parts: list[tuple[bool, list[_Cell]]] = []
    for around in (room, room // 2, room // 3, room // 4, 12, 6, 3, 0):
        windows = _merged(_widened(line, span, around) for span in spans)
        parts = [(window.start > 0, _cells(line, window, spans)) for window in windows]
        rest = _CUT if windows[-1].end < len(line) else ""
        if sum(cut + sum(cell.width for cell in cells) for cut, cells in parts) + len(rest) <= room:
            return _joined(parts, rest)
    return _joined(_fitting(parts, room - 1), _CUT)


def _widened(line: str, span: _Span, around: int) -> _Span:
    """A span with as many characters before and behind it, or fewer so that no word is cut."""
    start, end = max(0, span.start - around), min(len(line), span.end + around)
    if start > 0:
        blank = line.find(" ", start, span.start)
        start = span.start if around == 0 else start if blank < 0 else blank + 1
    if end < len(line):
        blank = line.rfind(" ", span.end, end)
        end = end if blank < 0 else blank
    # A combining mark stays with what it is on.
    while 0 < start < span.start and wcwidth(line[start]) <= 0:
        start += 1
    while span.end < end < len(line) and wcwidth(line[end]) == 0:
        end += 1
    return _Span(start, max(end, span.end))


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Spans in order, those that touch taken together."""
    merged: list[_Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = _Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _fitting(parts: Sequence[tuple[bool, Sequence[_Cell]]], room: int) -> list[tuple[bool, list[_Cell]]]:
    """As much of the parts, from the first on, as there is room for."""
    fitting = []
    for cut, cells in parts:
        room -= cut
        kept = []
        for cell in cells:
            room -= cell.width
            if room < 0:
                break
            kept.append(cell)
        if kept:
            fitting.append((cut, kept))
        if room <= 0:
            break
    return fitting


def _joined(parts: Sequence[tuple[bool, Sequence[_Cell]]], rest: str) -> tuple[str, str]:
    text, marks = "", ""
    for cut, cells in parts:
        text += _CUT if cut else ""
        marks += " " if cut else ""
        text += "".join(cell.shown for cell in cells)
        marks += "".join(("^" if cell.marked else " ") * cell.width for cell in cells)
    return f"{text.rstrip()}{rest}", marks.rstrip()


def _cells(line: str, window: _Span, spans: Sequence[_Span]) -> list[_Cell]:
    """The characters of a stretch of a line; those in ``spans``, which are in order, are marked."""
    cells = []
    place, column, marked = window.start, 0, iter(spans)
    span = next(marked, None)
    for grapheme in iter_graphemes(line[window.start : window.end]):
        while span is not None and span.end <= place:
            span = next(marked, None)
        if grapheme == "\t":
            width = TAB - column % TAB
            shown = " " * width
        else:
            shown = printable(grapheme)
            width = max(0, wcswidth(shown))
        cells.append(_Cell(shown, width, span is not None and span.start < place + len(grapheme)))
        place += len(grapheme)
        column += width
    return cells


def _shown(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cs"} or _TURNING.match(character):
        return _UNPRINTABLE
    return character
