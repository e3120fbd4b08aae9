"""A collection checked without storing it: the answer of ``/v1/check`` and what it may be asked."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.fields import FreeObject, Id, ListOf, Part
from schemas.report import ReportContentSchema, report_flags
from schemas.text import Slug
from schemas.told import map_of, named

# Whoever has more stores it and asks for a report, which may take its time.
MOST_CHECKED: Final = 5_000

_CLAIM_IDS: Final = map_of(
    "ClaimIds",
    "The ids of claims, by their names in a file.",
    named("ClaimId", "The id of a claim.", {"type": "string", "format": "uuid"}),
)


class CheckFileQuerySchema(Strict):
    """How to check a collection."""

    discover, joint = report_flags(words=True).values()


class FileIdsSchema(Strict):
    """What the claims and checks of a file are called in the answer."""

    claims = FreeObject("The ids of its claims, by their names.", shape=_CLAIM_IDS, required=True)
    checks = ListOf(Id("The id of a check."), "The ids of its checks, in their order.", required=True)


def _members() -> dict[str, Any]:
    return {
        "collection": Slug("The slug of the collection.", required=True),
        "ids": Part(
            FileIdsSchema,
            "What its claims and checks are called here: the ids that the file gives, otherwise such as follow from "
            "the slug and the names.",
            required=True,
        ),
    }


CheckedCollectionSchema = type(
    "CheckedCollectionSchema",
    (ReportContentSchema,),
    {
        "__doc__": "What came of checking a collection of which nothing is stored: what a report on it would say.",
        **_members(),
    },
)
