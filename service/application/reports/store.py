"""Reports as they are asked for, read, stopped, compared, replayed and combined."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import orjson

from service.application.errors import Conflict, NotFound, Stale
from service.application.paging import page_of
from service.application.ports import ResultCache, UnitOfWork, UnitOfWorkFactory
from service.application.queries import Page
from service.application.records import DEFAULT_COLLECTION, Report, ReportStatus
from service.application.reports.run import Unreadable, run
from service.application.reports.snapshot import take
from service.application.stamps import new_id, now
from service.domain.errors import Malformed
from service.domain.policy import Policy
from service.domain.report import Content, Json, combine, compare, shared

# Whoever waits for an answer does not wait longer; the report is then made in the background.
LONGEST_WAIT: Final = 5.0
MOST_COMBINED: Final = 100
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A report ready to be stored: finished with what it says and rests on, or queued or failed with neither."""

    report: Report
    document: bytes | None = None
    basis: bytes | None = None

    @property
    def over(self) -> bool:
        """Whether nothing is left to be done."""
        return self.report.status.over


class _OutOfTime(Exception):
    """Somebody waits, and has waited long enough."""


def make(units: UnitOfWorkFactory, cache: ResultCache, body: Mapping[str, Any], *, at_once: int) -> Made:
    """The report that ``body`` asks for: ``collection``, and optionally ``discover``, ``joint`` and ``policy``.

    It is finished if the collection has at most ``at_once`` claims and checks and that took no longer than a caller
    waits; otherwise it is queued. Nothing is stored yet. Raises Malformed, also when there is no such collection.
    """
    slug = body.get("collection") or DEFAULT_COLLECTION
    report = _new((slug,), options_of(body))
    with units(read_only=True) as uow:
        if not uow.collections.existing([slug]):
            raise Malformed(f'there is no collection "{slug}"; create it first', "collection")
        extent = uow.reports.extent(slug, at_once + 1)
    if extent > at_once:
        return Made(report)
    deadline = time.monotonic() + LONGEST_WAIT

    def watch() -> None:
        if time.monotonic() > deadline:
            raise _OutOfTime

    try:
        with units(snapshot=True) as uow:
            snapshot = take(uow, slug, report.options, watch)
        content = run(snapshot, cache, lambda _done, _total: watch())
    except _OutOfTime:
        return Made(report)
    except Unreadable as error:
        return Made(failed(report, str(error)))
    except NotFound:
        raise Malformed(f'there is no collection "{slug}"; create it first', "collection") from None
    return finished(report, content, [snapshot.basis(content["results"])])


def finished(report: Report, content: Content, parts: Sequence[Mapping[str, Any]]) -> Made:
    """``report`` as it is once its content is there; ``parts`` are what the content rests on."""
    done = content["counts"]["total"]
    report = over(report, ReportStatus.FINISHED, done=done, total=done, counts=content["counts"])
    return Made(report, orjson.dumps(content, option=orjson.OPT_UTC_Z), orjson.dumps({"parts": parts}))


def store(uow: UnitOfWork, made: Made) -> Report:
    """Store a report."""
    uow.reports.add(made.report, made.document, made.basis)
    return made.report


def get(uow: UnitOfWork, report_id: UUID) -> Report:
    """One report, apart from what it says. Raises NotFound."""
    report = uow.reports.get(report_id)
    if report is None:
        raise NotFound("report", report_id)
    return report


def document(uow: UnitOfWork, report_id: UUID) -> tuple[Report, bytes | None]:
    """One report with what it says in JSON, None if it is not finished. Raises NotFound."""
    report = get(uow, report_id)
    if report.status is not ReportStatus.FINISHED:
        return report, None
    said = uow.reports.document(report_id)
    if said is None:
        raise NotFound("report", report_id)  # deleted this very moment
    return report, said


def list_(
    uow: UnitOfWork, *, collection: str | None = None, limit: int, after: UUID | None = None
) -> Page[Report, UUID]:
    """Reports (on one collection) in the order of their ids, oldest first, from the one after ``after``."""
    return page_of(uow.reports.page(collection, limit + 1, after), limit, lambda report: report.id)


def stop(uow: UnitOfWork, report_id: UUID, *, if_match: int | None = None) -> None:
    """Cancel a report that is not finished, or delete one that is over.

    Whoever runs it notices at the next heartbeat, and nothing that comes of it is stored any more. Raises NotFound, and
    Stale when its version is not ``if_match`` or it changed at this moment.
    """
    report = get(uow, report_id)
    if if_match is not None and if_match != report.version:
        raise Stale(report.version)
    if report.status.over:
        stopped = uow.reports.remove(report_id, report.version)
    else:
        stopped = uow.reports.replace(over(changed(report), ReportStatus.CANCELLED))
        if report.planned is not None:
            uow.parts.clear(report_id)
    if not stopped:
        raise Stale(get(uow, report_id).version)


