"""A text in CSV as a table, with the place of every cell.

RFC 4180, and what spreadsheets write beside it: semicolons, tabs or pipes between cells, blanks around quotes, a byte
order mark, a title in a row of its own. The library of Python reads such files too, but does not say where a cell
stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from service.reading.markup.blocks import Blocks
from service.reading.span import Span
from service.reading.tables.table import Row, Table

_DELIMITERS: Final = ",;\t|"
_CELLS: Final = {
    delimiter: re.compile(
        rf"[^\S\r\n{re.escape(delimiter)}]*+"
        rf'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"(?P<behind>[^{re.escape(delimiter)}\r\n]*+)'
        rf"|(?P<plain>[^{re.escape(delimiter)}\r\n]*+))(?P<end>{re.escape(delimiter)}|\r\n|\r|\n|\Z)"
    )
    for delimiter in _DELIMITERS
}
_QUOTED: Final = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
_LINE: Final = re.compile(r"[^\r\n]*+")
_NUMBER: Final = re.compile(r"[-−–+($€£]*+\d[\d,.\s]*+%?\)?")
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_NOT_END: Final = re.compile(r"[^\r\n]")
_MARK: Final = "\ufeff"


def csv_blocks(text: str) -> Blocks:
    """The table that a text in CSV is, with blanks for quotes and what parts the cells. Takes linear time."""
    rows = _rows(text)
    masked, done = [], 0
    for row in rows:
        for cell in row:
            masked += [_NOT_END.sub(" ", text[done : cell.start]), cell.of(text)]
            done = cell.end
    masked.append(_NOT_END.sub(" ", text[done:]))
    filled = [row for row in rows if any(cell.start < cell.end for cell in row)]
    return Blocks("".join(masked), (), (_table(text, filled),) if filled else ())


def _table(text: str, rows: list[Row]) -> Table:
    at = Span(rows[0][0].start, rows[-1][-1].end)
    caption = None
    if len(rows) > 2 and _filled(rows[0]) == 1 and _filled(rows[1]) > 1:
        caption = next(cell for cell in rows.pop(0) if cell.start < cell.end)
    header = rows.pop(0) if _is_header(text, rows[0]) else ()
    return Table(at, header, tuple(rows), caption)


def _filled(row: Row) -> int:
    return sum(cell.start < cell.end for cell in row)


def _is_header(text: str, row: Row) -> bool:
    """Whether a first row names the columns: none of its cells is a number, unless it is a year."""
    contents = [cell.of(text) for cell in row]
    return not any(_NUMBER.fullmatch(each) and not _YEAR.fullmatch(each) for each in contents)


def _rows(text: str) -> list[Row]:
    start = int(text.startswith(_MARK))
    cell_at = _CELLS[_delimiter(text, start)]
    rows: list[Row] = []
    row: list[Span] = []
    while start < len(text):
        match = cell_at.match(text, start)
        assert match is not None, "a cell may hold anything but what ends it"
        row.append(_content(text, match))
        start = match.end()
        if match["end"] in {"", "\n", "\r", "\r\n"}:
            rows.append(tuple(row))
            row = []
    if row:  # the text ends with what parts cells: behind it is an empty one
        rows.append((*row, Span(len(text), len(text))))
    return rows


def _content(text: str, match: re.Match[str]) -> Span:
    """The place of what a cell holds, without blanks around it: of quotes, what is in them if nothing is behind."""
    group = "plain" if match["quoted"] is None else "quoted"
    start, end = match.span(group)
    if group == "quoted" and match["behind"].strip():
        start, end = match.start("quoted") - 1, match.end("behind")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _delimiter(text: str, start: int) -> str:
    """What parts the cells: of the signs that can, the one that most of the first lines have, as often in each."""
    lines: list[str] = []
    place = start
    while place < len(text) and len(lines) < 10:
        match = _LINE.match(text, place)
        assert match is not None
        if match[0].strip():
            lines.append(_QUOTED.sub("", match[0][:10_000]))
        place = match.end() + 1
    return max(_DELIMITERS, key=lambda sign: _regularity(sign, lines))


def _regularity(sign: str, lines: Sequence[str]) -> tuple[int, int]:
    """How many of the lines have a sign as often as most do, and how often that is."""
    counts = [count for line in lines if (count := line.count(sign))]
    if not counts:
        return 0, 0
    usual = max(set(counts), key=lambda count: (counts.count(count), count))
    return counts.count(usual), usual
