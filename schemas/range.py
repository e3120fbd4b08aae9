"""Ranges: what a quantity can be, as the service computes it."""

from __future__ import annotations

from schemas.base import Strict
from schemas.fields import Decimal, Flag, ListOf, Part
from schemas.text import Text

_LOWER = "The lower end, rounded outward to 12 significant digits; null: none."
_UPPER = "The upper end, rounded outward to 12 significant digits; null: none."


class PieceSchema(Strict):
    """One stretch of a range that has gaps."""

    lower = Decimal(_LOWER, required=True, allow_none=True)
    upper = Decimal(_UPPER, required=True, allow_none=True)
    lower_open = Flag("Whether the lower end itself is left out.", required=True)
    upper_open = Flag("Whether the upper end itself is left out.", required=True)


class RangeSchema(Strict):
    """The values that a quantity can have: from `lower` to `upper`, in one unit."""

    lower = Decimal(_LOWER, required=True, allow_none=True, example="45")
    upper = Decimal(_UPPER, required=True, allow_none=True, example="90")
    lower_open = Flag("Whether the lower end itself is left out.", required=True)
    upper_open = Flag("Whether the upper end itself is left out.", required=True)
    unit = Text("The unit of the ends; empty: dimensionless.", longest=4000, shortest=0, required=True, example="day")
    pieces = ListOf(
        Part(PieceSchema),
        "The stretches that the range consists of, where it has gaps; otherwise null.",
        required=True,
        allow_none=True,
    )
    text = Text("The range as a person would say it.", longest=10_000, required=True, example="45 to 90 day")
