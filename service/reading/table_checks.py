"""What the checks of a table have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.reading.grid import Grid
from service.reading.prose.found import Found, Severity
from service.reading.prose.rules import Rule
from service.reading.span import Span

MOST_PARTS: Final = 10_000


def found(
    grid: Grid,
    rule: Rule,
    why: str,
    kind: str,
    roles: Mapping[str, int | Sequence[int] | str],
    at: int,
    *,
    parameters: Mapping[str, Any] | None = None,
    alternative: str | None = None,
    severity: Severity = "error",
) -> Found:
    """A check of figures given by their numbers, or of expressions over them; a finding points at figure ``at``."""
    figures: dict[str, Any] = {}
    places: dict[str, Span] = {}
    for role, given in roles.items():
        if isinstance(given, str):
            figures[role] = given
        elif isinstance(given, int):
            figures[role] = {"mention": given}
            places[role] = grid.mentions[given].expression
        else:
            figures[role] = [{"mention": each} for each in given]
            places |= {f"{role}[{number}]": grid.mentions[each].expression for number, each in enumerate(given)}
    body: dict[str, Any] = {"kind": kind, "figures": figures}
    if parameters:
        body["parameters"] = dict(parameters)
    return Found(
        rule=rule,
        why=why,
        body=body,
        places=places,
        at=grid.mentions[at].expression,
        severity="warning" if alternative else severity,
        alternative=alternative,
    )
