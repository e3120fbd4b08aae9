from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.budget import MAX_EFFORT, Effort, TooLarge
from service.domain.interval import Interval, IntervalSet
from service.domain.normal_form import normal_form, without_repeats
from service.domain.parser import parse_expression
from service.domain.polynomial import Polynomial
from service.domain.units import DIMENSIONLESS

NAMES = {name: expression.name(name, DIMENSIONLESS) for name in "abcdefghijklmnop"}
ONE = Polynomial.constant(1)


def test_common_factors_cancel_but_stay_forbidden_to_be_zero() -> None:
    form = normal_form(parse_expression("a * b / a", NAMES))
    assert form.numerator == Polynomial.variable("b")
    assert form.denominator == ONE
    assert form.divisors == (Polynomial.variable("a"),)


def test_a_difference_of_quotients_has_a_common_denominator() -> None:
    form = normal_form(parse_expression("1 / a - 1 / b", NAMES))
    assert form.numerator == Polynomial.variable("b") - Polynomial.variable("a")
    assert form.denominator == Polynomial.variable("a") * Polynomial.variable("b")


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [("a + a", "2 * a"), ("a - a", "0"), ("a + b - a", "1 * b"), ("a * a", "1 * a^2"), ("(a + a) / 4", "1/2 * a")],
)
def test_terms_are_collected_where_that_leaves_each_name_once(text: str, rewritten: str) -> None:
    assert str(without_repeats(normal_form(parse_expression(text, NAMES)))) == rewritten


@pytest.mark.parametrize("text", ["a * b + a", "a^2 - a", "a / a", "a / (a + b)"])
def test_names_that_repeat_still_are_left_to_branch_and_bound(text: str) -> None:
    assert without_repeats(normal_form(parse_expression(text, NAMES))) is None


def test_rewriting_keeps_the_values() -> None:
    box = {name: IntervalSet.of(Interval(Fraction(1), Fraction(2))) for name in NAMES}
    tree = without_repeats(normal_form(parse_expression("(a + b) * 3 - b - 2 * a", NAMES)))
    assert tree is not None
    assert tree.forward(box) == IntervalSet.of(Interval(Fraction(3), Fraction(6)))


@pytest.mark.parametrize(
    "text",
    [
        "(a+b+c+d+e+f+g+h)^16",
        " + ".join(f"({'9' * 80})^64 * a^{power}" for power in range(1, 16)),
        "(a+b+c+d+e+f)^4 * (g+h+i+j+k+l)^4 * (m+n+o+p)^4",
    ],
)
def test_a_form_with_too_many_terms_is_not_built(text: str) -> None:
    with pytest.raises(TooLarge):
        normal_form(parse_expression(text, NAMES))


def test_the_effort_may_be_shared_by_many_forms() -> None:
    tree = parse_expression("(a + b + c + d)^12", NAMES)
    effort = Effort()
    assert normal_form(tree, effort) == normal_form(tree)
    effort.spend(MAX_EFFORT // 2)
    with pytest.raises(TooLarge):
        normal_form(tree, effort)
