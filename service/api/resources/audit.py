"""``/v1/audit``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from schemas.audit import AuditEntrySchema, AuditPageSchema, AuditQuerySchema
from service.api import etags, pages
from service.api.blueprint import Resource
from service.api.context import services
from service.application import audit
from service.application.access import Action, AuditFilters, Scope
from service.wire import records

blueprint = Resource("audit", "Who changed what, when, and in answer to which request.")

# An entry never changes.
_VERSION = 1


@blueprint.route("/v1/audit")
@blueprint.conventions("list_audit", scope=Scope.ADMIN)
@blueprint.arguments(AuditQuerySchema, location="query")
@blueprint.response(200, AuditPageSchema, description="A page of entries, oldest first.")
def list_audit(query: Mapping[str, Any]) -> Response:
    """List what was changed, and by whom.

    Each change is noted in the transaction that makes it. A token that is limited to collections sees what was changed
    in these, and what it changed itself.
    """
    after = pages.start_id(query)
    filters = {name: value for name, value in query.items() if name not in {"limit", "cursor"} and value is not None}
    if "action" in filters:
        filters["action"] = Action(filters["action"])
    with services().unit_of_work(read_only=True) as uow:
        page = audit.list_(uow, AuditFilters(**filters), limit=query["limit"], after=after)
    return pages.answer(page.items, page.next_after, query, records.audit_entry)


@blueprint.route("/v1/audit/<uuid:entry_id>")
@blueprint.conventions("get_audit_entry", scope=Scope.ADMIN, tagged=True, refuses=(404,))
@blueprint.response(200, AuditEntrySchema, description="The entry.")
def get_audit_entry(entry_id: UUID) -> Response:
    """Get an entry of the audit log, with all that it is about."""
    with services().unit_of_work(read_only=True) as uow:
        entry = audit.get(uow, entry_id)
    return etags.item(lambda: records.audit_entry(entry), _VERSION)
