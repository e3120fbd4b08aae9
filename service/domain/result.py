"""The result of a check: its verdict with the arithmetic shown, as a receipt that anyone can recompute.

What it says is found in :mod:`service.domain.evaluation`; here is its form, its digest, and the way back from a receipt
to the check that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from service.domain.body import Body
from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.diagnosis import Diagnosis
from service.domain.digest import ENGINE, digest_of
from service.domain.errors import Fault, Malformed

Json = dict[str, Any]


class Verdict(StrEnum):
    """What can be said of a check."""

    CONSISTENT = "consistent"
    STRAINED = "strained"
    INCONSISTENT = "inconsistent"
    UNDETERMINED = "undetermined"


# The worst last. What is undetermined may turn out inconsistent, so that it weighs more than what is merely strained.
_GRAVITY = (Verdict.CONSISTENT, Verdict.STRAINED, Verdict.UNDETERMINED, Verdict.INCONSISTENT)


def worst(verdicts: Iterable[str]) -> str:
    """The verdict on all of several things, given those on each; ``consistent`` if there are none."""
    return max((Verdict(verdict) for verdict in verdicts), key=_GRAVITY.index, default=Verdict.CONSISTENT).value


class Holds(StrEnum):
    """Whether a check holds for all, some or none of the values in the strict readings."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict with everything that shows why. ``inputs`` is the canonical check, figures and all.

    ``complete`` is false where time ran out on the way: another run of the same check may then tell more.
    """

    inputs: Json
    digest: str
    verdict: Verdict
    text: str
    reason: Reason | None = None
    holds: Holds | None = None
    measured: Json | None = None
    expected: Json | None = None
    gap: Json | None = None
    steps: tuple[Json, ...] = ()
    admissible: Mapping[str, Json | None] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    power: Mapping[str, str | None] = field(default_factory=dict)
    agreement: Mapping[str, Any] | None = None
    complete: bool = True

    def as_json(self) -> Json:
        """The result in its wire form."""
        return {
            "verdict": self.verdict.value,
            "holds": self.holds and self.holds.value,
            "reason": self.reason and self.reason.value,
            "text": self.text,
            "measured": self.measured,
            "expected": self.expected,
            "gap": self.gap,
            "steps": list(self.steps),
            "admissible": dict(self.admissible),
            "diagnoses": [diagnosis.as_json() for diagnosis in self.diagnoses],
            "power": dict(self.power),
            "agreement": None if self.agreement is None else dict(self.agreement),
            **self.inputs,
            "complete": self.complete,
            "engine": ENGINE,
            "digest": self.digest,
        }


def replay(receipt: Mapping[str, Any]) -> Check:
    """The check that a receipt is about. Raises ``Malformed`` where it is none, with paths in the receipt."""
    body = body_of(receipt)
    try:
        return Check.parse(body)
    except Malformed as error:
        moved = tuple(Fault(_in_receipt(fault.where), fault.message) for fault in error.faults)
        raise type(error).several(moved) from None


def body_of(receipt: Mapping[str, Any]) -> Json:
    """The body of the check that a receipt is about, whether it compiles or not. Raises ``Malformed``."""
    inputs = receipt.get("inputs")
    if not isinstance(inputs, Mapping):
        raise Malformed("a receipt has its figures under inputs", "inputs")
    body = {member: receipt.get(member) for member in ("kind", "expect", "relation", "parameters", "policy")}
    return {**body, "figures": dict(inputs)}


def _in_receipt(where: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where in a receipt that is which is at ``where`` in the body of a check."""
    return ("inputs", *where[1:]) if where[:1] == ("figures",) else where


def undecided(body: Mapping[str, Any], reason: Reason, text: str) -> Result:
    """The result of a stored check that no longer compiles, say because a claim of it changed its unit."""
    inputs = Body.parse(body).canonical()
    return Result(inputs, digest_of(inputs), Verdict.UNDETERMINED, text, reason)
