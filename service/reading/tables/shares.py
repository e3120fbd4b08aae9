"""Columns of a table that follow from others: shares of a count in its total, changes between two columns.

What such a column is a share or a change of is hardly said in a table, so each way to read it is tried on all rows, and
the one that fits the most is meant if it fits enough of them. A row that any of the ways fits is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from service.domain.numeral import to_text
from service.domain.units import DIMENSIONLESS
from service.reading.prose.rules import Rule
from service.reading.tables.checks import Judged, Roles, found
from service.reading.tables.columns import Kind
from service.reading.tables.grid import NOTHING, Ends, Grid, Line, Part

_YEAR: Final = re.compile(r"\b(?:1[5-9]|20|21)\d\d\b")
_COUNTS: Final = frozenset({Kind.PLAIN, Kind.TOTAL})


@dataclass(frozen=True, slots=True)
class _Row:
    """A row in one reading: the check that it implies, and whether the figures fit, if read generously or strictly."""

    mention: int
    fits: bool
    strictly: bool
    why: str
    kind: str
    roles: Roles
    parameters: dict[str, Any] = field(default_factory=dict)


def percentages(grid: Grid) -> Iterator[Judged]:
    """Checks of columns of percentages against the counts beside them."""
    for column, one in enumerate(grid.columns):
        if one.kind not in {Kind.CHANGE, Kind.NUMBERED, Kind.TIME} and _in_percent(grid, grid.figures(column)):
            count = _counts_beside(grid, column)
            if count is not None:
                shares = {at: line.cell(column).mention for at, line in enumerate(grid.lines)}
                yield from _meant(grid, Rule.TABLE_PERCENT, _share_readings(grid, column, count, shares))
        if any(line.cell(column).share is not None for line in grid.lines):
            shares = {at: line.cell(column).share for at, line in enumerate(grid.lines)}
            yield from _meant(grid, Rule.TABLE_PERCENT, _share_readings(grid, column, column, shares))


def _in_percent(grid: Grid, mentions: Sequence[int]) -> bool:
    return bool(mentions) and all(grid.unit(each) == "%" for each in mentions)


def _counts_beside(grid: Grid, column: int) -> int | None:
    """The column that percentages are beside: the next one to the left with counts, else the only one to the right."""
    counts = [
        at
        for at, each in enumerate(grid.columns)
        if each.kind in _COUNTS and (figures := grid.figures(at)) and grid.unit(figures[0]) != "%"
    ]
    left = [at for at in counts if at < column]
    return left[-1] if left else counts[0] if len(counts) == 1 else None


def _share_readings(
    grid: Grid, column: int, count: int, shares: dict[int, int | None]
) -> Iterator[tuple[bool, list[_Row]]]:
    """What percentages may be of, and whether that is as good as said: a total below the counts right beside them."""
    closing = [at for at, line in enumerate(grid.lines) if line.part is Part.TOTAL and _has(line, count)]
    if closing and closing[-1] > 0:
        # What stands below the last total, as turnout below votes, is no share in it.
        shares = {at: mention for at, mention in shares.items() if at <= closing[-1]}
    rows = list(_told(grid, shares))
    label, share = grid.columns[count].label, grid.columns[column].label
    beside = grid.columns[column].kind is Kind.SHARE or column == count
    for total in dict.fromkeys(grid.lines[at].cell(count).mention for at in (*closing[:2], *closing[-2:])):
        if total is not None:
            why = f"“{share}” is the share in the total of “{label}”"
            said = beside and len(closing) == 1
            yield said, [_share(grid, line, mention, count, why, total) for line, mention in rows if _has(line, count)]
    parts = [each for line in grid.lines if line.part is Part.PLAIN and (each := line.cell(count).mention) is not None]
    if len(parts) > 1 and not closing and beside and (whole := _together(grid, parts)) is not None:
        why = f"“{share}” is the share in all of “{label}”"
        yield False, [_share(grid, line, mention, count, why, whole) for line, mention in rows if _has(line, count)]
    others = [at for at, each in enumerate(grid.columns) if each.kind in _COUNTS and at != count and grid.figures(at)]
    for other in [at for at in others if at < column][-2:]:
        for part, all_of in ((count, other), (other, count)):
            why = f"“{share}” is the share of “{grid.columns[part].label}” in “{grid.columns[all_of].label}”"
            yield (
                False,
                [
                    _share(grid, line, mention, part, why, base)
                    for line, mention in rows
                    if _has(line, part) and (base := line.cell(all_of).mention) is not None
                ],
            )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What several figures come to, as a figure: printed nowhere, so that it is an interval."""

    ends: Ends
    strict: Ends
    figure: dict[str, str]


def _together(grid: Grid, parts: Sequence[int]) -> _Whole | None:
    """The sum of figures that can be added and are all of one unit."""
    units = {grid.mentions[each].figure.unit for each in parts}
    if len(units) != 1 or not grid.comparable(list(parts)):
        return None
    ends, strict = NOTHING, NOTHING
    for each in parts:
        ends, strict = ends.plus(grid.ends(each)), strict.plus(grid.ends(each, generous=False))
    unit = units.pop()
    told = {"lower": ends.least, "upper": ends.most}
    figure = {name: to_text(unit.from_base(end)) for name, end in told.items() if end is not None}
    return _Whole(ends, strict, {**figure, "unit": str(unit)})


def _told(grid: Grid, shares: dict[int, int | None]) -> Iterator[tuple[Line, int]]:
    """The rows with a share, but for averages and the like."""
    for at, mention in shares.items():
        if mention is not None and grid.lines[at].part is not Part.DERIVED:
            yield grid.lines[at], mention


def _has(line: Line, column: int) -> bool:
    return line.cell(column).mention is not None


