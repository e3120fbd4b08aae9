from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain.interval import NOTHING, Interval, IntervalSet
from service.domain.roots import roots


@pytest.mark.parametrize(
    ("value", "exponent", "expected"),
    [
        (4, 2, [-2, 2]),
        (Fraction(9, 16), 2, [Fraction(-3, 4), Fraction(3, 4)]),
        (27, 3, [3]),
        (-27, 3, [-3]),
        (0, 2, [0]),
        (Fraction(1, 8), -3, [2]),
        (7**50, 50, [-7, 7]),
    ],
)
def test_rational_roots_are_exact(value: Fraction, exponent: int, expected: list[Fraction]) -> None:
    assert roots(IntervalSet.point(value), exponent) == IntervalSet.of(*map(Interval.point, expected))


@pytest.mark.parametrize(("value", "exponent"), [(2, 2), (10**40 + 1, 2), (Fraction(1, 3 * 10**40), 5), (7, 64)])
def test_irrational_roots_are_held_within_a_hair(value: Fraction, exponent: int) -> None:
    piece = roots(IntervalSet.point(value), exponent).pieces[-1]
    assert piece.lower is not None
    assert piece.upper is not None
    assert piece.lower**exponent < value < piece.upper**exponent
    assert (piece.upper - piece.lower) / piece.lower < Fraction(1, 2**100)


def test_negative_numbers_have_no_even_roots_and_zero_no_negative_ones() -> None:
    assert roots(IntervalSet.point(-1), 2) == NOTHING
    assert roots(IntervalSet.point(0), -1) == NOTHING


def test_open_ends_stay_open() -> None:
    target = IntervalSet.of(Interval(Fraction(4), Fraction(9), True, False))
    assert roots(target, 2).pieces[-1] == Interval(Fraction(2), Fraction(3), True, False)
