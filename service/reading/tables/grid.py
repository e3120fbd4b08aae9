"""A table as it was read: its columns, its rows and the figures in its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from service.domain.policy import Policy
from service.reading.mention import Mention
from service.reading.tables.columns import Column

_POLICY: Final = Policy()


class State(StrEnum):
    """What a cell holds."""

    FIGURE = "figure"
    NOTHING = "nothing"
    WORDS = "words"
    APART = "apart"  # a year, a rank, a date
    ODD = "odd"  # digits, but no plain number


class Cell(NamedTuple):
    """A cell: of a figure, its number among the mentions of the table, and that of a share in brackets behind it."""

    state: State
    mention: int | None = None
    share: int | None = None


NO_CELL: Final = Cell(State.NOTHING)


class Part(StrEnum):
    """What a row is by its label."""

    PLAIN = "plain"
    TOTAL = "total"
    SUB = "sub"  # "of which women": within the row above
    DERIVED = "derived"  # an average, a difference, a share: no part of a total


_MARKS: Final = re.compile(r"^[\W_]+|[\W_\d]+$")
_PLAIN_TOTAL: Final = frozenset(
    (
        "total",
        "totals",
        "sum",
        "all",
        "overall",
        "grand total",
        "in all",
        "altogether",
        "subtotal",
        "sub-total",
        "sub total",
    )
)
_TOTAL: Final = re.compile(
    r"(?:grand |overall |sub-?)?totals?\b|sum of\b|all (?:\w+\s?){1,3}$|.{1,60}[ ,(:–-]+(?:sub-?)?total$", re.IGNORECASE
)
_SUB: Final = re.compile(
    r"(?:of (?:which|whom|them|these)|including|incl|thereof|o/w|among them|within)\b|[-–—•·*>↳]", re.IGNORECASE
)
_OF_WHICH: Final = re.compile(r"(?:of which|of whom|of them|of these|including|incl|thereof|o/w)\b")
_DERIVED: Final = re.compile(
    r"(?:.{1,40} )?(?:average|avg|mean|median|difference|diff|change|growth|increase|decrease|balance|net|margin|per"
    r"|percent(?:age)?|share|ratio|rate|min(?:imum)?|max(?:imum)?|std|sd|n|target|budget|previous|year|%)\b|[%Øø∆Δ±]"
    r"|(?:surplus|deficit|profit|loss)\b",
    re.IGNORECASE,
)
_INDENTS: Final = frozenset("\u00a0\u2002\u2003\u2009")
_GRAND: Final = re.compile(r"(?:grand|overall) total|overall|in all|altogether", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its label without marks, what it is by that, and its cells.

    ``of_which`` says that its label tells it to be a part of a row above ("of which women").
    """

    label: str
    part: Part
    cells: tuple[Cell, ...]
    plain_total: bool = False
    grand: bool = False
    of_which: bool = False

    def cell(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else NO_CELL


def line_of(label: str, cells: tuple[Cell, ...]) -> Line:
    """A row by its label; one that an indent or a dash begins is within the one above."""
    bare = _MARKS.sub("", label[:200]).strip()
    folded = " ".join(bare.casefold().split())
    if folded in _PLAIN_TOTAL:
        return Line(bare, Part.TOTAL, cells, plain_total=True, grand=bool(_GRAND.match(folded)))
    if label[:1] in _INDENTS or _SUB.match(label.strip()):
        return Line(bare, Part.SUB, cells, of_which=_OF_WHICH.match(folded) is not None)
    if _TOTAL.match(folded):
        return Line(bare, Part.TOTAL, cells, grand=bool(_GRAND.match(folded)))
    return Line(bare, Part.DERIVED if _DERIVED.match(label.strip()) else Part.PLAIN, cells)


class Ends(NamedTuple):
    """The least and the most that something may be, in base units; None where there is no end."""

    least: Fraction | None
    most: Fraction | None

    def plus(self, other: Ends) -> Ends:
        return Ends(
            None if self.least is None or other.least is None else self.least + other.least,
            None if self.most is None or other.most is None else self.most + other.most,
        )

    def least_is_within(self, other: Ends) -> bool:
        """Whether it can be no more than the other."""
        return not _below(other.most, self.least)

    def meets(self, other: Ends) -> bool:
        """Whether both can be one value."""
        return not (_below(self.most, other.least) or _below(other.most, self.least))


NOTHING: Final = Ends(Fraction(0), Fraction(0))


def _below(most: Fraction | None, least: Fraction | None) -> bool:
    return most is not None and least is not None and most < least


@dataclass(slots=True)
class Grid:
    """All of a table. ``mentions`` are its figures in the order in which they stand."""

    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    caption: str = ""
    _ends: dict[tuple[int, bool], Ends] = field(default_factory=dict)

    def ends(self, mention: int, *, generous: bool = True) -> Ends:
        """What a figure may stand for."""
        found = self._ends.get((mention, generous))
        if found is None:
            figure = self.mentions[mention].figure
            read = figure.generous(_POLICY) if generous else figure.strict(_POLICY)
            unit = figure.unit
            found = Ends(*(None if end is None else unit.to_base(end) for end in (read.lower, read.upper)))
            self._ends[mention, generous] = found
        return found

    def figures(self, column: int) -> list[int]:
        """The figures of a column."""
        cells = (line.cell(column) for line in self.lines)
        return [cell.mention for cell in cells if cell.mention is not None]

    def unit(self, mention: int) -> str:
        return str(self.mentions[mention].figure.unit)

    def comparable(self, mentions: list[int]) -> bool:
        """Whether figures can be added: all of one dimension, none of them of a scale with an offset."""
        units = {self.mentions[each].figure.unit for each in mentions}
        return len({unit.dimension for unit in units}) == 1 and not any(unit.offset for unit in units)
