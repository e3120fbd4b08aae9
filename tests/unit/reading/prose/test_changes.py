from __future__ import annotations

import pytest

from service.reading.lint import lint
from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Loans rose from 241 to 302, a 35% increase.", "35%"),
        ("Loans rose from 241 to 302, up 35%.", "35%"),
        ("Loans rose from 241 to 302 (up 81).", "81"),
        ("Loans rose from 241 in May to 302 in June, an increase of 35 percent.", "35 percent"),
        ("Loans fell from 302 to 241, a drop of 35 percent.", "35 percent"),
        ("Loans fell 35 percent, from 302 to 241.", "35 percent"),
        ("Loans fell by 35% last year, from 302 to 241.", "35%"),
        ("Loans were up 81 to 302 from 241.", "81"),
        ("Loans rose from 241 to 302 (35%).", "35%"),
        ("Sales grew to €24.6 million from €20.4 million, a gain of 41%.", "41%"),
        ("A 35 percent rise took the fee to 302 euros, from 241 euros before.", "35 percent"),
        ("The bank lent €24.6 million ($26.8 million), up from €20.4 million a year before, a rise of 41%.", "41%"),
        ("Profit was €24.6 million, a 41% jump from €20.4 million a year before.", "41%"),
        ("The index gained 3.1% to close at 2,341 from 2,213.", "3.1%"),
        ("Support rose eight points, from 41% to 52%.", "eight points"),
        ("The crop of 4.2 tonnes is 14% more than the 3.2 tonnes of 2019.", "14%"),
        ("Profit was €24.6 million, up 41% from €20.4 million.", "41%"),
        ("The queue was cut by a third, from 44 minutes to 38 minutes.", "a third"),
    ],
)
def test_a_change_is_that_between_the_figures_beside_it(text: str, at: str) -> None:
    assert told(text) == [f"error change: {at}"]


@pytest.mark.parametrize(
    "text",
    [
        "Loans rose from 241 to 302, a 25% increase.",
        "Loans fell from 302 to 241, a drop of 20 percent.",
        "Loans fell 20 percent, from 302 to 241.",
        "Loans were up 61 to 302 from 241.",
        "Loans went from 302 to 241, down 61.",
        "Turnout rose from 52.1% to 55.3%, up 3.2 percentage points.",
        "The queue was cut by a third, from 44 minutes to 29 minutes.",
        "Rents climbed from 410 to 470 euros, up 15%.",
    ],
)
def test_what_fits_is_no_finding(text: str) -> None:
    assert checks(text) >= 1
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Loans rose from 241 to 302, while deposits fell 35%.",
        "Loans rose from 241 to 302, up 35% on last year.",
        "Loans rose from 241 to 302, an average of 4% a year.",
        "Loans rose 4 percent a year from 241 to 302.",
        "Loans rose 35% and the number of clerks went from 24 to 30.",
        "Loans rose from 241 to 302 in the north, up 35% in the south.",
        "The club slipped from 3 to 5 in the table, down two places.",
        "Loans rose 35% from a year before to 300.",
        "The gap grew from 4 to 6 points, and the debt by 35%.",
    ],
)
def test_silence_where_the_change_may_be_one_of_something_else(text: str) -> None:
    assert told(text) == []


def test_percent_for_points_is_a_warning_with_the_slip_named() -> None:
    (finding,) = lint("The rate rose from 4% to 6%, a rise of 2%.").findings
    assert (finding.found.rule, finding.severity) == ("change", "warning")
    assert finding.found.alternative == "“Percent” between two percentages may be meant as percentage points."
    assert [diagnosis.slip for diagnosis in finding.result.diagnoses][:1] == ["percentage_points"]


def test_points_that_do_not_fit_are_an_error() -> None:
    assert told("The rate rose from 4.1% to 6.3%, up 3.2 percentage points.") == ["error change: 3.2 percentage points"]
    assert told("The rate rose from 4.25% to 4.75%, or by 0.25 percentage points.") != []


def test_what_rose_became_more() -> None:
    assert told("Attendance fell from 310 people to 420 people.") == ["warning direction: 310 people to 420 people"]
    assert told("Attendance fell from 420 people to 310 people.") == []
    assert told("The rupee fell from 70 to 75 to the dollar.") == []


def test_a_fall_is_asked_for_as_a_negative_change_of_the_very_figure() -> None:
    (finding,) = lint("Loans fell 35 percent, from 302 to 241.").findings
    figures = finding.found.body["figures"]
    assert (figures["change"], figures["fall"]) == ("-fall", {"mention": 0})
