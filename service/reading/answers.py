"""What the engine answers to the checks of a text, whatever units its words may mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.evaluation import evaluate
from service.domain.policy import Policy
from service.domain.result import Result, Verdict
from service.domain.units import Unit, parse_unit
from service.reading.mention import Mention
from service.reading.prose.found import Found

# So many other units are tried for one that words may mean.
_MOST_ALTERNATIVES: Final = 4

_FITTING: Final = frozenset({Verdict.CONSISTENT, Verdict.STRAINED})


class Answers:
    """What the engine answers to the checks of one text. Equal ones, as on every page of a price list, are one."""

    def __init__(self, mentions: Sequence[Mention], policy: Policy) -> None:
        self._mentions = mentions
        self._policy = policy
        self._known: dict[str, Result | None] = {}

    def to(self, found: Found) -> Result | None:
        """The engine's answer; None for figures that it cannot compare, which is no fault of the text."""
        return self._result(self._body(found, {}))

    def fits_otherwise(self, found: Found) -> bool:
        """Whether a check fails, but not where its words mean another unit that they may mean: short tons for tons.

        Only for words that may mean several units is anything evaluated here.
        """
        doubtful = self._doubtful(found)
        if not doubtful:
            return False
        result = self.to(found)
        if result is None or result.verdict is not Verdict.INCONSISTENT:
            return False
        others = (self._body(found, {unit: other}) for unit, names in doubtful.items() for other in names)
        return any(each is not None and each.verdict in _FITTING for each in map(self._result, others))

    def _doubtful(self, found: Found) -> dict[str, tuple[str, ...]]:
        """The units of a check that its words may not mean, and what they may mean instead."""
        involved: list[Mention] = []

        def figure_of(number: int) -> dict[str, Any]:
            involved.append(self._mentions[number])
            return {}

        found.check(figure_of)
        others = {str(each.figure.unit): _of_one_kind(each.figure.unit, each.alternatives) for each in involved}
        return {unit: alternatives for unit, alternatives in others.items() if alternatives}

    def _body(self, found: Found, units: Mapping[str, str]) -> dict[str, Any]:
        return found.check(lambda number: _in_context(self._mentions[number], units))

    def _result(self, body: Mapping[str, Any]) -> Result | None:
        key = json.dumps(body, sort_keys=True)
        if key not in self._known:
            self._known[key] = _evaluated(body, self._policy)
        return self._known[key]


def _evaluated(body: Mapping[str, Any], policy: Policy) -> Result | None:
    try:
        return evaluate(Check.parse({**body, "policy": {**policy.canonical(), **body.get("policy", {})}}))
    except Malformed:
        return None


@lru_cache(maxsize=256)
def _of_one_kind(unit: Unit, names: tuple[str, ...]) -> tuple[str, ...]:
    """The other units in which a figure can be compared with the same others. Money is only ever in one currency."""
    return tuple(name for name in names[:_MOST_ALTERNATIVES] if unit.dimension and _dimension(name) == unit.dimension)


def _dimension(name: str) -> object:
    try:
        return parse_unit(name).dimension
    except Malformed:
        return None


def _in_context(mention: Mention, units: Mapping[str, str]) -> dict[str, Any]:
    """A mention as a figure in its context: of what time it is. ``units`` are to be read in place of others."""
    figure = mention.figure.canonical()
    unit = units.get(figure["unit"])
    if unit in mention.alternatives:
        figure["unit"] = unit
    return {"figure": figure} if mention.period is None else {"figure": figure, "period": mention.period.text}
