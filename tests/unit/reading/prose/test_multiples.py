from __future__ import annotations

import pytest

from tests.unit.reading.prose.told import checks, told


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Cases doubled from 34 to 91.", "doubled from 34 to 91"),
        ("Cases doubled from 3 to 7.", "doubled from 3 to 7"),
        ("Cases tripled in a week, from 34 to 68.", "tripled in a week, from 34 to 68"),
        ("Sales tripled to $12 million from $3 million.", "tripled to $12 million from $3 million"),
        ("Staff halved from 80 to 55.", "halved from 80 to 55"),
        ("The town more than doubled its budget from 34 to 61 million euros.", None),
        ("It has 48 looms, four times the 9 of 2010.", None),
        ("He paid 2.6 million euros, half of the 6.4 million euros asked.", None),
        ("It has 48 looms, twice the 18 of 2010.", None),
    ],
)
def test_a_factor_in_words_is_the_one_between_the_figures(text: str, at: str | None) -> None:
    (finding,) = told(text)
    assert finding.startswith("error multiple: ")
    assert at is None or finding == f"error multiple: {at}"


@pytest.mark.parametrize(
    "text",
    [
        "Cases doubled from 34 to 67.",
        "Cases more than doubled from 34 to 91.",
        "Cases nearly doubled from 34 to 65.",
        "Staff halved from 80 to 41.",
        "Staff nearly halved from 80 to 43.",
        "Staff more than halved from 80 to 31.",
        "It has 48 looms, four times the 12 of 2010.",
        "It has 48 looms, nearly twice the 25 of 2010.",
        "Profit tripled to $9.1 million from $3 million.",
    ],
)
def test_a_factor_in_words_is_said_loosely(text: str) -> None:
    assert checks(text) >= 1
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Prices doubled within a year, and wages rose from $5 to $6.",
        "He doubled the dose after the fever fell from 40 to 38 degrees.",
        "Rates rose four times from 1% to 3%.",
        "It has 48 looms, three times the 9 weavers of 2010.",
        "It has 48 looms, twice as wide as the 18 of 2010.",
    ],
)
def test_silence_where_the_factor_may_be_of_something_else(text: str) -> None:
    assert not any("multiple" in finding for finding in told(text))


def test_so_many_fold_may_be_so_much_more() -> None:
    assert told("Output rose fourfold from 12 tonnes to 60 tonnes.") == [
        "warning multiple: fourfold from 12 tonnes to 60 tonnes"
    ]
