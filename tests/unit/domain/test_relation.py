from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.extremes import Budget, LimitExceeded
from service.domain.interval import EVERYTHING, NOTHING, Interval, IntervalSet
from service.domain.parser import parse_relation
from service.domain.relation import Coverage, Relation, values_of
from service.domain.units import DIMENSIONLESS

NAMES = {name: expression.name(name, DIMENSIONLESS) for name in "abcdefghxyz"}
X, Y = NAMES["x"], NAMES["y"]


def closed(low: int | None, high: int | None) -> IntervalSet:
    return IntervalSet.of(Interval(None if low is None else Fraction(low), None if high is None else Fraction(high)))


def budget() -> Budget:
    return Budget(Fraction(5))


def relation(text: str) -> Relation:
    return Relation.compare(*parse_relation(text, NAMES))


BOX = {name: closed(1, 2) for name in NAMES}
ANY = dict.fromkeys(NAMES, EVERYTHING)


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [
        ("x <= y", True, True),
        ("x <= 2", True, False),
        ("x > 2", False, True),
        ("x - x == 0", True, False),
        ("x + x > 4", False, True),
        ("x + y > 4", False, True),
        ("x * x >= 1", True, False),
        ("x * y - x * z <= 2", True, False),
        ("x * y - x * z > 2", False, True),
        ("x != x", False, True),
    ],
)
def test_whether_it_can_hold_and_whether_it_can_fail(text: str, holds: bool, fails: bool) -> None:
    assert relation(text).can_hold(BOX, budget()) == holds
    assert relation(text).can_fail(BOX, budget()) == fails


def test_left_is_measured_and_right_expected() -> None:
    asked = relation("x + y <= z")
    assert asked.measured(BOX, budget()) == closed(2, 4)
    assert asked.expected(BOX, budget()) == closed(None, 2)
    assert asked.difference_over(BOX, budget()) == closed(0, 3)


def test_what_could_be_is_within_what_is_possible_at_all() -> None:
    asked = relation("x + y == z")
    assert asked.admissible(BOX, ANY, budget()) == {"x": closed(-1, 1), "y": closed(-1, 1), "z": closed(2, 4)}
    assert asked.admissible(BOX, {**ANY, "x": closed(0, 5)}, budget())["x"] == closed(0, 1)


def test_a_name_that_cancels_out_may_be_anything_or_nothing() -> None:
    assert relation("x + y - x == 2").admissible(BOX, ANY, budget()) == {"x": EVERYTHING, "y": closed(2, 2)}
    assert relation("x + y - x == 3").admissible(BOX, ANY, budget()) == {"x": NOTHING, "y": closed(3, 3)}


def test_a_figure_of_higher_degree_that_repeats_is_left_out() -> None:
    assert relation("x^2 - x >= y").admissible(BOX, ANY, budget()) == {}


def test_a_range_covers_only_what_is_in_all_of_it() -> None:
    covers = Coverage.of(X, Y)
    assert not covers.can_fail({"x": closed(2, 3), "y": closed(1, 4)}, budget())
    assert covers.can_fail({"x": closed(2, 5), "y": closed(1, 4)}, budget())
    assert covers.can_hold({"x": closed(2, 5), "y": closed(1, 4)}, budget())
    assert not covers.can_hold({"x": closed(5, 6), "y": closed(1, 4)}, budget())


def test_a_form_with_too_many_terms_is_given_up() -> None:
    asked = relation("(a+b+c+d+e+f+g+h)^16 >= x * y + x")
    with pytest.raises(LimitExceeded):
        asked.can_hold(BOX, budget())
    with pytest.raises(LimitExceeded):
        asked.admissible(BOX, ANY, budget())


def test_its_values_are_then_told_as_closely_as_each_occurrence_by_itself_allows() -> None:
    tree = parse_relation("(a+b+c+d+e+f+g+h)^16 * a == 0", NAMES).left
    assert values_of(tree, BOX, budget()) == tree.forward(BOX)
