"""Mentions as figures of checks: how they are named in bodies, and which of them can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.reading.mention import Form, Mention
from service.reading.prose.line import Line, Stood
from service.reading.span import Span
from service.reading.units.nouns import ends_phrase
from service.reading.units.plurals import is_plural

PERCENT = parse_unit("%")
POINTS = parse_unit("percentage point")
# What bare numbers are of that are no counts, although it is in the plural.
_MEASURED: Final = frozenset(
    "indexes indices scores rates ratios averages temperatures prices levels grades ratings points shares stocks bonds "
    "yields futures odds rents wages costs earnings sales revenues profits exports imports losses incomes taxes fees "
    "values volumes results".split()
)
# They say so too, in the singular.
_MANY: Final = frozenset(
    "number population membership staff workforce herd flock fleet crowd toll headcount enrolment enrollment".split()
)
_SUBJECT: Final = 6
# Figures that the words of a text put together are to be compared, whatever their times.
ANY_TIME = {"periods": "any"}


def ref(stood: Stood) -> dict[str, Any]:
    """A mention in the body of a check."""
    return {"mention": stood.number}


def is_counted(unit: Unit) -> bool:
    """Whether things are counted in it, or nothing is said of what the number is of."""
    return unit.counted or unit == DIMENSIONLESS


def is_share(mention: Mention) -> bool:
    """Whether it is a percentage."""
    return mention.figure.unit == PERCENT


def is_in_points(mention: Mention) -> bool:
    """Whether it is a difference of percentages: in percentage points or basis points."""
    return mention.figure.unit.points


def is_bare(mention: Mention) -> bool:
    """Whether it is a number of nothing that is said."""
    return mention.figure.unit == DIMENSIONLESS


def is_loose(mention: Mention) -> bool:
    """Whether a number is said so loosely that its digits are none: "two-thirds", "dozens"."""
    return mention.form in (Form.FRACTION, Form.VAGUE)


def alike(one: Mention, other: Mention) -> bool:
    """Whether two figures can be compared as they stand: of one dimension, and both shares, or points, or neither."""
    left, right = one.figure.unit, other.figure.unit
    shares = (left == PERCENT) == (right == PERCENT)
    return left.dimension == right.dimension and shares and left.points == right.points


def counts_alike(one: Mention, other: Mention) -> bool:
    """Whether both can be taken as plain counts, or as amounts in one dimension."""
    left, right = one.figure.unit, other.figure.unit
    return (is_counted(left) and is_counted(right)) or alike(one, other)


def as_counts(line: Line, **given: Stood) -> dict[str, Any]:
    """Bare whole numbers as counts, where they are said of things in the plural ("cases doubled from 3 to 7").

    A number of which nothing is known may be rounded, and 3 be 3.4; there are no 3.4 cases.
    """
    if not all(is_bare(each.mention) and each.mention.figure.without_decimals for each in given.values()):
        return {}
    first = min(each.first for each in given.values())
    words = line.words[max(0, first - _SUBJECT) : first]
    if not _MEASURED.isdisjoint(words) or not any(
        word in _MANY or (is_plural(word) and not ends_phrase(word)) for word in words
    ):
        return {}
    return {role: {**each.mention.figure.canonical(), "unit": "item"} for role, each in given.items()}


def plain(name: str, unit: Unit, among: tuple[Unit, ...]) -> str:
    """A named figure of a check as an expression that can be added to those in the units ``among``.

    Things of several kinds are added up as numbers: 12 buses and 7 trams. A bare number beside amounts in one unit
    ("1.2 million and 1.4 million tonnes") is in that unit.
    """
    dimensions = {each.dimension for each in among}
    if len(dimensions) == 1:
        return name
    if all(is_counted(each) for each in among):
        return name if unit == DIMENSIONLESS else f"{name} / (1 {unit})"
    spoken = next(each for each in reversed(among) if each != DIMENSIONLESS)
    return f"{name} * (1 {spoken})" if unit == DIMENSIONLESS else name


@dataclass(frozen=True, slots=True)
class Roles:
    """Mentions in roles of a check. Those in several units of count stand there under names of their own.

    ``figures`` is as in a body, ``places`` where each figure stands, by its name in results.
    """

    figures: Mapping[str, Any]
    places: Mapping[str, Span]

    @classmethod
    def of(cls, **given: Stood) -> Roles:
        """A mention for each role."""
        units = tuple(stood.mention.figure.unit for stood in given.values())
        figures: dict[str, Any] = {}
        places: dict[str, Span] = {}
        for role, stood in given.items():
            name = f"{role}_number"
            said = plain(name, stood.mention.figure.unit, units)
            if said == name:
                name = role
            else:
                figures[role] = said
            figures[name] = ref(stood)
            places[name] = stood.mention.expression
        return cls(figures, places)

    @classmethod
    def named(cls, parts: Sequence[Stood], whole: Stood) -> Roles:
        """Several mentions that together are the part of another."""
        units = tuple(stood.mention.figure.unit for stood in (*parts, whole))
        named = {f"part_{place + 1}": stood for place, stood in enumerate(parts)} | {"whole_number": whole}
        said = {name: plain(name, stood.mention.figure.unit, units) for name, stood in named.items()}
        figures = {name: ref(stood) for name, stood in named.items()}
        places = {name: stood.mention.expression for name, stood in named.items()}
        together = " + ".join(text for name, text in said.items() if name != "whole_number")
        return cls({**figures, "part": together, "whole": said["whole_number"]}, places)

    @classmethod
    def many(cls, role: str, given: Sequence[Stood], **others: Stood) -> Roles:
        """Mentions for a list role, and one for each of the others."""
        everyone = (*given, *others.values())
        units = tuple(stood.mention.figure.unit for stood in everyone)
        if len({unit.dimension for unit in units}) == 1:
            rest = {name: ref(stood) for name, stood in others.items()}
            places = {f"{role}[{place}]": stood.mention.expression for place, stood in enumerate(given)}
            places |= {name: stood.mention.expression for name, stood in others.items()}
            return cls({role: [ref(stood) for stood in given], **rest}, places)
        figures: dict[str, Any] = {}
        named: dict[str, Span] = {}
        listed = []
        for place, stood in enumerate(given):
            name = f"part_{place + 1}"
            figures[name], named[name] = ref(stood), stood.mention.expression
            listed.append(plain(name, stood.mention.figure.unit, units))
        for other, stood in others.items():
            name = f"{other}_number"
            figures[name], named[name] = ref(stood), stood.mention.expression
            figures[other] = plain(name, stood.mention.figure.unit, units)
        return cls({**figures, role: listed}, named)
