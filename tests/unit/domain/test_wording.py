from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.figure import Figure
from service.domain.interval import NOTHING, Interval, IntervalSet
from service.domain.units import DIMENSIONLESS, parse_unit
from service.domain.wording import (
    CANNOT,
    describe,
    distance,
    from_base,
    grouped,
    nearest,
    plain,
    printed,
    range_of,
    to_base,
    without_verdict,
)


def closed(low: Fraction | int | None, high: Fraction | int | None) -> IntervalSet:
    return IntervalSet.of(Interval(None if low is None else Fraction(low), None if high is None else Fraction(high)))


def test_ends_leave_rounded_outward_to_twelve_digits_and_open_where_they_moved() -> None:
    found = range_of(closed(Fraction(1, 3), Fraction(2, 3)), DIMENSIONLESS)
    assert found is not None
    assert (found["lower"], found["upper"]) == ("0.333333333333", "0.666666666667")
    assert found["lower_open"]
    assert found["upper_open"]


def test_negative_ends_go_outward_too() -> None:
    found = range_of(closed(Fraction(-2, 3), Fraction(-1, 3)), DIMENSIONLESS)
    assert found is not None
    assert (found["lower"], found["upper"]) == ("-0.666666666667", "-0.333333333333")


def test_ends_that_fit_stay_as_they_are() -> None:
    found = range_of(closed(-45, Fraction(1, 8)), DIMENSIONLESS)
    assert found == {
        "lower": "-45", "upper": "0.125", "lower_open": False, "upper_open": False, "unit": "", "pieces": None,
        "text": "-45 to 0.125",
    }  # fmt: skip


def test_whole_numbers_beyond_twelve_digits_go_outward_as_well() -> None:
    found = range_of(closed(10**20 + 1, 10**20 + 2), DIMENSIONLESS)
    assert found is not None
    assert Decimal(found["lower"]) <= 10**20 + 1 <= 10**20 + 2 <= Decimal(found["upper"])
    assert found["lower"] == "100000000000000000000"
    assert found["upper"] == "100000000001000000000"


def test_a_single_value_stays_as_it_is_with_up_to_34_digits() -> None:
    for text in ("9007199254740993", "12345678.91", "0.1234567890123456789012345678901234"):
        found = range_of(IntervalSet.point(Fraction(text)), DIMENSIONLESS)
        assert found is not None
        assert (found["lower"], found["upper"], found["text"].replace(",", "")) == (text, text, text)
    longer = range_of(IntervalSet.point(Fraction(1, 3)), DIMENSIONLESS)
    assert longer is not None
    assert longer["lower"] < longer["upper"]


def test_a_narrow_interval_is_read_with_digits_enough_to_tell_its_ends_apart() -> None:
    found = range_of(closed(Fraction("12345678.885"), Fraction("12345678.895")), DIMENSIONLESS)
    assert found is not None
    assert found["text"] == "12,345,678.885 to 12,345,678.895"


def test_two_pieces_are_listed_within_their_hull() -> None:
    found = range_of(closed(None, -1) | closed(Fraction(1, 2), None), DIMENSIONLESS)
    assert found is not None
    assert (found["lower"], found["upper"]) == (None, None)
    assert [(piece["lower"], piece["upper"]) for piece in found["pieces"]] == [(None, "-1"), ("0.5", None)]
    assert found["text"] == "at most -1 or at least 0.5"


def test_nothing_is_null() -> None:
    assert range_of(NOTHING, DIMENSIONLESS) is None


@pytest.mark.parametrize(
    ("values", "unit", "words"),
    [
        (closed(45, 90), "day", "45 to 90 day"),
        (closed(150, None), "kg/day", "at least 150 kg/day"),
        (closed(None, 30), "", "at most 30"),
        (IntervalSet.of(Interval(Fraction(1), None, True)), "kg", "more than 1 kg"),
        (IntervalSet.of(Interval(None, Fraction(1), True, True)), "kg", "less than 1 kg"),
        (IntervalSet.of(Interval(Fraction(1), Fraction(2), True, True)), "kg", "more than 1 to less than 2 kg"),
        (closed(Fraction(41, 2), Fraction(43, 2)), "%", "20.5 to 21.5%"),
        (closed(18000, 18000), "KZT", "18,000 KZT"),
        (closed(None, None), "kg", "any value"),
        (NOTHING, "kg", "no value"),
        (closed(Fraction(1, 3), Fraction(1, 3)), "", "0.333333 to 0.333334"),
    ],
)
def test_sets_in_words(values: IntervalSet, unit: str, words: str) -> None:
    assert describe(values, parse_unit(unit)) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [("1800", "1,800"), ("-1234567.891", "-1,234,567.891"), ("12", "12"), ("0.00012", "0.00012"), ("1E+30", "1E+30")],
)
def test_thousands_are_set_apart(value: str, text: str) -> None:
    assert grouped(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.00", "0"), ("1.500", "1.5"), ("1E+3", "1000"), ("1E+30", "1E+30"), ("1E-20", "1E-20"), ("-0", "0")],
)
def test_plain_decimals(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_a_long_number_loses_no_digit() -> None:
    digits = "1.234567890123456789012345678901234567891"
    assert plain(Decimal(digits)) == digits


def test_a_point_estimate_is_rounded_to_the_nearest() -> None:
    assert nearest(Fraction(2, 3)) == "0.666666666667"


def test_there_and_back_between_units() -> None:
    celsius = parse_unit("°C")
    values = to_base(Interval(Fraction(20), Fraction(30), True), celsius)
    assert from_base(values, celsius) == IntervalSet.of(Interval(Fraction(20), Fraction(30), True))


def test_the_distance_is_between_the_ends_that_face_each_other() -> None:
    found = distance(closed(45, 90), closed(None, 30))
    assert found is not None
    assert found == (Fraction(15), Fraction(30))
    assert distance(closed(1, 2), closed(2, 3)) is None
    assert distance(NOTHING, closed(2, 3)) is None


def test_a_short_end_is_read_as_it_is_beside_an_infinite_one() -> None:
    found = range_of(closed(None, Fraction("1234567.5")), DIMENSIONLESS)
    assert found is not None
    assert found["text"] == "at most 1,234,567.5"


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ({"value": "18000", "unit": "KZT"}, "18,000 KZT"),
        ({"value": "34", "unit": "kg", "qualifier": "about"}, "about 34 kg"),
        ({"lower": "50", "upper": "100", "unit": "kg/day"}, "50 to 100 kg/day"),
        ({"lower": "50", "unit": "kg"}, "at least 50 kg"),
        ({"upper": "50", "unit": "kg"}, "at most 50 kg"),
        ({"unit": "kg"}, "unknown"),
    ],
)
def test_a_figure_is_shown_as_it_was_printed(figure: dict[str, str], said: str) -> None:
    assert printed(Figure.parse(figure)) == said


def test_a_finding_needs_no_verdict_in_its_text() -> None:
    figures = {"left": {"value": "2"}, "right": {"value": "7"}}
    text = evaluate(Check.parse({"kind": "equal", "figures": figures})).text
    assert text.endswith(CANNOT)
    assert without_verdict(text) == text.removesuffix(f" {CANNOT}")
    assert without_verdict("This can be true.") == "This can be true."
