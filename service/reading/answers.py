"""What the engine answers to the checks of a text, whatever units its words may mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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


class Answers:
    """What the engine answers to the checks of one text. Equal ones, as on every page of a price list, are one."""

    def __init__(self, mentions: Sequence[Mention], policy: Policy) -> None:
        self._mentions = mentions
        self._policy = policy
        self._known: dict[str, Result | None] = {}

    def to(self, found: Found) -> Result | None:
        """The engine's answer; None for figures that it cannot compare, which is no fault of the text.

        Words that may mean several units ("tons") mean the one with which the figures fit, if there is one.
        """
        result = self._result(self._body(found, {}))
        if result is not None and result.verdict is Verdict.INCONSISTENT:
            return next((other for _, other in self._otherwise(found)), result)
        return result

    def other_unit(self, found: Found) -> tuple[str, str] | None:
        """A unit as which words were read and another with which alone the figures of a check fit, if there is one."""
        if not self._doubtful(found):
            return None
        result = self._result(self._body(found, {}))
        if result is None or result.verdict is not Verdict.INCONSISTENT:
            return None
        return next((units for units, _ in self._otherwise(found)), None)

    def _otherwise(self, found: Found) -> Iterator[tuple[tuple[str, str], Result]]:
        """The other units for the words of a check with which its figures fit, likeliest first, with the answers."""
        for unit, alternatives in self._doubtful(found).items():
            for other in alternatives:
                result = self._result(self._body(found, {unit: other}))
                if result is not None and result.verdict in (Verdict.CONSISTENT, Verdict.STRAINED):
                    yield (unit, other), result

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
