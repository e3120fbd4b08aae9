"""Results of checks: found in the cache whenever their inputs are unchanged, computed otherwise.

A value kept is the digest of the result (64 characters) followed by the very bytes that are served. It stands under
``result:<digest>``, and under aliases that can be made without computing: a check's version with the revisions of its
claims, or the hash of a posted body. An alias names every input, so what it leads to is never out of date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from service.application.errors import NotFound
from service.application.pins import pinned
from service.application.ports import CheckInputs, Outcome, ResultCache, UnitOfWork
from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.errors import Incomparable, Malformed
from service.domain.result import ENGINE, Result, digest, replay, undecided
from service.domain.result import evaluate as evaluate_check

DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Answer:
    """A result ready to be served: its JSON, its digest (which is its ETag), and how the cache took part."""

    body: bytes
    digest: str
    outcome: Outcome


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
    body = pinned(stored.body, uow.claims.at(inputs.claims))
    try:
        check = Check.parse(body)
    except Malformed as error:
        return _undecided(cache, key, body, error)
    return _computed(cache, key, check)


def evaluate(cache: ResultCache, raw: bytes, read: Callable[[bytes], Mapping[str, Any]]) -> Answer:
    """The result of a check with inline figures. Nothing is stored.

    ``raw`` is the request as it came and ``read`` what turns it into the body of a check; a request seen before is
    answered without reading it. Raises Malformed, and whatever ``read`` raises.
    """
    key = f"{ENGINE}:body:{hashlib.sha256(raw).hexdigest()}"
    kept = cache.get(key)
    if kept is not None:
        return _answer(kept, Outcome.HIT)
    return _computed(cache, key, Check.parse(read(raw)))


def result_by_digest(cache: ResultCache, wanted: str) -> Answer:
    """A result computed before. Raises NotFound when there is none, or it is not kept any more."""
    kept = cache.get(_result_key(wanted))
    if kept is None:
        raise NotFound("result", wanted)
    return _answer(kept, Outcome.HIT)


def verify(receipt: Mapping[str, Any]) -> Verification:
    """Recompute a receipt (a whole result) from nothing but itself. Raises Malformed when its inputs make no check."""
    again = orjson.loads(_bytes(evaluate_check(replay(receipt))))
    return Verification(again["digest"], tuple(_differences(receipt, again, "")), again)


def _computed(cache: ResultCache, alias: str, check: Check) -> Answer:
    final = False

    def compute() -> tuple[bytes, bool]:
        nonlocal final
        result = evaluate_check(check)
        # Another run, on a machine less busy, may decide what this one could not in its time.
        final = result.complete
        return result.digest.encode() + _bytes(result), final

    value, outcome = cache.get_or_compute(_result_key(digest(check)), compute)
    if final or outcome is Outcome.HIT:
        cache.put(alias, value)
    return _answer(value, outcome)


def _undecided(cache: ResultCache, key: str, body: Mapping[str, Any], error: Malformed) -> Answer:
    reason = Reason.INCOMPARABLE_UNITS if isinstance(error, Incomparable) else Reason.MISSING_FIGURE
    result = undecided(body, reason, str(error))
    value = result.digest.encode() + _bytes(result)
    cache.put(_result_key(result.digest), value)
    cache.put(key, value)
    return _answer(value, Outcome.MISS)


def _answer(value: bytes, outcome: Outcome) -> Answer:
    return Answer(value[DIGEST_LENGTH:], value[:DIGEST_LENGTH].decode(), outcome)


def _bytes(result: Result) -> bytes:
    return orjson.dumps(result.as_json())


def _check_key(check_id: UUID, inputs: CheckInputs) -> str:
    revisions = ",".join(str(revision) for _, revision in inputs.claims)
    return f"{ENGINE}:check:{check_id}:{inputs.version}:{revisions}"


def _result_key(wanted: str) -> str:
    return f"{ENGINE}:result:{wanted}"


def _differences(given: Any, again: Any, pointer: str) -> list[str]:
    if isinstance(given, Mapping) and isinstance(again, Mapping):
        names = sorted({*given, *again})
        return [
            found
            for name in names
            for found in (
                _differences(given[name], again[name], f"{pointer}/{_escaped(name)}")
                if name in given and name in again
                else [f"{pointer}/{_escaped(name)}"]
            )
        ]
    if isinstance(given, list | tuple) and isinstance(again, list | tuple) and len(given) == len(again):
        return [
            found
            for place, (one, other) in enumerate(zip(given, again, strict=True))
            for found in _differences(one, other, f"{pointer}/{place}")
        ]
    # `type` apart, because True == 1 in Python and not in JSON.
    return [] if given == again and isinstance(given, bool) == isinstance(again, bool) else [pointer]


def _escaped(name: str) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
