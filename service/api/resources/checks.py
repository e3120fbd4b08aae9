"""``/v1/checks``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response

from schemas.check import CheckChangeSchema, CheckPageSchema, CheckQuerySchema, CheckSchema, NewCheckSchema
from schemas.result import ResultSchema
from service.api import etags, json_out, pages
from service.api.blueprint import Costly, Resource
from service.api.context import services
from service.api.idempotency import Stored, storing
from service.api.merge_patch import merged, undisturbed
from service.application import checks, results
from service.application.ports import UnitOfWork
from service.application.records import StoredCheck
from service.wire import records

blueprint = Resource("checks", "Questions about the claims of a collection, kept to be asked again.")

_OBJECTS = ("figures", "expect", "parameters", "policy")


@blueprint.route("/v1/checks")
@blueprint.conventions("list_checks")
@blueprint.arguments(CheckQuerySchema, location="query")
@blueprint.response(200, CheckPageSchema, description="A page of checks, oldest first.")
def list_checks(query: Mapping[str, Any]) -> Response:
    """List checks."""
    after = pages.start_id(query)
    with services().unit_of_work(read_only=True) as uow:
        page = checks.list_(uow, collection=query.get("collection"), limit=query["limit"], after=after)
    return pages.answer(page.items, page.next_after, query, records.check)


@blueprint.route("/v1/checks", methods=["POST"])
@blueprint.conventions("create_check", stores=True, tagged=True, body=True, costly=Costly())
@blueprint.arguments(NewCheckSchema)
@blueprint.response(201, CheckSchema, description="The check as it was stored.")
def create_check(body: Mapping[str, Any]) -> Response:
    """Store a check.

    It is compiled at once, with its claims as they stand, so one that makes no sense is refused.
    """
    with services().unit_of_work(read_only=True) as uow:
        trial = checks.try_new(uow, body)

    def execute(uow: UnitOfWork) -> Stored:
        check = checks.create(uow, body, trial)
        return {"Location": f"/v1/checks/{check.id}", "ETag": etags.tag(check.version)}, records.check(check)

    return storing(execute)


@blueprint.route("/v1/checks/<uuid:check_id>")
@blueprint.conventions("get_check", tagged=True, refuses=(404,))
@blueprint.response(200, CheckSchema, description="The check.")
def get_check(check_id: UUID) -> Response:
    """Get a check."""
    with services().unit_of_work(read_only=True) as uow:
        check = checks.get(uow, check_id)
    return etags.item(lambda: records.check(check), check.version)


@blueprint.route("/v1/checks/<uuid:check_id>", methods=["PATCH"])
@blueprint.conventions("change_check", tagged=True, matched=True, body=True, costly=Costly(), refuses=(404,))
@blueprint.arguments(CheckChangeSchema)
@blueprint.response(200, CheckSchema, description="The check as it is now.")
def change_check(changes: Mapping[str, Any], check_id: UUID) -> Response:
    """Change a check."""

    def change() -> StoredCheck:
        with services().unit_of_work(read_only=True) as uow:
            given, _ = _merged(uow, check_id, changes)
            trial = checks.try_change(uow, check_id, given)
        with services().unit_of_work() as uow:
            if_match = etags.expected(lambda: checks.get(uow, check_id).version)
            given, merged_into = _merged(uow, check_id, changes)
            check = checks.change(uow, check_id, given, trial, if_match=merged_into if if_match is None else if_match)
            uow.commit()
        return check

    check = undisturbed(change, insists=etags.insists())
    return json_out.answer(records.check(check), 200, {"ETag": etags.tag(check.version)})


@blueprint.route("/v1/checks/<uuid:check_id>", methods=["DELETE"])
@blueprint.conventions("delete_check", matched=True, refuses=(404,))
@blueprint.response(204, description="It is gone.")
def delete_check(check_id: UUID) -> Response:
    """Delete a check."""
    with services().unit_of_work() as uow:
        if_match = etags.expected(lambda: checks.get(uow, check_id).version)
        checks.delete(uow, check_id, if_match=if_match)
        uow.commit()
    return json_out.nothing()


@blueprint.route("/v1/checks/<uuid:check_id>/result")
@blueprint.conventions("get_check_result", tagged=True, cached=True, costly=Costly(), refuses=(404,))
@blueprint.response(200, ResultSchema, description="The result for the claims as they stand.")
def get_check_result(check_id: UUID) -> Response:
    """Get the current result of a check.

    It is the cached one whenever neither the check nor a claim of it has changed since it was computed. A result that
    time cut short (`complete` is false) has no ETag and is not cached.
    """
    here = services()
    with here.unit_of_work(read_only=True) as uow:
        found = results.result_of_check(uow, here.cache, check_id)
    return etags.result(found)


def _merged(uow: UnitOfWork, check_id: UUID, changes: Mapping[str, Any]) -> tuple[Mapping[str, Any], int | None]:
    """The changes with what they leave as it is in an object, and the version that this was read from, if it was."""
    patched = [name for name in _OBJECTS if isinstance(changes.get(name), Mapping)]
    if not patched:
        return changes, None
    stored = checks.get(uow, check_id)
    return {**changes, **{name: merged(stored.body.get(name), changes[name]) for name in patched}}, stored.version
