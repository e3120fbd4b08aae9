"""Which figures can be compared at all: those of one definition, and of times that have a day in common.

What is not known of a figure does not set it apart. Being comparable therefore does not carry over: a figure for two
years can be compared with that of either, though these cannot be compared with each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import heappop, heappush

from service.domain.budget import Budget
from service.domain.context import Context
from service.domain.interval import Interval
from service.domain.terms import Dimensions, normal, normal_dimensions

# The measure of a figure and its dimensions, as far as they are known, in the words that are compared.
_Definition = tuple[str | None, Dimensions | None]


@dataclass(frozen=True)
class Comparability:
    """Figures by their ``contexts``; ``any_time`` if figures of different times are compared on purpose."""

    contexts: Sequence[Context]
    any_time: bool = False

    def one_definition(self, one: int, other: int) -> bool:
        """Whether two figures measure the same, as far as that is known."""
        (measure, dimensions), (second, others) = self._definitions[one], self._definitions[other]
        return (measure is None or second is None or measure == second) and (
            dimensions is None or others is None or dimensions == others
        )

    def one_time(self, one: int, other: int) -> bool:
        """Whether two figures are of times that have a day in common, as far as these are known."""
        (start, end), (second, after) = self._times[one], self._times[other]
        return start <= after and second <= end

    def comparable(self, one: int, other: int) -> bool:
        """Whether two figures can be compared."""
        return self.one_definition(one, other) and self.one_time(one, other)

    @cached_property
    def all_of_one_definition(self) -> bool:
        """Whether any two of the figures measure the same."""
        measures = {measure for measure, _ in self._definitions if measure is not None}
        dimensions = {known for _, known in self._definitions if known is not None}
        return len(measures) <= 1 and len(dimensions) <= 1

    @cached_property
    def all_of_one_time(self) -> bool:
        """Whether any two of the figures are of one time: then there is a day that belongs to all."""
        return max(start for start, _ in self._times) <= min(end for _, end in self._times)

    @property
    def all(self) -> bool:
        """Whether any two of the figures can be compared."""
        return self.all_of_one_definition and self.all_of_one_time

    def clashes(
        self, readings: Sequence[Interval | None], budget: Budget, among: Collection[int] | None = None
    ) -> Iterator[tuple[int, int]]:
        """Pairs of comparable figures whose readings have no value in common: none if, and only if, there are none.

        Only pairs with one of the figures ``among`` them, if these are given. Not all pairs: for each figure the
        furthest of those before it. In the order of their times each figure has only to be held against the lowest and
        the highest of those that have not ended yet, which takes n log n.
        """
        for group in self._groups(budget):
            everyone, some = _Extremes(), _Extremes()
            for figure in sorted(group, key=lambda each: self._times[each][0]):
                budget.watch()
                start, end = self._times[figure]
                chosen = among is None or figure in among
                before = everyone if chosen else some
                for other in before.at(start):
                    if have_nothing_in_common(readings[other], readings[figure]):
                        yield other, figure
                everyone.add(figure, end, readings[figure])
                if chosen and among is not None:
                    some.add(figure, end, readings[figure])

    def _groups(self, budget: Budget) -> Iterator[list[int]]:
        """Figures of one definition: any two that are comparable in this are together in one of the groups."""
        by_definition: dict[_Definition, list[int]] = {}
        for figure, definition in enumerate(self._definitions):
            by_definition.setdefault(definition, []).append(figure)
        measures: list[str | None] = list(
            dict.fromkeys(measure for measure, _ in by_definition if measure is not None)
        ) or [None]
        dimensions: list[Dimensions | None] = list(
            dict.fromkeys(known for _, known in by_definition if known is not None)
        ) or [None]
        for measure in measures:
            for known in dimensions:
                budget.watch()
                keys = dict.fromkeys(((measure, known), (measure, None), (None, known), (None, None)))
                group = [figure for key in keys for figure in by_definition.get(key, ())]
                if len(group) > 1:
                    yield group

    @cached_property
    def _definitions(self) -> list[_Definition]:
        return [_definition(context) for context in self.contexts]

    @cached_property
    def _times(self) -> list[tuple[date, date]]:
        return [self._time(context) for context in self.contexts]

    def _time(self, context: Context) -> tuple[date, date]:
        period = None if self.any_time else context.period
        if period is None:
            return date.min, date.max
        return period.start or date.min, period.end or date.max


class _Extremes:
    """Of figures that have not ended yet, the one that reaches least far up and the one that reaches least far down."""

    def __init__(self) -> None:
        self._heaps: tuple[list[tuple[tuple[object, ...], int, date]], ...] = ([], [])

    def add(self, figure: int, end: date, reading: Interval | None) -> None:
        """Adds a figure; one that can be nothing is the furthest on both sides."""
        for heap, one in zip(self._heaps, (reading, None if reading is None else -reading), strict=True):
            heappush(heap, ((-1,) if one is None else upper_end(one), figure, end))

    def at(self, start: date) -> Iterator[int]:
        """The two at a time, no earlier than the one asked for before; what ended before it is forgotten."""
        for heap in self._heaps:
            while heap and heap[0][2] < start:
                heappop(heap)
            if heap:
                yield heap[0][1]


def have_nothing_in_common(one: Interval | None, other: Interval | None) -> bool:
    """Whether there is no value that both can be; one that is ``None`` can be nothing."""
    return one is None or other is None or one.intersect(other) is None


def _definition(context: Context) -> _Definition:
    return (
        normal(context.measure or "") or None,
        None if context.dimensions is None else normal_dimensions(context.dimensions.items()),
    )


def upper_end(interval: Interval) -> tuple[object, ...]:
    """What intervals are sorted by so that the one that ends first comes first."""
    return (1,) if interval.upper is None else (0, interval.upper, not interval.upper_open)
