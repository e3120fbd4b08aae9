"""What a waiver may be for: the finding on a stored check as it is now, or the one that a report has.

Working out a result may take seconds, and a transaction that writes may hold everybody up. So the finding is looked at
before; what the waiver then holds on to is what was seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from service.application import fields
from service.application.errors import Conflict, NotFound
from service.application.pins import revisions_of
from service.application.ports import ResultCache, UnitOfWork
from service.application.records import StoredCheck
from service.application.results import result_of_check
from service.domain.errors import Malformed
from service.domain.result import Verdict

# Not all that UUID() takes for one: a key without hyphens, say, is the key of a discovered check cut short.
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of a check. ``version`` is None for one that a report discovered."""

    collection: str
    check: str
    version: int | None
    name: str
    claims: tuple[tuple[UUID, int], ...]
    verdict: Verdict
    digest: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding, or what kept it from being seen: that is told only once it matters."""

    seen: Finding | Malformed | Conflict

    def finding(self) -> Finding:
        """The finding. Raises what there is instead of it."""
        if isinstance(self.seen, Finding):
            return self.seen
        raise self.seen


def look(uow: UnitOfWork, cache: ResultCache, body: Mapping[str, Any]) -> Sighting:
    """The finding that a body names: ``check``, a ``report`` to take it from, and the ``digest`` that it is to have.

    Seen is Malformed where there is no such check or report, or the result is consistent, and Conflict where it has
    another digest.
    """
    try:
        finding = _of_check(uow, cache, body["check"]) if body.get("report") is None else _of_report(uow, body)
        if finding.verdict is Verdict.CONSISTENT:
            raise Malformed("its result is consistent; there is nothing to waive", "check")
        if body.get("digest") not in {None, finding.digest}:
            raise Conflict(f"the result is another one now, with digest {finding.digest}; look at it and repeat")
    except (Malformed, Conflict) as error:
        return Sighting(error)
    return Sighting(finding)


def _of_check(uow: UnitOfWork, cache: ResultCache, given: str) -> Finding:
    if not _ID(given):
        raise Malformed("is not the id of a stored check; a discovered one is named with its report", "check")
    check_id = UUID(given)
    try:
        check = _stored(uow, check_id)
        result = orjson.loads(result_of_check(uow, cache, check_id).body)
        while (again := _stored(uow, check_id)).version != check.version:
            # Changed at this moment: the result may be of either version.
            check, result = again, orjson.loads(result_of_check(uow, cache, check_id).body)
    except NotFound:
        raise Malformed(f"there is no check {check_id}", "check") from None
    return Finding(
        collection=check.collection,
        check=str(check_id),
        version=check.version,
        name=check.name,
        claims=tuple(revisions_of(result["inputs"]).items()),
        verdict=Verdict(result["verdict"]),
        digest=result["digest"],
    )


def _of_report(uow: UnitOfWork, body: Mapping[str, Any]) -> Finding:
    report_id = fields.identifier(body["report"], "report")
    report = uow.reports.get(report_id)
    if report is None:
        raise Malformed(f"there is no report {report_id}", "report")
    said = uow.reports.document(report_id)
    if said is None:
        raise Conflict(f"report {report_id} is {report.status}; only a finished one has findings")
    content = orjson.loads(said)
    wanted = body["check"].lower()
    item = next((item for item in content["results"] if item["check"] == wanted), None)
    if item is None:
        raise Malformed("this report has no such check", "check")
    claims = tuple((UUID(claim["claim"]), claim["revision"]) for claim in item["claims"])
    versions = {pin["check"]: pin["version"] for pin in content["pins"]["checks"]}
    return Finding(
        collection=_collection(uow, report.collections, [claim for claim, _ in claims]),
        check=item["check"],
        version=versions.get(item["check"]),
        name=item["name"],
        claims=claims,
        verdict=Verdict(item["verdict"]),
        digest=item["digest"],
    )


def _collection(uow: UnitOfWork, reported: Sequence[str], claims: Sequence[UUID]) -> str:
    """Of the collections of a report the one that a check of it belongs to: the first that a claim of it is of."""
    if len(reported) > 1:
        current = uow.claims.current(claims)
        for claim in claims:
            # One of another collection need not be there to be seen any more.
            if claim in current and current[claim].collection in reported:
                return current[claim].collection
    return reported[0]


def _stored(uow: UnitOfWork, check_id: UUID) -> StoredCheck:
    check = uow.checks.get(check_id)
    if check is None:
        raise NotFound("check", check_id)
    return check
