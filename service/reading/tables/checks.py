"""What the checks of a table have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from service.reading.prose.found import Found
from service.reading.prose.rules import Rule
from service.reading.span import Span
from service.reading.tables.grid import Grid

# A sum of more is left alone: the engine would need seconds for it.
MOST_PARTS: Final = 1_000


Roles = Mapping[str, int | Sequence[int] | Mapping[str, str]]


class Judged(NamedTuple):
    """A check of a table, at a figure of it, and whether a generous reading of the figures fits: what is told first.

    The engine judges; this only chooses between readings of the table, and between checks where there are too many.
    """

    check: Found
    at: int
    fits: bool


def found(
    grid: Grid,
    rule: Rule,
    why: str,
    kind: str,
    roles: Roles,
    at: int,
    *,
    fits: bool,
    parameters: Mapping[str, Any] | None = None,
    alternative: str | None = None,
) -> Judged:
    """A check of figures given by their numbers, or as they are; a finding points at figure ``at``."""
    figures: dict[str, Any] = {}
    places: dict[str, Span] = {}
    for role, given in roles.items():
        if isinstance(given, Mapping):
            figures[role] = dict(given)
        elif isinstance(given, int):
            figures[role] = {"mention": given}
            places[role] = grid.mentions[given].expression
        else:
            figures[role] = [{"mention": each} for each in given]
            places |= {f"{role}[{number}]": grid.mentions[each].expression for number, each in enumerate(given)}
    body: dict[str, Any] = {"kind": kind, "figures": figures}
    if parameters:
        body["parameters"] = dict(parameters)
    check = Found(
        rule=rule,
        why=why,
        body=body,
        places=places,
        at=grid.mentions[at].expression,
        severity="warning" if alternative else "error",
        alternative=alternative,
    )
    return Judged(check, at, fits)
