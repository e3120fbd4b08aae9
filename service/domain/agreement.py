"""The relation that figures can all be one value, as far as they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from service.domain.budget import Budget, LimitExceeded
from service.domain.comparable import Comparability
from service.domain.interval import NOTHING, REALS, Interval, IntervalSet
from service.domain.relation import ALLOWED, Relation, Values
from service.domain.span import Span
from service.domain.tree import Name

# Of so many figures every pair is looked at; of more, the most telling ones.
FEW = 40


@dataclass(frozen=True)
class Agreement(Relation):
    """Any two of ``members`` that are comparable can be one value.

    For intervals that is as good as one value for all, where all are comparable (Helly's theorem on the line). What is
    ``counted`` comes whole, and so does then what it is equal to. Its :attr:`names` are none: it sees to that itself.
    """

    members: tuple[Name, ...]
    comparability: Comparability
    counted: bool

    @classmethod
    def of(cls, members: Sequence[Name], comparability: Comparability, *, counted: bool) -> Agreement:
        """``members`` agree; each is another quantity, and ``comparability`` is theirs, in their order."""
        nodes = tuple(members)
        measure = Span(nodes[0].unit, nodes[0].nature, nodes, nodes)
        return cls(measure, None, ALLOWED["=="], nodes, comparability, counted)

    @property
    def names(self) -> frozenset[str]:
        return frozenset()

    def conjuncts(self) -> tuple[Relation, ...] | None:
        if not self.comparability.all:
            return None
        first, *others = self.members
        return tuple(Relation.compare(first, "==", other) for other in others)

    def can_hold(self, box: Values, budget: Budget) -> bool:
        readings = self.readings(box)
        if readings is None:
            return False
        if self.comparability.all:
            return self.common(readings) is not None
        return next(self.comparability.clashes(readings, budget), None) is None

    def can_fail(self, box: Values, budget: Budget) -> bool:
        readings = self.readings(box)
        if readings is None:
            return False
        return not all(reading.is_point and reading == readings[0] for reading in readings)

    def expected(self, box: Values, budget: Budget) -> IntervalSet:
        """The values that all of them can be."""
        readings = self.readings(box)
        common = None if readings is None else self.common(readings)
        return NOTHING if common is None else IntervalSet((common,))

    def difference_over(self, box: Values, budget: Budget) -> IntervalSet:
        """How far the two that are furthest apart are from each other at least."""
        readings = self.readings(box)
        try:
            apart = [] if readings is None else [gap(readings, *pair) for pair in self.clashes(readings, budget)]
        except LimitExceeded:
            return NOTHING
        return IntervalSet.point(max(apart)) if apart else NOTHING

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        """What each could be given all others; of many that cannot all be compared, only if two of them clash."""
        readings = [self._reading(box, member) for member in self.members]
        common = _common_but_each(readings) if self.comparability.all else self._common_around_each(readings, budget)
        found = {}
        for member, values in zip(self.members, common, strict=False):
            budget.watch()
            found[member.name] = (NOTHING if values is None else IntervalSet((values,))) & domains[member.name]
        return found

    def readings(self, box: Values) -> list[Interval] | None:
        """What each of the members may be; ``None`` where one can be nothing."""
        found = [self._reading(box, member) for member in self.members]
        known = [reading for reading in found if reading is not None]
        return known if len(known) == len(found) else None

    def clashes(self, readings: Sequence[Interval], budget: Budget) -> Iterator[tuple[int, int]]:
        """Pairs that are comparable and have no value in common; of many figures the most telling ones."""
        if len(readings) > FEW:
            return self.comparability.clashes(readings, budget)
        return (
            (one, other)
            for one, other in combinations(range(len(readings)), 2)
            if self.comparability.comparable(one, other) and readings[one].intersect(readings[other]) is None
        )

    def common(self, readings: Sequence[Interval]) -> Interval | None:
        """What all of ``readings`` have in common."""
        return _common(readings)

    def _reading(self, box: Values, member: Name) -> Interval | None:
        values = box[member.name]
        if values.is_empty:
            return None
        return values.hull.whole_numbers() if self.counted else values.hull

    def _common_around_each(self, readings: Sequence[Interval | None], budget: Budget) -> Iterator[Interval | None]:
        """For each, what agrees with all others that it can be compared with, if these agree among themselves."""
        places = range(len(readings))
        # Only one that is in every clash could end them all, so that it is enough to look at those in the first.
        suspects = {place for place in places if readings[place] is None}
        first = None if suspects else next(self._clashes_of(places, readings, budget), None)
        if first is not None:
            suspects = set(first)
        elif not suspects and len(readings) > FEW:
            return
        for place in places:
            if suspects and (place not in suspects or len(suspects) > 2):
                yield None
                continue
            others = [other for other in places if other != place]
            if any(readings[other] is None for other in others) or (
                suspects and next(self._clashes_of(others, readings, budget), None) is not None
            ):
                yield None
            else:
                yield _common(readings[other] for other in others if self.comparability.comparable(place, other))

    def _clashes_of(
        self, places: Sequence[int], readings: Sequence[Interval | None], budget: Budget
    ) -> Iterator[tuple[int, int]]:
        """Clashes among some of the members."""
        some = Comparability([self.comparability.contexts[place] for place in places], self.comparability.any_time)
        known = [reading for place in places if (reading := readings[place]) is not None]
        return ((places[one], places[other]) for one, other in some.clashes(known, budget))


def gap(readings: Sequence[Interval], one: int, other: int) -> Fraction:
    """How far two readings that have no value in common are apart."""
    for low, high in ((readings[one], readings[other]), (readings[other], readings[one])):
        if low.upper is not None and high.lower is not None and low.upper <= high.lower:
            return high.lower - low.upper
    raise ValueError("the two have values in common")


def _both(one: Interval | None, other: Interval | None) -> Interval | None:
    return None if one is None or other is None else one.intersect(other)


def _common(readings: Iterable[Interval | None]) -> Interval | None:
    common: Interval | None = REALS
    for reading in readings:
        common = _both(common, reading)
    return common


def _common_but_each(readings: Sequence[Interval | None]) -> Iterator[Interval | None]:
    """For each what all others have in common, in linear time."""
    after: list[Interval | None] = [REALS]
    for reading in reversed(readings):
        after.append(_both(after[-1], reading))
    before: Interval | None = REALS
    for place, reading in enumerate(readings):
        yield _both(before, after[len(readings) - place - 1])
        before = _both(before, reading)
