"""``/v1/reports``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from flask import Response, request

from schemas.report import (
    CombinationSchema,
    DiffQuerySchema,
    NewReportSchema,
    ReplaySchema,
    ReportDiffSchema,
    ReportListQuerySchema,
    ReportPageSchema,
    ReportQuerySchema,
    ReportSchema,
)
from service.api import etags, json_in, json_out, pages, report_forms
from service.api.blueprint import Costly, Resource
from service.api.context import services
from service.api.idempotency import Stored, answered, storing
from service.api.merge_patch import undisturbed
from service.api.problems import Problem, invalid
from service.application.ports import UnitOfWork
from service.application.records import Report
from service.application.reports import replay, statements, store
from service.domain.errors import Malformed
from service.domain.report import Content
from service.formats import Format, Statements, content_security_policy, render
from service.wire import reports, reviewed
from service.wire.encoding import encode

blueprint = Resource("reports", "A collection checked as a whole.")


@blueprint.route("/v1/reports")
@blueprint.conventions("list_reports")
@blueprint.arguments(ReportListQuerySchema, location="query")
@blueprint.response(200, ReportPageSchema, description="A page of reports without their results, oldest first.")
def list_reports(query: Mapping[str, Any]) -> Response:
    """List reports."""
    after = pages.start_id(query)
    with services().unit_of_work(read_only=True) as uow:
        page = store.list_(uow, collection=query.get("collection"), limit=query["limit"], after=after)
    return pages.answer(page.items, page.next_after, query, reports.listed)


@blueprint.route("/v1/reports", methods=["POST"])
@blueprint.conventions("create_report", stores=True, tagged=True, body=True, costly=Costly())
@blueprint.arguments(NewReportSchema)
@blueprint.response(201, ReportSchema, description="The finished report.")
@blueprint.alt_response(202, schema=ReportSchema, description="The report, to be finished in the background.")
def create_report(body: Mapping[str, Any]) -> Response:
    """Report on a collection.

    Its stored checks are run, those that follow from the structure of its claims are discovered and run, and it is
    decided whether all of it can be true together. Everything is read at one moment. A small collection is answered at
    once; for a large one the answer is 202, and `Location` tells where to follow the progress.
    """
    first = answered()
    if first is not None:
        return first
    here = services()
    made = store.make(here.unit_of_work, here.cache, body, at_once=here.report_at_once)
    response = _stored(made, 201 if made.over else 202)
    if not made.over:
        here.jobs.wake()
    return response


@blueprint.route("/v1/reports/<uuid:report_id>")
@blueprint.conventions("get_report", tagged=True, refuses=(404, 406, 409))
@blueprint.arguments(ReportQuerySchema, location="query")
@blueprint.response(200, ReportSchema, description="The report as it stands.")
@blueprint.doc(responses={200: {"content": report_forms.described()}})
def get_report(query: Mapping[str, Any], report_id: UUID) -> Response:
    """Get a report.

    In JSON at any time; in the other formats, which `format` or the header `Accept` ask for, once it is finished (409
    before).
    """
    here = services()
    form = report_forms.wanted(query)
    with here.unit_of_work(read_only=True) as uow:
        report = store.get(uow, report_id)
        if etags.known(_tag(report, form)):
            return _varying(etags.not_modified(_tag(report, form)))
        report, said = store.document(uow, report_id)
        read = None if form is Format.JSON else _read(uow, report, said, form)
    if not report.status.over:
        here.jobs.start()  # whoever was to run it may be gone
    tag = _tag(report, form)
    if read is None:
        return _varying(json_out.answer(reports.whole(report, said), 200, {"ETag": tag}))
    address = request.host_url.rstrip("/")
    publisher = report_forms.publisher(query, f"{address}{request.path}?format=html")
    body = render(*read, form, address=address, publisher=publisher)
    response = json_out.from_bytes(body, 200, {"ETag": tag, "Content-Type": form.media_type})
    if form is Format.HTML:
        response.headers["Content-Security-Policy"] = content_security_policy()
    return _varying(response)


@blueprint.route("/v1/reports/<uuid:report_id>", methods=["DELETE"])
@blueprint.conventions("delete_report", matched=True, refuses=(404,))
@blueprint.response(204, description="It is cancelled, or gone.")
def delete_report(report_id: UUID) -> Response:
    """Cancel a report that is queued or running; delete one that is over."""

    def stop() -> None:
        with services().unit_of_work() as uow:
            if_match = etags.expected(lambda: store.get(uow, report_id).version)
            store.stop(uow, report_id, if_match=if_match)
            uow.commit()

    undisturbed(stop, insists=etags.insists())
    return json_out.nothing()


@blueprint.route("/v1/reports/<uuid:report_id>/diff")
@blueprint.conventions("diff_reports", refuses=(404, 409))
@blueprint.arguments(DiffQuerySchema, location="query")
@blueprint.response(200, ReportDiffSchema, description="What changed.")
def diff_reports(query: Mapping[str, Any], report_id: UUID) -> Response:
    """Compare a report with another one.

    Tells which checks came out otherwise or are only in one of them, and which revisions of claims and versions of
    checks that is because of. Both must be finished (409 otherwise).
    """
    with services().unit_of_work(read_only=True) as uow:
        try:
            found = store.difference(uow, report_id, query["against"])
        except Malformed as error:
            raise invalid(error.faults, "query") from None
    return json_out.answer(found)


@blueprint.route("/v1/reports/<uuid:report_id>/replay", methods=["POST"])
@blueprint.conventions("replay_report", costly=Costly(), refuses=(404, 409))
@blueprint.response(200, ReplaySchema, description="Whether it stands.")
def replay_report(report_id: UUID) -> Response:
    """Compute a report anew from the revisions that it saw.

    It does not matter what was changed or deleted since. What time cut short is not compared. Nothing goes into the
    body: leave it out.
    """
    json_in.refuse_body()
    with services().unit_of_work(snapshot=True) as uow:
        taken = replay.take(uow, report_id)
    return json_out.answer(reports.replay(report_id, replay.replay(taken)))


@blueprint.route("/v1/reports/combine", methods=["POST"])
@blueprint.conventions("combine_reports", stores=True, tagged=True, body=True)
@blueprint.arguments(CombinationSchema)
@blueprint.response(201, ReportSchema, description="The combined report.")
def combine_reports(body: Mapping[str, Any]) -> Response:
    """Combine finished reports that have no claim and no check in common.

    Reports that share something cannot be combined, nor can ones that different engines made: 409.
    """
    with services().unit_of_work(read_only=True) as uow:
        made = store.combined(uow, body["reports"])
    return _stored(made, 201)


def _stored(made: store.Made, status: int) -> Response:
    def execute(uow: UnitOfWork) -> Stored:
        report: Report = store.store(uow, made)
        headers = {"Location": f"/v1/reports/{report.id}", "ETag": etags.tag(report.version)}
        return headers, reports.whole(report, made.document)

    return storing(execute, status)


def _read(uow: UnitOfWork, report: Report, said: bytes | None, form: Format) -> tuple[Content, Statements]:
    """A report taken apart, and what people know its claims by. Raises Problem where it says nothing yet."""
    if said is None:
        raise Problem("conflict", f"report {report.id} is {report.status}; until it is finished, there is only JSON")
    document = orjson.loads(encode(reports.whole(report, said)))
    told = reviewed.told if form is Format.CLAIM_REVIEW else statements.of
    return document, told(uow, document)


def _tag(report: Report, form: Format) -> str:
    """The ETag of a report in a format; every format is another representation."""
    return etags.tag(report.version if form is Format.JSON else f"{report.version}-{form}")


def _varying(response: Response) -> Response:
    response.headers["Vary"] = "Accept"
    return response
