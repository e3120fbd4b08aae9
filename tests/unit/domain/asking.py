"""Checks in few words, and what they answer."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.evaluation import evaluate

Json = dict[str, Any]


def fig(value: str | None = None, unit: str = "", qualifier: str | None = None, **also: str) -> Json:
    """A figure; without a value and without ends an unknown one."""
    figure: Json = {"unit": unit, **also}
    if value is not None:
        figure["value"] = value
    if qualifier is not None:
        figure["qualifier"] = qualifier
    return figure


def exact(value: str, unit: str = "") -> Json:
    return fig(value, unit, "exact")


def between(lower: str | None, upper: str | None, unit: str = "") -> Json:
    ends = {"lower": lower, "upper": upper}
    return {"unit": unit} | {end: value for end, value in ends.items() if value is not None}


def claimed(figure: Json, claim: str = "018f3f6e-0000-7000-8000-000000000001", revision: int = 1) -> Json:
    return {"claim": claim, "revision": revision, "figure": figure}


def ask(kind: str, figures: Json, **also: Any) -> Json:
    """The result of a check as JSON."""
    return evaluate(Check.parse({"kind": kind, "figures": figures, **also})).as_json()


def relate(relation: str, figures: Json | None = None, **also: Any) -> Json:
    """The result of a relation."""
    return ask("expression", figures or {}, relation=relation, **also)


def verdict(kind: str, figures: Json, **also: Any) -> str:
    return str(ask(kind, figures, **also)["verdict"])


def faults(body: Json) -> dict[str, str]:
    """What is wrong with a body, by the pointer to it."""
    with pytest.raises(Malformed) as caught:
        Check.parse(body)
    return {"/".join(map(str, ("", *fault.where))): fault.message for fault in caught.value.faults}


def ends(found: Json | None) -> tuple[str | None, str | None]:
    assert found is not None
    return found["lower"], found["upper"]
