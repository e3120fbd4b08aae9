"""How figures that should agree differ: pair by pair, each with the reason that explains it best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from heapq import nlargest
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from service.domain.agreement import FEW, Agreement, Readings
from service.domain.budget import Budget
from service.domain.comparable import have_nothing_in_common
from service.domain.context import Context
from service.domain.figure import Figure
from service.domain.interval import Interval, IntervalSet
from service.domain.misprint import confused_with
from service.domain.policy import Policy
from service.domain.wording import describe, from_base, to_base

if TYPE_CHECKING:
    from service.domain.check import Check

# So many pairs are told at most.
MOST_PAIRS = 20


class PairType(StrEnum):
    """How two figures differ, the gravest first."""

    CONTRADICTION = "contradiction"
    UNIT_SLIP = "unit_slip"
    REVISION = "revision"
    PERIOD = "period"
    DEFINITION = "definition"
    ROUNDING_COMPATIBLE = "rounding_compatible"


class Pair(NamedTuple):
    """Two figures that do not say the same: how they differ, how far they are apart, and their places."""

    type: PairType
    apart: Fraction
    one: int
    other: int

    @property
    def rank(self) -> tuple[int, Fraction, int, int]:
        """What is told first has the least."""
        return list(PairType).index(self.type), -self.apart, self.one, self.other


class Differences:
    """Figures that should agree, and how pairs of them differ."""

    def __init__(self, check: Check, budget: Budget) -> None:
        relation = check.question.relation
        assert isinstance(relation, Agreement)
        self._relation, self._budget, self._policy = relation, budget, check.policy
        self.names = [member.name for member in relation.members]
        leaves = [check.leaves[name] for name in self.names]
        self.figures: list[Figure] = [leaf.figure for leaf in leaves]
        self.contexts: list[Context] = [leaf.context for leaf in leaves]
        strict, generous = relation.readings(check.readings.strict), relation.readings(check.readings.generous)
        self._readings, self._generous = strict, generous
        self._strict: Sequence[Interval] = [] if strict is None else strict.values

    def pairs(self) -> tuple[list[Pair], bool]:
        """The pairs that differ, the gravest first, and whether these are all."""
        # Where some clash however they are read, those that only clash strictly tell nothing more.
        readings = self._generous
        clashing = set(self._relation.clashes(readings, self._budget)) if readings else set()
        if not clashing:
            readings = self._readings
            clashing = set(self._relation.clashes(readings, self._budget)) if readings else set()
        if len(self.names) > FEW:
            # Of many figures, the furthest apart; and one pair that shows why not all can be compared.
            furthest = [] if readings is None else nlargest(MOST_PAIRS, sorted(clashing), lambda at: readings.gap(*at))
            found = [*self._clashing(readings, furthest), *self._apart()]
            return sorted(found, key=lambda pair: pair.rank), False
        found = self._clashing(readings, sorted(clashing))
        for one, other in combinations(range(len(self.names)), 2):
            if (one, other) not in clashing and (kind := self._difference(one, other)) is not None:
                found.append(Pair(kind, Fraction(0), one, other))
        return sorted(found, key=lambda pair: pair.rank), len(found) <= MOST_PAIRS

    def _clashing(self, readings: Readings | None, pairs: Iterable[tuple[int, int]]) -> list[Pair]:
        return [] if readings is None else [Pair(self._type(*pair), readings.gap(*pair), *pair) for pair in pairs]

    def _type(self, one: int, other: int) -> PairType:
        """Why two figures that can be compared clash."""
        first, second = self.contexts[one], self.contexts[other]
        if self._source_revised(first, second):
            return PairType.REVISION
        if self._unit_taken_for(one, other) or self._unit_taken_for(other, one):
            return PairType.UNIT_SLIP
        if first.period is not None and second.period is not None and _days(first) != _days(second):
            return PairType.PERIOD
        return PairType.CONTRADICTION

    def _difference(self, one: int, other: int) -> PairType | None:
        """How two figures differ that do not clash, if they do."""
        comparability = self._relation.comparability
        if not comparability.one_definition(one, other):
            return PairType.DEFINITION
        if not comparability.one_time(one, other):
            return PairType.PERIOD
        if self.figures[one].unknown or self.figures[other].unknown or not self._strict:
            return None
        return None if self._strict[one] == self._strict[other] else PairType.ROUNDING_COMPATIBLE

    def _apart(self) -> Iterator[Pair]:
        """Of many figures, the first that cannot be compared with the first, if there is one."""
        for other in range(1, len(self.names)):
            if not self._relation.comparability.comparable(0, other):
                kind = self._difference(0, other)
                assert kind is not None
                yield Pair(kind, Fraction(0), 0, other)
                return

    def _source_revised(self, one: Context, other: Context) -> bool:
        """Whether one source said both, at different times."""
        if one.source is None or other.source is None or one.source.id != other.source.id:
            return False
        return one.asserted is not None and other.asserted is not None and one.asserted.text != other.asserted.text

    def _unit_taken_for(self, one: int, other: int) -> Figure | None:
        """The first of two figures in a unit that is taken for its own and makes them agree, if there is one."""
        return in_a_confused_unit(self.figures[one], self._strict[other], self._policy) if self._strict else None

    def said(self, pair: Pair) -> str:
        """How two figures differ, as a person would say it."""
        one, other = pair.one, pair.other
        both = f"{self._named(one)} and {self._named(other)}"
        first, second = self.contexts[one], self.contexts[other]
        match pair.type:
            case PairType.DEFINITION:
                return f"{both} are of different things: {_about(first)}, and {_about(second)}"
            case PairType.PERIOD if not self._relation.comparability.one_time(one, other):
                return f"{both} are of different times, {_when(first)} and {_when(second)}, and not compared"
            case PairType.PERIOD:
                return f"{both} contradict each other, and are of different times: {_when(first)} and {_when(second)}"
            case PairType.REVISION:
                assert first.asserted is not None
                assert second.asserted is not None
                return f"{both} are of one source, which said so at {first.asserted.text} and {second.asserted.text}"
            case PairType.UNIT_SLIP:
                place = one if self._unit_taken_for(one, other) else other
                meant = self._unit_taken_for(place, other if place == one else one)
                assert meant is not None
                return f"{both} would agree if {self.names[place]} were in {meant.unit}"
            case PairType.ROUNDING_COMPATIBLE:
                common = self._strict[one].intersect(self._strict[other])
                unit = self.figures[one].unit
                values = IntervalSet() if common is None else IntervalSet((common,))
                return f"{both} are printed differently, and both can be {describe(from_base(values, unit), unit)}"
            case _ if self._generous and not have_nothing_in_common(*self._generous.pair(one, other)):
                return f"{both} agree only if they are read generously"
            case _:
                return f"{both} contradict each other"

    def _named(self, place: int) -> str:
        figure, source = self.figures[place], self.contexts[place].source
        reading = (
            describe(from_base(IntervalSet((self._strict[place],)), figure.unit), figure.unit) if self._strict else ""
        )
        whose = f" of {source.name or source.id}" if source is not None else ""
        return f"{self.names[place]}{whose} ({reading})"


def in_a_confused_unit(figure: Figure, other: Interval, policy: Policy) -> Figure | None:
    """``figure`` in a unit that is taken for its own, with which it can be the ``other`` one."""
    for unit in confused_with(figure.unit):
        meant = replace(figure, unit=unit)
        if not (to_base(meant.strict(policy), unit) & IntervalSet((other,))).is_empty:
            return meant
    return None


def _days(context: Context) -> tuple[object, object]:
    assert context.period is not None
    return context.period.start, context.period.end


def _when(context: Context) -> str:
    return "a time not known" if context.period is None else context.period.text


def _about(context: Context) -> str:
    dimensions: Mapping[str, str] = context.dimensions or {}
    said = ", ".join(f"{name} {value}" for name, value in sorted(dimensions.items()))
    measure = context.measure or "a measure not named"
    return f"{measure} ({said})" if said else measure
