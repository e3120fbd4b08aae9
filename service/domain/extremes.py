"""What values a rational function takes over a box: exact where names repeat, which plain interval arithmetic is not.

A box on which corners tell the values (:mod:`service.domain.corners`) is settled at once. Any other is cut in two,
within a :class:`Budget` (branch and bound; Hansen and Walster, "Global Optimization Using Interval Analysis", 2004).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from typing import NamedTuple

from service.domain.budget import MAX_CELLS, Budget, Effort, LimitExceeded
from service.domain.corners import (
    MAX_CORNERS,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    Cell,
    at_end,
    extremes,
    is_defined,
    range_over,
    sign_of,
    slope_of,
)
from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, Interval, IntervalSet
from service.domain.polynomial import Polynomial, RationalFunction, bits_of

# Measuring stops after so many cuts, or once no end can be off by more than this share of the whole.
_MEASURING_CUTS = 128
_CLOSE = Fraction(1, 1000)
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


def meets(form: RationalFunction, box: Mapping[str, IntervalSet], target: IntervalSet, budget: Budget) -> bool:
    """Whether ``form`` takes a value in ``target`` somewhere in ``box``. Raises ``LimitExceeded``, ``TooLarge``."""
    _require_few_digits(form, box)
    form = _with_points(form, box)
    cells = deque(_cells(form, box))
    while cells:
        budget.spend()
        cell = cells.popleft()
        reach = _reach(form, cell, budget)
        if not (reach.attained & target).is_empty:
            return True
        if not (reach.enclosed & target).is_empty:
            cells.extend(_cut(cell, reach))
    return False


class Image(NamedTuple):
    """Values that a function surely takes, and a set that holds them all; equal where the answer is exact."""

    attained: IntervalSet
    enclosed: IntervalSet


def image(form: RationalFunction, box: Mapping[str, IntervalSet], budget: Budget) -> Image:
    """The values of ``form`` over ``box``: exact where no cell had to be cut, else close.

    The cells cut are those that the ends of the whole hang on (best first). Raises ``LimitExceeded``, ``TooLarge``.
    """
    _require_few_digits(form, box)
    form = _with_points(form, box)
    attained, enclosed, unsettled = NOTHING, NOTHING, list[tuple[Cell, Reach]]()
    new = _cells(form, box)
    for _ in range(_MEASURING_CUTS):
        for cell in new:
            budget.spend()
            reach = _reach(form, cell, budget)
            attained = attained | reach.attained
            if reach.attained == reach.enclosed or reach.unsettled is None:
                enclosed = enclosed | reach.enclosed
            else:
                unsettled.append((cell, reach))
        unsettled = [(cell, reach) for cell, reach in unsettled if not reach.enclosed.is_subset(attained)]
        worst = _setting_an_end(unsettled, attained)
        if worst is None:
            break
        new = list(_cut(*unsettled.pop(worst)))
    else:
        unsettled += [(cell, _reach(form, cell, budget)) for cell in new]
    for _, reach in unsettled:
        enclosed = enclosed | reach.enclosed
    return Image(attained, attained | enclosed)


def _setting_an_end(unsettled: list[tuple[Cell, Reach]], attained: IntervalSet) -> int | None:
    """Which of ``unsettled`` reaches furthest beyond what is ``attained``, if one does by much."""
    if attained.is_empty:
        return 0 if unsettled else None
    hull = attained.hull
    excess = [_excess(reach.enclosed.hull, hull) for _, reach in unsettled]
    if not excess:
        return None
    furthest = max(range(len(excess)), key=excess.__getitem__)
    infinite, beyond = excess[furthest]
    enough = Fraction(0) if not hull.is_bounded else _width(hull)[1] * _CLOSE
    return furthest if infinite or beyond > enough else None


def _excess(values: Interval, hull: Interval) -> tuple[bool, Fraction]:
    """How far ``values`` reach beyond ``hull`` at either end, and whether without bounds."""
    beyond = Fraction(0)
    for end, limit, sign in ((values.lower, hull.lower, -1), (values.upper, hull.upper, 1)):
        if limit is None:
            continue
        if end is None:
            return True, Fraction(0)
        beyond = max(beyond, (end - limit) * sign)
    return False, beyond


def possible(
    form: RationalFunction,
    name: str,
    domain: IntervalSet,
    box: Mapping[str, IntervalSet],
    target: IntervalSet,
    budget: Budget,
) -> IntervalSet | None:
    """The values of ``name`` within ``domain`` for which ``form`` can be in ``target``, the others in ``box``.

    That set can only begin or end where the function, or something it is divided by, is zero or changes sides with the
    others at their ends; so it is enough to look there and once between. ``None`` where that argument does not apply
    (higher degrees, too many figures). Raises ``LimitExceeded``, ``TooLarge``.
    """
    polynomials = (form.numerator, form.denominator, *form.divisors)
    others = {other: box[other] for other in sorted(form.names - {name})}
    if len(others) > MAX_CORNERS // 2 or any(p.degree(which) > 1 for p in polynomials for which in form.names):
        return None
    _require_few_digits(form, {**box, name: domain})
    breaks = {Fraction(0)}
    for level in _levels(target):
        shifted = form.numerator - form.denominator * Polynomial.constant(level)
        for polynomial in (shifted, *polynomials):
            breaks |= set(_roots_at_corners(polynomial, name, others, budget))
    breaks |= {end for piece in domain.pieces for end in (piece.lower, piece.upper) if end is not None}
    found = [
        cell
        for cell in _between(sorted(breaks))
        if (inside := (IntervalSet.of(cell) & domain)).pieces
        and meets(form.at(name, inside.pieces[0].some_value()), others, target, budget)
    ]
    return IntervalSet.of(*found) & domain


def _levels(target: IntervalSet) -> Iterator[Fraction]:
    for piece in target.pieces:
        for end in (piece.lower, piece.upper):
            if end is not None:
                yield end


def _between(breaks: list[Fraction]) -> Iterator[Interval]:
    """The real line cut at ``breaks``: each of them, and each stretch between."""
    previous: Fraction | None = None
    for value in breaks:
        yield Interval(previous, value, True, True)
        yield Interval.point(value)
        previous = value
    yield Interval(previous, None, True, True)


def _roots_at_corners(
    polynomial: Polynomial, name: str, others: Mapping[str, IntervalSet], budget: Budget
) -> Iterator[Fraction]:
    corners = [polynomial]
    for other, values in others.items():
        ends: set[tuple[Fraction | None, int]] = {(Fraction(0), 1)}
        for piece in values.pieces:
            ends |= {(piece.lower, -1), (piece.upper, 1)}
        moved = []
        for corner in corners:
            budget.watch()
            moved += [at_end(corner, other, end, sign, corner.degree(other)) for end, sign in ends]
        corners = moved
    for corner in corners:
        slope = corner.coefficient(name, 1).value()
        if slope:
            yield -corner.coefficient(name, 0).value() / slope


def _with_points(form: RationalFunction, box: Mapping[str, IntervalSet]) -> RationalFunction:
    """The function with each name replaced that can have one value only: a divisor that is zero then shows as such."""
    for name in sorted(form.names):
        if box[name].is_point:
            form = form.at(name, box[name].pieces[0].some_value())
    return form


def _require_few_digits(form: RationalFunction, box: Mapping[str, IntervalSet]) -> None:
    """Raises ``TooLarge`` where the numbers that come of ``form`` over ``box`` take long to reckon with, each one."""
    bits = {name: max(map(bits_of, _levels(box[name])), default=1) for name in form.names}
    effort = Effort()
    for polynomial in (form.numerator, form.denominator, *form.divisors):
        for monomial, coefficient in polynomial.terms.items():
            effort.spend(1, bits_of(coefficient) + sum(exponent * bits[name] for name, exponent in monomial))


def _cells(form: RationalFunction, box: Mapping[str, IntervalSet]) -> list[dict[str, Interval]]:
    """``box`` as connected cells, cut at zero and without it along each figure that something is divided by."""
    names = sorted(form.names)
    divided_by = {name for divisor in form.divisors if divisor.is_monomial for name in divisor.names}
    if any(not divisor.terms for divisor in form.divisors):
        return []
    pieces = [(box[name] & NON_ZERO if name in divided_by else box[name]).pieces for name in names]
    if prod(map(len, pieces)) > MAX_CELLS:
        raise LimitExceeded
    return [dict(zip(names, cell, strict=True)) for cell in product(*pieces)]


def _cut(cell: Cell, reach: Reach) -> Iterable[dict[str, Interval]]:
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


def _reach(form: RationalFunction, cell: Cell, budget: Budget) -> Reach:
    sides = {name: IntervalSet((interval,)) for name, interval in cell.items()}
    unsigned = next((p for p in (form.denominator, *form.divisors) if sign_of(p, cell, budget) is None), None)
    if unsigned is not None:
        enclosure = range_over(form.numerator, cell, budget) / range_over(form.denominator, cell, budget)
        if all(cell[name].is_point for name in unsigned.names):
            return Reach(NOTHING, NOTHING)
        widest = max(sorted(unsigned.names), key=lambda name: _width(cell[name]))
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


def _width(interval: Interval) -> tuple[bool, Fraction]:
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