def _share(grid: Grid, line: Line, mention: int, count: int, why: str, whole: int | _Whole) -> _Row:
    """A row whose ``mention`` is the share of its ``count`` in a figure, or in what several come to."""
    part = line.cell(count).mention
    assert part is not None
    role = whole.figure if isinstance(whole, _Whole) else whole
    roles: Roles = {"part": part, "whole": role, "share": mention}
    if part == whole or (not isinstance(whole, _Whole) and not grid.comparable([part, whole])):
        return _Row(mention, True, False, why, "share_of", roles)
    fits, strictly = (
        _quotient(grid.ends(part, generous=generous), _ends(grid, whole, generous=generous)).meets(
            grid.ends(mention, generous=generous)
        )
        for generous in (True, False)
    )
    return _Row(mention, fits, strictly, why, "share_of", roles)


def _ends(grid: Grid, whole: int | _Whole, *, generous: bool) -> Ends:
    if isinstance(whole, _Whole):
        return whole.ends if generous else whole.strict
    return grid.ends(whole, generous=generous)


def _quotient(part: Ends, whole: Ends) -> Ends:
    """A quotient of what is positive; anything, where it may not be."""
    if whole.least is None or whole.least <= 0 or part.least is None or part.least < 0:
        return Ends(None, None)
    return Ends(
        Fraction(0) if whole.most is None else part.least / whole.most,
        None if part.most is None else part.most / whole.least,
    )


# --- changes -------------------------------------------------------------------------------------


def changes(grid: Grid) -> Iterator[Judged]:
    """Checks of columns of changes against the two columns before them."""
    for column, one in enumerate(grid.columns):
        mentions = grid.figures(column)
        if one.kind is not Kind.CHANGE or not mentions:
            continue
        before = [
            at
            for at, each in enumerate(grid.columns[:column])
            if each.kind in _COUNTS | {Kind.SHARE} and grid.figures(at)
        ]
        if len(before) >= 2:
            # From the column before the last, or over all of them.
            pairs = dict.fromkeys([(before[-2], before[-1]), (before[0], before[-1])])
            readings = [each for first, last in pairs for each in _change_readings(grid, column, first, last)]
            yield from _meant(grid, Rule.TABLE_CHANGE, iter(readings))


def _change_readings(grid: Grid, column: int, one: int, other: int) -> Iterator[tuple[bool, list[_Row]]]:
    """What a change may be: from the earlier year to the later, else from left to right; in percent or as such."""
    years = [_YEAR.search(grid.columns[at].label) for at in (one, other)]
    start, end = (one, other)
    if years[0] and years[1] and years[0][0] > years[1][0]:
        start, end = other, one
    for reading in ("percent", "absolute"):
        for first, last in ((start, end), (end, start)):
            yield True, list(_changes(grid, column, first, last, reading))


def _changes(grid: Grid, column: int, first: int, last: int, reading: str) -> Iterator[_Row]:
    labels = f"“{grid.columns[first].label}” to “{grid.columns[last].label}”"
    for line in grid.lines:
        before, after, change = (line.cell(at).mention for at in (first, last, column))
        if before is None or after is None or change is None or not grid.comparable([before, after]):
            continue
        figure = grid.mentions[change].figure
        shares = grid.unit(before) == "%"
        percent = str(figure.unit) == "%"
        if reading == "percent":
            if not percent:
                continue
            as_what = "percent"
        else:
            plain = figure.unit == DIMENSIONLESS or figure.unit == grid.mentions[before].figure.unit
            if not (plain or (shares and (percent or figure.unit.points))) or (percent and not shares):
                continue
            if not shares and not grid.comparable([before, change]):
                continue
            if shares and figure.unit == DIMENSIONLESS:
                continue  # 3, of percentages, is 3 percentage points, and the figure does not say so
            as_what = "points" if shares else "absolute"
        fits, strictly = (
            _measured(as_what, *(grid.ends(each, generous=generous) for each in (before, after))).meets(
                grid.ends(change, generous=generous)
            )
            for generous in (True, False)
        )
        yield _Row(
            change,
            fits,
            strictly,
            f"“{grid.columns[column].label}” is the change from {labels}",
            "change",
            {"from": before, "to": after, "change": change},
            {"as": as_what},
        )


def _measured(as_what: str, before: Ends, after: Ends) -> Ends:
    if as_what == "percent":
        return _quotient(after, before).plus(Ends(Fraction(-1), Fraction(-1)))
    return after.plus(
        Ends(None if before.most is None else -before.most, None if before.least is None else -before.least)
    )


# --- which of several readings is meant ----------------------------------------------------------


def _meant(grid: Grid, rule: Rule, readings: Iterator[tuple[bool, list[_Row]]]) -> Iterator[Judged]:
    """The checks of the reading that fits the most rows, if it fits enough of them.

    One that the table as good as says has to fit half of them, any other one two at least, and more than it doesn't.
    """
    tried = [(said, rows) for said, rows in readings if rows]
    if not tried:
        return
    said, best = max(tried, key=lambda each: sum(row.strictly for row in each[1]))
    fits = sum(row.strictly for row in best)
    anyhow = {row.mention for _, rows in tried for row in rows if row.fits}
    misfits = [row for row in best if row.mention not in anyhow]
    if not fits or len(misfits) > fits or (not said and (fits < 2 or len(misfits) == fits)):
        return
    doubt = None
    if len(misfits) == fits or (not said and fits < 3):
        doubt = "Few rows can be read so; the column may be of something else."
    for row in (*misfits, *(row for row in best if row.fits)):
        yield found(
            grid,
            rule,
            row.why,
            row.kind,
            row.roles,
            row.mention,
            parameters=row.parameters,
            fits=row.fits,
            alternative=None if row.fits else doubt,
        )
