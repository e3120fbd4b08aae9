"""Claims in few words, and the checks that follow from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.context import Context, Origin
from service.domain.discovery import Discovered, Partition, Statement, discover
from service.domain.figure import Figure
from service.domain.period import parse_period

SEX = Partition("sex", ("female", "male"))


def stated(
    claim: str,
    value: str | Mapping[str, str] | None = "100",
    unit: str = "person",
    *,
    measure: str | None = "migrants",
    period: str | None = "2004",
    asserted: str | None = None,
    source: str | None = "paper",
    quote: str | None = None,
    status: str = "stated",
    **dimensions: str,
) -> Statement:
    """A claim; ``value`` may be all members of its figure but the unit."""
    figure = value if isinstance(value, Mapping) else {} if value is None else {"value": value}
    context = Context(
        None if period is None else parse_period(period),
        None if asserted is None else parse_period(asserted),
        measure,
        dimensions,
        None if source is None else Origin(source),
    )
    return Statement(claim, 1, Figure.parse({**figure, "unit": unit}), context, quote, status)


def found(*statements: Statement, partitions: Sequence[Partition] = ()) -> list[Discovered]:
    return list(discover(statements, partitions))


def asked(*statements: Statement, partitions: Sequence[Partition] = ()) -> list[tuple[Any, ...]]:
    """Each check as kind, the claims of its roles in a row, and severity."""
    return [
        (check.body["kind"], *(_claims(entry) for entry in check.body["figures"].values()), check.severity)
        for check in found(*statements, partitions=partitions)
    ]


def _claims(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    return " ".join(item["claim"] for item in (entry if isinstance(entry, list) else [entry]))
