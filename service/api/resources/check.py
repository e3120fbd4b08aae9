"""``/v1/check``."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from schemas.checked import MOST_CHECKED, CheckedCollectionSchema, CheckFileQuerySchema
from service.api import json_in, json_out
from service.api.blueprint import Resource
from service.api.context import services
from service.application.beside import Beside
from service.application.ports import Outcome
from service.application.reports import unstored
from service.domain.errors import Malformed
from service.wire.checked import FileToCheck, answer
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

# A collection has to be read in first, so this may take longer than a report that is answered at once.
LONGEST_WAIT: Final = 10.0
_STORE_IT: Final = "store the collection and POST /v1/reports, which can take its time"


@blueprint.route("/v1/check", methods=["POST"])
@blueprint.conventions("check_collection", cached=True, body=True)
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
    it references. It has at most 5,000 claims and checks; for more, and for what takes longer than a caller waits,
    there are reports.
    """
    document = json_in.parse(json_in.body())
    _require_small(document)
    deadline = time.monotonic() + LONGEST_WAIT

    def watch() -> None:
        if time.monotonic() > deadline:
            raise Malformed(f"takes longer than {LONGEST_WAIT:g} seconds; {_STORE_IT}")

    here = services()
    file = FileToCheck(document)
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
    if not isinstance(document, Mapping):
        return
    sizes = [len(part) for name in ("claims", "checks") if isinstance(part := document.get(name), Mapping | list)]
    if sum(sizes) > MOST_CHECKED:
        raise Malformed(f"has {sum(sizes):,} claims and checks, more than {MOST_CHECKED:,}; {_STORE_IT}")
