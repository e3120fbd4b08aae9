"""Which numbers are the ends of a range, which those of a movement, and which stand by themselves."""

from __future__ import annotations

import pytest

from tests.unit.reading.figures import movements, numbers, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs between 3 and 5 million euros.", "3E+6..5E+6 EUR"),
        ("Growth of 5–7 percent is likely.", "5..7 %"),
        ("Growth of 5-7% is likely.", "5..7 %"),
        ("A bill of $3 billion to $5 billion is likely.", "3E+9..5E+9 USD"),
        ("A bill of $3 to $5 billion is likely.", "3E+9..5E+9 USD"),
        ("A bill of $3-5 billion is likely.", "3E+9..5E+9 USD"),
        ("A bill of $300 to 500 is likely.", "300..500 USD"),
        ("It takes three to five years.", "3..5 year"),
        ("It takes three or four years.", "3..4 year"),
        ("It takes 5 to 7 hours.", "5..7 hour"),
        ("It takes from 5 to 7 hours.", "5..7 hour"),
        ("Prices range from $700,000 to $1.6 million.", "700000..1.6E+6 USD"),
        ("Fees vary from 2 per cent to 2.5 per cent.", "2..2.5 %"),
        ("Between 650,000 and 900,000 boats are sold.", "650000..900000 boat"),
        ("Between 10 per cent and 15 per cent of boats leak.", "10..15 %"),
        ("Cars of 17-23 mpg are sold.", "17..23 mpg"),
        ("It costs between US$160 million and US$171 million.", "1.60E+8..1.71E+8 USD"),
        ("Rooms of 20 sq m up to 45 sq m are let.", "20..45 m^2"),
        ("It was between -5 and 3 degrees Celsius.", "-5..3 °C"),
        ("A 10-15 minute walk.", "10..15 min"),
        ("It is aimed at 18- to 24-year-olds.", "18..24 year"),
        ("Adults aged 18-64 may apply.", "18..64 year"),
        ("It is aimed at 16-to-24-year-olds.", "16..24 year"),
        ("The sea could rise by 1 to 3 feet.", "1..3 ft"),
    ],
)
def test_both_ends_have_the_unit_and_the_scale_that_english_says_once(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_the_number_of_a_range_goes_from_end_to_end() -> None:
    assert numbers("A bill of $3 billion to $5 billion is likely.") == ["3 billion to $5 billion"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A 7- or 8-inch screen is enough.", ["7 in", "8 in"]),
        ("It has 3 dogs and 5 cats.", ["3 dog", "5 cat"]),
        ("It rose 3, 4 and 5 percent.", ["3 %", "4 %", "5 %"]),
        ("The ratio is 1.7, 95% of the mean.", ["1.7", "95 %"]),
        ("It rose by 5 to 65 points.", ["5", "65 {point}"]),
        ("It sold 40 boats to 12 men.", ["40 boat", "12 man"]),
        ("Prices rose 4% to 3,120 euros.", ["4 %", "3120 EUR"]),
        ("Prices rose 4 percent to 3,120.", ["4 %", "3120"]),
        ("The index lost 45 points, or 1.3%, to 3,381.", ["45 {point}", "1.3 %", "3381"]),
        ("The index lost 45 points or 1.3% to 3,381.", ["45 {point}", "1.3 %", "3381"]),
    ],
)
def test_no_range(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales rose from 50 to 60.", ("50", "60")),
        ("Sales rose from $50 million to $60 million.", ("5.0E+7 USD", "6.0E+7 USD")),
        ("Sales rose to $5.42 billion from $4.91 billion.", ("4.91E+9 USD", "5.42E+9 USD")),
        ("Growth slowed from 3.9 to 3.6 percent.", ("3.9 %", "3.6 %")),
        ("Growth slowed from 3.9 percent to 3.6 percent.", ("3.9 %", "3.6 %")),
        ("Membership grew from 40 boats in 2008 to 52 boats in 2020.", ("40 boat", "52 boat")),
        ("Profit was $12 million, up from $9 million.", ("9E+6 USD", "1.2E+7 USD")),
        ("Power jumped from 310 to 345.", ("310", "345")),
        ("The staff went from 1000 to 2000 people.", ("1000 person", "2000 person")),
        ("They cut the rate from 6 to 5 percent.", ("6 %", "5 %")),
    ],
)
def test_what_went_from_one_to_another_is_two_figures_that_belong_together(
    text: str, expected: tuple[str, str]
) -> None:
    assert movements(text) == [expected]
    assert set(expected) <= set(told(text))


@pytest.mark.parametrize(
    "text",
    [
        "Prices range from $40 to $60.",
        "It took 12 men from 3 towns.",
        "Between 40 and 60 boats came.",
        "They moved 12 km from the town and 30 km from the sea.",
        "Sales rose 5 percent to $60 million.",
    ],
)
def test_no_movement(text: str) -> None:
    assert movements(text) == []
