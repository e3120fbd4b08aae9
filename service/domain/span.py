"""Ranges between figures, such as the one that a mean lies in when nothing is known of the weights of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate

from service.domain.budget import Budget
from service.domain.digits import Length, length_of
from service.domain.interval import EVERYTHING, NOTHING, Interval, IntervalSet
from service.domain.relation import Relation, Values, values_of
from service.domain.tree import Box, Node

ZERO = IntervalSet.point(0)


@dataclass(frozen=True, slots=True)
class Span(Node):
    """Any value that is no less than the least of ``lows`` and no more than the greatest of ``highs``."""

    lows: tuple[Node, ...]
    highs: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return tuple(dict.fromkeys((*self.lows, *self.highs)))

    def __str__(self) -> str:
        if self.lows == self.highs:
            return f"the range of {', '.join(map(str, self.lows))}"
        return " and ".join(
            [f"no less than {low}" for low in self.lows] + [f"no more than {high}" for high in self.highs]
        )

    def over(self, box: Box) -> IntervalSet:
        if any(box.of(child).is_empty for child in self.children):
            return NOTHING
        lows, highs = ([box.of(node).hull for node in nodes] for nodes in (self.lows, self.highs))
        return no_less(hull_of(lows)) & no_more(hull_of(highs))

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
        known = box if isinstance(box, Box) else Box(box)
        children = self.children
        ranges = {child: known.of(child) for child in children}
        if target.is_empty or any(values.is_empty for values in ranges.values()):
            return {name: NOTHING for child in children for name in child.names()}
        lows, highs = _others(self.lows, ranges), _others(self.highs, ranges)
        # Looked up for each of what may be thousands.
        least, most = frozenset(self.lows), frozenset(self.highs)
        found: dict[str, IntervalSet] = {}
        for child in children:
            low, high = lows[child], highs[child]
            values = target if child in least and child in most else NOTHING
            if child in least and (high is not None or child not in most):
                values = values | no_more(target & no_more(high))
            if child in most and (low is not None or child not in least):
                values = values | no_less(target & no_less(low))
            if len(self.lows) > 1 and not (target & no_less(low) & no_more(high)).is_empty:
                # The others make a range around such a mean already.
                values = EVERYTHING
            found |= child.backward(values, known)
        return found


@length_of.register(Span)
def _length_of_span(span: Span, _box: Mapping[str, IntervalSet], lengths: Mapping[int, Length]) -> Length:
    return max((lengths[id(child)] for child in span.children), default=Length(1, 1))


@dataclass(frozen=True)
class Between(Relation):
    """A mean lies in the range of its parts, whatever they weigh."""

    @classmethod
    def of(cls, mean: Node, lows: Sequence[Node], highs: Sequence[Node]) -> Relation:
        """``mean`` is no less than the least of ``lows`` and no more than the greatest of ``highs``."""
        lows, highs = tuple(dict.fromkeys(lows)), tuple(dict.fromkeys(highs))
        # A mean that is itself one of them says nothing more of that side.
        span = Span(mean.unit, mean.nature, () if mean in lows else lows, () if mean in highs else highs)
        return cls(mean, span, ZERO)

    def can_fail(self, box: Values, budget: Budget) -> bool:
        assert isinstance(self.right, Span)
        mean = values_of(self.left, box, budget)
        lows, highs = (
            [values_of(node, box, budget) for node in nodes] for nodes in (self.right.lows, self.right.highs)
        )
        if any(values.is_empty for values in (mean, *lows, *highs)):
            return False
        under = bool(lows) and _surely_over(lows, mean)
        over = bool(highs) and _surely_over([-values for values in highs], -mean)
        return under or over

    def conjuncts(self) -> tuple[Relation, ...] | None:
        assert isinstance(self.right, Span)
        if max(len(self.right.lows), len(self.right.highs)) > 1:
            return None
        return (
            *(Relation.compare(self.left, ">=", low) for low in self.right.lows),
            *(Relation.compare(self.left, "<=", high) for high in self.right.highs),
        )


def hulls_but_each(intervals: Sequence[Interval | None]) -> Iterator[IntervalSet | None]:
    """For each of ``intervals`` what all others span, in linear time; ``None`` where there are none."""
    after = [None, *accumulate(reversed(intervals), _both)]
    before: Interval | None = None
    for place, interval in enumerate(intervals):
        others = _both(before, after[len(intervals) - place - 1])
        yield None if others is None else IntervalSet((others,))
        before = _both(before, interval)


def _both(one: Interval | None, other: Interval | None) -> Interval | None:
    return other if one is None else one if other is None else one.hull(other)


def hull_of(intervals: Sequence[Interval]) -> IntervalSet | None:
    return None if not intervals else IntervalSet((reduce(Interval.hull, intervals),))


def _others(nodes: Sequence[Node], ranges: Mapping[Node, IntervalSet]) -> Mapping[Node, IntervalSet | None]:
    """For each of ``ranges`` what those of ``nodes`` that are not it span; ``None`` where there are none."""
    apart = dict(zip(nodes, hulls_but_each([ranges[node].hull for node in nodes]), strict=True))
    whole = hull_of([ranges[node].hull for node in nodes])
    return {child: apart.get(child, whole) for child in ranges}


def no_less(values: IntervalSet | None) -> IntervalSet:
    """All that is no less than some of ``values``; anything where there are none to compare with."""
    if values is None:
        return EVERYTHING
    return NOTHING if values.is_empty else IntervalSet.of(Interval(values.hull.lower, None, values.hull.lower_open))


def no_more(values: IntervalSet | None) -> IntervalSet:
    """All that is no more than some of ``values``; anything where there are none to compare with."""
    if values is None:
        return EVERYTHING
    return (
        NOTHING if values.is_empty else IntervalSet.of(Interval(None, values.hull.upper, False, values.hull.upper_open))
    )


def _surely_over(lows: Sequence[IntervalSet], mean: IntervalSet) -> bool:
    """Whether there are values with which all of ``lows`` exceed ``mean``."""
    ends = [low.hull.upper for low in lows]
    finite = [end for end in ends if end is not None]
    return not finite or not (mean & IntervalSet.of(Interval(None, min(finite), True, True))).is_empty
