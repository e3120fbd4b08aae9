from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.errors import Incomparable, Malformed
from service.domain.expression import constant, require_comparable
from service.domain.interval import EVERYTHING, NON_ZERO, Interval, IntervalSet
from service.domain.tree import Name, Nature, Node
from service.domain.units import DIMENSIONLESS, parse_unit


def figure(name: str, unit: str = "") -> Name:
    return expression.name(name, parse_unit(unit))


def between(low: int, high: int) -> IntervalSet:
    return IntervalSet.of(Interval(Fraction(low), Fraction(high)))


X, Y = figure("x"), figure("y")
ONE = constant(Fraction(1), DIMENSIONLESS, "1")


def test_values_are_in_base_units_and_constants_are_converted() -> None:
    assert constant(Fraction(3), parse_unit("km"), "3 km").value == 3000
    assert constant(Fraction(20), parse_unit("°C"), "20 °C").value == Fraction(29315, 100)


def test_units_multiply_and_divide() -> None:
    quotient = expression.divide(
        figure("fine", "KZT"), expression.multiply(figure("pay", "KZT/kg"), figure("kg", "kg/day"))
    )
    assert quotient.unit == parse_unit("day")


def test_adding_takes_the_unit_of_the_first() -> None:
    assert expression.add(figure("x", "km"), figure("y", "mile")).unit == parse_unit("km")


def test_adding_unlike_things_names_both_units() -> None:
    with pytest.raises(Incomparable, match="x in km and y in kg"):
        expression.add(figure("x", "km"), figure("y", "kg"))


def test_comparing_money_of_two_currencies_asks_for_a_rate() -> None:
    with pytest.raises(Incomparable, match="exchange rate"):
        require_comparable(figure("x", "USD"), figure("y", "KZT"))


def test_percentages_and_points_are_not_compared() -> None:
    with pytest.raises(Incomparable, match="percentage points"):
        require_comparable(figure("x", "%"), figure("y", "percentage point"))


def test_a_difference_of_percentages_may_be_either() -> None:
    difference = expression.subtract(figure("x", "%"), figure("y", "%"))
    assert difference.nature is Nature.EITHER
    require_comparable(difference, figure("z", "percentage point"))
    require_comparable(difference, figure("z", "%"))


def test_a_percentage_and_points_make_a_percentage() -> None:
    assert expression.add(figure("x", "%"), figure("y", "percentage point")).nature is Nature.SHARE


def test_temperatures_differ_but_do_not_add() -> None:
    assert expression.subtract(figure("x", "°C"), figure("y", "°C")).unit == parse_unit("delta_degC")
    with pytest.raises(Malformed, match="not added"):
        expression.add(figure("x", "°C"), figure("y", "°C"))


def test_a_temperature_and_a_difference_make_a_temperature() -> None:
    assert expression.add(figure("x", "°C"), figure("y", "delta_degC")).unit == parse_unit("°C")


def test_kelvins_less_a_temperature_are_refused_with_what_they_count_as() -> None:
    with pytest.raises(Malformed, match="beside °C, K counts as a difference"):
        expression.subtract(figure("x", "K"), figure("y", "°C"))
    with pytest.raises(Malformed, match="not added"):
        expression.add(expression.add(figure("x", "°C"), figure("y", "K")), figure("z", "°C"))


def test_a_temperature_is_not_compared_with_a_difference() -> None:
    with pytest.raises(Incomparable, match="difference"):
        require_comparable(figure("x", "°C"), figure("y", "delta_degC"))


@pytest.mark.parametrize("operation", [expression.multiply, expression.divide])
def test_temperatures_do_not_multiply(operation: object) -> None:
    assert callable(operation)
    for pair in ((figure("x", "°C"), Y), (X, figure("y", "°F")), (figure("x", "°C"), figure("y", "°C"))):
        with pytest.raises(Malformed, match="multiply or divide"):
            operation(*pair)


def test_kelvins_do() -> None:
    assert expression.divide(figure("x", "K"), figure("y", "K")).unit.dimension == DIMENSIONLESS.dimension


def test_a_temperature_is_neither_negated_nor_raised() -> None:
    with pytest.raises(Malformed, match="negated"):
        expression.negate(figure("x", "°C"))
    with pytest.raises(Malformed, match="multiply or divide"):
        expression.power(figure("x", "°C"), 2)


def test_sums_within_sums_are_taken_apart() -> None:
    tree = expression.subtract(X, expression.subtract(Y, figure("z")))
    assert str(tree) == "x - y + z"
    assert str(expression.negate(expression.negate(X))) == "x"


def test_contraction_answers_what_each_name_may_be() -> None:
    product = expression.multiply(X, Y)
    found = product.backward(between(6, 12), {"x": between(2, 3), "y": between(1, 100)})
    assert found == {"x": IntervalSet.of(Interval(Fraction(6, 100), Fraction(12))), "y": between(2, 6)}


def test_contraction_through_a_zero_factor_leaves_anything() -> None:
    found = expression.multiply(X, Y).backward(between(0, 1), {"x": between(-1, 1), "y": EVERYTHING})
    assert found["y"] == EVERYTHING


def test_contraction_of_a_divisor_leaves_zero_out() -> None:
    found = expression.divide(X, Y).backward(between(-1, 1), {"x": between(0, 0), "y": EVERYTHING})
    assert found["y"] == NON_ZERO


def test_contraction_of_an_even_power_gives_both_roots() -> None:
    found = expression.power(X, 2).backward(between(4, 9), {"x": EVERYTHING})
    assert found["x"] == between(-3, -2) | between(2, 3)


def test_contraction_of_many_terms_leaves_each_its_room() -> None:
    names = [figure(f"n{position}") for position in range(500)]
    box = {node.name: between(1, 2) for node in names}
    found = expression.add(*names).backward(IntervalSet.point(500), box)
    assert set(found.values()) == {between(-498, 1)}


def grown(step: Callable[[Node], Node], times: int) -> Node:
    """What comes of taking ``step`` again and again, as a chain of names would."""
    tree: Node = X
    for _ in range(times):
        tree = step(tree)
    return tree


def test_a_tree_too_deep_for_the_stack_is_refused() -> None:
    with pytest.raises(Malformed, match="levels deep"):
        grown(lambda tree: expression.multiply(expression.add(tree, Y), ONE), 100)


def test_a_product_too_long_for_memory_is_refused() -> None:
    with pytest.raises(Malformed, match="factors"):
        grown(lambda tree: expression.multiply(tree, tree), 10)


def test_a_sum_that_doubles_itself_is_refused() -> None:
    with pytest.raises(Malformed, match="operations"):
        grown(lambda tree: expression.add(tree, tree), 20)
