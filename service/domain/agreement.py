"""The relation that figures can all be one value, as far as they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from service.domain.budget import Budget, LimitExceeded
from service.domain.comparable import Comparability, have_nothing_in_common
from service.domain.interval import NOTHING, REALS, Interval, IntervalSet
from service.domain.relation import ALLOWED, Relation, Values
from service.domain.span import Span
from service.domain.tree import Name

# Of so many figures every pair is looked at; of more, the most telling ones.
FEW = 40


@dataclass(frozen=True, slots=True)
class Readings:
    """What figures may be: their ``values``, the ``whole`` numbers among these, and at which places are counts.

    What is counted comes whole, and so does what is compared with it, but nothing else.
    """

    values: Sequence[Interval]
    whole: Sequence[Interval | None]
    counts: AbstractSet[int]

    def __len__(self) -> int:
        return len(self.values)

    def pair(self, one: int, other: int) -> tuple[Interval | None, Interval | None]:
        """What two figures may be if they are to be equal."""
        if one in self.counts or other in self.counts:
            return self.whole[one], self.whole[other]
        return self.values[one], self.values[other]

    def at(self, places: Sequence[int]) -> Readings:
        """Those at some places, in their order."""
        return Readings(
            [self.values[place] for place in places],
            [self.whole[place] for place in places],
            {new for new, place in enumerate(places) if place in self.counts},
        )

    def clashes(self, comparability: Comparability, budget: Budget) -> Iterator[tuple[int, int]]:
        """Pairs that are comparable and have no value in common, as :meth:`Comparability.clashes` finds them."""
        yield from comparability.clashes(self.values, budget)
        if self.counts:
            yield from comparability.clashes(self.whole, budget, self.counts)

    def gap(self, one: int, other: int) -> Fraction:
        """How far two that have no value in common are apart: nothing where it is only whole numbers that they lack."""
        for first, second in ((self.values[one], self.values[other]), self.pair(one, other)):
            if first is not None and second is not None and first.intersect(second) is None:
                return _gap(first, second)
        return Fraction(0)


@dataclass(frozen=True)
class Agreement(Relation):
    """Any two of ``members`` that are comparable can be one value.

    For intervals that is as good as one value for all, where all are comparable (Helly's theorem on the line). Members
    named in ``counted`` come whole, and so does then what they are compared with. Its :attr:`names` are none: it sees
    to that itself.
    """

    members: tuple[Name, ...]
    comparability: Comparability
    counted: frozenset[str]

    @classmethod
    def of(cls, members: Sequence[Name], comparability: Comparability, *, counted: AbstractSet[str]) -> Agreement:
        """``members`` agree; each is another quantity, and ``comparability`` is theirs, in their order."""
        nodes = tuple(members)
        measure = Span(nodes[0].unit, nodes[0].nature, nodes, nodes)
        return cls(measure, None, ALLOWED["=="], nodes, comparability, frozenset(counted))

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
        return next(readings.clashes(self.comparability, budget), None) is None

    def can_fail(self, box: Values, budget: Budget) -> bool:
        readings = self.readings(box)
        if readings is None:
            return False
        return not all(reading.is_point and reading == readings.values[0] for reading in readings.values)

    def expected(self, box: Values, budget: Budget) -> IntervalSet:
        """The values that all of them can be."""
        readings = self.readings(box)
        common = None if readings is None else self.common(readings)
        return NOTHING if common is None else IntervalSet((common,))

    def difference_over(self, box: Values, budget: Budget) -> IntervalSet:
        """How far the two that are furthest apart are from each other at least."""
        readings = self.readings(box)
        try:
            apart = [] if readings is None else [readings.gap(*pair) for pair in self.clashes(readings, budget)]
        except LimitExceeded:
            return NOTHING
        furthest = max(apart, default=Fraction(0))
        return IntervalSet.point(furthest) if furthest else NOTHING

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        """What each could be given all others; of many that cannot all be compared, only if two of them clash."""
        readings = self.readings(box)
        common: Iterable[Interval | None]
        if readings is None:
            common = [None] * len(self.members)
        elif self.comparability.all:
            common = _common_but_each(readings.whole if readings.counts else readings.values)
        else:
            common = self._common_around_each(readings, budget)
        found = {}
        for member, values in zip(self.members, common, strict=False):
            budget.watch()
            found[member.name] = (NOTHING if values is None else IntervalSet((values,))) & domains[member.name]
        return found

    def readings(self, box: Values) -> Readings | None:
        """What each of the members may be; ``None`` where one can be nothing."""
        if any(box[member.name].is_empty for member in self.members):
            return None
        values = [box[member.name].hull for member in self.members]
        if not self.counted:
            return Readings(values, values, frozenset())
        whole = [value.whole_numbers() for value in values]
        counts = {place for place, member in enumerate(self.members) if member.name in self.counted}
        if any(whole[place] is None for place in counts):
            return None
        if self.comparability.all:
            counts = set(range(len(values)))
        shown = [
            value if drawn is None or place not in counts else drawn
            for place, (value, drawn) in enumerate(zip(values, whole, strict=True))
        ]
        return Readings(shown, whole, counts)

    def clashes(self, readings: Readings, budget: Budget) -> Iterator[tuple[int, int]]:
        """Pairs that are comparable and have no value in common; of many figures the most telling ones."""
        if len(readings) > FEW:
            return readings.clashes(self.comparability, budget)
        return (
            (one, other)
            for one, other in combinations(range(len(readings)), 2)
            if self.comparability.comparable(one, other) and have_nothing_in_common(*readings.pair(one, other))
        )

    def common(self, readings: Readings) -> Interval | None:
        """What all of ``readings`` have in common."""
        common = _common(readings.values)
        return common.whole_numbers() if common is not None and readings.counts else common

    def _common_around_each(self, readings: Readings, budget: Budget) -> Iterator[Interval | None]:
        """For each, what agrees with all others that it can be compared with, if these agree among themselves."""
        places = range(len(readings))
        # Only one that is in every clash could end them all, so that it is enough to look at those in the first.
        first = next(readings.clashes(self.comparability, budget), None)
        if first is None and len(readings) > FEW:
            return
        for place in places:
            if first is not None and place not in first:
                yield None
                continue
            others = [other for other in places if other != place]
            if first is not None and next(self._clashes_of(others, readings, budget), None) is not None:
                yield None
                continue
            near = [other for other in others if self.comparability.comparable(place, other)]
            common = _common(readings.values[other] for other in near)
            counts = place in readings.counts or any(other in readings.counts for other in near)
            yield common.whole_numbers() if common is not None and counts else common

    def _clashes_of(self, places: Sequence[int], readings: Readings, budget: Budget) -> Iterator[tuple[int, int]]:
        """Clashes among some of the members, by their places among these."""
        some = Comparability([self.comparability.contexts[place] for place in places], self.comparability.any_time)
        return readings.at(places).clashes(some, budget)


def _gap(one: Interval, other: Interval) -> Fraction:
    for low, high in ((one, other), (other, one)):
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
