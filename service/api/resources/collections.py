"""``/v1/collections``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from schemas.collection import CollectionChangeSchema, CollectionPageSchema, CollectionSchema, NewCollectionSchema
from schemas.page import PageQuerySchema
from service.api import etags, json_out, pages
from service.api.blueprint import Resource
from service.api.context import services
from service.api.idempotency import Stored, storing
from service.application import collections
from service.application.access import Scope
from service.application.ports import UnitOfWork
from service.wire import records

blueprint = Resource("collections", "Dossiers of claims about one matter. One named `default` always exists.")


@blueprint.route("/v1/collections")
@blueprint.conventions("list_collections")
@blueprint.arguments(PageQuerySchema, location="query")
@blueprint.response(200, CollectionPageSchema, description="A page of collections, in the order of their slugs.")
def list_collections(query: Mapping[str, Any]) -> Response:
    """List collections."""
    after = pages.start(query)
    with services().unit_of_work(read_only=True) as uow:
        page = collections.list_(uow, limit=query["limit"], after=None if after is None else str(after))
    return pages.answer(page.items, page.next_after, query, records.collection)


@blueprint.route("/v1/collections", methods=["POST"])
@blueprint.conventions("create_collection", scope=Scope.ADMIN, unlimited=True, stores=True, tagged=True, body=True)
@blueprint.arguments(NewCollectionSchema)
@blueprint.response(201, CollectionSchema, description="The collection as it was stored.")
def create_collection(body: Mapping[str, Any]) -> Response:
    """Store a collection."""

    def execute(uow: UnitOfWork) -> Stored:
        collection = collections.create(uow, body)
        return (
            {"Location": f"/v1/collections/{collection.slug}", "ETag": etags.tag(collection.version)},
            records.collection(collection),
        )

    return storing(execute)


@blueprint.route("/v1/collections/<slug:slug>")
@blueprint.conventions("get_collection", tagged=True, refuses=(404,))
@blueprint.response(200, CollectionSchema, description="The collection.")
def get_collection(slug: str) -> Response:
    """Get a collection."""
    with services().unit_of_work(read_only=True) as uow:
        collection = collections.get(uow, slug)
    return etags.item(lambda: records.collection(collection), collection.version)


@blueprint.route("/v1/collections/<slug:slug>", methods=["PATCH"])
@blueprint.conventions("change_collection", tagged=True, matched=True, body=True, refuses=(404, 409))
@blueprint.arguments(CollectionChangeSchema)
@blueprint.response(200, CollectionSchema, description="The collection as it is now.")
def change_collection(changes: Mapping[str, Any], slug: str) -> Response:
    """Change a collection.

    A reference stays while checks use claims that it gives: 409.
    """
    with services().unit_of_work() as uow:
        if_match = etags.expected(lambda: collections.get(uow, slug).version)
        collection = collections.change(uow, slug, changes, if_match=if_match)
        uow.commit()
    return json_out.answer(records.collection(collection), 200, {"ETag": etags.tag(collection.version)})


@blueprint.route("/v1/collections/<slug:slug>", methods=["DELETE"])
@blueprint.conventions("delete_collection", scope=Scope.ADMIN, unlimited=True, matched=True, refuses=(404, 409))
@blueprint.response(204, description="It is gone.")
def delete_collection(slug: str) -> Response:
    """Delete an empty collection.

    One that holds claims or checks, or that others reference, stays: 409. So does `default`.
    """
    with services().unit_of_work() as uow:
        if_match = etags.expected(lambda: collections.get(uow, slug).version)
        collections.delete(uow, slug, if_match=if_match)
        uow.commit()
    return json_out.nothing()
