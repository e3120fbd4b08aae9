"""The lines of a file to be imported: rows of CSV, or JSON objects line by line, each with its number."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from service import strict_json
from service.cli.documents import STANDARD_INPUT, Unreadable, read_bytes
from service.domain.errors import Malformed

LARGEST: Final = 256 * 1024 * 1024
# Where a fault of a cell is said to be: here, and then its column.
IN_CELL: Final = "\0cell"


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, with the number of the line it begins on; or what is wrong with it."""

    line: int
    cells: Mapping[str, str] | Malformed


def read_file(name: str) -> bytes:
    """What is in a file to be imported. Raises ``Unreadable``."""
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        return read_bytes(name, LARGEST)
    except OSError as error:
        raise Unreadable(f"{shown}: {error.strerror}") from None
    except Malformed as error:
        raise Unreadable(f"{shown}: {error}; split it") from None


def csv_rows(raw: bytes, file: Mapping[str, Any]) -> tuple[Sequence[str], Iterator[Row]]:
    """The columns of a CSV file, and its rows. ``file`` is how it is written, as a mapping says.

    Raises ``Malformed`` for a file that cannot be read that way at all.
    """
    lines = _Lines(raw, file)
    reader = csv.reader(lines, delimiter=file["delimiter"], strict=True)
    columns = [name.strip() for name in file["columns"]]
    if file["header"]:
        found = next(_records(reader, lines), None)
        if found is None:
            raise Malformed("is empty; its first line names the columns")
        if isinstance(found[1], Malformed):
            raise found[1]
        named = [name.strip() for name in found[1]]
        if columns and len(columns) != len(named):
            raise Malformed(f"has {len(named)} columns, and the mapping names {len(columns)} under [file] columns")
        columns = columns or named
    doubled = {name for name in columns if name and columns.count(name) > 1}
    if doubled:
        raise Malformed(f'has two columns "{min(doubled)}"; tell them apart by names of your own, in [file] columns')
    return columns, _rows(reader, lines, columns)


def json_rows(raw: bytes) -> Iterator[tuple[int, Any]]:
    """The JSON values of a file, one on each line, with the numbers of their lines; what is none as ``Malformed``."""
    for number, line in enumerate(BytesIO(raw.removeprefix(codecs.BOM_UTF8)), start=1):
        if not line.isspace():
            try:
                yield number, strict_json.parse(line.removesuffix(b"\n"))
            except strict_json.NotJsonError as error:
                yield number, Malformed(f"not JSON, {error}")
            except Malformed as error:
                yield number, error


def flat_row(line: int, value: Any) -> Row:
    """A JSON object as a row: its members are the columns, numbers with the digits they were written with."""
    if isinstance(value, Malformed):
        return Row(line, value)
    if not isinstance(value, Mapping):
        return Row(line, Malformed("must be an object of column to value"))
    cells: dict[str, str] = {}
    for name, cell in value.items():
        if isinstance(cell, bool) or not isinstance(cell, str | int | Decimal | None):
            return Row(line, Malformed("must be text, a number or null", IN_CELL, name))
        cells[name] = "" if cell is None else str(cell)
    return Row(line, cells)


class _Lines:
    """The lines of a text without those that are no part of the table; ``number`` is that of the last one given."""

    def __init__(self, raw: bytes, file: Mapping[str, Any]) -> None:
        encoding = file["encoding"]
        if codecs.lookup(encoding).name == "utf-8":
            encoding = "utf-8-sig"
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            raise Malformed(
                f"is not {file['encoding']}: byte {error.start} begins no character; name its encoding in the mapping, "
                'under [file], such as encoding = "cp1252"'
            ) from None
        if "\0" in text:
            raise Malformed("holds the character U+0000, which no text may hold; is it another encoding?")
        self._lines = io.StringIO(text, newline="")
        self._skipped = file["skip_lines"]
        self._comment = file["comment"]
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            line = next(self._lines)
            self.number += 1
            if self.number > self._skipped and not (self._comment and line.startswith(self._comment)):
                return line


def _records(reader: Iterator[list[str]], lines: _Lines) -> Iterator[tuple[int, list[str] | Malformed]]:
    """The records of a file with the number of the line that each begins on; a blank line is none."""
    while True:
        begins = lines.number + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, Malformed(f"is not CSV: {error}")
            return
        if any(cell.strip() for cell in record):
            yield max(begins, lines.number - sum(cell.count("\n") for cell in record)), record


def _rows(reader: Iterator[list[str]], lines: _Lines, columns: Sequence[str]) -> Iterator[Row]:
    for number, record in _records(reader, lines):
        if isinstance(record, Malformed):
            yield Row(number, record)
        elif len(record) != len(columns):
            message = f"has {len(record)} cells, and there are {len(columns)} columns: {', '.join(columns)}"
            yield Row(number, Malformed(message))
        else:
            yield Row(number, dict(zip(columns, record, strict=True)))
