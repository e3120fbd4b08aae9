"""``/v1/waivers``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from schemas.waiver import NewWaiverSchema, WaiverChangeSchema, WaiverPageSchema, WaiverQuerySchema, WaiverSchema
from service.api import etags, json_out, pages
from service.api.blueprint import Resource
from service.api.context import services
from service.api.idempotency import Stored, storing
from service.application import waivable, waivers
from service.application.errors import Stale
from service.application.ports import UnitOfWork
from service.application.records import WaiverState
from service.application.waivers import Standing
from service.wire import records

blueprint = Resource("waivers", "Findings accepted knowingly, each for what was seen and no more.")


@blueprint.route("/v1/waivers")
@blueprint.conventions("list_waivers")
@blueprint.arguments(WaiverQuerySchema, location="query")
@blueprint.response(200, WaiverPageSchema, description="A page of waivers, oldest first.")
def list_waivers(query: Mapping[str, Any]) -> Response:
    """List waivers."""
    after = pages.start_id(query)
    state = query.get("state")
    with services().unit_of_work(read_only=True) as uow:
        page = waivers.list_(
            uow,
            collection=query.get("collection"),
            check=query.get("check"),
            state=None if state is None else WaiverState(state),
            limit=query["limit"],
            after=after,
        )
    return pages.answer(page.items, page.next_after, query, records.waiver)


@blueprint.route("/v1/waivers", methods=["POST"])
@blueprint.conventions("create_waiver", stores=True, tagged=True, body=True)
@blueprint.arguments(NewWaiverSchema)
@blueprint.response(201, WaiverSchema, description="The waiver as it was stored.")
def create_waiver(body: Mapping[str, Any]) -> Response:
    """Accept a finding knowingly.

    The waiver is for the current result of the stored check, or for what the report has of it: for this version of the
    check, for these revisions of its claims, and for a verdict no graver than this one. Reports show what it covers as
    waived. While a waiver covers a finding there is no other one for it: 409 names the one that there is.
    """
    here = services()
    with here.unit_of_work(read_only=True) as uow:
        sighting = waivable.look(uow, here.cache, body)

    def execute(uow: UnitOfWork) -> Stored:
        created = waivers.create(uow, body, sighting)
        return {"Location": f"/v1/waivers/{created.waiver.id}", "ETag": _tag(created)}, records.waiver(created)

    return storing(execute)


@blueprint.route("/v1/waivers/<uuid:waiver_id>")
@blueprint.conventions("get_waiver", tagged=True, refuses=(404,))
@blueprint.response(200, WaiverSchema, description="The waiver.")
def get_waiver(waiver_id: UUID) -> Response:
    """Get a waiver as it stands."""
    with services().unit_of_work(read_only=True) as uow:
        found = waivers.get(uow, waiver_id)
    return etags.item(lambda: records.waiver(found), _version(found))


@blueprint.route("/v1/waivers/<uuid:waiver_id>", methods=["PATCH"])
@blueprint.conventions("change_waiver", tagged=True, matched=True, body=True, refuses=(404,))
@blueprint.arguments(WaiverChangeSchema)
@blueprint.response(200, WaiverSchema, description="The waiver as it is now.")
def change_waiver(changes: Mapping[str, Any], waiver_id: UUID) -> Response:
    """Change the reason or the expiry of a waiver.

    What it is for never changes. One that has expired is given more time so; one that is superseded stays superseded.
    """
    with services().unit_of_work() as uow:
        _require_match(waivers.get(uow, waiver_id, lock=True))
        changed = waivers.change(uow, waiver_id, changes)
        uow.commit()
    return json_out.answer(records.waiver(changed), 200, {"ETag": _tag(changed)})


@blueprint.route("/v1/waivers/<uuid:waiver_id>", methods=["DELETE"])
@blueprint.conventions("delete_waiver", matched=True, refuses=(404,))
@blueprint.response(204, description="It is gone.")
def delete_waiver(waiver_id: UUID) -> Response:
    """Take a waiver back: reports made from now on show the finding without it."""
    with services().unit_of_work() as uow:
        _require_match(waivers.get(uow, waiver_id, lock=True))
        waivers.delete(uow, waiver_id)
        uow.commit()
    return json_out.nothing()


def _require_match(found: Standing) -> None:
    if not etags.met(_tag(found)):
        raise Stale(found.waiver.version)


def _tag(found: Standing) -> str:
    return etags.tag(_version(found))


def _version(found: Standing) -> int | str:
    """What tells one form of a waiver from another: its state changes though nobody changes the waiver."""
    if found.state is WaiverState.ACTIVE:
        return found.waiver.version
    shown = ",".join(f"{successor.id}:{successor.revision}" for successor in found.superseded_by)
    return f"{found.waiver.version}-{found.state}-{hashlib.sha256(shown.encode()).hexdigest()[:16]}"
