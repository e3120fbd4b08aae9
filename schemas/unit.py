"""Units: what the service knows."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import Decimal, ListOf, Part
from schemas.page import PageQuerySchema, page_of
from schemas.text import Choice, Edtf, Text

UNIT_KINDS: Final = ("physical", "money", "counted", "dimensionless")


class SuccessorSchema(Strict):
    """The money that took the place of another, at a rate fixed by law."""

    symbol = Text("Its code.", longest=200, required=True, example="EUR")
    factor = Decimal("How many units of the old one became one of it.", required=True, example="1.95583")
    since = Edtf("Since when.", "1999-01-01", required=True)
    authority = Text("What the rate rests on.", longest=500, required=True)


class UnitSchema(Strict):
    """One unit of the vocabulary. Units combine: `KZT/kg`, `km/h`, `million person`."""

    symbol = Text("How it is printed.", longest=200, required=True, example="KZT")
    name = Text("Its name in words.", longest=200, required=True, example="Kazakhstani tenge")
    plural = Text("The name of several.", longest=200, required=True, allow_none=True)
    dimension = Text("What it measures.", longest=400, required=True, example="KZT")
    kind = Choice("What kind of unit.", "UnitKind", UNIT_KINDS, required=True)
    aliases = ListOf(Text("A spelling.", longest=200), "Other spellings that are understood.", required=True)
    withdrawn = Edtf(
        "For money that is no legal tender any more: the last day on which it was.",
        "2002-02-28",
        required=True,
        allow_none=True,
    )
    successor = Part(
        SuccessorSchema,
        "For money that another took the place of at a fixed rate: which.",
        required=True,
        allow_none=True,
    )


class UnitQuerySchema(PageQuerySchema):
    """Which units to list."""

    search = Text(
        "Units with a name that begins with this, then those that contain it.", longest=200, shortest=0, load_default=""
    )


UnitPageSchema = page_of(UnitSchema, "UnitPage", "units")
