"""Cells of a box: what is known of a rational function's values over each, and cutting it where that is not enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from typing import NamedTuple

from service.domain.budget import MAX_CELLS, Budget, Effort, LimitExceeded
from service.domain.corners import (
    NOT_NEGATIVE,
    NOT_POSITIVE,
    Cell,
    extremes,
    is_defined,
    range_over,
    sign_of,
    slope_of,
)
from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, Interval, IntervalSet
from service.domain.polynomial import Polynomial, RationalFunction, bits_of

# In so many figures the corners of a cell are sampled.
_SAMPLED = 3


class Reach(NamedTuple):
    """The values that a function takes over a cell: some that it surely takes, and a set that holds them all.

    Where the two are equal the answer is exact. ``unsettled`` is the name to cut the cell along when they are not, and
    ``cut`` where, if anywhere is better than the middle.
    """

    attained: IntervalSet
    enclosed: IntervalSet
    unsettled: str | None = None
    cut: Fraction | None = None


def with_points(form: RationalFunction, box: Mapping[str, IntervalSet]) -> RationalFunction:
    """The function with each name replaced that can have one value only: a divisor that is zero then shows as such."""
    for name in sorted(form.names):
        if box[name].is_point:
            form = form.at(name, box[name].pieces[0].some_value())
    return form


def require_few_digits(form: RationalFunction, box: Mapping[str, IntervalSet]) -> None:
    """Raises ``TooLarge`` where the numbers that come of ``form`` over ``box`` take long to reckon with, each one."""
    bits = {name: max(map(bits_of, ends_of(box[name])), default=1) for name in form.names}
    effort = Effort()
    for polynomial in (form.numerator, form.denominator, *form.divisors):
        for monomial, coefficient in polynomial.terms.items():
            effort.spend(1, bits_of(coefficient) + sum(exponent * bits[name] for name, exponent in monomial))


def cells_of(form: RationalFunction, box: Mapping[str, IntervalSet]) -> list[dict[str, Interval]]:
    """``box`` as connected cells, cut at zero and without it along each figure that something is divided by."""
    names = sorted(form.names)
    divided_by = {name for divisor in form.divisors if divisor.is_monomial for name in divisor.names}
    if any(not divisor.terms for divisor in form.divisors):
        return []
    pieces = [(box[name] & NON_ZERO if name in divided_by else box[name]).pieces for name in names]
    if prod(map(len, pieces)) > MAX_CELLS:
        raise LimitExceeded
    return [dict(zip(names, cell, strict=True)) for cell in product(*pieces)]


def cut_in_two(cell: Cell, reach: Reach) -> Iterable[dict[str, Interval]]:
    """``cell`` in two, along what leaves its values open. Raises ``LimitExceeded`` where no cut would tell more."""
    if reach.unsettled is None:
        raise LimitExceeded
    name = reach.unsettled
    interval = cell[name]
    middle = reach.cut
    if middle is None or not _strictly_within(middle, interval):
        middle = _middle(interval)
    below = Interval(interval.lower, middle, interval.lower_open)
    above = Interval(middle, interval.upper, False, interval.upper_open)
    return [{**cell, name: below}, {**cell, name: above}]


def _middle(interval: Interval) -> Fraction:
    """Where to cut: halfway, or for a ray twice as far out, so that cuts reach any size quickly."""
    if interval.is_bounded or (interval.lower is None and interval.upper is None):
        return interval.some_value()
    if interval.upper is None:
        assert interval.lower is not None
        return interval.lower + max(abs(interval.lower), Fraction(1))
    return interval.upper - max(abs(interval.upper), Fraction(1))


def _strictly_within(value: Fraction, interval: Interval) -> bool:
    return (interval.lower is None or interval.lower < value) and (interval.upper is None or value < interval.upper)


def _root(polynomial: Polynomial, name: str) -> Fraction | None:
    """Where a polynomial of ``name`` alone is zero, if it is a line: a parabola is cut at its vertex, say."""
    if polynomial.names != {name} or polynomial.degree(name) != 1:
        return None
    return -polynomial.coefficient(name, 0).value() / polynomial.coefficient(name, 1).value()


def reach_over(form: RationalFunction, cell: Cell, budget: Budget) -> Reach:
    """What ``form`` comes to over ``cell``. Raises ``LimitExceeded``."""
    sides = {name: IntervalSet((interval,)) for name, interval in cell.items()}
    unsigned = next((p for p in (form.denominator, *form.divisors) if sign_of(p, cell, budget) is None), None)
    if unsigned is not None:
        enclosure = range_over(form.numerator, cell, budget) / range_over(form.denominator, cell, budget)
        if all(cell[name].is_point for name in unsigned.names):
            return Reach(NOTHING, NOTHING)
        widest = max(sorted(unsigned.names), key=lambda name: width_of(cell[name]))
        return Reach(IntervalSet.of(*_samples(form, cell, budget)), enclosure, widest, _root(unsigned, widest))
    directions: dict[str, int] = {}
    for name in sorted(form.names):
        if cell[name].is_point or max(form.numerator.degree(name), form.denominator.degree(name)) <= 1:
            continue
        budget.watch()
        slope = slope_of(form, name)
        slopes = range_over(slope, cell, budget)
        if slopes.is_subset(NOT_NEGATIVE):
            directions[name] = 1
        elif slopes.is_subset(NOT_POSITIVE):
            directions[name] = -1
        else:
            # It is continuous and the cell connected, so that it takes every value between two that it takes.
            between = reduce(Interval.hull, _samples(form, cell, budget))
            enclosure = range_over(form.numerator, cell, budget) / range_over(form.denominator, cell, budget)
            along = _most_unsettling(slope, cell, budget)
            return Reach(IntervalSet.of(between), enclosure, along, _root(slope, along))
    low, high = extremes(form, cell, directions, sides, budget)
    if low is None or high is None:
        return Reach(IntervalSet.of(*_samples(form, cell, budget)), EVERYTHING)
    values = IntervalSet.of(Interval(low.end, high.end, low.is_open, high.is_open))
    if low.is_doubtful or high.is_doubtful:
        closed = Interval(low.end, high.end, low.is_open and not low.is_doubtful, high.is_open and not high.is_doubtful)
        return Reach(values, IntervalSet.of(closed))
    return Reach(values, values)


def width_of(interval: Interval) -> tuple[bool, Fraction]:
    """How wide an interval is, and whether it is without bounds."""
    if interval.lower is None or interval.upper is None:
        return True, Fraction(0)
    return False, interval.upper - interval.lower


def _samples(form: RationalFunction, cell: Cell, budget: Budget) -> list[Interval]:
    """Some values that the function takes in the cell: in the middle and near corners, where it is defined there."""
    middle = {name: interval.some_value() for name, interval in cell.items()}
    wide = [name for name in sorted(cell) if not cell[name].is_point][:_SAMPLED]
    corners = ({**middle, **dict(zip(wide, ends, strict=True))} for ends in product(*(_towards(cell[n]) for n in wide)))
    found = []
    for point in (middle, *corners):
        budget.watch()
        at_point = form
        for name, value in point.items():
            at_point = at_point.at(name, value)
        if is_defined(at_point):
            found.append(Interval.point(at_point.numerator.value() / at_point.denominator.value()))
    return found


def _towards(interval: Interval) -> tuple[Fraction, Fraction]:
    """A value at each end, or near it where the end does not belong."""
    inner = interval.some_value()
    lower = Interval(interval.lower, inner, True, True).some_value() if interval.lower_open else interval.lower
    upper = Interval(inner, interval.upper, True, True).some_value() if interval.upper_open else interval.upper
    assert lower is not None
    assert upper is not None
    return lower, upper


def _most_unsettling(slope: Polynomial, cell: Cell, budget: Budget) -> str:
    """The figure whose width leaves the sign of a slope open the most: one without bounds, or the most weighty."""
    sides = {name: IntervalSet((cell[name],)) for name in slope.names}

    def smear(name: str) -> tuple[bool, bool, Fraction]:
        budget.watch()
        interval = cell[name]
        if interval.lower is None or interval.upper is None:
            return True, True, Fraction(0)
        change = slope.derivative(name).enclosure(sides).hull
        if change.lower is None or change.upper is None:
            return False, not interval.is_point, interval.upper - interval.lower
        return False, False, max(abs(change.lower), abs(change.upper)) * (interval.upper - interval.lower)

    return max(sorted(slope.names), key=smear)


def ends_of(values: IntervalSet) -> Iterator[Fraction]:
    """The finite ends of ``values``."""
    for piece in values.pieces:
        for end in (piece.lower, piece.upper):
            if end is not None:
                yield end
