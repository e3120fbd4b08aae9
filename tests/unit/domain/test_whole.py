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


def test_a_count_that_may_be_very_many_needs_one_that_fits() -> None:
    assert relate("2 * x == 7 person", {"x": between("1", "1000000", PERSONS)})["verdict"] == "inconsistent"
    assert relate("2 * x == 7 person", {"x": {"lower": "3", "unit": PERSONS}})["verdict"] == "inconsistent"
    assert relate("2 * x == 8 person", {"x": between("1", "1000000", PERSONS)})["verdict"] == "consistent"


def test_what_is_printed_with_decimals_is_an_average_even_if_they_are_noughts() -> None:
    assert ask("equal", {"left": fig("2.0", PERSONS), "right": fig("2.04", PERSONS)})["verdict"] == "consistent"
    assert relate("2 * x == 7 person", {"x": between("3.0", "4.0", PERSONS)})["verdict"] == "consistent"


def test_a_reference_range_is_all_of_its_values() -> None:
    result = ask("within", {"figure": fig("3.5", PERSONS), "reference": between("3", "4", PERSONS)})
    assert (result["verdict"], result["holds"]) == ("consistent", "always")


def test_fewer_than_may_be_less_than_none_where_a_change_is_counted() -> None:
    change = {"value": "5", "qualifier": "at_most", "unit": PERSONS}
    result = ask("change", {"from": exact("101", PERSONS), "to": exact("91", PERSONS), "change": change})
    assert result["verdict"] == "consistent"


def test_it_is_said_when_only_fractions_would_fit() -> None:
    text = relate("2 * x == 7 person", {"x": between("3", "4", PERSONS)})["text"]
    assert "What is counted comes whole." in text
    assert "whole" not in relate("2 * x == 9 person", {"x": between("3", "4", PERSONS)})["text"]


def test_counts_that_follow_each_other_are_one_range() -> None:
    figures = {"parts": [between("0", "200", PERSONS), exact("31", PERSONS)], "total": exact("500", PERSONS)}
    assert ask("sum", figures)["admissible"]["total"]["text"] == "31 to 231 person"


def test_a_set_is_drawn_in_to_its_whole_numbers() -> None:
    pieces = (
        Interval(Fraction(1), Fraction(5, 2), lower_open=True),
        Interval(Fraction(13, 4), Fraction(15, 4)),
        Interval(Fraction(9, 2), None),
    )
    assert whole_in(IntervalSet.of(*pieces)) == IntervalSet.of(Interval.point(2), Interval(Fraction(5), None))
