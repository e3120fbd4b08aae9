from __future__ import annotations

import pytest

from tests.mentions import mentions_of


def told(text: str) -> list[str | None]:
    """The periods of the figures of a text dated 29 September 2004."""
    return [each.period.text if each.period else None for each in mentions_of(text)]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("The firm had 400 workers in 2003.", ["2003"]),
        ("They fined each picker 18,000 tenge ($134) in 2003.", ["2003", "2003"]),
        ("In 2003, sales were $40 and profit was $5.", ["2003", "2003"]),
        ("Last year 40 firms closed; this year 50 firms did.", ["2003", "2004"]),
        ("In 2001 it sold 40 cars and in 2002 50 cars.", ["2001", "2002"]),
        ("It sold 40 cars and 50 bikes in 2003.", ["2003", "2003"]),
        ("The 2001 census counted 400 people.", ["2001"]),
        ("Officials say that in the first half of this year 19,000 people came.", ["2004-01/2004-06"]),
        ("Over the past two years it sold 40 cars.", [None, "2002-09-29/2004-09-29"]),
        ("Sales grew by 3% in the second quarter.", ["2004-04/2004-06"]),
    ],
)
def test_a_figure_takes_the_period_that_its_clause_tells(text: str, periods: list[str | None]) -> None:
    assert told(text) == periods


@pytest.mark.parametrize(
    "text",
    [
        "Police said on Tuesday that 40 people had died.",
        "He told reporters late on Monday that 40 people had died.",
        "The firm has 400 workers (Daily Post, July 24).",
        "It sold 40 cars in 2001 and 2002.",
        "It sold 40 cars since the works opened in 1985.",
        "It paid $40 for a breach of a deal from 1990.",
        "It has 400 workers, and was founded in 1990.",
        "The firm, which was sold in 1990, has 400 workers.",
    ],
)
def test_other_periods_of_a_sentence_are_not_those_of_its_figures(text: str) -> None:
    assert told(text) == [None]


def test_what_something_is_compared_with_is_not_of_the_same_period() -> None:
    assert told("In 2003 sales were $50, compared with $40 a year earlier.") == ["2003", None]
    assert told("In 2003 sales were $50, compared with $40 in 2002.") == ["2003", "2002"]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("It rose from $50 in 2001 to $60 in 2003.", ["2001", "2003"]),
        ("It rose from $50 to $60 in 2003.", [None, "2003"]),
        ("In 2003 it rose from $50 to $60.", [None, "2003"]),
        ("From 2001 to 2003 it rose from $50 to $60.", ["2001", "2003"]),
        ("Between 2001 and 2003 it rose from $50 to $60.", ["2001", "2003"]),
        ("It rose from $50 to $60 between 2001 and 2003.", ["2001", "2003"]),
        ("In the first half of 2003 it rose from $50 to $60.", [None, "2003-01/2003-06"]),
    ],
)
def test_each_end_of_a_movement_has_a_period_of_its_own(text: str, periods: list[str | None]) -> None:
    assert told(text) == periods


def test_without_a_date_of_the_document_only_what_is_said_in_full_is_known() -> None:
    text = "It sold 40 cars in 2003 and 50 bikes last year."
    assert [each.period and each.period.text for each in mentions_of(text, date=None)] == ["2003", None]
