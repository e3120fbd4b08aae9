"""``/v1/claims``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Response, request

from schemas.claim import (
    BatchReceiptSchema,
    ClaimChangeSchema,
    ClaimObjectsSchema,
    ClaimPageSchema,
    ClaimQuerySchema,
    ClaimSchema,
    NewClaimSchema,
)
from schemas.page import PageQuerySchema
from service.api import arguments, batches, etags, json_in, json_out, pages
from service.api.blueprint import Costly, Resource
from service.api.body_limits import LARGEST_BODY
from service.api.context import services
from service.api.idempotency import Stored, storing
from service.api.merge_patch import merged, undisturbed
from service.api.problems import invalid
from service.application import claim_drafts, claims
from service.application.ports import UnitOfWork
from service.application.records import Claim
from service.domain.errors import Malformed
from service.wire import records

blueprint = Resource("claims", "Figures that sources state. A claim is revised and retracted, never lost.")

_OBJECTS = ClaimObjectsSchema()

LINES: Final = """\
{"source": {"title": "Harvest report", "kind": "report"}, "measure": "pay", "figure": {"value": "4", "unit": "KZT/kg"}}
{"source": {"title": "Harvest report", "kind": "report"}, "measure": "fine", "figure": {"value": "18000"}}
"""


@blueprint.route("/v1/claims")
@blueprint.conventions("list_claims")
@blueprint.arguments(ClaimQuerySchema, location="query")
@blueprint.response(200, ClaimPageSchema, description="A page of claims in their current revisions, oldest first.")
def list_claims(query: Mapping[str, Any]) -> Response:
    """List claims."""
    after = pages.start_id(query)
    try:
        filters = claim_drafts.filters(query)
    except Malformed as error:
        raise invalid(error.faults, "query") from None
    with services().unit_of_work(read_only=True) as uow:
        page = claims.list_(uow, filters, limit=query["limit"], after=after)
    return pages.answer(page.items, page.next_after, query, records.claim)


@blueprint.route("/v1/claims", methods=["POST"])
@blueprint.conventions("create_claim", stores=True, tagged=True, body=True)
@blueprint.arguments(NewClaimSchema)
@blueprint.response(201, ClaimSchema, description="The claim as it was stored, at its first revision.")
def create_claim(body: Mapping[str, Any]) -> Response:
    """Store a claim."""

    def execute(uow: UnitOfWork) -> Stored:
        claim = claims.record(uow, body)
        return {"Location": f"/v1/claims/{claim.id}", "ETag": etags.tag(claim.revision)}, records.claim(claim)

    return storing(execute)


@blueprint.route("/v1/claims/batch", methods=["POST"])
@blueprint.conventions(
    "create_claims", stores=True, located=False, body=True, costly=Costly(tried=64 * 1024), largest=LARGEST_BODY
)
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            json_in.JSON: {
                "schema": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/NewClaim"},
                    "minItems": 1,
                    "maxItems": claims.LARGEST_BATCH,
                }
            },
            json_in.NDJSON: {
                "schema": {"type": "string", "description": "One claim, a JSON object, on each line."},
                "example": LINES,
            },
        },
    }
)
@blueprint.response(201, BatchReceiptSchema, description="What was stored.")
def create_claims() -> Response:
    """Store many claims, all or none.

    At most 50,000 in one body of at most 16 MiB. If any makes no sense nothing is stored, and each error tells its
    line.
    """
    lines = batches.lines(json_in.body(json_in.NDJSON), delimited=request.mimetype == json_in.NDJSON)
    # Before the transaction, which others may have to wait for.
    batch = claims.draft_batch(lines)

    def execute(uow: UnitOfWork) -> Stored:
        stored = claims.record_batch(uow, batch)
        return {}, {"stored": len(stored), "ids": [claim.id for claim in stored]}

    return storing(execute)


@blueprint.route("/v1/claims/<uuid:claim_id>")
@blueprint.conventions("get_claim", tagged=True, refuses=(404,))
@blueprint.response(200, ClaimSchema, description="The claim in its current revision.")
def get_claim(claim_id: UUID) -> Response:
    """Get a claim."""
    with services().unit_of_work(read_only=True) as uow:
        claim = claims.get(uow, claim_id)
    return etags.item(lambda: records.claim(claim), claim.revision)


@blueprint.route("/v1/claims/<uuid:claim_id>", methods=["PATCH"])
@blueprint.conventions("revise_claim", tagged=True, matched=True, body=True, refuses=(404,))
@blueprint.arguments(ClaimChangeSchema)
@blueprint.response(200, ClaimSchema, description="The claim in the revision just made.")
def revise_claim(changes: Mapping[str, Any], claim_id: UUID) -> Response:
    """Revise a claim.

    The revisions before stay readable. A change that changes nothing makes no revision.
    """

    def change() -> Claim:
        with services().unit_of_work() as uow:
            if_match = etags.expected(lambda: claims.get(uow, claim_id).revision)
            given = changes
            if any(isinstance(changes.get(name), Mapping) for name in _OBJECTS.fields):
                stored = claims.get(uow, claim_id)
                given = _merged(stored, changes)
                if_match = stored.revision if if_match is None else if_match
            claim = claims.revise(uow, claim_id, given, if_match=if_match)
            uow.commit()
        return claim

    claim = undisturbed(change, insists=etags.insists())
    return json_out.answer(records.claim(claim), 200, {"ETag": etags.tag(claim.revision)})


@blueprint.route("/v1/claims/<uuid:claim_id>", methods=["DELETE"])
@blueprint.conventions("retract_claim", matched=True, refuses=(404,))
@blueprint.response(204, description="It is retracted.")
def retract_claim(claim_id: UUID) -> Response:
    """Retract a claim.

    It gets a revision with the status `retracted`; checks treat its figure as unknown from then on.
    """
    with services().unit_of_work() as uow:
        if_match = etags.expected(lambda: claims.get(uow, claim_id).revision)
        claims.retract(uow, claim_id, if_match=if_match)
        uow.commit()
    return json_out.nothing()


@blueprint.route("/v1/claims/<uuid:claim_id>/revisions")
@blueprint.conventions("list_claim_revisions", refuses=(404,))
@blueprint.arguments(PageQuerySchema, location="query")
@blueprint.response(200, ClaimPageSchema, description="A page of revisions, oldest first.")
def list_claim_revisions(query: Mapping[str, Any], claim_id: UUID) -> Response:
    """List the revisions of a claim."""
    after = pages.start(query)
    with services().unit_of_work(read_only=True) as uow:
        page = claims.revisions(uow, claim_id, limit=query["limit"], after=None if after is None else int(after))
    return pages.answer(page.items, page.next_after, query, records.claim)


@blueprint.route("/v1/claims/<uuid:claim_id>/revisions/<int(min=1, max=2147483647):revision>")
@blueprint.conventions("get_claim_revision", tagged=True, refuses=(404,))
@blueprint.response(200, ClaimSchema, description="The revision.")
def get_claim_revision(claim_id: UUID, revision: int) -> Response:
    """Get one revision of a claim, current or not."""
    with services().unit_of_work(read_only=True) as uow:
        claim = claims.revision(uow, claim_id, revision)
    return etags.item(lambda: records.claim(claim), claim.revision)


def _merged(stored: Claim, changes: Mapping[str, Any]) -> dict[str, Any]:
    now = records.claim(stored)
    objects = {
        name: merged(now[name], changes[name]) for name in _OBJECTS.fields if isinstance(changes.get(name), Mapping)
    }
    return {**changes, **arguments.load(_OBJECTS, objects)}
