"""``/v1/check``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from threading import BoundedSemaphore
from typing import Any, Final

from flask import Response

from schemas.checked import MOST_CHECKED, CheckedCollectionSchema, CheckFileQuerySchema
from service.api import json_in, json_out
from service.api.blueprint import Costly, Resource
from service.api.body_limits import LARGEST_BODY
from service.api.context import services
from service.api.problems import Problem
from service.application.beside import Beside
from service.application.errors import Unavailable
from service.application.ports import Outcome
from service.application.reports import unstored
from service.domain.budget import pause
from service.domain.errors import Fault, Malformed
from service.wire.checked import answer, file_to_check
from service.wire.incoming import STEPS

blueprint = Resource("check", "Collections checked as a whole, of which nothing is stored.")

EXAMPLE: Final = {
    "collection": {"slug": "harvest", "title": "Cotton harvest, 2004"},
    "sources": {
        "office": {"title": "Cotton in figures, 2004", "kind": "report", "publisher": "Regional statistics office"}
    },
    "claims": {
        "picked by hand": {
            "source": "office",
            "statement": "61 % of the cotton was picked by hand.",
            "figure": {"value": "61", "unit": "%"},
        },
        "picked by machine": {
            "source": "office",
            "statement": "43 % of the cotton was picked by machine.",
            "figure": {"value": "43", "unit": "%"},
        },
    },
    "checks": [
        {
            "name": "ways of picking",
            "kind": "shares",
            "figures": {"parts": [{"claim": "picked by hand"}, {"claim": "picked by machine"}]},
        }
    ],
}

# Seconds after which nothing more is begun; a collection has to be read in before any check of it is answered.
LONGEST_ANSWER: Final = 10
# What a check may take of it.
LONGEST_CHECK: Final = 5
# More than these would take all threads of a process, and who asks for less, or for its health, would wait for them.
MOST_AT_ONCE: Final = 4
ROOM: Final = BoundedSemaphore(MOST_AT_ONCE)


@blueprint.route("/v1/check", methods=["POST"])
@blueprint.conventions("check_collection", cached=True, body=True, largest=LARGEST_BODY, costly=Costly(tried=8 * 1024))
@blueprint.arguments(CheckFileQuerySchema, location="query")
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            json_in.JSON: {"schema": {"$ref": "#/components/schemas/CollectionFile"}, "example": EXAMPLE},
        },
    }
)
@blueprint.response(200, CheckedCollectionSchema, description="What came of it.")
def check_collection(query: Mapping[str, Any]) -> Response:
    """Check a collection as a whole without storing it.

    The body is a collection file: sources, claims and checks that refer to each other by names of its own. Its checks
    are run, those that follow from the structure of its claims are discovered and run, and it is decided whether all
    of it can be true together. Exchange rates, and claims named by their ids, are those stored in the collections that
    it references. There are at most 5,000 things in it (sources, revisions of claims, checks, and what documents hold),
    and no check may ask for more than 5 seconds; for more, and for what takes longer than a caller waits (413), there
    are reports.
    """
    document = json_in.parse(json_in.body())
    _require_small(document)
    if not ROOM.acquire(blocking=False):
        raise Unavailable(f"{MOST_AT_ONCE} collections are being checked already; repeat the request in a moment")
    try:
        return _checked(document, query)
    finally:
        ROOM.release()


def _checked(document: Any, query: Mapping[str, Any]) -> Response:
    deadline = time.monotonic() + LONGEST_ANSWER

    def watch() -> None:
        pause()
        if time.monotonic() > deadline:
            raise Problem("too-much", f"this takes longer than {LONGEST_ANSWER} seconds")

    here = services()
    file = file_to_check(document)
    with here.scratch() as units:
        with here.unit_of_work(snapshot=True) as stored, units() as own:
            uow = Beside(own, stored)
            for step in STEPS:
                step(file, uow)
                watch()
            snapshot = unstored.prepare(uow, file.slug, query, watch)
        content = unstored.content(snapshot, lambda _done, _total: watch())
    headers = {"Cache-Status": json_out.CACHE_STATUS[Outcome.BYPASS], "Cache-Control": "no-store"}
    return json_out.answer(answer(file.added, content), 200, headers)


def _require_small(document: Any) -> None:
    """Refuse what is too much, and checks that may take too long. Whether it is well formed is looked at later."""
    if not isinstance(document, Mapping):
        return
    size = _size(document)
    if size > MOST_CHECKED:
        raise Problem("too-much", f"it holds {size:,} things, more than {MOST_CHECKED:,}")
    slow = [
        Fault((*where, "policy", "time_limit"), f"must be at most {LONGEST_CHECK} here; a report can take longer")
        for where, body in _bodies(document)
        if _seconds(body) > LONGEST_CHECK
    ]
    if slow:
        raise Malformed.several(tuple(slow))


def _bodies(document: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The bodies of checks, those that were read in documents too, with their places."""
    for place, check in enumerate(_members(document, "checks")):
        yield ("checks", place), check
    for place, one in enumerate(_members(document, "documents")):
        for number, check in enumerate(_members(one, "checks")):
            yield ("documents", place, "checks", number, "body"), _member(check, "body")


def _size(document: Mapping[str, Any]) -> int:
    """How many things there are to be stored and checked."""
    claims, documents = _members(document, "claims"), _members(document, "documents")
    return sum(
        (
            len(_members(document, "sources")),
            len(claims) + sum(len(_members(claim, "earlier")) for claim in claims),
            len(_members(document, "checks")),
            len(documents) + sum(len(_members(one, part)) for one in documents for part in ("figures", "checks")),
            len(_members(document, "waivers")),
        )
    )


def _members(value: Any, name: str) -> list[Any]:
    """What an array holds, or an object under its names."""
    found = _member(value, name)
    return list(found.values()) if isinstance(found, Mapping) else found if isinstance(found, list) else []


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _seconds(body: Any) -> Decimal:
    """The time limit that a check asks for; 0 where it asks for none, or for none that makes sense."""
    asked = _member(_member(body, "policy"), "time_limit")
    if isinstance(asked, bool) or not isinstance(asked, int | str | Decimal):
        return Decimal(0)
    try:
        seconds = Decimal(asked)
    except InvalidOperation:
        return Decimal(0)
    return seconds if seconds.is_finite() else Decimal(0)
