"""What was read in a text as plain values, as it is stored and exported, and back. A span is ``[start, end]``.

On the way back what says nothing may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.application.records import ReadCheck, ReadFigure, Severity
from service.reading.span import Span
from service.reading.suppression import Suppression

Json = dict[str, Any]


def plain_figure(figure: ReadFigure) -> Json:
    """A figure where it stands."""
    return {
        "claim": str(figure.claim),
        "place": list(figure.place),
        "number": list(figure.number),
        "form": figure.form,
        "thing": figure.thing and list(figure.thing),
        "base": figure.base and list(figure.base),
        "trend": figure.trend,
        "alternatives": list(figure.alternatives),
    }


def figure_of(row: Mapping[str, Any]) -> ReadFigure:
    """The figure of plain values."""
    spans = {name: Span(*row[name]) for name in ("thing", "base") if row.get(name) is not None}
    return ReadFigure(
        claim=UUID(row["claim"]),
        place=Span(*row["place"]),
        number=Span(*row["number"]),
        form=row["form"],
        trend=row.get("trend"),
        alternatives=tuple(row.get("alternatives") or ()),
        **spans,
    )


def plain_check(check: ReadCheck) -> Json:
    """A check that follows from the text."""
    return {
        "key": check.key,
        "name": check.name,
        "rule": check.rule,
        "why": check.why,
        "severity": check.severity.value,
        "body": dict(check.body),
        "places": {name: list(span) for name, span in check.places.items()},
        "at": list(check.at),
        "alternative": check.alternative,
        "silenced": check.silenced,
    }


def check_of(row: Mapping[str, Any]) -> ReadCheck:
    """The check of plain values."""
    return ReadCheck(
        **{
            **row,
            "severity": Severity(row["severity"]),
            "places": {name: Span(*span) for name, span in row.get("places", {}).items()},
            "at": Span(*row["at"]),
        }
    )


def plain_suppression(one: Suppression) -> Json:
    """A comment that asks for silence."""
    return {
        "at": list(one.at),
        "covers": list(one.covers),
        "rules": list(one.rules),
        "reason": one.reason,
        "fault": one.fault,
    }


def suppression_of(row: Mapping[str, Any]) -> Suppression:
    """The comment of plain values."""
    rules = tuple(row.get("rules") or ())
    return Suppression(Span(*row["at"]), Span(*row["covers"]), rules, row["reason"], row.get("fault"))
