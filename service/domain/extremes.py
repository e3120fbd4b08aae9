"""What values a rational function takes over a box: exact where names repeat, which plain interval arithmetic is not.

Where the denominator keeps its sign, a function of degree at most one in a figure is monotone in that figure, so its
extremes lie at ends of the box; so they do where its derivative keeps its sign. Both are decided exactly, open and
infinite ends included, and so are ends at which the denominator vanishes. A box on which neither holds is cut in two,
within a :class:`Budget` (branch and bound; Hansen and Walster, "Global Optimization Using Interval Analysis", 2004).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import NamedTuple

from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, Interval, IntervalSet
from service.domain.polynomial import Polynomial, RationalFunction

Cell = Mapping[str, Interval]

# 2 ** MAX_CORNERS vertices are looked at; the bisections bound the work where the clock would not yet.
MAX_CORNERS = 12
MAX_CELLS = 20_000
_MEASURING_CELLS = 64
# In so many figures all corners are looked at without asking first which can matter.
_FEW_CORNERS = 5
# In so many figures the corners of a cell are sampled.
_SAMPLED = 3

_POSITIVE = IntervalSet.of(Interval(Fraction(0), None, True))
_NEGATIVE = IntervalSet.of(Interval(None, Fraction(0), True, True))
_NOT_NEGATIVE = IntervalSet.of(Interval(Fraction(0), None))
_NOT_POSITIVE = IntervalSet.of(Interval(None, Fraction(0)))


class LimitExceeded(Exception):
    """The question was not decided within its budget. Never a guess: the caller answers ``undetermined``."""


class Budget:
    """How much work a decision may take: an instant to stop at, and a number of cells."""

    def __init__(self, seconds: Fraction) -> None:
        self._deadline = time.monotonic() + float(seconds)
        self._cells = MAX_CELLS

    def spend(self) -> None:
        """Accounts for one cell. Raises :class:`LimitExceeded` when nothing is left."""
        self._cells -= 1
        if self._cells < 0 or time.monotonic() > self._deadline:
            raise LimitExceeded


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
    """Whether ``form`` takes a value in ``target`` somewhere in ``box``. Raises :class:`LimitExceeded`."""
    form = _with_points(form, box)
    cells = deque(_cells(form, box))
    while cells:
        budget.spend()
        cell = cells.popleft()
        reach = _reach(form, cell)
        if not (reach.attained & target).is_empty:
            return True
        if not (reach.enclosed & target).is_empty:
            cells.extend(_cut(cell, reach))
    return False


def image(form: RationalFunction, box: Mapping[str, IntervalSet], budget: Budget) -> IntervalSet:
    """A set that holds every value of ``form`` over ``box``: exact where no cell had to be cut, else close to it."""
    form = _with_points(form, box)
    cells = deque(_cells(form, box))
    values = NOTHING
    cuts = _MEASURING_CELLS
    while cells:
        budget.spend()
        cell = cells.popleft()
        reach = _reach(form, cell)
        if reach.attained == reach.enclosed or cuts == 0:
            values = values | reach.enclosed
        else:
            cuts -= 1
            cells.extend(_cut(cell, reach))
    return values


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
    (higher degrees, too many figures). Raises :class:`LimitExceeded`.
    """
    polynomials = (form.numerator, form.denominator, *form.divisors)
    others = {other: box[other] for other in sorted(form.names - {name})}
    if len(others) > MAX_CORNERS // 2 or any(p.degree(which) > 1 for p in polynomials for which in form.names):
        return None
    breaks = {Fraction(0)}
    for level in _levels(target):
        shifted = form.numerator - form.denominator * Polynomial.constant(level)
        for polynomial in (shifted, *polynomials):
            breaks |= set(_roots_at_corners(polynomial, name, others))
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


def _roots_at_corners(polynomial: Polynomial, name: str, others: Mapping[str, IntervalSet]) -> Iterator[Fraction]:
    corners = [polynomial]
    for other, values in others.items():
        ends: set[tuple[Fraction | None, int]] = {(Fraction(0), 1)}
        for piece in values.pieces:
            ends |= {(piece.lower, -1), (piece.upper, 1)}
        corners = [_at_end(corner, other, end, sign, corner.degree(other)) for corner in corners for end, sign in ends]
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


def _cells(form: RationalFunction, box: Mapping[str, IntervalSet]) -> list[dict[str, Interval]]:
    """``box`` as connected cells, cut at zero and without it along each figure that something is divided by."""
    names = sorted(form.names)
    divided_by = {name for divisor in form.divisors if divisor.is_monomial for name in divisor.names}
    if any(not divisor.terms for divisor in form.divisors):
        return []
    pieces = [(box[name] & NON_ZERO if name in divided_by else box[name]).pieces for name in names]
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


