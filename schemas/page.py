"""Lists in pages."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from schemas.base import Strict
from schemas.fields import ListOf, Part, Whole
from schemas.text import Text

LARGEST_PAGE = 500
USUAL_PAGE = 50


def page_of(item: type[Schema], name: str, what: str) -> type[Schema]:
    """The schema of a page of ``item``."""
    members: dict[str, Any] = {
        "items": ListOf(Part(item), f"The {what} of this page, in order.", required=True),
        "next": Text(
            "Where the next page is, relative to the server; null on the last page.",
            longest=4000,
            required=True,
            allow_none=True,
        ),
    }
    return type(f"{name}Schema", (Strict,), {"__doc__": f"A page of {what}.", **members})


class PageQuerySchema(Strict):
    """Which part of a list to send."""

    limit = Whole(
        "How many items the page has at most.", least=1, most=LARGEST_PAGE, digits=True, load_default=USUAL_PAGE
    )
    cursor = Text(
        "Where the page starts: taken from `next` of the page before, never made up.", longest=1000, load_default=None
    )
