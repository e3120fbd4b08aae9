"""Results of checks: found in the cache whenever their inputs are unchanged, computed otherwise.

A value is one byte that says whether the result is complete, its digest (64 characters), and the very bytes that are
served. One that is complete is kept under ``result:<digest>``, and under aliases that can be made without computing: a
check's version with the revisions of its claims, or the hash of a posted body. An alias names every input, so what it
leads to is never out of date. One that time cut short is kept nowhere: another run may tell more.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from service.application.errors import NotFound
from service.application.lineage import origins_of
from service.application.observing import observer
from service.application.pins import pinned
from service.application.ports import Outcome, ResultCache, UnitOfWork
from service.application.queries import CheckInputs
from service.application.rates import with_rate
from service.domain.check import Check
from service.domain.checks import kind_named
from service.domain.checks.kind import Reason
from service.domain.difference import pointers
from service.domain.digest import ENGINE
from service.domain.errors import Incomparable, Malformed
from service.domain.evaluation import evaluate as evaluate_check
from service.domain.result import Result, body_of, replay, undecided

DIGEST_LENGTH = 64

_COMPLETE = b"+"
_CUT_SHORT = b"-"

# What time may cut short, or what tells of it. The rest of a result follows from its inputs at once, but for its
# verdict, which is missing where the time was not even enough for that.
_TIMED = frozenset(("text", "measured", "expected", "gap", "steps", "admissible", "diagnoses", "power", "complete"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A result ready to be served: its JSON, its digest, and how the cache took part.

    The digest identifies the very bytes only of a result that is ``complete``; one cut short by time may come out
    otherwise from the same inputs.
    """

    body: bytes
    digest: str
    outcome: Outcome
    complete: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a receipt stands: ``differences`` are JSON pointers to what comes out otherwise now."""

    digest: str
    differences: tuple[str, ...]
    result: Mapping[str, Any]

    @property
    def stands(self) -> bool:
        """Whether recomputing gives the very same result."""
        return not self.differences


def result_of_check(uow: UnitOfWork, cache: ResultCache, check_id: UUID) -> Answer:
    """The current result of a stored check: one SELECT and, when it is cached, one look into the cache.

    A check that no longer compiles, because a claim was revised or retracted, gets a result ``undetermined``.
    Raises NotFound.
    """
    inputs = uow.checks.inputs(check_id)
    if inputs is None:
        raise NotFound("check", check_id)
    key = _check_key(check_id, inputs)
    kept = cache.get(key)
    if kept is not None:
        return _answer(kept, Outcome.HIT)
    stored = uow.checks.get(check_id)
    if stored is None:
        raise NotFound("check", check_id)
    if stored.version != inputs.version:
        # Somebody changed the check at this moment, and it may be about other claims now.
        return result_of_check(uow, cache, check_id)
    # Exactly the revisions that the key names, even if somebody revises a claim at this moment.
    claims = uow.claims.at(inputs.claims)
    kind = kind_named(stored.body["kind"])
    around = kind is not None and kind.looks_around
    body: Mapping[str, Any] = pinned(
        stored.body, claims, origins_of(uow, {c.source_id for c in claims.values()}) if around else {}
    )
    if around:
        body = with_rate(uow, body, stored.collection)
    # What lies around a check can change while its claims do not: an alias made of their revisions would not notice.
    return result_of(cache, body, () if around else (key,))


def result_of(cache: ResultCache, body: Mapping[str, Any], aliases: Sequence[str] = ()) -> Answer:
    """The result of the body of a stored or discovered check with what its claims say put in.

    It is also kept under ``aliases``, keys that name every input. Raises Malformed for what is no body of a check.
    """
    try:
        check = Check.parse(body)
    except Malformed as error:
        return answer_without(cache, body, error, aliases)
    return answer_to(cache, check, aliases)


def answer_to(cache: ResultCache, check: Check, aliases: Sequence[str] = ()) -> Answer:
    """The result of a check; a complete one is also kept under ``aliases``, keys that name every input."""

    def compute() -> tuple[bytes, bool]:
        began = time.perf_counter()
        kind = check.kind.name
        with observer().span("evaluate", kind=kind):
            result = evaluate_check(check)
        observer().evaluated(kind, result.verdict.value, time.perf_counter() - began)
        # Another run, on a machine less busy, may decide what this one could not in its time.
        return _value(result), result.complete

    value, outcome = cache.get_or_compute(_result_key(check.digest), compute)
    answer = _answer(value, outcome)
    # Told by the value itself: whoever waited for another caller's computation knows no more of it.
    if answer.complete:
        for alias in aliases:
            cache.put(alias, value)
    return answer


def answer_without(
    cache: ResultCache, body: Mapping[str, Any], error: Malformed, aliases: Sequence[str] = ()
) -> Answer:
    """The result of a check that does not compile with what its claims say now, for this ``error``.

    Raises Malformed for what is no body of a check at all.
    """
    result = undecided(body, _reason(error), str(error))
    value = _value(result)
    for key in (_result_key(result.digest), *aliases):
        cache.put(key, value)
    return _answer(value, Outcome.MISS)


def evaluate(cache: ResultCache, raw: bytes, read: Callable[[bytes], Mapping[str, Any]]) -> Answer:
    """The result of a check with inline figures. Nothing is stored.

    ``raw`` is the request as it came and ``read`` what turns it into the body of a check; a request seen before is
    answered without reading it. Raises Malformed, and whatever ``read`` raises.
    """
    key = f"{ENGINE}:body:{hashlib.sha256(raw).hexdigest()}"
    kept = cache.get(key)
    if kept is not None:
        return _answer(kept, Outcome.HIT)
    return answer_to(cache, Check.parse(read(raw)), (key,))


def result_by_digest(cache: ResultCache, wanted: str) -> Answer:
    """A result computed before. Raises NotFound when there is none, or it is not kept any more."""
    kept = cache.get(_result_key(wanted))
    if kept is None:
        raise NotFound("result", wanted)
    return _answer(kept, Outcome.HIT)


def verify(receipt: Mapping[str, Any]) -> Verification:
    """Recompute a receipt (a whole result) from nothing but itself. Raises Malformed when its inputs make no check.

    Inputs that can be read but not be compiled give the result that a stored check of them has, so that receipts of
    checks whose claims came to clash stand too. Where time cuts the recomputation short, only what time cannot cut is
    compared: the inputs with their digest, and the verdict if both sides have reached one. A receipt that was itself
    cut short stands only then: where more comes out now, it differs.
    """
    again = orjson.loads(_bytes(_recomputed(receipt)))
    sides: tuple[Mapping[str, Any], Mapping[str, Any]] = receipt, again
    if not again["complete"]:
        sides = _untimed(receipt, again), _untimed(again, receipt)
    return Verification(again["digest"], tuple(pointers(*sides)), again)


def _recomputed(receipt: Mapping[str, Any]) -> Result:
    body = body_of(receipt)
    try:
        check = replay(receipt)
    except Malformed as error:
        try:
            return undecided(body, _reason(error), str(error))
        except Malformed:
            raise error from None
    return evaluate_check(check)


def _untimed(result: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What ``result`` says that can be compared with ``other``, whose time was another."""
    left_out = set(_TIMED)
    if any(side.get("reason") == Reason.LIMIT_EXCEEDED for side in (result, other)):
        left_out |= {"verdict", "reason", "holds"}
    elif any(side.get("holds") is None for side in (result, other)):
        left_out.add("holds")
    return {name: value for name, value in result.items() if name not in left_out}


def _reason(error: Malformed) -> Reason:
    # The list of reasons is closed. Apart from units that clash, a check that once compiled fails when a figure of it
    # became one that nothing can be made of, such as a divisor that is zero now: a usable figure is missing, and the
    # text tells exactly what is wrong.
    return Reason.INCOMPARABLE_UNITS if isinstance(error, Incomparable) else Reason.MISSING_FIGURE


def _value(result: Result) -> bytes:
    return (_COMPLETE if result.complete else _CUT_SHORT) + result.digest.encode() + _bytes(result)


def _answer(value: bytes, outcome: Outcome) -> Answer:
    observer().answered_from_cache(outcome)
    body = 1 + DIGEST_LENGTH
    return Answer(value[body:], value[1:body].decode(), outcome, value[:1] == _COMPLETE)


def _bytes(result: Result) -> bytes:
    return orjson.dumps(result.as_json())


def _check_key(check_id: UUID, inputs: CheckInputs) -> str:
    revisions = ",".join(str(revision) for _, revision in inputs.claims)
    return f"{ENGINE}:check:{check_id}:{inputs.version}:{revisions}"


def _result_key(wanted: str) -> str:
    return f"{ENGINE}:result:{wanted}"