def _slope(form: RationalFunction, name: str) -> Polynomial:
    """A polynomial with the sign of the derivative by ``name``."""
    top, bottom = form.numerator, form.denominator
    return top.derivative(name) * bottom - top * bottom.derivative(name)


def _reach(form: RationalFunction, cell: Cell) -> Reach:
    sides = {name: IntervalSet((interval,)) for name, interval in cell.items()}
    unsigned = next((p for p in (form.denominator, *form.divisors) if _sign(p, cell) is None), None)
    if unsigned is not None:
        enclosure = _range(form.numerator, cell) / _range(form.denominator, cell)
        if all(cell[name].is_point for name in unsigned.names):
            return Reach(NOTHING, NOTHING)
        widest = max(sorted(unsigned.names), key=lambda name: _width(cell[name]))
        return Reach(IntervalSet.of(*_samples(form, cell)), enclosure, widest, _root(unsigned, widest))
    directions: dict[str, int] = {}
    for name in sorted(form.names):
        if cell[name].is_point or max(form.numerator.degree(name), form.denominator.degree(name)) <= 1:
            continue
        slope = _slope(form, name).enclosure(sides)
        if slope.is_subset(_NOT_NEGATIVE):
            directions[name] = 1
        elif slope.is_subset(_NOT_POSITIVE):
            directions[name] = -1
        else:
            # It is continuous and the cell connected, so that it takes every value between two that it takes.
            between = reduce(Interval.hull, _samples(form, cell))
            enclosure = form.numerator.enclosure(sides) / form.denominator.enclosure(sides)
            return Reach(IntervalSet.of(between), enclosure, name, _root(_slope(form, name), name))
    low, high = _extremes(form, cell, directions, sides)
    if low is None or high is None:
        return Reach(IntervalSet.of(*_samples(form, cell)), EVERYTHING)
    values = IntervalSet.of(Interval(low.end, high.end, low.is_open, high.is_open))
    if low.is_doubtful or high.is_doubtful:
        closed = Interval(low.end, high.end, low.is_open and not low.is_doubtful, high.is_open and not high.is_doubtful)
        return Reach(values, IntervalSet.of(closed))
    return Reach(values, values)


def _extremes(
    form: RationalFunction, cell: Cell, directions: Mapping[str, int], sides: Mapping[str, IntervalSet]
) -> tuple[_Extreme | None, _Extreme | None]:
    """The least and the greatest value, from as few corners as the signs of the derivatives leave to look at."""
    wide = [name for name in sorted(form.names) if name not in directions and not cell[name].is_point]
    if len(wide) > _FEW_CORNERS:
        known = dict(directions)
        for name in wide:
            slope = _slope(form, name).enclosure(sides)
            if slope.is_subset(_NOT_NEGATIVE) or slope.is_subset(_NOT_POSITIVE):
                known[name] = 1 if slope.is_subset(_NOT_NEGATIVE) else -1
        low, high = _extreme(form, cell, known, -1), _extreme(form, cell, known, 1)
        if low is not None and high is not None:
            return low, high
    return _extreme(form, cell, directions, -1), _extreme(form, cell, directions, 1)


def _width(interval: Interval) -> tuple[bool, Fraction]:
    if interval.lower is None or interval.upper is None:
        return True, Fraction(0)
    return False, interval.upper - interval.lower


def _samples(form: RationalFunction, cell: Cell) -> list[Interval]:
    """Some values that the function takes in the cell: in the middle and near corners, where it is defined there."""
    middle = {name: interval.some_value() for name, interval in cell.items()}
    wide = [name for name in sorted(cell) if not cell[name].is_point][:_SAMPLED]
    corners = ({**middle, **dict(zip(wide, ends, strict=True))} for ends in product(*(_towards(cell[n]) for n in wide)))
    found = []
    for point in (middle, *corners):
        at_point = form
        for name, value in point.items():
            at_point = at_point.at(name, value)
        if _is_defined(at_point):
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


def _is_defined(constant: RationalFunction) -> bool:
    """Whether a function in which every name was replaced divides by zero nowhere."""
    return bool(constant.denominator.terms) and all(divisor.terms for divisor in constant.divisors)


def _sign(polynomial: Polynomial, cell: Cell) -> int | None:
    """1 or -1 where the polynomial keeps that sign all over the cell; else ``None``.

    It is never zero there, or where its degrees are at most one, only on the rim: were it zero further inside, it would
    change its sign, or be zero everywhere.
    """
    values = _range(polynomial, cell)
    if values.is_subset(_POSITIVE):
        return 1
    if values.is_subset(_NEGATIVE):
        return -1
    if not _is_affine(polynomial) or values == IntervalSet.point(0):
        return None
    if values.is_subset(_NOT_NEGATIVE):
        return 1
    return -1 if values.is_subset(_NOT_POSITIVE) else None


