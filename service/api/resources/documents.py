"""``/v1/documents``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from schemas.document import DocumentPageSchema, DocumentQuerySchema, DocumentSchema, NewDocumentSchema
from service.api import etags, json_out, pages, text_in
from service.api.blueprint import Costly, Resource
from service.api.context import services
from service.api.idempotency import Stored, answered, storing
from service.api.merge_patch import undisturbed
from service.application import documents
from service.application.documents import Claims, Standing
from service.application.errors import Stale
from service.application.ports import UnitOfWork
from service.wire import texts
from service.wire.encoding import encode

blueprint = Resource("documents", "Texts, whose figures are candidates for claims until somebody states them.")


@blueprint.route("/v1/documents")
@blueprint.conventions("list_documents")
@blueprint.arguments(DocumentQuerySchema, location="query")
@blueprint.response(200, DocumentPageSchema, description="A page of documents without their texts, oldest first.")
def list_documents(query: Mapping[str, Any]) -> Response:
    """List documents."""
    after = pages.start_id(query)
    with services().unit_of_work(read_only=True) as uow:
        page = documents.list_(
            uow,
            collection=query.get("collection"),
            source_id=query.get("source_id"),
            limit=query["limit"],
            after=after,
        )
    return pages.answer(page.items, page.next_after, query, texts.summary)


@blueprint.route("/v1/documents", methods=["POST"])
@blueprint.conventions(
    "create_document", stores=True, tagged=True, body=True, largest=text_in.LARGEST, costly=Costly(tried=2 * 1024)
)
@blueprint.arguments(NewDocumentSchema)
@blueprint.response(201, DocumentSchema, description="The document as it was stored.")
def create_document(body: Mapping[str, Any]) -> Response:
    """Store a text, and the figures in it as candidates for claims.

    Each figure becomes a claim with the status `candidate` and the words that it rests on. `PATCH` the claim to
    `stated`, with what was read wrongly put right, or `DELETE` it: the findings of the document follow. The checks that
    follow from what stands together in the text take part in reports on the collection.
    """
    text_in.require_short(body["text"])
    first = answered()
    if first is not None:
        return first
    here = services()
    prepared = documents.prepare(here.unit_of_work, here.cache, body)

    def execute(uow: UnitOfWork) -> Stored:
        told, tag = _told(documents.create(uow, here.cache, prepared))
        return {"Location": f"/v1/documents/{prepared.draft.document.id}", "ETag": tag}, told

    return storing(execute)


@blueprint.route("/v1/documents/<uuid:document_id>")
@blueprint.conventions("get_document", tagged=True, costly=Costly(), refuses=(404,))
@blueprint.response(200, DocumentSchema, description="The document as it stands.")
def get_document(document_id: UUID) -> Response:
    """Get a document: its text, the claims that its figures became as they are now, and what does not fit together."""
    told, tag = _told(_standing(document_id))
    if etags.known(tag):
        return etags.not_modified(tag)
    return json_out.answer(told, 200, {"ETag": tag})


@blueprint.route("/v1/documents/<uuid:document_id>", methods=["DELETE"])
@blueprint.conventions("delete_document", matched=True, refuses=(404,))
@blueprint.response(204, description="It is gone.")
def delete_document(document_id: UUID) -> Response:
    """Delete a document.

    Its candidates are retracted, but for those that somebody has touched: that were revised, or that a stored check is
    about. These and the claims that were stated stay, with the words that they rest on. Reports made of it stay too.
    """

    def delete() -> None:
        seen: Claims | None = None
        if etags.insists():
            # Before the transaction, which others may have to wait for.
            now = _standing(document_id)
            if not etags.met(_told(now)[1]):
                raise Stale(None)
            seen = now.claims
        with services().unit_of_work() as uow:
            documents.delete(uow, document_id, seen=seen)
            uow.commit()

    undisturbed(delete, insists=etags.insists())
    return json_out.nothing()


def _standing(document_id: UUID) -> Standing:
    here = services()
    with here.unit_of_work(read_only=True) as uow:
        taken = documents.take(uow, document_id)
    return documents.standing(here.cache, taken)


def _told(found: Standing) -> tuple[Any, str]:
    """A document and its ETag, which tells everything of it: it changes with its claims, rates and waivers."""
    told = encode(texts.document(found))
    return json_out.ready(told), etags.tag(hashlib.sha256(told).hexdigest()[:32])
