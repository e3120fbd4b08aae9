from __future__ import annotations

import pytest

from tests.unit.reading.prose.told import checks, told

WRITTEN = "2015-06-01"


@pytest.mark.parametrize("age", [53, 54])
def test_years_alone_leave_an_age_open_by_one(age: int) -> None:
    text = f"Born in 1950, the engraver died in 2004 aged {age}."

    assert checks(text) == 1
    assert told(text) == []


@pytest.mark.parametrize("age", [52, 55])
def test_an_age_beyond_that_is_wrong(age: int) -> None:
    text = f"Born in 1950, the engraver died in 2004 aged {age}."

    assert told(text) == [f"error age: 1950, the engraver died in 2004 aged {age}"]


@pytest.mark.parametrize(
    ("death", "age"), [("2 May 2014", 52), ("3 May 2014", 53), ("4 May 2014", 53), ("28 February 2012", 50)]
)
def test_a_birthday_counts_to_the_day(death: str, age: int) -> None:
    right, wrong = (f"She was born on 3 May 1961 and died on {death}, aged {each}." for each in (age, age + 1))

    assert checks(right) == 1
    assert told(right) == []
    assert len(told(wrong)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The organist was born in 1912 and died in 1971 at the age of 48.",
        "The 48-year-old organist, born in 1912, died in 1971.",
        "The organist (born 1912, died 1971) was 48.",
        "The organist, born in 1912, was 48 when he died in 1971.",
        "Born in 1912, the organist died in 1971 at 48.",
        "The organist (1912–1971) died at 48.",
        "The organist, who was born in 1912 and died in 1971, lived to be 48.",
    ],
)
def test_an_age_is_said_in_several_ways(text: str) -> None:
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "He was born in 1950; his brother died in 1960 aged 12.",
        "She was born in 1970, a year after her father died in 1969 at the age of 40.",
        "Her grandfather, born in 1902, died in 1989 when she was 12.",
        "Born in 1950, he moved to York in 1972 and died there in 2004 at 54.",
        "The 48-year-old, born in 1961, sang with a 20-year-old and died in 2014.",
        "The strike (1912–1971) was long, and 48 men died.",
        "Of the 48 born in 1961, 12 died in 2014.",
        "Born in 1912, the organist died in 1971 at about 60.",
    ],
)
def test_silence_where_another_life_may_be_meant(text: str) -> None:
    assert checks(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "The club was founded in 1982, 33 years ago.",
        "The club was founded 33 years ago, in 1982.",
        "The club was founded in 1985, 30 years ago.",
        "The club was founded in 1988 (25 years ago).",
    ],
)
def test_years_ago_are_counted_from_when_a_text_was_written(text: str) -> None:
    assert checks(text, date=WRITTEN) == 1
    assert told(text, date=WRITTEN) == []
    assert checks(text) == 0


def test_more_years_than_have_passed_are_wrong() -> None:
    assert told("The club was founded in 1988, 33 years ago.", date=WRITTEN) == ["error age: 1988, 33 years ago"]
