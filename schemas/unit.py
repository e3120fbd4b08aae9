"""Units: what the service knows."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import ListOf
from schemas.page import PageQuerySchema, page_of
from schemas.text import Choice, Text

UNIT_KINDS: Final = ("physical", "money", "counted", "dimensionless")


class UnitSchema(Strict):
    """One unit of the vocabulary. Units combine: `KZT/kg`, `km/h`, `million person`."""

    symbol = Text("How it is printed.", longest=200, required=True, example="KZT")
    name = Text("Its name in words.", longest=200, required=True, example="Kazakhstani tenge")
    plural = Text("The name of several.", longest=200, required=True, allow_none=True)
    dimension = Text("What it measures.", longest=400, required=True, example="KZT")
    kind = Choice("What kind of unit.", "UnitKind", UNIT_KINDS, required=True)
    aliases = ListOf(Text("A spelling.", longest=200), "Other spellings that are understood.", required=True)


class UnitQuerySchema(PageQuerySchema):
    """Which units to list."""

    search = Text(
        "Units with a name that begins with this, then those that contain it.", longest=200, shortest=0, load_default=""
    )


UnitPageSchema = page_of(UnitSchema, "UnitPage", "units")
