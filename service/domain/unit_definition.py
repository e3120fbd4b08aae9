"""What one unit name stands for, whoever defines it: physics, a mint, or whoever counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Dimension = tuple[tuple[str, int], ...]


class UnitKind(StrEnum):
    """Which part of the vocabulary a unit belongs to."""

    PHYSICAL = "physical"
    MONEY = "money"
    COUNTED = "counted"
    DIMENSIONLESS = "dimensionless"


@dataclass(frozen=True, slots=True)
class Definition:
    """One named unit.

    ``symbol`` is the one spelling that is printed, and looking it up finds this definition again. A value in this
    unit is ``value * factor + offset`` in the base units of ``dimension`` (SI base units; the currency itself; the
    thing counted). ``scale`` marks words such as "million", which multiply whatever follows them.
    """

    symbol: str
    kind: UnitKind
    dimension: Dimension
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    points: bool = False
    scale: bool = False
