"""Granularity: the mean of n whole numbers is a whole number of nths, so that not every mean can be printed.

This is the GRIM test (Brown and Heathers, "The GRIM Test: A Simple Technique Detects Numerous Anomalies in the
Reporting of Results in Psychology", Social Psychological and Personality Science 8(4), 2017), exact and for any
rounding: some whole number divided by the number of values must lie in the reading of the mean. A percentage is the
mean of noughts and ones. Where each of n cases is a mean over several items, there are n times as many values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import floor, gcd

from service.domain.budget import Budget
from service.domain.interval import NOTHING, Interval, IntervalSet
from service.domain.relation import Relation, Values
from service.domain.tree import Name, Node
from service.domain.units import Unit
from service.domain.whole import whole_in
from service.domain.wording import from_base

COUNTS = IntervalSet.of(Interval(Fraction(1), None))
# So many numbers of cases are tried to tell which would do, and so many quotients are told.
_MOST_TRIED = 2_000
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class _Range:
    """Whole numbers from ``first`` to ``last``, or without end."""

    first: int
    last: int | None

    def up_to(self, most: int) -> range:
        """Those that are no greater than ``most``."""
        return range(self.first, (most if self.last is None else min(most, self.last)) + 1)

    def has_multiple_of(self, factor: int) -> bool:
        """Whether a multiple of ``factor`` is among them."""
        return self.last is None or -(-self.first // factor) * factor <= self.last


@dataclass(frozen=True)
class Granular(Relation):
    """``left``, a mean, is a whole number of ``unit`` divided by the product of ``counts``, which are whole numbers.

    Only ``left`` is among its :attr:`names`: it sees itself to it that its counts are whole.
    """

    counts: tuple[Name, ...]
    unit: Unit

    @classmethod
    def mean(cls, mean: Node, counts: tuple[Name, ...], unit: Unit) -> Granular:
        """``mean`` is a whole number of ``unit`` divided by ``counts``."""
        return cls(mean, None, NOTHING, counts, unit)

    def conjuncts(self) -> None:
        return None

    def can_hold(self, box: Values, budget: Budget) -> bool:
        ranges = self._ranges(box)
        return ranges is not None and any(_fits(piece, ranges, budget) for piece in self.means(box).pieces)

    def can_fail(self, box: Values, budget: Budget) -> bool:
        means, ranges = self.means(box), self._ranges(box)
        if ranges is None or means.is_empty:
            return False
        if not means.is_point:
            return True
        parts = means.hull.some_value().denominator
        # Of two numbers of values in a row only one is a multiple of it.
        several = parts > 1 and any(one.first != one.last for one in ranges)
        return several or _product(one.first for one in ranges) % parts != 0

    def expected(self, box: Values, budget: Budget) -> IntervalSet:
        """The means of whole numbers in what was printed, or nearest to it; all that was printed where many are."""
        near = self.nearest(box, budget)
        if near is None:
            values = self.means(box) if self.can_hold(box, budget) else NOTHING
        else:
            values = IntervalSet.of(*(Interval.point(Fraction(k, n)) for k, n in near))
        return values.affine(self.unit.factor, self.unit.offset)

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        """What each count could be. The mean is left out: what it could be are too many values to tell."""
        found = {}
        for count in self.counts:
            others = [_range_of(box[other.name]) for other in self.counts if other != count]
            values = _fitting(self.means(box), others, budget)
            if values is not None:
                found[count.name] = values & domains[count.name]
        return found

    def means(self, box: Values) -> IntervalSet:
        """The reading of the mean in :attr:`unit`."""
        return from_base(self.left.forward(box), self.unit)

    def nearest(self, box: Values, budget: Budget) -> list[tuple[int, int]] | None:
        """Whole numbers, each with the number of values that it is divided by, that make a mean as printed.

        Without one, those that make the nearest means below and above; in the order of the means, no two alike.
        ``None`` where they are many.
        """
        means = self.means(box)
        totals = self.totals(box, budget)
        if means.is_empty or not means.hull.is_bounded or totals is None:
            return None
        inside: dict[Fraction, tuple[int, int]] = {}
        below: tuple[Fraction, int, int] | None = None
        above: tuple[Fraction, int, int] | None = None
        for total in totals:
            hull = means.hull.affine(Fraction(total))
            whole = hull.whole_numbers()
            if whole is not None:
                assert whole.lower is not None
                assert whole.upper is not None
                if whole.upper - whole.lower > _MOST_TOLD or len(inside) > _MOST_TOLD:
                    return None
                inside |= {Fraction(k, total): (k, total) for k in range(int(whole.lower), int(whole.upper) + 1)}
                continue
            assert hull.lower is not None
            under = floor(hull.lower)
            under -= under in hull
            below = max(filter(None, (below, (Fraction(under, total), -total, under))))
            above = min(filter(None, (above, (Fraction(under + 1, total), total, under + 1))))
        if inside:
            return [inside[mean] for mean in sorted(inside)]
        return [(k, abs(total)) for _, total, k in filter(None, (below, above))]

    def totals(self, box: Values, budget: Budget) -> list[int] | None:
        """The numbers of values that there may be; ``None`` where they are many."""
        ranges = self._ranges(box)
        if ranges is None:
            return []
        if any(one.last is None or one.last - one.first > _MOST_TRIED for one in ranges):
            return None
        found = sorted(set(_totals(ranges, _product(one.last or 0 for one in ranges), budget)))
        return found if len(found) <= _MOST_TRIED else None

    def _ranges(self, box: Values) -> list[_Range] | None:
        """The whole numbers that each count may be; ``None`` where one can be none."""
        ranges = [_range_of(box[count.name]) for count in self.counts]
        known = [one for one in ranges if one is not None]
        return known if len(known) == len(ranges) else None


def _range_of(values: IntervalSet) -> _Range | None:
    whole = whole_in(values & COUNTS)
    if whole.is_empty:
        return None
    hull = whole.hull
    assert hull.lower is not None
    return _Range(int(hull.lower), None if hull.upper is None else int(hull.upper))


def _fits(mean: Interval, ranges: list[_Range], budget: Budget) -> bool:
    """Whether some value of ``mean`` is a whole number divided by some product of ``ranges``."""
    if mean.is_point:
        return _divides(mean.some_value().denominator, ranges, budget)
    enough = _enough(mean)
    if enough is None or any(one.last is None for one in ranges) or _product(one.last or 0 for one in ranges) >= enough:
        return True
    (first, *others) = ranges
    for rest in _totals(others, enough, budget) if others else (1,):
        if _quotients(mean, rest, first.first, (first.last or 0) + 1):
            return True
    return False


def _quotients(mean: Interval, rest: int, start: int, stop: int) -> int:
    """How many whole numbers, for all n from ``start`` to before ``stop``, make ``mean`` divided by n times ``rest``.

    For each n those up to its upper end, without those before its lower one.
    """
    assert mean.lower is not None
    assert mean.upper is not None
    up_to = _floor_sum(start, stop, mean.upper * rest, mean.upper_open)
    before = _floor_sum(start, stop, mean.lower * rest, not mean.lower_open)
    return up_to - before


def _floor_sum(start: int, stop: int, slope: Fraction, less: bool) -> int:
    """The sum of the greatest whole number up to (or ``less`` than) slope * n, for n from ``start`` to before ``stop``.

    As fast as the greatest common divisor is found (Graham, Knuth and Patashnik, "Concrete Mathematics", section 3.5).
    """
    top, bottom = slope.numerator, slope.denominator
    return _lattice(stop - start, bottom, top, top * start - less)


def _lattice(terms: int, bottom: int, slope: int, shift: int) -> int:
    """The sum of ``(slope * i + shift) // bottom`` for i from 0 to before ``terms``."""
    found = 0
    while terms > 0:
        found += slope // bottom * (terms * (terms - 1) // 2) + shift // bottom * terms
        slope, shift = slope % bottom, shift % bottom
        last = slope * terms + shift
        # What is left counts points under a line of slope below one: the same under the line turned on its side.
        terms, shift = divmod(last, bottom)
        bottom, slope = slope, bottom
        if not bottom:
            break
    return found


