"""Mentions as figures of checks: how they are named in bodies, and which of them can be compared."""

from __future__ import annotations

from typing import Any

from service.domain.figure import Qualifier
from service.domain.policy import Policy
from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.reading.mention import Form, Mention
from service.reading.prose.line import Stood

PERCENT = parse_unit("%")
POINTS = parse_unit("percentage point")
_HEDGED = frozenset({Qualifier.ABOUT, Qualifier.NEARLY})
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


def is_loose(mention: Mention) -> bool:
    """Whether a number is said so loosely that its digits are none: "two-thirds", "dozens"."""
    return mention.form in (Form.FRACTION, Form.VAGUE)


def is_round(mention: Mention) -> bool:
    """Whether its digits leave open more than they say: hedged, or with zeros at their end."""
    figure, policy = mention.figure, Policy()
    return figure.qualifier is not Qualifier.STATED or figure.strict(policy) != figure.generous(policy)


def alike(one: Mention, other: Mention) -> bool:
    """Whether two figures can be compared as they stand: of one dimension, and both shares or neither."""
    left, right = one.figure.unit, other.figure.unit
    return left.dimension == right.dimension and (left in (PERCENT, POINTS)) == (right in (PERCENT, POINTS))


def counts_alike(one: Mention, other: Mention) -> bool:
    """Whether both can be taken as plain counts, or as amounts in one dimension."""
    left, right = one.figure.unit, other.figure.unit
    return (is_counted(left) and is_counted(right)) or alike(one, other)


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
