from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.budget import Budget, LimitExceeded
from service.domain.interval import EVERYTHING, NOTHING, Interval, IntervalSet
from service.domain.parser import parse_relation
from service.domain.relation import Coverage, Relation, values_of
from service.domain.tree import Box
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


def test_a_range_that_is_no_closer_known_than_the_figure_is_decided_all_the_same() -> None:
    unit = {"x": closed(0, 1), "y": closed(0, 1)}
    left = parse_relation("x^4 - x^3 + x * y - y^2 * x == 0", NAMES).left
    # The least value of left is -0.10546875 exactly, which no cut tells.
    for low, fails in (("-0.11", False), ("-0.1055", False), ("-0.10546", True)):
        z = IntervalSet.of(Interval(Fraction(low), Fraction(1)))
        assert Coverage.of(left, NAMES["z"]).can_fail({**unit, "z": z}, budget()) == fails


def test_a_reference_known_only_closely_leaves_it_open_whether_all_is_within() -> None:
    box = {"x": closed(0, 1), "z": closed(0, 0)}
    reference = parse_relation("x - x^3 == 0", NAMES).left

    def fails(value: Fraction) -> bool:
        return Coverage.of(NAMES["z"], reference).can_fail({**box, "z": IntervalSet.point(value)}, budget())

    assert not fails(Fraction(1, 3))
    assert fails(Fraction(1, 2))
    # Just below 2 / (3 √3), which is its maximum.
    with pytest.raises(LimitExceeded):
        fails(Fraction(38490017945, 10**11))


def test_a_figure_that_is_in_its_own_reference_is_another_one_there() -> None:
    asked = Coverage.of(X, parse_relation("x + x + y == 0", NAMES).left)
    box = {"x": closed(1, 2), "y": closed(0, 0)}
    assert asked.expected(box, budget()) == closed(2, 4)
    assert asked.can_hold(box, budget())
    assert asked.can_fail(box, budget())
    assert asked.difference_over(box, budget()) == closed(-3, 0)
    assert not asked.can_fail({**box, "x": closed(0, 0)}, budget())
    # What x could have been is not told: it would have to be another one in the reference, too.
    assert asked.admissible(box, ANY, budget()) == {"y": closed(-3, 0)}


def test_what_intervals_or_one_value_decide_needs_no_normal_form() -> None:
    asked = relation("(a+b+c+d+e+f+g+h)^16 + a >= x * y + x")
    assert asked.can_hold(BOX, budget())
    assert not asked.can_fail(BOX, budget())


def test_a_form_with_too_many_terms_is_given_up() -> None:
    asked = relation("(a+b+c+d+e+f+g+h)^16 == 300000000000000 * x + x")
    with pytest.raises(LimitExceeded):
        asked.can_hold(BOX, budget())
    with pytest.raises(LimitExceeded):
        asked.admissible(BOX, ANY, budget())


def test_its_values_are_then_told_as_closely_as_each_occurrence_by_itself_allows() -> None:
    tree = parse_relation("(a+b+c+d+e+f+g+h)^16 * a == 0", NAMES).left
    assert values_of(tree, BOX, budget()) == tree.forward(BOX)


def test_what_was_measured_once_is_known_without_time() -> None:
    tree = parse_relation("x * y - x == 0", NAMES).left
    box = Box(BOX)
    assert values_of(tree, BOX, Budget(Fraction(0))) == tree.forward(BOX) == closed(-1, 3)
    assert values_of(tree, box, budget()) == closed(0, 2)
    assert values_of(tree, box, Budget(Fraction(0))) == closed(0, 2)
