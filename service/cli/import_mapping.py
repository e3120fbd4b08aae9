"""The mapping file of an import: how the rows of a table become claims.

``[source]`` says who published the figures; ``[claim]`` is a claim whose members are constants or templates over the
columns ("KZT/{currency}"); the other tables say how the file is written. Nothing is guessed: the unit is always given,
an exchange rate in its direction.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation
from difflib import get_close_matches
from string import Formatter
from typing import Any, Final

from service.cli.documents import LARGEST, Unreadable, read_bytes, read_document
from service.cli.import_rows import IN_CELL
from service.cli.import_shape import MappingSchema
from service.cli.problems import located
from service.domain.errors import Fault, Malformed
from service.wire.shaped import shaped

# Placeholders of a row that is taken apart: the name of the column, and what is in it.
COLUMN, CELL = "column", "cell"
NUMBERS: Final = (("figure", "value"), ("figure", "lower"), ("figure", "upper"), ("figure", "rounding"))
PER: Final = ("figure", "per")

# Moving the point rounds nothing, however long the number; whether it is too long is said where the claim is read.
_WIDE: Final = Context(prec=1_000)
_LONGEST: Final = 300

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Text with the names of columns in braces: ``texts[0]``, the first of ``columns``, ``texts[1]``, and so on."""

    texts: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def parse(cls, given: str) -> Template:
        """The template; ``{{`` stands for a brace. Raises ``Malformed``."""
        texts, columns = [""], []
        try:
            parts = list(Formatter().parse(given))
        except ValueError:
            raise Malformed('braces stand around the name of a column; write "{{" for a brace') from None
        for text, name, form, conversion in parts:
            texts[-1] += text
            if name is not None:
                if form or conversion or not name:
                    raise Malformed('a column stands in braces by its name alone, such as "{rate}"')
                columns.append(name)
                texts.append("")
        return cls(tuple(texts), tuple(columns))

    def fill(self, cells: Mapping[str, str]) -> str:
        """The text with cells in the place of their columns."""
        filled = (cells[column] + text for column, text in zip(self.columns, self.texts[1:], strict=True))
        return self.texts[0] + "".join(filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """A mapping file that was read; ``templates`` are those of a claim, by the place of what they make in it."""

    source: Mapping[str, Any]
    collection: Mapping[str, str]
    file: Mapping[str, Any]
    dates: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    skip: Mapping[str, frozenset[str]]
    templates: Mapping[Place, Template]

    @classmethod
    def read(cls, name: str) -> TableMapping:
        """The mapping in a TOML or JSON file. Raises ``Unreadable``, with all that is wrong in it."""
        document = _toml(name) if name.endswith(".toml") else read_document(name)
        try:
            return cls._parse(document)
        except Malformed as error:
            raise Unreadable(f"{name} {located(error)}") from None

    @classmethod
    def _parse(cls, document: Any) -> TableMapping:
        with shaped():
            read = MappingSchema().load(document)
        read["file"] = {**MappingSchema().fields["file"].schema.load({}), **read.get("file", {})}  # type: ignore[attr-defined]
        read["skip"] = {column: frozenset(words) for column, words in read["skip"].items()}
        templates: dict[Place, Template] = {}
        wrong: list[Fault] = []
        for place, given in _leaves(read.pop("claim")):
            try:
                templates[place] = Template.parse(given)
            except Malformed as error:
                wrong.extend(error.within("claim", *place).faults)
        for column, pattern in read["dates"].items():
            if _edtf_of(pattern) is None:
                wrong.append(Fault(("dates", column), 'must hold a year, such as "%d.%m.%Y"; with a day, a month too'))
        if not any(place in templates for place in NUMBERS[:3]):
            wrong.append(Fault(("claim", "figure"), 'needs a value, such as "{rate}", or lower and upper'))
        if wrong:
            raise Malformed.several(tuple(wrong))
        return cls(**read, templates=templates)

    def require_columns(self, columns: Sequence[str]) -> None:
        """Refuse names of columns that the file does not have. Raises ``Malformed`` with places in the mapping."""
        if len(columns) == 1 and (other := next((sign for sign in ";\t|," if sign in columns[0]), None)) is not None:
            message = f"the columns seem to be parted by {other!r} rather than by {self.file['delimiter']!r}"
            raise Malformed(message, "file", "delimiter")
        known = [*columns, *((COLUMN, CELL) if self.file["unpivot"] else ())]
        named: list[tuple[Place, str]] = [
            (("claim", *place), column) for place, template in self.templates.items() for column in template.columns
        ]
        named += [((table, column), column) for table in ("dates", "values", "skip") for column in getattr(self, table)]
        named += [(("file", "unpivot", place), column) for place, column in enumerate(self.file["unpivot"])]
        wrong = [Fault(place, _no_column(column, known)) for place, column in named if column not in known]
        if self.file["unpivot"] and {COLUMN, CELL} & set(columns):
            wrong.append(
                Fault(("file", "unpivot"), f'the file has a column "{COLUMN}" or "{CELL}" itself; rename that')
            )
        if wrong:
            raise Malformed.several(tuple(wrong))

    def claims(self, cells: Mapping[str, str]) -> Iterator[tuple[str | None, dict[str, Any] | Malformed | None]]:
        """What a row says: the bodies of its claims, each with its column where the row is taken apart.

        ``None`` stands for one that is left out: it holds no figure, or the mapping skips it. What makes no sense is
        given as its ``Malformed``.
        """
        cells = {name: cell.strip() for name, cell in cells.items()}
        for column in self.file["unpivot"] or (None,):
            row = cells if column is None else {**cells, COLUMN: column, CELL: cells[column]}
            try:
                yield column, self._claim(row)
            except Malformed as error:
                yield column, error

    def columns_of(self, place: Place) -> tuple[str, ...]:
        """The columns that a member of the claim was made of; none where it is the same for all."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.templates:
                return self.templates[place[:length]].columns
        return ()

    def _claim(self, cells: Mapping[str, str]) -> dict[str, Any] | None:
        if any(cells[column] in words for column, words in self.skip.items()) or not self._has_figure(cells):
            return None
        cells = {name: self.values.get(name, {}).get(cell, cell) for name, cell in cells.items()}
        cells |= {name: _dated(cells[name], pattern, name) for name, pattern in self.dates.items() if cells[name]}
        shift = self._shift(cells)
        body: dict[str, Any] = {}
        for place, template in self.templates.items():
            text = self._number(template, cells, shift) if place in NUMBERS else template.fill(cells)
            if place != PER and (text or not template.columns):
                _put(body, place, text)
        return body

    def _has_figure(self, cells: Mapping[str, str]) -> bool:
        columns = [column for place in NUMBERS[:3] if place in self.templates for column in self.columns_of(place)]
        missing = {"", *self.file["missing"]}
        return not columns or any(cells[column] not in missing for column in columns)

    def _shift(self, cells: Mapping[str, str]) -> int:
        """By how many places the point moves for a number "per 100"."""
        template = self.templates.get(PER)
        if template is None:
            return 0
        per = self._decimal(template, cells)
        exponent = per.adjusted()
        if per.normalize(_WIDE) != Decimal((0, (1,), exponent)):
            message = "must be 1, 10, 100 or another power of ten: to divide by anything else would make up digits"
            raise Malformed(message, *_where(template, PER))
        return -exponent

    def _number(self, template: Template, cells: Mapping[str, str], shift: int) -> str:
        if template.columns and all(cells[column] in {"", *self.file["missing"]} for column in template.columns):
            return ""
        number = self._decimal(template, cells)
        # Only the point moves: 78.34 for 100 is 0.7834 for one, known to as many digits.
        number = number.scaleb(shift, _WIDE) if shift else number
        return format(number, "f") if abs(number.adjusted()) < _LONGEST else str(number)

    def _decimal(self, template: Template, cells: Mapping[str, str]) -> Decimal:
        text = written = template.fill(cells)
        point, groups = self.file["decimal"], self.file["thousands"]
        if template.columns:
            if groups:
                text = _ungrouped(text, groups, point)
            if point != ".":
                text = text.replace(".", "?").replace(point, ".")
        text = text.replace("−", "-")
        try:
            number = Decimal(text) if text.isascii() and "_" not in text else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
        grouped = f' and "{groups}" between groups of digits' if groups else ""
        raise Malformed(
            f'"{written[:50]}" is no number written with "{point}" before decimals{grouped}; the mapping says how '
            "numbers are written under [file], and what stands for none as missing",
            *_where(template, NUMBERS[0]),
        )


def _ungrouped(text: str, separator: str, point: str) -> str:
    """A number without what separates its groups of digits; untouched where these are not groups of three."""
    blanks = {" ": ("\u00a0", "\u202f", "\u2009")}.get(separator, ())
    for blank in blanks:
        text = text.replace(blank, separator)
    whole, found, decimals = text.partition(point)
    first, *groups = whole.split(separator)
    if not groups or any(len(group) != 3 or not group.isdigit() for group in groups) or len(first.lstrip("+-−")) > 3:
        return text
    return first + "".join(groups) + found + decimals


def _where(template: Template, place: Place) -> Place:
    return (IN_CELL, template.columns[0]) if template.columns else ("claim", *place)


def _dated(cell: str, pattern: str, column: str) -> str:
    try:
        read = datetime.strptime(cell, pattern)  # noqa: DTZ007  a day of the calendar, wherever
    except ValueError:
        raise Malformed(f'"{cell[:50]}" is no date of the pattern {pattern}', IN_CELL, column) from None
    edtf = _edtf_of(pattern)
    assert edtf is not None
    return read.strftime(edtf) if read.year >= 1000 else f"{read.year:04}{read.strftime(edtf[2:])}"


def _edtf_of(pattern: str) -> str | None:
    """The pattern of as much of a date as ``pattern`` tells; ``None`` where it tells no year."""
    told = {pattern[at + 1] for at, sign in enumerate(pattern[:-1]) if sign == "%"}
    year, month, day = (bool(told & set(signs)) for signs in ("YyGcxD", "mbBcxDj", "dcxDj"))
    if not year or (day and not month):
        return None
    return "%Y-%m-%d" if day else "%Y-%m" if month else "%Y"


def _leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
        return
    for name, item in value.items() if isinstance(value, Mapping) else enumerate(value):
        yield from _leaves(item, (*place, name))


def _put(body: dict[str, Any], place: Place, text: str) -> None:
    """Put a member where it belongs. Only ``tags`` is an array."""
    if place[0] == "tags":
        body.setdefault("tags", []).append(text)
        return
    for name in place[:-1]:
        body = body.setdefault(str(name), {})
    body[str(place[-1])] = text


def _no_column(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    meant = f' Did you mean "{close[0]}"?' if close else ""
    return f'the file has no column "{name}"; it has {", ".join(known)}.{meant}'


def _toml(name: str) -> Any:
    try:
        return tomllib.loads(read_bytes(name, LARGEST).decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{name}: a mapping is written in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{name}: not TOML, {error}") from None
