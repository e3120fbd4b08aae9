"""The engine against pint: 1,000 ratio checks with units, exact and with everything shown, against floats compared."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pint

from benchmarks.measure import Outcome, in_turns
from service.domain.check import Check
from service.domain.evaluation import evaluate

CHECKS = 1_000
TARGET = 10


def outcomes(rounds: int) -> list[Outcome]:
    """From the body of a check to its whole result; where checks fail, the slips that would explain it come on top."""
    found = []
    for verdict, days in (("consistent", "9999"), ("inconsistent", "30")):
        bodies = [_body(number, days) for number in range(CHECKS)]
        ours, theirs = _evaluation(bodies), _quantities(bodies)
        rates = in_turns(rounds, lambda: _rate(ours), lambda: _rate(theirs))  # noqa: B023 - called in this turn
        work = f"engine: {CHECKS:,} ratio checks, {verdict}"
        found.append(Outcome(work, "pint Quantities on floats", TARGET, "checks/s", *map(tuple, rates)))
    return found


def _body(number: int, days: str) -> dict[str, Any]:
    return {
        "kind": "ratio",
        "figures": {
            "numerator": {"value": str(18_000 + number), "unit": "km"},
            "denominator": {"value": f"4.{number % 97 + 1}", "unit": "mile/hour"},
        },
        "expect": {"max": days, "unit": "day"},
    }


def _evaluation(bodies: list[dict[str, Any]]) -> Callable[[], object]:
    return lambda: [evaluate(Check.parse(body)) for body in bodies]


def _quantities(bodies: list[dict[str, Any]]) -> Callable[[], object]:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()

    def quantity(value: str, unit: str) -> Any:
        return registry.Quantity(float(value), unit)  # the registry keeps the units that it has parsed, as we do

    def holds(body: dict[str, Any]) -> bool:
        numerator, denominator = (quantity(**body["figures"][role]) for role in ("numerator", "denominator"))
        return bool(numerator / denominator <= quantity(body["expect"]["max"], body["expect"]["unit"]))

    return lambda: [holds(body) for body in bodies]


def _rate(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return CHECKS / (time.perf_counter() - started)
