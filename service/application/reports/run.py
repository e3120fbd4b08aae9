"""Running a report: every check of a snapshot answered, all of them together, what no check touched, what is waived.

Checks that share no claim have nothing to do with each other. So they are taken group by group, each answered and
joined with those of its group, and nothing of a group is held in memory once it is done but what the report says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson

from service.application.pins import revisions_of
from service.application.ports import ResultCache
from service.application.reports.snapshot import Question, Snapshot
from service.application.reports.together import LARGEST_GROUP, Together
from service.application.results import answer_to, answer_without
from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.digest import ENGINE
from service.domain.disjoint import DisjointSets
from service.domain.errors import Malformed
from service.domain.report import Item, Json, assemble
from service.domain.result import Verdict, undecided

_UNANSWERED: Final = (
    "The service failed at answering this check, and its logs tell why: report it. Nothing is known of what it asks."
)

_log = logging.getLogger(__name__)

# Called after each check with how many are done, and of how many. What it raises ends the run.
Progress = Callable[[int, int], None]


class Unreadable(Exception):
    """A check cannot be read by this version of the service, so that nothing can be said of it."""

    def __init__(self, check: str, error: Exception) -> None:
        super().__init__(f"check {check} cannot be read any more, change or delete it: {error}")


def run(snapshot: Snapshot, cache: ResultCache, progress: Progress) -> Json:
    """The content of the report on a snapshot. Raises Unreadable, and what ``progress`` raises."""
    questions = [*snapshot.stored, *snapshot.discovered]
    together = Together(snapshot) if snapshot.options["joint"] else None
    items = answer(snapshot, cache, groups_of(questions, snapshot.about), together, progress)
    return assemble(
        items,
        joint=None if together is None else together.joint(),
        claims=_seen(snapshot, items),
        stated=snapshot.stated(),
        checks=((check.key, check.version) for check in snapshot.stored if check.version is not None),
        engine=ENGINE,
    )


def answer(
    snapshot: Snapshot,
    cache: ResultCache,
    groups: Iterable[Sequence[Question]],
    together: Together | None,
    progress: Progress,
) -> list[Item]:
    """What comes of the checks of each group, and in ``together`` of each group. Raises as ``run`` does."""
    total = len(snapshot.stored) + len(snapshot.discovered)
    items: list[Item] = []
    pins: _Shown = {}
    for group in groups:
        answered = []
        for question in group:
            item, check = _answered(snapshot, cache, question, pins)
            items.append(item)
            if together is not None and len(group) <= LARGEST_GROUP:
                answered.append((question, item, check))
            progress(len(items), total)
        if together is not None:
            if answered:
                together.take(answered)
            else:
                together.pass_over(zip(group, items[-len(group) :], strict=True))
    return items


def groups_of(
    questions: Sequence[Question], claims_in: Callable[[Question], Sequence[UUID]]
) -> Iterator[Sequence[Question]]:
    """The questions in groups that share no claim, as small as can be."""
    together: DisjointSets[UUID] = DisjointSets()
    about = [claims_in(question) for question in questions]
    for claims in about:
        for claim in claims:
            together.join(claims[0], claim)
    groups: dict[UUID | int, list[Question]] = {}
    for place, (question, claims) in enumerate(zip(questions, about, strict=True)):
        groups.setdefault(together.root(claims[0]) if claims else place, []).append(question)
    return iter(groups.values())


# Pins as items show them. Many items show the same, and each would take as much memory as all else of an item.
_Shown = dict[tuple[UUID, int], Json]


def _answered(snapshot: Snapshot, cache: ResultCache, question: Question, pins: _Shown) -> tuple[Json, Check | None]:
    body = snapshot.pinned(question)
    try:
        result, check = _result(cache, question, body)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  whatever it is, the other checks are none the worse for it
        _log.exception("check %s could not be answered", question.key)
        result, check = _without_answer(question, body), None
    claims = sorted(revisions_of(body["figures"]).items())
    verdict = Verdict(result["verdict"])
    waiver = snapshot.waive(question, claims, verdict)
    # A check that nobody asked for and that holds is not worth its receipt, unless time cut that short.
    plain = question.version is None and verdict is Verdict.CONSISTENT and result["complete"]
    item = {
        "check": question.key,
        "origin": question.origin,
        "why": question.why,
        "rule": question.rule,
        "name": question.name,
        "kind": result["kind"],
        "severity": question.severity,
        **{name: result[name] for name in ("verdict", "reason", "holds", "text", "digest")},
        "claims": [pins.setdefault(pin, {"claim": str(pin[0]), "revision": pin[1]}) for pin in claims],
        "waiver": waiver,
        "result": None if plain else result,
    }
    return item, check


def _result(cache: ResultCache, question: Question, body: Mapping[str, Any]) -> tuple[Json, Check | None]:
    try:
        check = Check.parse(body)
    except Malformed as error:
        try:
            return orjson.loads(answer_without(cache, body, error).body), None
        except Malformed:
            raise Unreadable(question.key, error) from None
    return orjson.loads(answer_to(cache, check).body), check


def _without_answer(question: Question, body: Mapping[str, Any]) -> Json:
    """The result of a check at which the service failed: kept nowhere, and not complete, for the next run may do it."""
    try:
        result = replace(undecided(body, Reason.LIMIT_EXCEEDED, _UNANSWERED), complete=False)
    except Exception as error:
        raise Unreadable(question.key, error) from error
    found: Json = orjson.loads(orjson.dumps(result.as_json()))
    return found


def _seen(snapshot: Snapshot, items: Sequence[Item]) -> set[tuple[str, int]]:
    """Every revision that the report saw: of claims of the collection, and of others that checks used."""
    seen = {(str(claim.id), claim.revision) for claim in snapshot.claims.values()}
    return seen | {(pin["claim"], pin["revision"]) for item in items for pin in item["claims"]}
