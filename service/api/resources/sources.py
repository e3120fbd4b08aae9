"""``/v1/sources``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from schemas.page import PageQuerySchema
from schemas.source import NewSourceSchema, SourceChangeSchema, SourcePageSchema, SourceSchema
from service.api import etags, json_out, pages
from service.api.blueprint import Resource
from service.api.context import services
from service.api.idempotency import Stored, storing
from service.application import sources
from service.application.ports import UnitOfWork
from service.wire import records

blueprint = Resource("sources", "Who said a figure, where and when, and whom they quote.")


@blueprint.route("/v1/sources")
@blueprint.conventions("list_sources")
@blueprint.arguments(PageQuerySchema, location="query")
@blueprint.response(200, SourcePageSchema, description="A page of sources, oldest first.")
def list_sources(query: Mapping[str, Any]) -> Response:
    """List sources."""
    after = pages.start_id(query)
    with services().unit_of_work(read_only=True) as uow:
        page = sources.list_(uow, limit=query["limit"], after=after)
    return pages.answer(page.items, page.next_after, query, records.source)


@blueprint.route("/v1/sources", methods=["POST"])
@blueprint.conventions("create_source", stores=True, tagged=True, body=True)
@blueprint.arguments(NewSourceSchema)
@blueprint.response(201, SourceSchema, description="The source as it was stored.")
def create_source(body: Mapping[str, Any]) -> Response:
    """Store a source."""

    def execute(uow: UnitOfWork) -> Stored:
        source = sources.create(uow, body)
        return (
            {"Location": f"/v1/sources/{source.id}", "ETag": etags.tag(source.version)},
            records.source(source),
        )

    return storing(execute)


@blueprint.route("/v1/sources/<uuid:source_id>")
@blueprint.conventions("get_source", tagged=True, refuses=(404,))
@blueprint.response(200, SourceSchema, description="The source.")
def get_source(source_id: UUID) -> Response:
    """Get a source."""
    with services().unit_of_work(read_only=True) as uow:
        source = sources.get(uow, source_id)
    return etags.item(lambda: records.source(source), source.version)


@blueprint.route("/v1/sources/<uuid:source_id>", methods=["PATCH"])
@blueprint.conventions("change_source", tagged=True, matched=True, body=True, refuses=(404,))
@blueprint.arguments(SourceChangeSchema)
@blueprint.response(200, SourceSchema, description="The source as it is now.")
def change_source(changes: Mapping[str, Any], source_id: UUID) -> Response:
    """Change a source."""
    with services().unit_of_work() as uow:
        if_match = etags.expected(lambda: sources.get(uow, source_id).version)
        source = sources.change(uow, source_id, changes, if_match=if_match)
        uow.commit()
    return json_out.answer(records.source(source), 200, {"ETag": etags.tag(source.version)})


@blueprint.route("/v1/sources/<uuid:source_id>", methods=["DELETE"])
@blueprint.conventions("delete_source", matched=True, refuses=(404, 409))
@blueprint.response(204, description="It is gone.")
def delete_source(source_id: UUID) -> Response:
    """Delete a source that nothing refers to.

    One that a claim has, in whichever revision, or that another source cites, stays: 409.
    """
    with services().unit_of_work() as uow:
        if_match = etags.expected(lambda: sources.get(uow, source_id).version)
        sources.delete(uow, source_id, if_match=if_match)
        uow.commit()
    return json_out.nothing()
