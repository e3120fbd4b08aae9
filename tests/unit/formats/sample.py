"""Report documents as a service makes them: real receipts, waivers, a conflict, and claims that nobody checked."""

from __future__ import annotations

from typing import Any

import orjson

from service.domain.check import Check
from service.domain.evaluation import evaluate

Json = dict[str, Any]

REPORT = "01a21049-60bd-7548-a8c6-a49e1577c700"
FINE, PAY, HALF_YEAR, STOCK, TAJIK, UZBEK, OTHER, POPULATION = (
    f"01a21049-60bd-7548-a8c6-a49e1577c7c{place}" for place in range(8)
)
WAGES, WITHIN, SHARES, RISE, UNASKED = (f"01a21049-60bd-7548-a8c6-b0000000000{place}" for place in range(5))
DISCOVERED = "d" * 64

STATEMENTS: dict[str, Json] = {
    FINE: {
        "statement": "Police fined each picker 18,000 tenge.",
        "quote": "18,000 tenge",
        "source": "The Courier: Fined",
    },
    PAY: {"statement": None, "quote": "4 tenge a kilo", "source": "The Courier: Fined"},
    HALF_YEAR: {"statement": "19,000 people came in half a year.", "quote": None, "source": "Border service: Figures"},
    STOCK: {"statement": "More than 100,000 work in the country.", "quote": None, "source": "The Courier: Fined"},
    TAJIK: {"statement": "41 % are Tajik.", "quote": None, "source": "The Courier: Fined"},
    UZBEK: {"statement": "36 % are Uzbek.", "quote": None, "source": "The Courier: Fined"},
    OTHER: {"statement": "30 % are others.", "quote": None, "source": None},
}


def claim(identity: str, figure: Json, revision: int = 1) -> Json:
    """A figure in a check with the claim that it is from."""
    return {"claim": identity, "revision": revision, "figure": figure}


def item(identity: str, name: str, body: Json, /, **members: Any) -> Json:
    """What came of a check."""
    receipt: Json = orjson.loads(orjson.dumps(evaluate(Check.parse(body)).as_json()))
    flat = [one for entry in body["figures"].values() for one in (entry if isinstance(entry, list) else [entry])]
    claims = [
        {"claim": one["claim"], "revision": one["revision"]} for one in flat if isinstance(one, dict) and "claim" in one
    ]
    return {
        "check": identity,
        "origin": "stored",
        "why": None,
        "rule": None,
        "name": name,
        "kind": receipt["kind"],
        "severity": "error",
        **{member: receipt[member] for member in ("verdict", "reason", "holds", "text", "digest")},
        "claims": claims,
        "waiver": None,
        "result": receipt,
        **members,
    }


def wages(**members: Any) -> Json:
    """An inconsistent ratio."""
    figures: Json = {
        "fine": claim(FINE, {"value": "18000", "unit": "KZT", "qualifier": "exact"}),
        "pay": claim(PAY, {"value": "4", "unit": "KZT/kg", "qualifier": "exact"}, revision=2),
        "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
        "numerator": "fine",
        "denominator": "pay * picked",
    }
    body = {"kind": "ratio", "figures": figures, "expect": {"max": "30", "unit": "day"}}
    return item(WAGES, "the fine within thirty days' pay", body, **members)


def within(**members: Any) -> Json:
    """A consistent part of a whole."""
    figures = {
        "part": claim(HALF_YEAR, {"value": "19000", "unit": "person"}),
        "whole": claim(STOCK, {"value": "100000", "unit": "person", "qualifier": "more_than"}),
    }
    return item(WITHIN, "the half-year within the stock", {"kind": "part_of", "figures": figures}, **members)


def shares(**members: Any) -> Json:
    """Inconsistent shares, discovered."""
    parts = [claim(one, {"value": value, "unit": "%"}) for one, value in ((TAJIK, "41"), (UZBEK, "36"), (OTHER, "30"))]
    given = {
        "origin": "discovered",
        "why": "the three are shares of one base in one period",
        "rule": "shares",
        **members,
    }
    return item(DISCOVERED, "shares of the arriving", {"kind": "shares", "figures": {"parts": parts}}, **given)


