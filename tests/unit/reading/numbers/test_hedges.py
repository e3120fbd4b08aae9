"""What hedges a figure, and what only looks like a hedge."""

from __future__ import annotations

import pytest

from tests.unit.reading.figures import expressions, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It holds more than 40 boats.", "more_than 40 boat"),
        ("It holds over 40 boats.", "more_than 40 boat"),
        ("Above 40 boats came.", "more_than 40 boat"),
        ("The price exceeds $40.", "more_than 40 USD"),
        ("Debt topped $40 million.", "more_than 4.0E+7 USD"),
        ("It costs well over $40.", "more_than 40 USD"),
        ("It costs in excess of $40.", "more_than 40 USD"),
        ("At least 40 boats sank.", "at_least 40 boat"),
        ("No fewer than 40 boats sank.", "at_least 40 boat"),
        ("A minimum of 40 boats is needed.", "at_least 40 boat"),
        ("Fewer than 40 boats sank.", "less_than 40 boat"),
        ("It costs less than $40.", "less_than 40 USD"),
        ("It costs under $40.", "less_than 40 USD"),
        ("Growth stayed below 4%.", "less_than 4 %"),
        ("No more than 40 boats may enter.", "at_most 40 boat"),
        ("Up to 40 boats may enter.", "at_most 40 boat"),
        ("As many as 40 boats may have sunk.", "at_most 40 boat"),
        ("It costs as much as $40.", "at_most 40 USD"),
        ("Nearly 40 boats sank.", "nearly 40 boat"),
        ("Almost 40 boats sank.", "nearly 40 boat"),
        ("It took just under 40 minutes.", "nearly 40 min"),
        ("Close to 40 boats sank.", "nearly 40 boat"),
        ("About 40 boats sank.", "about 40 boat"),
        ("Around 40 boats sank.", "about 40 boat"),
        ("Roughly 40 boats sank.", "about 40 boat"),
        ("Some 40 boats sank.", "about 40 boat"),
        ("An estimated 40 boats sank.", "about 40 boat"),
        ("It weighs approximately 40 kg.", "about 40 kg"),
        ("It weighs approx. 40 kg.", "about 40 kg"),
        ("It weighs ~40 kg.", "about 40 kg"),
        ("It weighs >40 kg.", "more_than 40 kg"),
        ("It weighs ≤40 kg.", "at_most 40 kg"),
        ("Exactly 40 boats sank.", "exact 40 boat"),
    ],
)
def test_a_hedge_in_front(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forty or more boats sank.", "at_least 40 boat"),
        ("40 boats or more sank.", "at_least 40 boat"),
        ("They sank 40-plus boats.", "at_least 40 boat"),
        ("They sank 40+ boats.", "at_least 40 boat"),
        ("Some boats carry 40 tonnes or less.", "at_most 40 t"),
        ("40 or so boats sank.", "about 40 boat"),
        ("They sank 40-odd boats.", "about 40 boat"),
        ("Visitors must be 18 years or older.", "at_least 18 year"),
    ],
)
def test_a_hedge_behind(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "They rowed 40 km in 12 hours.",
        "Just 40 boats sank.",
        "Only 40 boats sank.",
        "Another 40 boats sank.",
        "They read books about five boats.",
        "They were paid over 12 weeks.",
        "The club won seven cups over 22 seasons.",
        "A record 32 boats took part.",
    ],
)
def test_no_hedge(text: str) -> None:
    assert all(figure[0].isdigit() for figure in told(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The harbour holds more than 40 boats.", "more than 40 boats"),
        ("It costs well over $40.", "well over $40"),
        ("It weighs ~40 kg.", "~40 kg"),
        ("Visitors must be 18 years or older.", "18 years or older"),
        ("It took a little over 40 minutes.", "a little over 40 minutes"),
    ],
)
def test_a_hedge_belongs_to_the_expression(text: str, words: str) -> None:
    assert expressions(text) == [words]


def test_each_figure_has_its_own() -> None:
    assert told("More than 40 boats and almost 12 ships sank in 3 days.") == [
        "more_than 40 boat",
        "nearly 12 ship",
        "3 day",
    ]


def test_a_range_has_none() -> None:
    assert told("It takes about 5 to 7 hours.") == ["5..7 hour"]
