"""The least and the greatest value of a rational function over a cell, found at its corners.

Where the denominator keeps its sign, a function of degree at most one in a figure is monotone in that figure, so its
extremes lie at ends of the cell; so they do where its derivative keeps its sign. Ends may be open or infinite, and the
denominator may vanish at them: a corner is then a limit, which is not attained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from service.domain.budget import Budget
from service.domain.interval import EVERYTHING, NON_NEGATIVE, NON_POSITIVE, Interval, IntervalSet
from service.domain.polynomial import Polynomial, RationalFunction

Cell = Mapping[str, Interval]

# 2 ** MAX_CORNERS vertices are looked at.
MAX_CORNERS = 12
# In so many figures all corners are looked at without asking first which can matter.
_FEW_CORNERS = 5

NOT_NEGATIVE = IntervalSet((NON_NEGATIVE,))
NOT_POSITIVE = IntervalSet((NON_POSITIVE,))
_POSITIVE = IntervalSet.of(Interval(Fraction(0), None, True))
_NEGATIVE = IntervalSet.of(Interval(None, Fraction(0), True, True))


@dataclass(frozen=True, slots=True)
class Extreme:
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


def extremes(
    form: RationalFunction,
    cell: Cell,
    directions: Mapping[str, int],
    sides: Mapping[str, IntervalSet],
    budget: Budget,
) -> tuple[Extreme | None, Extreme | None]:
    """The least and the greatest value, from as few corners as the signs of the derivatives leave to look at.

    Raises :class:`LimitExceeded`, as all that may look at many corners does.
    """
    wide = [name for name in sorted(form.names) if name not in directions and not cell[name].is_point]
    if len(wide) > _FEW_CORNERS:
        known = dict(directions)
        for name in wide:
            budget.watch()
            slope = slope_of(form, name).enclosure(sides)
            if slope.is_subset(NOT_NEGATIVE) or slope.is_subset(NOT_POSITIVE):
                known[name] = 1 if slope.is_subset(NOT_NEGATIVE) else -1
        low, high = extreme(form, cell, known, -1, budget), extreme(form, cell, known, 1, budget)
        if low is not None and high is not None:
            return low, high
    return extreme(form, cell, directions, -1, budget), extreme(form, cell, directions, 1, budget)


def extreme(
    form: RationalFunction, cell: Cell, directions: Mapping[str, int], side: int, budget: Budget
) -> Extreme | None:
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
        corners = [_moved(corner, name, cell[name], end, budget) for corner in corners for end in ends]
    sign = _denominator_sign(form, cell, budget)
    limits = [_limit(corner, sign) for corner in corners]
    found = [limit for limit in limits if limit is not None]
    if not found or (directions and len(found) < len(limits)):
        return None
    if side < 0:
        return min(found, key=lambda limit: (limit.infinite, limit.value, limit.is_open, not limit.is_doubtful))
    return max(found, key=lambda limit: (limit.infinite, limit.value, not limit.is_open, limit.is_doubtful))


def sign_of(polynomial: Polynomial, cell: Cell, budget: Budget) -> int | None:
    """1 or -1 where the polynomial keeps that sign all over the cell; else ``None``.

    It is never zero there, or where its degrees are at most one, only on the rim: were it zero further inside, it would
    change its sign, or be zero everywhere.
    """
    values = range_over(polynomial, cell, budget)
    if values.is_subset(_POSITIVE):
        return 1
    if values.is_subset(_NEGATIVE):
        return -1
    if not _is_affine(polynomial) or values == IntervalSet.point(0):
        return None
    if values.is_subset(NOT_NEGATIVE):
        return 1
    return -1 if values.is_subset(NOT_POSITIVE) else None


def range_over(polynomial: Polynomial, cell: Cell, budget: Budget) -> IntervalSet:
    """A set that holds its values over the cell: exact where its degrees are at most one."""
    if _is_affine(polynomial) and len(polynomial.names) <= MAX_CORNERS:
        whole = RationalFunction(polynomial, Polynomial.constant(1))
        low, high = extreme(whole, cell, {}, -1, budget), extreme(whole, cell, {}, 1, budget)
        if low is not None and high is not None:
            return IntervalSet.of(Interval(low.end, high.end, low.is_open, high.is_open))
    sides = {name: IntervalSet((cell[name],)) for name in polynomial.names}
    budget.watch()
    return polynomial.enclosure(sides) & _mean_value_form(polynomial, sides, budget)


def _mean_value_form(polynomial: Polynomial, sides: Mapping[str, IntervalSet], budget: Budget) -> IntervalSet:
    """The value in the middle and how far the derivatives can lead away from it: close in a small cell."""
    if any(not values.pieces[0].is_bounded for values in sides.values()):
        return EVERYTHING
    middle, reached = polynomial, IntervalSet.point(0)
    for name, values in sides.items():
        budget.watch()
        centre = values.pieces[0].some_value()
        middle = middle.at(name, centre)
        reached = reached + polynomial.derivative(name).enclosure(sides) * (values - IntervalSet.point(centre))
    return reached + IntervalSet.point(middle.value())


def _is_affine(polynomial: Polynomial) -> bool:
    """Whether its degree is at most one in each name."""
    return all(exponent == 1 for monomial in polynomial.terms for _, exponent in monomial)


def slope_of(form: RationalFunction, name: str) -> Polynomial:
    """A polynomial with the sign of the derivative by ``name``."""
    top, bottom = form.numerator, form.denominator
    return top.derivative(name) * bottom - top * bottom.derivative(name)


def is_defined(constant: RationalFunction) -> bool:
    """Whether a function in which every name was replaced divides by zero nowhere."""
    return bool(constant.denominator.terms) and all(divisor.terms for divisor in constant.divisors)


class _Corner(NamedTuple):
    """The function with some figures at an end of their interval.

    ``top`` and ``bottom`` are it in the limit; ``beside`` has every open end replaced by a value inside, so that it
    tells whether the limit is attained.
    """

    top: Polynomial
    bottom: Polynomial
    beside: RationalFunction


def _ends_to_try(interval: Interval, direction: int) -> tuple[int, ...]:
    if interval.is_point:
        return (1,)
    return (direction,) if direction else (-1, 1)


def _moved(corner: _Corner, name: str, interval: Interval, end: int, budget: Budget) -> _Corner:
    budget.watch()
    value, is_open = (interval.upper, interval.upper_open) if end > 0 else (interval.lower, interval.lower_open)
    degree = max(corner.top.degree(name), corner.bottom.degree(name))
    beside = interval.some_value() if is_open or value is None else value
    return _Corner(
        at_end(corner.top, name, value, end, degree),
        at_end(corner.bottom, name, value, end, degree),
        corner.beside.at(name, beside),
    )


def at_end(polynomial: Polynomial, name: str, value: Fraction | None, end: int, degree: int) -> Polynomial:
    """The polynomial at an end of ``name``; at an infinite one, its leading coefficient, as in projective space."""
    if value is not None:
        return polynomial.at(name, value)
    leading = polynomial.coefficient(name, degree)
    return -leading if end < 0 and degree % 2 else leading


def _denominator_sign(form: RationalFunction, cell: Cell, budget: Budget) -> int:
    if not form.denominator.names:
        return 1 if form.denominator.value() > 0 else -1
    return sign_of(form.denominator, cell, budget) or 1


def _limit(corner: _Corner, sign: int) -> Extreme | None:
    top, bottom = corner.top.value(), corner.bottom.value()
    if bottom == 0:
        # Infinite, on the side that the sign of the denominator in the cell tells. Zero over zero tells nothing.
        return None if top == 0 else Extreme(sign if top > 0 else -sign, Fraction(0), True)
    value = top / bottom
    inside = corner.beside
    if not is_defined(inside):
        return Extreme(0, value, is_open=True, is_doubtful=True)
    return Extreme(0, value, is_open=inside.numerator.value() != value * inside.denominator.value())
