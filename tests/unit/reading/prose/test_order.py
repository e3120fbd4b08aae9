from __future__ import annotations

import pytest

from tests.unit.reading.prose.told import checks, told


def test_a_range_goes_up() -> None:
    assert told("The slope is between 19 and 12 percent.") == ["warning order: 19 and 12 percent"]
    assert told("The slope is between 12 and 19 percent.") == []


def test_a_minimum_is_no_more_than_the_maximum() -> None:
    assert told("A tablet holds at least 52 mg and at most 41 mg.") == [
        "warning order: at least 52 mg and at most 41 mg"
    ]
    assert told("A tablet holds at least 41 mg and at most 52 mg.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The clinic is open between 9 and 5.",
        "Its share fell to between 12 and 9 percent.",
        "It was between 5 °C and -3 °C.",
        "The gap between 12 km and 9 miles is small.",
        "Between 20 sheep and 15 goats the dog slept.",
    ],
)
def test_silence_where_what_comes_first_need_not_be_less(text: str) -> None:
    assert checks(text) == 0