def failed(report: Report, detail: str) -> Report:
    """A report of which nothing will come, and why."""
    return over(report, ReportStatus.FAILED, detail=detail)


def over(report: Report, status: ReportStatus, **members: Any) -> Report:
    """A report of which nothing more will come."""
    assert status.over
    instant = now()
    return replace(report, **members, status=status, heartbeat=None, updated_at=instant, finished_at=instant)


def changed(report: Report, **members: Any) -> Report:
    """The next version of a report."""
    return replace(report, **members, version=report.version + 1, updated_at=now())


def difference(uow: UnitOfWork, report_id: UUID, against: UUID) -> Json:
    """What changed from report ``against`` to report ``report_id``.

    Raises NotFound, Malformed when there is no ``against``, Conflict when one of them is not finished.
    """
    after = content_of(uow, report_id)
    try:
        before = content_of(uow, against)
    except NotFound as error:
        raise Malformed(str(error), "against") from None
    return {"report": str(report_id), "against": str(against), **compare(before, after)}


def combined(uow: UnitOfWork, ids: Sequence[UUID]) -> Made:
    """One report that says what several say, not stored yet.

    Raises Malformed when they are fewer than two or one does not exist, and Conflict when one is not finished, when two
    saw the same claim or check, or when different engines made them.
    """
    if not 2 <= len(ids) <= MOST_COMBINED:
        raise Malformed(f"must name from 2 to {MOST_COMBINED} reports", "reports")
    records: list[Report] = []
    contents: list[Content] = []
    parts: list[Mapping[str, Any]] = []
    for place, report_id in enumerate(ids):
        try:
            records.append(get(uow, report_id))
            contents.append(content_of(uow, report_id))
            parts += basis_of(uow, report_id)
        except NotFound as error:
            raise Malformed(str(error), "reports", place) from None
    both = shared(contents)
    if both:
        raise Conflict(
            f"only reports that have nothing in common can be combined, and these share {_named('claim', both.claims)}"
            f"{' and ' if both.claims and both.checks else ''}{_named('check', both.checks)}"
        )
    engines = sorted({content["pins"]["engine"] for content in contents})
    if len(engines) > 1:
        raise Conflict(f"these reports were made by engines {' and '.join(engines)}; run the older ones again")
    collections = sorted({slug for record in records for slug in record.collections})
    report = _new(tuple(collections), _options_of_all([record.options for record in records]))
    return finished(report, combine(contents), sorted(parts, key=lambda part: str(part["collection"])))


def content_of(uow: UnitOfWork, report_id: UUID) -> Content:
    """What a finished report says. Raises NotFound, Conflict when it is not finished."""
    report, said = document(uow, report_id)
    if said is None:
        raise Conflict(f"report {report_id} is {report.status}; this needs a finished one")
    told: Content = orjson.loads(said)
    return told


def basis_of(uow: UnitOfWork, report_id: UUID) -> list[Mapping[str, Any]]:
    """What a finished report rests on: the basis of each that it was combined from, or its own. Raises NotFound."""
    basis = uow.reports.basis(report_id)
    if basis is None:
        raise NotFound("report", report_id)
    kept: list[Mapping[str, Any]] = orjson.loads(basis)["parts"]
    return kept


def options_of(body: Mapping[str, Any]) -> Json:
    """What a report is asked for: ``discover``, ``joint`` and ``policy``, defaults filled in. Raises Malformed."""
    try:
        policy = Policy.parse(body.get("policy") or {})
    except Malformed as error:
        raise error.within("policy") from None
    asked = {name: True if body.get(name) is None else body[name] for name in ("discover", "joint")}
    return {**asked, "policy": policy.canonical()}


def _new(collections: tuple[str, ...], options: Mapping[str, Any]) -> Report:
    instant = now()
    return Report(
        id=new_id(),
        collections=collections,
        status=ReportStatus.QUEUED,
        options=options,
        created_at=instant,
        updated_at=instant,
    )


def _options_of_all(options: Sequence[Mapping[str, Any]]) -> Json:
    """What reports combined were asked for: a policy only where all had the same."""
    policies = [each["policy"] for each in options]
    return {
        "discover": all(each["discover"] for each in options),
        "joint": any(each["joint"] for each in options),
        "policy": policies[0] if all(policy == policies[0] for policy in policies) else None,
    }


def _named(what: str, ids: Sequence[str]) -> str:
    if not ids:
        return ""
    more = f" and {len(ids) - _MOST_NAMED:,} more" if len(ids) > _MOST_NAMED else ""
    return f"{what}{'s' if len(ids) > 1 else ''} {', '.join(ids[:_MOST_NAMED])}{more}"
