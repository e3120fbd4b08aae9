from __future__ import annotations

from fractions import Fraction

from service.domain.interval import Interval, IntervalSet
from service.domain.whole import whole_in
from tests.unit.domain.asking import ask, between, exact, fig, relate

PERSONS = "person"


def test_no_half_person_makes_a_sum_come_out() -> None:
    assert relate("2 * x == 7 person", {"x": between("3", "4", PERSONS)})["verdict"] == "inconsistent"
    assert relate("2 * x == 8 person", {"x": between("3", "4", PERSONS)})["verdict"] == "consistent"


def test_a_quantity_may_be_half_of_something() -> None:
    assert relate("2 * x == 7 kg", {"x": between("3", "4", "kg")})["verdict"] == "consistent"


def test_what_counts_could_have_been_and_what_they_imply_is_whole() -> None:
    figures = {"part": between("1", "3", PERSONS), "whole": exact("4", PERSONS), "share": exact("60", "%")}
    result = ask("share_of", figures)
    assert result["verdict"] == "inconsistent"
    assert result["admissible"]["share"]["text"] == "25 or 50 or 75%"
    assert result["admissible"]["whole"]["text"] == "5 person"
    assert result["admissible"]["part"] is None


def test_whether_it_always_holds_is_asked_of_whole_numbers_too() -> None:
    assert relate("3 * x != 10 person", {"x": between("3", "4", PERSONS)})["holds"] == "always"
    assert relate("3 * x != 10 kg", {"x": between("3", "4", "kg")})["holds"] == "sometimes"


def test_an_average_of_people_is_no_count() -> None:
    assert relate("x == 2.5 person", {"x": fig("2.5", PERSONS)})["verdict"] == "consistent"


def test_a_count_that_may_be_very_many_is_taken_for_a_quantity() -> None:
    figures = {"x": between("1", "1000000", PERSONS)}
    assert relate("2 * x == 7 person", figures)["verdict"] == "consistent"


def test_a_set_is_drawn_in_to_its_whole_numbers() -> None:
    pieces = (
        Interval(Fraction(1), Fraction(5, 2), lower_open=True),
        Interval(Fraction(13, 4), Fraction(15, 4)),
        Interval(Fraction(9, 2), None),
    )
    assert whole_in(IntervalSet.of(*pieces)) == IntervalSet.of(Interval.point(2), Interval(Fraction(5), None))
