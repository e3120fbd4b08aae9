from __future__ import annotations

from itertools import pairwise

import pytest

from service.domain.period import parse_period
from service.reading.dates.periods import periods_in
from service.reading.token import tokens_of


def periods(text: str, date: str | None = "2004-09-29") -> list[tuple[str, str]]:
    """What is read as periods in a text of that date: the words, and EDTF."""
    found = periods_in(tokens_of(text), None if date is None else parse_period(date))
    return [(each.span.of(text), each.period.text) for each in found]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("It sold 40 in 2019.", "2019"),
        ("the 2019 budget", "2019"),
        ("In the 1990s it grew.", "1990/1999"),
        ("between 2014 and 2017", "2014/2017"),
        ("from 2008 to 2020", "2008/2020"),
        ("2014–2017", "2014/2017"),
        ("the 2019-20 season", "2019/2020"),
        ("in March 2019", "2019-03"),
        ("in Sept. 2019", "2019-09"),
        ("on March 19, 2020", "2020-03-19"),
        ("on 19 March 2020", "2020-03-19"),
        ("on the 19th of March, 2020", "2020-03-19"),
        ("March 3-5, 2019", "2019-03-03/2019-03-05"),
        ("3–5 May 2019", "2019-05-03/2019-05-05"),
        ("from March to June 2019", "2019-03/2019-06"),
        ("from November to March 2019", "2018-11/2019-03"),
        ("on 2004-09-29", "2004-09-29"),
        ("on 29/09/2004", "2004-09-29"),
        ("09/29/2004", "2004-09-29"),
        ("the first half of 2019", "2019-01/2019-06"),
        ("the third quarter of 2019", "2019-07/2019-09"),
        ("the last quarter of 2003", "2003-10/2003-12"),
        ("third-quarter 2019 sales", "2019-07/2019-09"),
        ("in Q3 2019", "2019-07/2019-09"),
        ("3Q 2019", "2019-07/2019-09"),
        ("H1 2019", "2019-01/2019-06"),
        ("the first nine months of 2019", "2019-01/2019-09"),
        ("in the year to June 2020", "2019-07/2020-06"),
        ("the year ended 31 March 2003", "2002-04/2003-03"),
        ("the three months to June 2020", "2020-04/2020-06"),
        ("the week ending March 12, 2004", "2004-03-06/2004-03-12"),
        ("the quarter ended June 30, 2020", "2020-04/2020-06"),
        ("the 19th century", "1801/1900"),
        ("summer 2019", "2019-22"),
        ("since 2001", "2001/.."),
        ("until 2003", "../2003"),
        ("by 2030", "2030"),
        ("Tuesday, September 27, 2004", "2004-09-27"),
    ],
)
def test_what_is_said_in_full_needs_no_date_of_the_document(text: str, period: str) -> None:
    assert [each for _, each in periods(text, date=None)] == [period]


@pytest.mark.parametrize(
    ("text", "words", "period"),
    [
        ("in the first half of this year", "first half of this year", "2004-01/2004-06"),
        ("in the second quarter", "second quarter", "2004-04/2004-06"),
        ("in the fourth quarter", "fourth quarter", "2003-10/2003-12"),
        ("Last year it fell", "Last year", "2003"),
        ("next year", "next year", "2005"),
        ("this month", "this month", "2004-09"),
        ("last month", "last month", "2004-08"),
        ("last week", "last week", "2004-09-20/2004-09-26"),
        ("last quarter", "last quarter", "2004-04/2004-06"),
        ("since March", "since March", "2004-03/2004-09-29"),
        ("since December", "since December", "2003-12/2004-09-29"),
        ("since 2001", "since 2001", "2001/2004-09-29"),
        ("on September 27", "September 27", "2004-09-27"),
        ("in July", "July", "2004-07"),
        ("In July, 2000 people came", "July", "2004-07"),
        ("this summer", "this summer", "2004-22"),
        ("H1 was poor", "H1", "2004-01/2004-06"),
        ("in March of last year", "March of last year", "2003-03"),
        ("last December", "last December", "2003-12"),
        ("It will open in December", "December", "2004-12"),
        ("on Tuesday", "Tuesday", "2004-09-28"),
        ("on Wednesday", "Wednesday", "2004-09-29"),
        ("It will open on Monday", "Monday", "2004-10-04"),
        ("yesterday", "yesterday", "2004-09-28"),
        ("over the past two years", "past two years", "2002-09-29/2004-09-29"),
        ("in the last 12 months", "last 12 months", "2003-09-29/2004-09-29"),
        ("in the past decade", "past decade", "1994-09-29/2004-09-29"),
        ("two years ago", "two years ago", "2002"),
        ("three months ago", "three months ago", "2004-06"),
        ("ten days ago", "ten days ago", "2004-09-19"),
        ("by the end of the year", "end of the year", "2004"),
        ("three months to June", "three months to June", "2004-04/2004-06"),
        ("the first six months of the year", "first six months of the year", "2004-01/2004-06"),
        ("this decade", "this decade", "2000/2009"),
        ("the next century", "next century", "2101/2200"),
    ],
)
def test_the_rest_is_told_from_the_date_of_the_document(text: str, words: str, period: str) -> None:
    assert periods(text) == [(words, period)]
    assert periods(text, date=None) in ([], [("since 2001", "2001/..")])


def test_each_end_of_a_movement_keeps_its_own() -> None:
    assert periods("It rose from 50 in 2008 to 60 in 2020.") == [("2008", "2008"), ("2020", "2020")]


@pytest.mark.parametrize(
    "text",
    [
        "in fiscal 2019",
        "the fiscal year 2019",
        "in the financial year",
        "on 04/05/2004",
        "They march in step and may win.",
        "Theresa May said so.",
        "an income of $31 a month",
        "a 27-year-old",
        "40 years old",
        "in December",
        "every Tuesday",
        "Black Friday",
        "a year earlier",
        "in recent years",
        "the 40 days of rain",
        "February 30, 2019",
        "the second half of the match",
        "a quarter of the towns",
        "$2000",
        "in Q3 FY2019",
        "about ten years ago",
        "half a year ago",
        "on Monday and Tuesday",
        "Monday to Friday",
        "at 1234 tonnes",
    ],
)
def test_what_may_mean_something_else_is_left_out(text: str) -> None:
    assert periods(text) == []


def test_a_date_that_tells_no_day_tells_no_weeks() -> None:
    assert periods("last week, last month and last year", date="2004") == [("last year", "2003")]
    assert periods("last week, last month and last year", date="2004-09") == [
        ("last month", "2004-08"),
        ("last year", "2003"),
    ]
    assert periods("last year", date="2003/2004") == []


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "2004-02-29"])
def test_the_ends_of_the_calendar_are_no_fault(date: str) -> None:
    text = "last century, next century, a year ago, tomorrow, yesterday, next week, the past 999 years, two months ago"
    for _, period in periods(text, date):
        assert parse_period(period).text == period


def test_no_two_overlap() -> None:
    text = "between March and June 2019 and 2020-21 of last year to June 2003, Tuesday, 3 May 2001 to 4 May 2002 in Q3"
    found = periods_in(tokens_of(text), parse_period("2004-09-29"))
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))