def rise(**members: Any) -> Json:
    """A strained change."""
    figures = {
        "from": {"value": "50", "unit": "person"},
        "to": {"value": "60", "unit": "person"},
        "change": {"value": "10", "unit": "%"},
    }
    return item(RISE, "the rise", {"kind": "change", "figures": figures}, **members)


def unasked(**members: Any) -> Json:
    """A ratio that is undetermined, nothing being expected of it."""
    figures = {"numerator": {"value": "1", "unit": "km"}, "denominator": {"value": "2", "unit": "h"}}
    return item(UNASKED, "speed", {"kind": "ratio", "figures": figures}, **members)


WAIVER = {
    "id": "01a21049-60bd-7548-a8c6-c00000000000",
    "reason": "The paper rounds; corrected online.",
    "expires": "2030-01-01T00:00:00Z",
}


def ref(identity: str | None, printed: str, **members: Any) -> Json:
    """A figure of a conflict."""
    revision = None if identity is None else 1
    return {"claim": identity, "revision": revision, "check": None, "figure": None, "printed": printed, **members}


def joint(**members: Any) -> Json:
    """A joint result with one conflict and two ways to explain it."""
    needed = {"lower": "0", "upper": "12000", "lower_open": False, "upper_open": False, "unit": "KZT", "pieces": None}
    return {
        "verdict": "inconsistent",
        "reason": None,
        "text": "18,000 KZT, 4 KZT/kg and 50 to 100 kg/day cannot all be true.",
        "readings": "generous",
        "conflicts": [
            {
                "figures": [
                    ref(FINE, "18000 KZT"),
                    ref(PAY, "4 KZT/kg"),
                    ref(None, "50 to 100 kg/day", check=WAGES, figure="picked"),
                ],
                "checks": [WAGES],
                "within_checks": False,
                "text": "The fine, the pay and the harvest leave no number of days.",
            }
        ],
        "blames": [
            {
                "weight": "1",
                "figures": [
                    ref(
                        FINE,
                        "18000 KZT",
                        needed={**needed, "text": "0 to 12,000 KZT"},
                        example="12000",
                        text="18000 KZT would have to be 0 to 12,000 KZT, such as 12000 KZT.",
                    )
                ],
            },
            {
                "weight": "1",
                "figures": [ref(PAY, "4 KZT/kg", needed=None, example=None, text="4 KZT/kg would have to be another.")],
            },
        ],
        "complete": True,
        "components": 2,
        "left_out": [{"check": RISE, "why": "its kind has no relation", "verdict": "consistent"}],
        **members,
    }


def document(*results: Json, **members: Any) -> Json:
    """A finished report over ``results``."""
    verdicts = [one["verdict"] for one in results]
    counts: Json = {name: verdicts.count(name) for name in ("consistent", "strained", "inconsistent", "undetermined")}
    counts |= {"waived": sum(one["waiver"] is not None for one in results), "total": len(results)}
    claims = sorted({(one["claim"], one["revision"]) for result in results for one in result["claims"]})
    return {
        "id": REPORT,
        "collections": ["migrant-labour"],
        "status": "finished",
        "detail": None,
        "progress": {"done": len(results), "total": len(results)},
        "options": {"discover": True, "joint": True, "policy": {}},
        "version": 3,
        "created_at": "2026-05-01T09:30:00.123456Z",
        "updated_at": "2026-05-01T09:30:02Z",
        "finished_at": "2026-05-01T09:30:02Z",
        "counts": counts,
        "results": list(results),
        "joint": joint(),
        "coverage": {
            "claims": len(claims) + 1,
            "checked": len(claims),
            "unchecked": [{"claim": POPULATION, "revision": 1, "statement": "A quarter live on $31 a month."}],
        },
        "pins": {
            "claims": [{"claim": one, "revision": revision} for one, revision in claims],
            "checks": [{"check": one["check"], "version": 1} for one in results if one["origin"] == "stored"],
        },
        **members,
    }


UNFINISHED: Json = {
    "status": "failed",
    "detail": "the worker stopped",
    "finished_at": None,
    **dict.fromkeys(("counts", "results", "joint", "coverage", "pins")),
}


CONSISTENT = within(result=None)
