"""What tools for assistants take and tell, where no request of the HTTP service does the same."""

from __future__ import annotations

from schemas.base import Strict
from schemas.fields import ListOf, Part, Whole
from schemas.text import Text
from schemas.unit import UnitSchema

MOST_UNITS = 20


class CheckKindsRequestSchema(Strict):
    """Nothing: all kinds are told."""


class UnitsRequestSchema(Strict):
    """Which units to look for."""

    search = Text(
        "Units with a name that begins with this come first, then those that contain it.", longest=200, required=True
    )


class UnitsFoundSchema(Strict):
    """The units that were found."""

    items = ListOf(Part(UnitSchema), f"The units, best match first, at most {MOST_UNITS}.", required=True)
    total = Whole("How many there are.", required=True)
