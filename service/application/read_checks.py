"""What comes now of the checks that were read in a text, from what their claims say by now.

A person may have corrected a figure since it was read, or taken it back. So nothing that came of a check is stored; it
is found in the cache whenever its inputs are unchanged, as any other result.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson

from service.application.lineage import origins_of
from service.application.pins import claims_of, pinned
from service.application.ports import ResultCache, UnitOfWork
from service.application.rates import with_rates
from service.application.records import Claim, ClaimStatus, ReadCheck, Severity
from service.application.results import result_of
from service.domain.context import Origin
from service.domain.result import Verdict
from service.reading.severity import severity_of, tally
from service.reading.suppression import Suppression

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A check with what its claims say put in, ready to be answered."""

    check: ReadCheck
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold as its figures are read, how much that matters, and its result.

    ``suppressed`` is the comment in the text that asks for silence about it.
    """

    check: ReadCheck
    severity: Severity
    result: Mapping[str, Any]
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of checks: the findings, in the order of the checks, and how many checks there are of each verdict.

    ``counts`` and ``suppressions`` are as in :class:`~service.reading.severity.Tally`; nothing is left out.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    suppressions: tuple[Suppression, ...] = ()


def stands(check: ReadCheck, claims: Mapping[UUID, Claim]) -> bool:
    """Whether every claim of a check still vouches for its figure."""
    return all(claims[claim].status is not ClaimStatus.RETRACTED for claim in claims_of(check.body).values())


def takes_part(check: ReadCheck, claims: Mapping[UUID, Claim]) -> bool:
    """Whether a check is one of those of its collection: it stands, and its text does not ask for silence about it."""
    return not check.silenced and stands(check, claims)


def ask(
    uow: UnitOfWork,
    slug: str,
    checks: Iterable[ReadCheck],
    claims: Mapping[UUID, Claim],
    origins: Mapping[UUID, Origin] = MappingProxyType({}),
) -> list[Asked]:
    """The checks that stand, of a document in collection ``slug``, with what their claims and stored rates say.

    ``origins`` are those of sources that are not stored yet.
    """
    standing = [check for check in checks if stands(check, claims)]
    if not standing:
        return []
    collection = uow.collections.get(slug)
    usable = (slug, *(collection.references if collection else ()))
    origins = {**origins_of(uow, {claim.source_id for claim in claims.values()}), **origins}
    bodies = with_rates(uow, [(pinned(check.body, claims, origins), usable) for check in standing])
    return [Asked(check, body) for check, body in zip(standing, bodies, strict=True)]


def answer(cache: ResultCache, asked: Iterable[Asked], suppressions: Sequence[Suppression] = ()) -> Answered:
    """What comes of checks. May take a while, so it is not done in a transaction."""
    findings: list[Finding] = []
    counts: Counter[Verdict] = Counter()
    for one in asked:
        result = _result(cache, one)
        verdict = Verdict.UNDETERMINED if result is None else Verdict(result["verdict"])
        severity = severity_of(verdict, one.check.body["kind"], one.check.severity.value)
        counts[verdict] += 1
        if result is not None and severity is not None:
            findings.append(Finding(one.check, Severity(severity), result))
    told = tally(counts, [(finding.check.rule, finding.check.at) for finding in findings], suppressions)
    findings = [replace(finding, suppressed=comment) for finding, comment in zip(findings, told.silent, strict=True)]
    return Answered(tuple(findings), told.counts, told.suppressions)


def _result(cache: ResultCache, asked: Asked) -> Mapping[str, Any] | None:
    """The result of one, or None where the service fails: the others are none the worse for it."""
    try:
        found: Mapping[str, Any] = orjson.loads(result_of(cache, asked.body).body)
    except Exception:  # noqa: BLE001  whatever it is
        _log.exception("check %s, read in a text, could not be answered", asked.check.key)
        return None
    return found
