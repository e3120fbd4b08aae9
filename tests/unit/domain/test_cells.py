from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.budget import Budget, LimitExceeded, TooLarge
from service.domain.cells import cells_of, cut_in_two, reach_over, require_few_digits
from service.domain.interval import NON_ZERO, Interval, IntervalSet
from service.domain.normal_form import normal_form
from service.domain.parser import parse_expression
from service.domain.polynomial import RationalFunction
from service.domain.units import DIMENSIONLESS

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = {name: expression.name(name, DIMENSIONLESS) for name in LETTERS}
UNIT = Interval(Fraction(0), Fraction(1))
AROUND_ZERO = Interval(Fraction(-1), Fraction(1))


def form(text: str) -> RationalFunction:
    return normal_form(parse_expression(text, NAMES))


def budget() -> Budget:
    return Budget(Fraction(5))


def test_what_is_divided_by_is_cut_at_zero() -> None:
    box = {"x": IntervalSet((AROUND_ZERO,)), "y": IntervalSet((AROUND_ZERO,))}
    laid_out = cells_of(form("x / x + y"), box)
    assert [cell["x"] for cell in laid_out] == list((box["x"] & NON_ZERO).pieces)
    assert {cell["y"] for cell in laid_out} == {AROUND_ZERO}


def test_more_cells_than_may_be_looked_at_are_not_laid_out() -> None:
    text = " + ".join(f"{name} / {name}" for name in LETTERS)
    with pytest.raises(LimitExceeded):
        cells_of(form(text), dict.fromkeys(LETTERS, IntervalSet((AROUND_ZERO,))))


def test_a_cell_is_cut_where_a_slope_changes_its_sign() -> None:
    cell = {"x": UNIT}
    reach = reach_over(form("x^2 - x"), cell, budget())
    assert reach.attained.is_subset(reach.enclosed)
    half = Fraction(1, 2)
    assert [below_or_above["x"] for below_or_above in cut_in_two(cell, reach)] == [
        Interval(Fraction(0), half),
        Interval(half, Fraction(1)),
    ]


def test_numbers_of_too_many_digits_are_not_begun_with() -> None:
    long = IntervalSet.of(Interval(Fraction("1." + "3" * 97), Fraction("2." + "7" * 97)))
    require_few_digits(form("(x + y)^4"), {"x": long, "y": long})
    with pytest.raises(TooLarge):
        require_few_digits(form("(x + y)^60"), {"x": long, "y": long})