def _enough(mean: Interval) -> int | None:
    """The number of values from which on any number of them does: between two nths there is no room for ``mean``."""
    if mean.lower is None or mean.upper is None:
        return None
    return floor(1 / (mean.upper - mean.lower)) + 1


def _divides(parts: int, ranges: list[_Range], budget: Budget) -> bool:
    """Whether some product of ``ranges`` is a multiple of ``parts``."""
    (first, *others) = ranges
    if not others:
        return first.has_multiple_of(parts)
    # What one number contributes repeats after ``parts`` of them.
    for number in first.up_to(first.first + parts - 1):
        budget.watch()
        if _divides(parts // gcd(parts, number), others, budget):
            return True
    return False


def _fitting(means: IntervalSet, others: list[_Range | None], budget: Budget) -> IntervalSet | None:
    """The whole numbers with which, times some product of ``others``, one of ``means`` can be made.

    ``None`` where it takes too many trials to tell.
    """
    ranges = [one for one in others if one is not None]
    if len(ranges) < len(others) or means.is_empty:
        return NOTHING
    if any(piece.is_point for piece in means.pieces):
        return None
    ends = [_enough(piece) for piece in means.pieces]
    if None in ends:
        return COUNTS
    enough = min(end for end in ends if end is not None)
    if enough > _MOST_TRIED:
        return None
    fitting = [Interval(Fraction(enough), None)]
    for number in range(1, enough):
        budget.watch()
        if any(_fits(piece, [_Range(number, number), *ranges], budget) for piece in means.pieces):
            fitting.append(Interval.point(number))
    return whole_in(IntervalSet.of(*fitting))


def _totals(ranges: list[_Range], most: int, budget: Budget) -> Iterator[int]:
    """The products of ``ranges`` that are no greater than ``most``; some of them more than once."""
    (first, *others) = ranges
    for number in first.up_to(most):
        budget.watch()
        if others:
            yield from (number * rest for rest in _totals(others, most // number, budget))
        else:
            yield number


def _product(numbers: Iterable[int]) -> int:
    return reduce(lambda one, other: one * other, numbers, 1)
