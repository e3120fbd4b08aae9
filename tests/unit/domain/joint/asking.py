"""Joint questions in few words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from service.domain.check import Check
from service.domain.joint import Conflict, Joint, System, join, solve
from service.domain.policy import Policy

Json = dict[str, Any]
PATIENT = replace(Policy(), time_limit=Fraction(20))


def claim(name: str, value: str, unit: str = "", *, reference: bool = False, **also: str) -> Json:
    """A figure of the claim ``name``."""
    source = {"source": {"id": f"source of {name}", "reference": True}} if reference else {}
    return {"claim": name, "revision": 1, "figure": {"value": value, "unit": unit, **also}, **source}


def unknown(name: str, unit: str = "") -> Json:
    return {"claim": name, "revision": 1, "figure": {"unit": unit}}


def check(kind: str, figures: Json, **also: Any) -> Check:
    return Check.parse({"kind": kind, "figures": figures, **also})


def relation(text: str, **figures: Json) -> Check:
    return check("expression", figures, relation=text)


def joined(**checks: Check) -> System:
    return join(checks, PATIENT)


def together(**checks: Check) -> Joint:
    return solve(joined(**checks))


def members(conflict: Conflict) -> tuple[set[str], set[str]]:
    """The claims (or inline figures as check/name) of a conflict, and its checks."""
    return {ref.claim or f"{ref.check}/{ref.figure}" for ref in conflict.figures}, set(conflict.checks)


def blamed(joint: Joint) -> list[dict[str, str | None]]:
    """For each blame set its claims, each with the example."""
    return [
        {figure.ref.claim or f"{figure.ref.check}/{figure.ref.figure}": figure.example for figure in blame.figures}
        for blame in joint.blames
    ]
