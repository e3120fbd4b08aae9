"""What values a rational function takes over a box: exact where names repeat, which plain interval arithmetic is not.

A box on which corners tell the values (:mod:`service.domain.corners`) is settled at once. Any other is cut in two,
within a :class:`Budget` (branch and bound; Hansen and Walster, "Global Optimization Using Interval Analysis", 2004).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from service.domain.budget import Budget
from service.domain.cells import (
    Reach,
    cells_of,
    cut_in_two,
    ends_of,
    reach_over,
    require_few_digits,
    width_of,
    with_points,
)
from service.domain.corners import MAX_CORNERS, Cell, at_end
from service.domain.interval import NOTHING, Interval, IntervalSet
from service.domain.polynomial import Polynomial, RationalFunction

# Measuring stops after so many cuts, or once no end can be off by more than this share of the whole.
_MEASURING_CUTS = 128
_CLOSE = Fraction(1, 1000)


def meets(form: RationalFunction, box: Mapping[str, IntervalSet], target: IntervalSet, budget: Budget) -> bool:
    """Whether ``form`` takes a value in ``target`` somewhere in ``box``. Raises ``LimitExceeded``, ``TooLarge``."""
    require_few_digits(form, box)
    form = with_points(form, box)
    cells = deque(cells_of(form, box))
    while cells:
        budget.spend()
        cell = cells.popleft()
        reach = reach_over(form, cell, budget)
        if not (reach.attained & target).is_empty:
            return True
        if not (reach.enclosed & target).is_empty:
            cells.extend(cut_in_two(cell, reach))
    return False


class Image(NamedTuple):
    """Values that a function surely takes, and a set that holds them all; equal where the answer is exact."""

    attained: IntervalSet
    enclosed: IntervalSet


def image(form: RationalFunction, box: Mapping[str, IntervalSet], budget: Budget) -> Image:
    """The values of ``form`` over ``box``: exact where no cell had to be cut, else close.

    The cells cut are those that the ends of the whole hang on (best first). Raises ``LimitExceeded``, ``TooLarge``.
    """
    require_few_digits(form, box)
    form = with_points(form, box)
    attained, enclosed, unsettled = NOTHING, NOTHING, list[tuple[Cell, Reach]]()
    new = cells_of(form, box)
    for _ in range(_MEASURING_CUTS):
        for cell in new:
            budget.spend()
            reach = reach_over(form, cell, budget)
            attained = attained | reach.attained
            if reach.attained == reach.enclosed or reach.unsettled is None:
                enclosed = enclosed | reach.enclosed
            else:
                unsettled.append((cell, reach))
        unsettled = [(cell, reach) for cell, reach in unsettled if not reach.enclosed.is_subset(attained)]
        worst = _setting_an_end(unsettled, attained)
        if worst is None:
            break
        new = list(cut_in_two(*unsettled.pop(worst)))
    else:
        unsettled += [(cell, reach_over(form, cell, budget)) for cell in new]
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
    enough = Fraction(0) if not hull.is_bounded else width_of(hull)[1] * _CLOSE
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
    require_few_digits(form, {**box, name: domain})
    breaks = {Fraction(0)}
    for level in ends_of(target):
        shifted = form.numerator - form.denominator * Polynomial.constant(level)
        for polynomial in (shifted, *polynomials):
            breaks |= set(_roots_at_corners(polynomial, name, others, budget))
    breaks |= {end for piece in domain.pieces for end in (piece.lower, piece.upper) if end is not None}
    found = [
        cell
        for cell in _between(sorted(breaks))
        if (inside := (IntervalSet.of(cell) & domain)).pieces
        and _mostly(meets(form.at(name, value), others, target, budget) for value in _generic(inside.pieces[0]))
    ]
    return IntervalSet.of(*found) & domain


def _mostly(answers: Iterable[bool]) -> bool:
    found = list(answers)
    return 2 * sum(found) > len(found)


def _generic(stretch: Interval) -> list[Fraction]:
    """Values of a stretch to ask at: at a single one numerator and denominator might vanish together by chance."""
    if stretch.is_point:
        return [stretch.some_value()]
    middle = stretch.some_value()
    below = Interval(stretch.lower, middle, True, True).some_value()
    above = Interval(middle, stretch.upper, True, True).some_value()
    return [(5 * below + 7 * middle) / 12, (11 * middle + 2 * above) / 13, (13 * below + 16 * above) / 29]


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
