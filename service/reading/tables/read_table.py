"""Reading a table: the figures in its cells, and the checks that its rows and columns imply.

A figure has the unit that its cell tells, else its column's header, else the caption. Years, dates, ranks and codes are
kept apart. A cell with a sentence in it, or a number with more than a unit, is left to the reading of running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from service.domain.figure import Figure, Qualifier
from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.reading.bounds import within_bounds
from service.reading.mention import Apart, Kind, Mention
from service.reading.prose.found import Found
from service.reading.read import read
from service.reading.span import Span
from service.reading.tables.cells import Number, is_date, is_nothing, is_year, number_in
from service.reading.tables.columns import Column, column_of
from service.reading.tables.columns import Kind as ColumnKind
from service.reading.tables.grid import Cell, Grid, State, line_of
from service.reading.tables.parts import parts
from service.reading.tables.shares import changes, percentages
from service.reading.tables.table import Row, Table
from service.reading.tables.totals import totals

# Of a table so many checks are told: those that do not hold come first.
MOST_CHECKS_OF_TABLE: Final = 1_000
# And so many figures of them, a figure once for each: a check of many takes longer than one of two.
MOST_FIGURES_OF_TABLE: Final = 5_000


@dataclass(frozen=True, slots=True)
class TableReading:
    """What was read in a table.

    ``mentions`` are its figures in the order in which they stand, each a sentence of its own; ``founds`` refer to them
    by their numbers, and ``left_out`` counts those behind the first :data:`MOST_CHECKS_OF_TABLE`, or behind the first
    that have :data:`MOST_FIGURES_OF_TABLE` figures. ``prose`` are the cells to be read as running text.
    """

    mentions: tuple[Mention, ...] = ()
    apart: tuple[Apart, ...] = ()
    founds: tuple[Found, ...] = ()
    prose: tuple[Span, ...] = ()
    left_out: int = 0


def read_table(table: Table, text: str) -> TableReading:
    """The figures of a table, ``text`` being all of the text with markup blanked out. Takes linear time."""
    return _Reader(table, text).read()


class _Reader:
    def __init__(self, table: Table, text: str) -> None:
        self._table = table
        self._text = text
        self._caption = "" if table.caption is None else table.caption.of(text)[-500:]
        width = max((len(row) for row in (table.header, *table.rows)), default=0)
        headers = [span.of(text) for span in table.header]
        self._columns = [column_of(each, self._caption) for each in headers]
        self._columns += [Column("")] * (min(width, _WIDEST) - len(headers))
        self._grid = Grid(columns=self._columns, caption=self._caption)
        self._apart: list[Apart] = []
        self._prose: list[Span] = []
        self._units: dict[tuple[int, bool, bool, str], tuple[Unit, int, tuple[str, ...]]] = {}

    def read(self) -> TableReading:
        for cell in self._table.header:
            number = number_in(self._text, cell)
            if number is not None:
                self._apart.append(Apart(Kind.YEAR if is_year(number) else Kind.OTHER, number.at))
        numbers = [[number_in(self._text, cell) for cell in row[:_WIDEST]] for row in self._table.rows]
        aside = [self._stands_apart(column, numbers) for column in range(len(self._columns))]
        for row, found in zip(self._table.rows, numbers, strict=True):
            self._line(row, found, aside)
        grid = self._grid
        for column in range(len(self._columns)):
            self._as_precise(grid.figures(column))
        shares = list(percentages(grid))
        wrong = {each.at for each in shares if not each.fits}
        judged = [*totals(grid, told=wrong), *parts(grid), *shares, *changes(grid)]
        judged.sort(key=lambda each: each.fits)
        founds = tuple(each.check for each in judged)
        taken = founds[: within_bounds(founds, checks=MOST_CHECKS_OF_TABLE, figures=MOST_FIGURES_OF_TABLE)]
        left_out = len(founds) - len(taken)
        return TableReading(tuple(grid.mentions), tuple(self._apart), taken, tuple(self._prose), left_out)

    def _as_precise(self, column: Sequence[int]) -> None:
        """Takes the trailing zeros of a column for digits where another figure of it is told to the last one.

        Beside 15, a 30 is not one of 25 to 35: a column is printed in one precision.
        """
        mentions = self._grid.mentions
        values = [mentions[each].figure.value for each in column]
        exponents = {0 if value is None else value.as_tuple().exponent for value in values}
        if None in values or len(exponents) != 1 or any(mentions[each].figure.qualifier in _HEDGED for each in column):
            return
        digits = [0 if value is None else value.as_tuple().digits[-1] for value in values]
        exponent = exponents.pop()
        if not any(digits) or not isinstance(exponent, int) or exponent < 0:
            return
        for each, digit in zip(column, digits, strict=True):
            mention = mentions[each]
            if digit == 0 and mention.figure.value:
                figure = replace(mention.figure, rounding=Decimal(1).scaleb(exponent))
                mentions[each] = replace(mention, figure=figure)

    def _stands_apart(self, column: int, numbers: Sequence[Sequence[Number | None]]) -> Kind | None:
        """What the numbers of a column are, if they are no quantities: by its header, or by themselves."""
        kind = self._columns[column].kind
        found = [row[column] for row in numbers if column < len(row)]
        there = [each for each in found if each is not None]
        if not there:
            return None
        if kind is ColumnKind.NUMBERED:
            return Kind.NUMBERED
        years = all(is_year(each) for each in there)
        if kind is ColumnKind.TIME:
            return Kind.YEAR if years else Kind.DATE
        if self._columns[column].unit is None and years and (column == 0 or len(there) > 2):
            return Kind.YEAR
        label = self._columns[column].label.strip()
        if column == 0 and not label and len(there) > 1:
            ranks = [each.value for each in there] == [Decimal(place) for place in range(1, len(there) + 1)]
            return Kind.NUMBERED if ranks and all(each.bare_digits for each in there) else None
        return None

    def _line(self, row: Row, numbers: Sequence[Number | None], aside: Sequence[Kind | None]) -> None:
        contents = [cell.of(self._text) for cell in row[:_WIDEST]]
        label_at = next((at for at, each in enumerate(contents) if numbers[at] is None and not is_nothing(each)), 0)
        label = contents[label_at] if contents else ""
        cells = tuple(self._cell(row, at, numbers[at], contents[at], aside, label) for at in range(len(contents)))
        self._grid.lines.append(line_of(label, cells))

    def _cell(
        self, row: Row, at: int, number: Number | None, content: str, aside: Sequence[Kind | None], label: str
    ) -> Cell:
        kind = aside[at]
        if number is not None and kind is not None:
            self._apart.append(Apart(kind, number.at))
            return Cell(State.APART)
        if number is not None:
            mention = self._mention(at, number, label)
            share = None if number.share is None else self._share(*number.share)
            return Cell(State.FIGURE, mention, share)
        if is_nothing(content):
            return Cell(State.NOTHING)
        if _FREE_DIGIT.search(content) is None:
            return Cell(State.WORDS)
        if is_date(content):
            self._apart.append(Apart(Kind.DATE, row[at]))
            return Cell(State.APART)
        told = self._told_in_words(row[at], at)
        if told is not None:
            return Cell(State.FIGURE, told)
        self._prose.append(row[at])
        return Cell(State.ODD)

    def _told_in_words(self, cell: Span, column: int) -> int | None:
        """A figure with its unit or hedge in words, if a cell holds it and nothing else: "about $1.2 million"."""
        if cell.end - cell.start > _LONGEST:
            return None
        found = read(self._text, start=cell.start, end=cell.end).mentions
        if len(found) != 1 or found[0].expression.of(self._text).strip() != cell.of(self._text).strip():
            return None
        figure, about = found[0].figure, self._columns[column]
        if figure.unit == DIMENSIONLESS and figure.value is not None and (about.unit is not None or about.scale):
            unit = DIMENSIONLESS if about.unit is None else about.unit
            figure = replace(figure, value=figure.value.scaleb(about.scale), unit=unit)
        return self._add(replace(found[0], figure=figure, sentence=len(self._grid.mentions)))

    def _mention(self, column: int, number: Number, label: str) -> int:
        unit, scale, alternatives = self._unit(column, number)
        about = self._columns[column]
        value = number.value.scaleb(scale) if scale else number.value
        if number.bracketed and (about.kind is ColumnKind.CHANGE or not number.percent):
            value = value.copy_negate() if value else value
        named = ", ".join(
            part for part in (about.label, "" if label == about.label else label.strip()[:_LONGEST]) if part
        )
        mention = Mention(
            figure=Figure(value=value, unit=unit),
            number=number.at,
            expression=number.expression,
            sentence=len(self._grid.mentions),
            measured=named or None,
            alternatives=alternatives,
        )
        return self._add(mention)

    def _add(self, mention: Mention) -> int:
        """Notes a figure, and gives its number, which is that of its sentence too."""
        self._grid.mentions.append(mention)
        return len(self._grid.mentions) - 1

    def _share(self, value: Decimal, at: Span) -> int:
        """A percentage in brackets behind a figure."""
        end = min(at.end + 1, len(self._text))
        mention = Mention(
            figure=Figure(value=value, unit=parse_unit("%")),
            number=at,
            expression=Span(at.start, end if self._text[at.end : end] == "%" else at.end),
            sentence=len(self._grid.mentions),
        )
        return self._add(mention)

    def _unit(self, column: int, number: Number) -> tuple[Unit, int, tuple[str, ...]]:
        """The unit of a cell, the power of ten that its figure is scaled by, and what else it may be."""
        money = "" if number.money is None else number.money.expression
        key = (column, number.percent, number.points, money)
        found = self._units.get(key)
        if found is None:
            self._units[key] = found = self._told(self._columns[column], number)
        return found

    @staticmethod
    def _told(column: Column, number: Number) -> tuple[Unit, int, tuple[str, ...]]:
        if number.percent:
            points = column.unit is not None and column.unit.points
            return parse_unit("percentage point" if points else "%"), 0, ()
        if number.points:
            return parse_unit("percentage point"), 0, ()
        if number.money is not None and number.money.expression not in str(column.unit or ""):
            scale = 0 if column.percent else column.scale
            return parse_unit(number.money.expression), scale, number.money.alternatives
        return (DIMENSIONLESS if column.unit is None else column.unit), column.scale, column.alternatives


_HEDGED: Final = frozenset(Qualifier) - {Qualifier.STATED}

# A digit that begins a number: not within a name ("B12") or behind the point of one.
_FREE_DIGIT: Final = re.compile(r"(?<![\w.])[.]?\d")

# Columns beyond these are not read, and a label is told so far.
_WIDEST: Final = 500
_LONGEST: Final = 60
