from __future__ import annotations

import pytest

from service.domain.units import parse_unit
from tests.mentions import mentions_of


def measures(text: str) -> list[str | None]:
    return [each.measured for each in mentions_of(text)]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("They have a meager income of $31 a month.", "income"),
        ("It has a net income of $31.", "net income"),
        ("Revenue rose to $7 last year.", "revenue"),
        ("Revenue of the mill in Leeds reached $7.", "revenue"),
        ("Unemployment fell to 4.1 percent.", "unemployment"),
        ("The unemployment rate was 4.1 percent.", "unemployment"),
        ("They crossed the country's 4,900-kilometer border.", "border"),
        ("She took out a $5,000 student loan.", "student loan"),
        ("Police fined each of them 18,000 tenge.", "fine"),
        ("They counted 40 people.", "person"),
        ("They hired 40 labor migrants.", "labor migrant"),
        ("He was caught with 34 kilos of heroin.", "heroin"),
        ("Some 41% of labor migrants are from there.", "labor migrant"),
        ("About 25% of the population is poor.", "population"),
        ("Sales were $40.", "sales"),
        ("Sales fell to 40 units.", "sales"),
        ("The law sets the fee at $40.", "fee"),
        ("The tax will rise to 21 percent.", "tax"),
        ("Rainfall in the third quarter of 2003 reached 410 mm.", "rainfall"),
        ("Life expectancy there is 74.2 years.", "life expectancy"),
        ("They expect growth of 5 percent.", "growth"),
        ("Unemployment fell from 5 percent.", "unemployment"),
        ("It pays long-term incentives of $40.", "long-term incentive"),
    ],
)
def test_what_is_measured_is_told_in_a_word_or_two(text: str, measure: str) -> None:
    assert measures(text) == [measure]


@pytest.mark.parametrize(
    "text",
    [
        "Revenue rose 5 percent.",
        "Revenue at the mill fell by 5 percent.",
        "Revenue was 5 percent higher.",
        "Revenue was up 5 percent.",
    ],
)
def test_what_something_rose_by_is_no_amount_of_it(text: str) -> None:
    assert measures(text) == ["revenue change"]


def test_a_rise_and_the_level_it_led_to_are_two_things() -> None:
    assert measures("Net income rose 5 percent to $7.") == ["net income change", "net income"]


def test_both_ends_of_a_movement_are_one_thing() -> None:
    assert measures("Output rose from 50 tonnes to 60 tonnes.") == ["output", "output"]


def test_what_is_said_again_in_brackets_measures_the_same() -> None:
    assert measures("They were fined 18,000 tenge ($134).") == ["fine", "fine"]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5.",
        "Tesla jumped 5 percent.",
        "In other trade, Acme fell to $5.",
        "The mast is 5 metres tall.",
        "He is a 15-year-old pupil.",
        "It gave the mill a 5-percent boost.",
        "She paid $5 and left.",
        "He gave a total of $5.",
        "It was $5.",
        "The mill, they said, was $5.",
        "There were 5 left.",
        "Of the rest, $5 went to her.",
    ],
)
def test_there_is_no_guess_where_the_words_do_not_say(text: str) -> None:
    assert measures(text) == [None]


def test_a_share_that_is_listed_behind_another_is_of_the_same() -> None:
    text = "He said that 41% of labor migrants in his region come from the south and 36% from the west."
    assert [each.base and each.base.of(text) for each in mentions_of(text)] == ["labor migrants"] * 2
    assert measures(text) == ["labor migrant"] * 2


@pytest.mark.parametrize(
    ("text", "thing", "unit"),
    [
        ("The number of pupils reached 60.", "pupils", "{pupil}"),
        ("The number of young workers in the mill stood at 60.", "young workers", "{worker}"),
        ("He spoke of laborers in the north, whose number, by their own word, is 100,000.", "laborers", "laborer"),
    ],
)
def test_a_bare_number_counts_what_its_subject_is_the_number_of(text: str, thing: str, unit: str) -> None:
    [mention] = mentions_of(text)
    assert mention.thing is not None
    assert (mention.thing.of(text), mention.figure.unit) == (thing, parse_unit(unit))


def test_a_number_that_counts_goes_from_and_to() -> None:
    text = "The number of pupils rose from 50 to 60."
    assert [str(each.figure.unit) for each in mentions_of(text)] == ["pupil", "pupil"]


@pytest.mark.parametrize(
    "text", ["The number is a prime, and 60 is none.", "The number of pupils is a reason why it paid 60."]
)
def test_a_number_that_is_not_told_of_counts_nothing(text: str) -> None:
    assert {str(each.figure.unit) for each in mentions_of(text)} == {""}
