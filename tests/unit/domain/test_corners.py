from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.budget import Budget, LimitExceeded
from service.domain.corners import extreme, range_over
from service.domain.interval import Interval, IntervalSet
from service.domain.normal_form import normal_form
from service.domain.parser import parse_expression
from service.domain.units import DIMENSIONLESS

NAMES = {name: expression.name(name, DIMENSIONLESS) for name in "abcdefghijkl"}
CELL = dict.fromkeys(NAMES, Interval(Fraction(1), Fraction(2)))
PAIRS = normal_form(parse_expression(" + ".join(f"{a} * {b}" for a in NAMES for b in NAMES if a < b), NAMES))


def test_the_least_and_the_greatest_value_are_at_corners() -> None:
    budget = Budget(Fraction(5))
    form = normal_form(parse_expression("a * b - a", NAMES))
    least, greatest = (extreme(form, CELL, {}, side, budget) for side in (-1, 1))
    assert least is not None
    assert greatest is not None
    assert (least.end, greatest.end) == (Fraction(0), Fraction(2))


def test_the_clock_is_watched_from_corner_to_corner() -> None:
    with pytest.raises(LimitExceeded):
        extreme(PAIRS, CELL, {}, 1, Budget(Fraction(0)))
    with pytest.raises(LimitExceeded):
        range_over(PAIRS.numerator, CELL, Budget(Fraction(0)))


def test_a_polynomial_of_higher_degree_is_enclosed() -> None:
    square = normal_form(parse_expression("a^2 - 3 * a", NAMES)).numerator
    values = range_over(square, CELL, Budget(Fraction(5)))
    assert IntervalSet.of(Interval(Fraction(-9, 4), Fraction(-2))).is_subset(values)
