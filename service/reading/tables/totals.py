"""Totals in a table: a row or a column of them adds up the figures above it or beside it.

A total may add up all rows, those since the last total, the totals before it, or leave out what is told within another
row; where one of these readings fits, that one is meant. Where none fits, what was left out of the table, or an average
of its rows, may explain it, and then the finding is a warning that says so, or none at all:

- a column of averages, rates, prices, ranks or years is never added up, and one of percentages only to 100 %;
- nothing is said where a figure is missing, or where a total stands above the rows;
- nothing is said where several columns have totals and all of them are larger than the rows come to: the table shows a
  part of the rows. The same of rows, where a column of totals fits none or few of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from service.reading.prose.rules import Rule
from service.reading.tables.checks import MOST_PARTS, Judged, found
from service.reading.tables.columns import Kind
from service.reading.tables.grid import NOTHING, Cell, Ends, Grid, Line, Part, State

_SELECTION: Final = re.compile(
    r"\b(?:top|selected|main|major|largest|biggest|leading|most|some|sample|examples?|including|key|principal)\b",
    re.IGNORECASE,
)


# There may be many totals, each of all rows above it: so many figures are looked at for a row of the table at most.
_MOST_LISTED: Final = 20


@dataclass(slots=True)
class _Sum:
    """What figures come to, generously and strictly; ``gaps`` counts those that are missing."""

    parts: list[int] = field(default_factory=list)
    ends: Ends = NOTHING
    strict: Ends = NOTHING
    gaps: int = 0

    def add(self, grid: Grid, cell: Cell) -> None:
        if cell.mention is None:
            self.gaps += cell.state is not State.APART
            return
        self.parts.append(cell.mention)
        self.ends = self.ends.plus(grid.ends(cell.mention))
        self.strict = self.strict.plus(grid.ends(cell.mention, generous=False))


class _Reading:
    """Sums taken together as what a total adds up."""

    def __init__(self, *sums: _Sum) -> None:
        self._sums = sums
        self.count = sum(len(each.parts) for each in sums)
        self.gaps = sum(each.gaps for each in sums)
        self.ends, self.strict = NOTHING, NOTHING
        for each in sums:
            self.ends = self.ends.plus(each.ends)
            self.strict = self.strict.plus(each.strict)

    def parts(self) -> tuple[int, ...]:
        return tuple(sorted(part for each in self._sums for part in each.parts))


@dataclass(frozen=True, slots=True)
class _Total:
    """A total, what it should add up, and how far it may be told."""

    mention: int
    parts: tuple[int, ...]
    fits: bool
    above: bool  # the total is more than its parts come to
    why: str
    strictly: bool = False  # it fits as its figures are printed
    rounded: bool = False  # it fits because all of them were rounded: nothing to tell
    alternative: str | None = None


def totals(grid: Grid, *, told: AbstractSet[int] = frozenset()) -> Iterator[Judged]:
    """The checks that rows and columns of totals imply.

    Of figures in ``told`` something is wrong that is told already: where they explain it, a total is not told as well.
    """
    yield from _rows_of_totals(grid, told)
    yield from _columns_of_totals(grid)


# --- a row of totals -----------------------------------------------------------------------------


def _rows_of_totals(grid: Grid, told: AbstractSet[int]) -> Iterator[Judged]:
    by_column = [list(_down(grid, column)) for column in range(len(grid.columns))]
    several = sum(bool(each) for each in by_column) > 1
    misfits = [total for each in by_column for total in each if not total.fits]
    fits = [total for each in by_column for total in each if total.fits]
    if several and misfits and not fits and len({total.above for total in misfits}) == 1:
        return  # a part of the rows is shown, or they overlap
    for total in misfits + fits:
        if not total.fits and not told.isdisjoint(total.parts):
            continue
        yield _added_up(grid, total, total.alternative)


def _added_up(grid: Grid, total: _Total, alternative: str | None) -> Judged:
    """The check that the parts of a total add up to it."""
    return found(
        grid,
        Rule.TABLE_TOTAL,
        total.why,
        "sum",
        {"parts": total.parts, "total": total.mention},
        total.mention,
        fits=total.fits,
        alternative=alternative,
    )


def _is_added(grid: Grid, column: int) -> bool:
    """Whether figures of several rows of a column can make a total."""
    kind = grid.columns[column].kind
    return kind in {Kind.PLAIN, Kind.TOTAL, Kind.SHARE} and grid.comparable(grid.figures(column) or [-1])


def _down(grid: Grid, column: int) -> Iterator[_Total]:
    """The totals of a column, each with the reading that fits it."""
    told = [line for line in grid.lines if line.part is Part.TOTAL and line.cell(column).mention is not None]
    if not told or not _is_added(grid, column):
        return
    rows = _Rows(grid, column)
    listed, most = 0, _MOST_LISTED * len(grid.lines)
    for line in grid.lines:
        cell = line.cell(column)
        if line.part is not Part.TOTAL:
            rows.add(line, cell)
            continue
        if cell.mention is not None and listed < most:
            listed += rows.count
            if (total := rows.total(line, cell.mention)) is not None:
                yield total
        rows.close(cell)


_WITHIN: Final = (Part.PLAIN, Part.SUB, Part.DERIVED)


class _Rows:
    """The rows above a total, summed so that each way can be told in which a total may mean them."""

    def __init__(self, grid: Grid, column: int) -> None:
        self._grid = grid
        self._column = column
        self._all = {part: _Sum() for part in _WITHIN}
        self._since = {part: _Sum() for part in _WITHIN}
        self._totals = _Sum()
        self._closed = 0
        self._unclear = False

    @property
    def count(self) -> int:
        """How many figures stand above."""
        return self._closed + sum(len(each.parts) for each in self._all.values())

    def add(self, line: Line, cell: Cell) -> None:
        self._unclear |= line.part is not Part.PLAIN
        self._all[line.part].add(self._grid, cell)
        self._since[line.part].add(self._grid, cell)

    def close(self, cell: Cell) -> None:
        """Behind a total: what comes next may belong to another one."""
        self._totals.add(self._grid, cell)
        self._since = {part: _Sum() for part in _WITHIN}
        self._closed += 1

    def _readings(self) -> Iterator[_Reading]:
        """What may be added up, likeliest first: rows within others, averages and the like are in or out."""
        for rows in (self._since, self._all) if self._closed else (self._since,):
            plain, sub, derived = (rows[part] for part in _WITHIN)
            yield _Reading(plain)
            if sub.parts:
                yield _Reading(plain, sub)
            if derived.parts:
                yield _Reading(plain, derived)
            if sub.parts and derived.parts:
                yield _Reading(plain, sub, derived)
        if self._closed:
            yield _Reading(self._totals)
            yield _Reading(self._totals, self._since[Part.PLAIN])

    def total(self, line: Line, mention: int) -> _Total | None:
        """A total with what it adds up; None where it is none, or where nothing can be said."""
        grid, column = self._grid, self._grid.columns[self._column]
        told = grid.ends(mention)
        if grid.unit(mention) == "%" and grid.mentions[mention].figure.value != 100:
            return None
        readings = [each for each in self._readings() if 2 <= each.count <= MOST_PARTS]
        if not readings:
            return None
        why = f"the row “{line.label}” adds up the column" + (f" “{column.label}”" if column.label else "")
        fitting = next((each for each in readings if each.ends.meets(told)), None)
        if fitting is not None:
            parts = fitting.parts()
            if not fitting.strict.meets(grid.ends(mention, generous=False)) and _round(grid, [*parts, mention]):
                return None
            return _Total(mention, parts, True, False, why)
        main = readings[0]
        return None if any(each.gaps for each in readings) else self._misfit(line, mention, main, why)

    def _misfit(self, line: Line, mention: int, main: _Reading, why: str) -> _Total | None:
        """A total that none of its readings fits, with what may explain it."""
        grid = self._grid
        numbers = main.parts()
        told, parts = grid.ends(mention), [grid.ends(each) for each in numbers]
        above = told.least is not None and main.ends.most is not None and told.least > main.ends.most
        positive = all(each.least is not None and each.least >= 0 for each in parts)
        largest = max((each.most for each in parts if each.most is not None), default=None)
        alternative = None
        if positive and largest is not None and told.most is not None and told.most <= largest:
            whole = all(grid.mentions[each].figure.without_decimals for each in (*numbers, mention))
            if not whole or not line.plain_total or line.grand:
                return None
            alternative = "It may be an average over the rows."
        elif self._closed:
            alternative = "It may add up other rows than those since the last total."
        elif self._unclear:
            alternative = "Rows that tell a part of another one, or something else, may be counted or left out."
        elif not line.plain_total:
            alternative = f"“{line.label}” may add up other rows than those above it."
        elif above and (_SELECTION.search(grid.caption) or any(_SELECTION.search(each.label) for each in grid.columns)):
            return None
        elif above and _far_above(told, main.ends):
            alternative = "The table may show only some of the rows."
        elif grid.unit(mention) == "%" and not above:
            alternative = "The shares may overlap, if more than one answer was possible."
        return _Total(mention, numbers, False, above, why, alternative=alternative)


def _far_above(told: Ends, ends: Ends) -> bool:
    return told.least is not None and ends.most is not None and told.least * 2 > ends.most * 3


def _round(grid: Grid, mentions: Sequence[int]) -> bool:
    """Whether all figures end in zeros: then they were rounded, and their sum may be off by as much."""
    values = (grid.mentions[each].figure.value for each in mentions)
    return all(value is not None and value % 10 == 0 for value in values)


# --- a column of totals --------------------------------------------------------------------------


def _columns_of_totals(grid: Grid) -> Iterator[Judged]:
    for column, one in enumerate(grid.columns):
        if one.kind is Kind.TOTAL:
            yield from _across(grid, column)


def _across(grid: Grid, column: int) -> Iterator[Judged]:
    """A column of totals, in the reading that fits the most rows."""
    addends = [at for at, each in enumerate(grid.columns) if each.kind is Kind.PLAIN and grid.figures(at)]
    before = [at for at, each in enumerate(grid.columns) if each.kind is Kind.TOTAL and at < column]
    readings = [
        [at for at in addends if (before[-1] if before else -1) < at < column],
        [at for at in addends if at < column],
        [at for at in before if grid.figures(at)],
        [at for at in addends if at > column],
        addends,
    ]
    best: list[_Total] = []
    for columns in dict.fromkeys(tuple(each) for each in readings if len(each) > 1):
        rows = list(_rows_across(grid, columns, column))
        if sum(total.strictly for total in rows) > sum(total.strictly for total in best) or not best:
            best = rows
    misfits = [total for total in best if not total.fits]
    fits = sum(total.strictly for total in best)
    if misfits and (len(misfits) > fits > 0 or (not fits and len(best) > 1)):
        return
    doubt = None
    if misfits and fits < 2:
        doubt = f"“{grid.columns[column].label}” may count more than the columns beside it."
    for total in (*misfits, *(each for each in best if each.fits and not each.rounded)):
        yield _added_up(grid, total, None if total.fits else doubt)


def _rows_across(grid: Grid, columns: Sequence[int], column: int) -> Iterator[_Total]:
    label = grid.columns[column].label
    for line in grid.lines:
        mention = line.cell(column).mention
        if mention is None or line.part is Part.DERIVED:
            continue
        row = _Sum()
        for at in columns:
            row.add(grid, line.cell(at))
        if row.gaps or len(row.parts) < 2 or not grid.comparable([*row.parts, mention]):
            continue
        if grid.unit(mention) == "%" and grid.mentions[mention].figure.value != 100:
            continue
        why = f"the column “{label}” adds up the row" + (f" “{line.label}”" if line.label else "")
        told = grid.ends(mention)
        fits, strictly = row.ends.meets(told), row.strict.meets(grid.ends(mention, generous=False))
        rounded = fits and not strictly and _round(grid, [*row.parts, mention])
        above = _far_above(told, row.ends)
        yield _Total(mention, tuple(row.parts), fits, above, why, strictly=strictly, rounded=rounded)