def _range(polynomial: Polynomial, cell: Cell) -> IntervalSet:
    """A set that holds its values over the cell: exact where its degrees are at most one."""
    if _is_affine(polynomial) and len(polynomial.names) <= MAX_CORNERS:
        whole = RationalFunction(polynomial, Polynomial.constant(1))
        low, high = _extreme(whole, cell, {}, -1), _extreme(whole, cell, {}, 1)
        if low is not None and high is not None:
            return IntervalSet.of(Interval(low.end, high.end, low.is_open, high.is_open))
    return polynomial.enclosure({name: IntervalSet((cell[name],)) for name in polynomial.names})


def _is_affine(polynomial: Polynomial) -> bool:
    """Whether its degree is at most one in each name."""
    return all(exponent == 1 for monomial in polynomial.terms for _, exponent in monomial)


@dataclass(frozen=True, slots=True)
class _Extreme:
    """The least or greatest value: open where it is approached but not attained.

    ``infinite`` is the sign of an infinite one (whose ``value`` is 0), else 0. It is doubtful that it is open where
    something is divided by zero at that corner and the value might be attained beside it.
    """

    infinite: int
    value: Fraction
    is_open: bool
    is_doubtful: bool = False

    @property
    def end(self) -> Fraction | None:
        """It as an end of an interval."""
        return None if self.infinite else self.value


class _Corner(NamedTuple):
    """The function with some figures at an end of their interval.

    ``top`` and ``bottom`` are it in the limit; ``beside`` has every open end replaced by a value inside, so that it
    tells whether the limit is attained.
    """

    top: Polynomial
    bottom: Polynomial
    beside: RationalFunction


def _extreme(form: RationalFunction, cell: Cell, directions: Mapping[str, int], side: int) -> _Extreme | None:
    """The least (side -1) or greatest (1) value; ``None`` where that cannot be told from corners.

    At a corner with zero over zero, the function in the limit of the names before is constant along the last one, so
    that the corner at its other end tells the same; unless that corner was left out for its direction.
    """
    names = sorted(form.names)
    if sum(name not in directions and not cell[name].is_point for name in names) > MAX_CORNERS:
        return None
    corners = [_Corner(form.numerator, form.denominator, form)]
    for name in names:
        ends = _ends_to_try(cell[name], directions.get(name, 0) * side)
        corners = [_moved(corner, name, cell[name], end) for corner in corners for end in ends]
    sign = _denominator_sign(form, cell)
    limits = [_limit(corner, sign) for corner in corners]
    found = [limit for limit in limits if limit is not None]
    if not found or (directions and len(found) < len(limits)):
        return None
    if side < 0:
        return min(found, key=lambda limit: (limit.infinite, limit.value, limit.is_open, not limit.is_doubtful))
    return max(found, key=lambda limit: (limit.infinite, limit.value, not limit.is_open, limit.is_doubtful))


def _ends_to_try(interval: Interval, direction: int) -> tuple[int, ...]:
    if interval.is_point:
        return (1,)
    return (direction,) if direction else (-1, 1)


def _moved(corner: _Corner, name: str, interval: Interval, end: int) -> _Corner:
    value, is_open = (interval.upper, interval.upper_open) if end > 0 else (interval.lower, interval.lower_open)
    degree = max(corner.top.degree(name), corner.bottom.degree(name))
    beside = interval.some_value() if is_open or value is None else value
    return _Corner(
        _at_end(corner.top, name, value, end, degree),
        _at_end(corner.bottom, name, value, end, degree),
        corner.beside.at(name, beside),
    )


def _at_end(polynomial: Polynomial, name: str, value: Fraction | None, end: int, degree: int) -> Polynomial:
    """The polynomial at an end of ``name``; at an infinite one, its leading coefficient, as in projective space."""
    if value is not None:
        return polynomial.at(name, value)
    leading = polynomial.coefficient(name, degree)
    return -leading if end < 0 and degree % 2 else leading


def _denominator_sign(form: RationalFunction, cell: Cell) -> int:
    if not form.denominator.names:
        return 1 if form.denominator.value() > 0 else -1
    return _sign(form.denominator, cell) or 1


def _limit(corner: _Corner, sign: int) -> _Extreme | None:
    top, bottom = corner.top.value(), corner.bottom.value()
    if bottom == 0:
        # Infinite, on the side that the sign of the denominator in the cell tells. Zero over zero tells nothing.
        return None if top == 0 else _Extreme(sign if top > 0 else -sign, Fraction(0), True)
    value = top / bottom
    inside = corner.beside
    if not _is_defined(inside):
        return _Extreme(0, value, is_open=True, is_doubtful=True)
    return _Extreme(0, value, is_open=inside.numerator.value() != value * inside.denominator.value())
