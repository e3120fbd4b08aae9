"""Rows that tell a part of the row above them: "of which women", "including loans"."""

from __future__ import annotations

from collections.abc import Iterator

from service.reading.prose.rules import Rule
from service.reading.tables.checks import Judged, found
from service.reading.tables.columns import Kind
from service.reading.tables.grid import Grid, Part


def parts(grid: Grid) -> Iterator[Judged]:
    """A part is no more than the row that it is of: the last one that is not itself within another.

    Only in columns of amounts: a rate among some may well be higher than among all. Nothing is said of negative
    amounts, of which a part may be the larger number.
    """
    for column, one in enumerate(grid.columns):
        if one.kind not in {Kind.PLAIN, Kind.TOTAL}:
            continue
        whole: tuple[str, int | None] = ("", None)
        for line in grid.lines:
            mention = line.cell(column).mention
            if line.part is not Part.SUB:
                whole = (line.label, mention)
                continue
            label, of = whole
            if mention is None or of is None or not line.of_which or not _amounts(grid, mention, of):
                continue
            why = f"the row “{line.label}” tells a part of “{label}”"
            fits = grid.ends(mention).least_is_within(grid.ends(of))
            yield found(grid, Rule.TABLE_PART, why, "part_of", {"part": mention, "whole": of}, mention, fits=fits)


def _amounts(grid: Grid, *mentions: int) -> bool:
    """Whether figures are amounts of one kind that can be compared by size, and none of them a percentage."""
    positive = all(grid.mentions[each].figure.positive for each in mentions)
    return positive and grid.unit(mentions[0]) != "%" and grid.comparable(list(mentions))
