from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain import expression
from service.domain.budget import Budget, LimitExceeded
from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.extremes import image as image_of
from service.domain.extremes import meets, possible
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.normal_form import normal_form
from service.domain.parser import parse_expression
from service.domain.polynomial import RationalFunction
from service.domain.units import DIMENSIONLESS

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = {name: expression.name(name, DIMENSIONLESS) for name in LETTERS}
UNIT = Interval(Fraction(0), Fraction(1))


def form(text: str) -> RationalFunction:
    return normal_form(parse_expression(text, NAMES))


def box(**intervals: Interval) -> dict[str, IntervalSet]:
    return {name: IntervalSet((interval,)) for name, interval in intervals.items()}


def closed(low: Fraction | int | None, high: Fraction | int | None) -> IntervalSet:
    return IntervalSet.of(Interval(None if low is None else Fraction(low), None if high is None else Fraction(high)))


def image(asked: RationalFunction, values: dict[str, IntervalSet], limit: Budget) -> IntervalSet:
    return image_of(asked, values, limit).enclosed


def budget() -> Budget:
    return Budget(Fraction(5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x * y + x", closed(0, 2)),
        ("x * y - x", closed(-1, 0)),
        ("x^2 - x", closed(Fraction(-1, 4), 0)),
        ("x / (x + y)", closed(0, 1)),
        ("x / (1 + x)", closed(0, Fraction(1, 2))),
        ("x / x", closed(1, 1)),
        ("(x - y) / (x + y)", closed(-1, 1)),
        ("1 / x - 1 / x", closed(0, 0)),
        ("x * (1 - x)", closed(0, Fraction(1, 4))),
        ("x - x^3", None),
    ],
)
def test_the_values_over_a_box(text: str, expected: IntervalSet | None) -> None:
    found = image(form(text), box(x=UNIT, y=UNIT), budget())
    if expected is None:
        # Its maximum is irrational; what is not exact holds all of it.
        assert closed(0, Fraction(38490, 100_000)).is_subset(found)
        assert found.is_subset(closed(Fraction(-1, 10), Fraction(1, 2)))
    else:
        assert found == expected


def test_open_ends_are_not_attained() -> None:
    opened = Interval(Fraction(0), Fraction(1), True, True)
    assert image(form("x * y + x"), box(x=opened, y=opened), budget()) == IntervalSet.of(
        Interval(Fraction(0), Fraction(2), True, True)
    )


def test_infinite_ends() -> None:
    ray = Interval(Fraction(1), None)
    assert image(form("x * y + x"), box(x=ray, y=UNIT), budget()) == closed(1, None)
    assert image(form("x / (x + y)"), box(x=ray, y=UNIT), budget()) == closed(Fraction(1, 2), 1)
    assert image(form("(x - y) / x"), box(x=ray, y=ray), budget()) == IntervalSet.of(
        Interval(None, Fraction(1), True, True)
    )


def test_an_end_beside_a_zero_divisor_is_still_attained_further_along() -> None:
    # y - y * x / x is 0 wherever it is defined, and x = 0 is not.
    assert image(form("y + x / x - 1"), box(x=UNIT, y=UNIT), budget()) == closed(0, 1)


def test_a_figure_with_one_value_leaves_no_corner_to_look_at() -> None:
    point = Interval.point(Fraction(1))
    assert not meets(form("a / (x * y - y)"), box(a=UNIT, x=point, y=UNIT), EVERYTHING, budget())


def test_a_value_between_two_that_are_taken_is_taken() -> None:
    wide = Interval(Fraction(-3), Fraction(3))
    assert meets(form("x^3 - x * y^2 + y"), box(x=wide, y=wide), IntervalSet.point(Fraction(1, 7)), budget())


def test_what_is_taken_nowhere_is_told_from_what_is_taken_once() -> None:
    wide = box(x=Interval(Fraction(-3), Fraction(3)))
    assert meets(form("x^2 - 2 * x + 1"), wide, closed(None, 0), budget())
    assert not meets(form("x^2 - 2 * x + 2"), wide, closed(None, 0), budget())


def test_a_divisor_that_changes_its_sign_does_not_hide_what_is_never_taken() -> None:
    sides = box(x=Interval(Fraction(1), Fraction(2)), y=Interval(Fraction(1), Fraction(2)))
    assert not meets(form("x / (x - y) - 1/2"), sides, IntervalSet.point(0), budget())
    assert meets(form("x / (x - y) - 7"), sides, IntervalSet.point(0), budget())


def test_past_its_budget_it_gives_up() -> None:
    sides = box(x=UNIT, y=UNIT)
    with pytest.raises(LimitExceeded):
        meets(
            form("x^2 - 2 * x * y + y^2"),
            sides,
            IntervalSet.of(Interval(None, Fraction(0), True, True)),
            Budget(Fraction(1, 20)),
        )


def test_twelve_figures_that_repeat_are_decided() -> None:
    text = " + ".join(f"{one} * {other}" for one, other in zip(LETTERS[:12], LETTERS[1:12] + LETTERS[0], strict=True))
    sides = box(**dict.fromkeys(LETTERS[:12], UNIT))
    assert meets(form(text), sides, closed(12, None), budget())
    assert not meets(form(text), sides, IntervalSet.of(Interval(Fraction(12), None, True)), budget())


NOT_ZERO = IntervalSet.point(0).complement()


@pytest.mark.parametrize(
    ("text", "allowed", "expected"),
    [
        ("x * y + x - 2", IntervalSet.point(0), closed(1, 2)),
        ("(y - x) / x", closed(None, 0), NOT_ZERO),
        ("x / (x + y)", IntervalSet.point(Fraction(1, 2)), closed(0, 1) & NOT_ZERO),
    ],
)
def test_what_a_figure_could_be(text: str, allowed: IntervalSet, expected: IntervalSet) -> None:
    assert possible(form(text), "x", EVERYTHING, box(x=UNIT, y=UNIT), allowed, budget()) == expected


def test_what_a_figure_of_higher_degree_could_be_is_not_told() -> None:
    assert possible(form("x^2 - x"), "x", EVERYTHING, box(x=UNIT), closed(0, None), budget()) is None


def test_what_is_not_exact_is_close_at_both_ends() -> None:
    # Its least value is -27/256, at x = 3/4 and y = 0 or 1; its greatest 1/4, at x = 1 and y = 1/2.
    found = image_of(form("x^4 - x^3 + x * y - y^2 * x"), box(x=UNIT, y=UNIT), budget())
    least, greatest = Fraction(-27, 256), Fraction(1, 4)
    assert closed(least, greatest).is_subset(found.enclosed)
    assert found.attained.is_subset(closed(least, greatest))
    slack = (greatest - least) / 500
    assert found.enclosed.is_subset(closed(least - slack, greatest + slack))


@pytest.mark.parametrize("operator", [">", "=="])
def test_what_is_possible_is_not_told_from_a_place_where_all_vanishes_by_chance(operator: str) -> None:
    right = "0" if operator == ">" else "3"
    figures = {"x": {"unit": ""}, "y": {"lower": "0"}}
    relation = f"(x - y) / (x * y - 1) {operator} {right}"
    result = evaluate(Check.parse({"kind": "expression", "relation": relation, "figures": figures})).as_json()
    pieces = result["admissible"]["x"]["pieces"] or [result["admissible"]["x"]]
    assert any(
        (piece["lower"] is None or Fraction(piece["lower"]) <= 5)
        and (piece["upper"] is None or Fraction(piece["upper"]) >= 5)
        for piece in pieces
    )
