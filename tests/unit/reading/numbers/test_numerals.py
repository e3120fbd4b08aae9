"""What a number in digits or words comes to, and how far it reaches."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.reading.mention import Form
from service.reading.numbers.numerals import Numeral, numeral_at
from service.reading.token import tokens_of


def first_in(text: str) -> Numeral | None:
    """The first number in a text."""
    tokens = tokens_of(text)
    return next((found for i in range(len(tokens)) if (found := numeral_at(tokens, i)) is not None), None)


def value(text: str) -> str:
    found = first_in(text)
    assert found is not None, text
    return f"{found.lower}..{found.upper}" if found.value is None else str(found.value)


def words(text: str) -> str:
    found = first_in(text)
    assert found is not None, text
    return found.span.of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18,000 goats", "18000"),
        ("1,234,567 goats", "1234567"),
        ("12,34,567 voters", "1234567"),
        ("18\N{NARROW NO-BREAK SPACE}000 goats", "18000"),
        ("1\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}000 goats", "1250000"),
        ("200 000 people", "200000"),
        ("1 200 000 people", "1200000"),
        ("12 345 goats", "12"),
        ("4.50 euros", "4.50"),
        ("0.5 percent", "0.5"),
        (".312 hitter", "0.312"),
        ("007", "7"),
    ],
)
def test_digits_are_read_with_their_separators_and_all_their_decimals(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.7 billion goats", "4.7E+9"),
        ("4.70 billion goats", "4.70E+9"),
        ("3.2bn euros", "3.2E+9"),
        ("£5m", "5E+6"),
        ("$13.6M", "1.36E+7"),
        ("10mn euros", "1.0E+7"),
        ("300 million goats", "3.00E+8"),
        ("3 crore", "3E+7"),
        ("2 lakh", "2E+5"),
        ("2 lakh crore", "2E+12"),
        ("12k runners", "1.2E+4"),
        ("a 500-million-dollar plan", "5.00E+8"),
        ("1.2m tonnes of wheat", "1.2E+6"),
        ("2.5m people", "2.5E+6"),
    ],
)
def test_a_scale_word_keeps_the_digits_that_were_printed(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["5 m tall", "5m tall", "300 K", "12 t of sand", "40m from the gate"])
def test_a_letter_that_may_be_a_unit_is_one_unless_money_or_things_stand_there(text: str) -> None:
    found = first_in(text)
    assert found is not None
    assert found.scale == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zero", "0"),
        ("seven goats", "7"),
        ("nineteen", "19"),
        ("twenty-two", "22"),
        ("Forty two", "42"),
        ("three hundred", "300"),
        ("two hundred and six", "206"),
        ("a hundred", "100"),
        ("a hundred and twenty donkeys", "120"),
        ("one thousand two hundred", "1200"),
        ("twelve hundred", "1200"),
        ("twenty-eight thousand six hundred forty-two", "28642"),
        ("nine hundred and ninety-nine thousand nine hundred", "999900"),
        ("two million", "2E+6"),
        ("two million three hundred thousand", "2300000"),
        ("a million", "1E+6"),
        ("two and a half", "2.5"),
        ("two-and-a-half", "2.5"),
        ("one-and-a-half million", "1.5E+6"),
        ("one and a half million", "1.5E+6"),
        ("half a million", "5E+5"),
        ("a quarter of a million", "2.5E+5"),
        ("a dozen", "12"),
        ("half a dozen", "6"),
        ("three dozen", "36"),
    ],
)
def test_words_add_up(text: str, expected: str) -> None:
    assert Decimal(value(text)) == Decimal(expected)
    assert words(text) == text.removesuffix(" donkeys").removesuffix(" goats")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("one two three", "one"),
        ("two and three", "two"),
        ("five of six", "five"),
        ("twenty and a bit", "twenty"),
        ("two hundred and many", "two hundred"),
    ],
)
def test_words_that_do_not_make_one_number_are_several(text: str, number: str) -> None:
    assert words(text) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two-thirds of the pupils", "0.666667"),
        ("three quarters of the pupils", "0.75"),
        ("a third of the pupils", "0.333333"),
        ("a quarter of pupils", "0.25"),
        ("one fifth of the pupils", "0.2"),
        ("half of the pupils", "0.5"),
        ("nearly half the seats", "0.5"),
        ("one in five pupils", "0.2"),
        ("1 in 20 pupils", "0.05"),
        ("nine out of ten pupils", "0.9"),
        ("¾ of the pupils", "0.75"),
        ("⅔ of the pupils", "0.666667"),
        ("3/4 of the pupils", "0.75"),
    ],
)
def test_parts_are_fractions(text: str, expected: str) -> None:
    assert value(text) == expected
    found = first_in(text)
    assert found is not None
    assert found.form is Form.FRACTION


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5 1/2 cups", "5.5"), ("5½ cups", "5.5"), ("3 and a half years", "3.5"), ("1.99×10−30 kg", "1.99E-30")],
)
def test_a_fraction_or_a_power_behind_a_number_belongs_to_it(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text", ["the third man", "a half back", "the first half", "second quarter", "9/11", "24/7", "a few"]
)
def test_orders_and_names_are_no_fractions(text: str) -> None:
    found = first_in(text)
    assert found is None or found.form is not Form.FRACTION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dozens of goats", "12..120"),
        ("hundreds of goats", "1E+2..1E+3"),
        ("thousands of goats", "1E+3..1E+4"),
        ("tens of thousands of goats", "1E+4..1E+5"),
        ("hundreds of thousands of goats", "1E+5..1E+6"),
        ("tens of millions of goats", "1E+7..1E+8"),
        ("hundreds of millions of goats", "1E+8..1E+9"),
    ],
)
def test_vague_numbers_are_from_the_least_to_the_most_that_they_can_mean(text: str, expected: str) -> None:
    found = first_in(text)
    assert found is not None
    assert found.form is Form.VAGUE
    assert (found.lower, found.upper) == tuple(map(Decimal, expected.split("..")))


@pytest.mark.parametrize("text", ["", "many goats", "a goat", "an hour", "the rest", "half", "scarcely", "tens"])
def test_where_there_is_no_number_none_is_read(text: str) -> None:
    assert first_in(text) is None


@pytest.mark.parametrize(("text", "expected"), [("14x earnings", "14"), ("sixfold", "6"), ("2.5× as much", "2.5")])
def test_a_factor_is_one(text: str, expected: str) -> None:
    assert value(text) == expected
    found = first_in(text)
    assert found is not None
    assert found.form is Form.TIMES


@pytest.mark.parametrize("text", ["4x4", "158x77 mm", "4x100m"])
def test_sides_and_relays_are_no_factors(text: str) -> None:
    found = first_in(text)
    assert found is not None
    assert found.form is Form.DIGITS


def test_a_number_of_more_digits_than_a_figure_may_have_is_none() -> None:
    assert first_in("9" * 5000) is None
