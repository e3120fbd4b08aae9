"""Requests that cost as much as any, from somebody who sends them for that: each is well within what is accepted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Attack:
    """One request; ``@N@`` in its body is another number each time, so that no cache knows it."""

    name: str
    path: str
    body: str
    content_type: str = JSON


def attacks() -> tuple[Attack, ...]:
    """One of each sort."""
    return (
        _evaluation("corners of 24 intervals", _expression(_CORNERS, _intervals(24, "-1.1", "1.3"))),
        _evaluation("a polynomial that is hardly negative", _expression(_MOTZKIN, _intervals(3, "-1.37", "1.41"))),
        _evaluation("nested fifty levels", _expression(_NESTED, _intervals(1, "-1", "1"))),
        _evaluation("ten thousand shares", {**_SHARES, "figures": _parts("0.0{}", "%", 10_000)}),
        _evaluation(
            "ten thousand figures that are none", {"kind": "shares", "figures": _parts("12 kilo{}", "zz@N@", 10_000)}
        ),
        _evaluation("a tail of F far out", _F),
        Attack(
            "a text of a megabyte", "/v1/lint", "On @N@ roads of 12 km, 8.5 miles were shut. " * 22_000, "text/plain"
        ),
        Attack("a collection of four thousand claims", "/v1/check", json.dumps(_collection(4_000))),
    )


def _evaluation(name: str, body: Mapping[str, Any]) -> Attack:
    longest = {"time_limit": "5.@N@"}
    return Attack(name, "/v1/evaluations", json.dumps({**body, "policy": longest}))


def _expression(relation: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "expression", "figures": figures, "relation": relation}


def _intervals(count: int, lower: str, upper: str) -> dict[str, Any]:
    return {f"x{number}": {"lower": lower, "upper": upper} for number in range(count)}


def _parts(value: str, unit: str, count: int) -> dict[str, Any]:
    return {"parts": [{"value": value.format(number % 9 + 1), "unit": unit} for number in range(count)]}


def _collection(count: int) -> dict[str, Any]:
    claims = {
        f"claim {number}": {
            "source": "office",
            "statement": f"Counted @N@, {number}.",
            "measure": f"measure {number % 50}",
            "figure": {"value": str(1000 + number), "unit": "person"},
        }
        for number in range(count)
    }
    sources = {"office": {"title": "Figures", "kind": "report", "publisher": "Office"}}
    return {"collection": {"slug": "flood", "title": "Flood"}, "sources": sources, "claims": claims}


_NAMES: Final[Sequence[str]] = [f"x{number}" for number in range(24)]
_CORNERS: Final = f"({'+'.join(_NAMES)})*({'-'.join(_NAMES)}) == 100000@N@"
_MOTZKIN: Final = "x0^4*x1^2 + x0^2*x1^4 - 3*x0^2*x1^2*x2^2 + x2^6 < -0.0000000001"
_NESTED: Final = f"{'(' * 50}x0{')*x0+x0' * 50} == 1.0@N@"
_SHARES: Final = {"kind": "shares", "parameters": {"exhaustive": True}}
_F: Final = {
    "kind": "test_statistic",
    "figures": {
        "statistic": {"value": "3.123456789"},
        "df1": {"value": "123456789"},
        "df2": {"value": "987654321"},
        "p": {"value": "0.0123456789"},
    },
    "parameters": {"test": "F"},
}
