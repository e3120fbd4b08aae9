"""A news report of the kind that the service is for: all its figures, nothing else, and what follows from them."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.period import parse_period
from service.reading.mention import Mention
from service.reading.read import read

REPORT = """Steppe Weekly Volume: 1 Issue: 96

Not long ago the border police near the city fined a party of pickers 18,000 tenge ($134) each for crossing \
without papers. The pickers, who get only four tenge for each kilo of cotton, could not pay, and were sent home.

The chairman spoke of brotherly neighbors (Khabar TV, September 27). There are Kyrgyz laborers as well, whose number, \
according to the director of the Kyrgyz Department of Migration, Zafar Khakimov, exceeds 100,000 (Aikyn, July 24).

The talks fell together with a meeting of customs officers from ten countries. A newspaper reported that weapons had \
been found. It cited the head of the Astrakhan Interior Department, Viktor Potapov, as saying that 41% of labor \
migrants arriving in his region come from Tajikistan and 36% from Uzbekistan. According to Potapov, smugglers were \
lately caught with 34 kilos of heroin (Kazakhstanskaya pravda, September 23).

Strict control is a double-edged sword. Statistics indicate that in the first half of this year 19,000 individuals \
from Kyrgyzstan came in search of jobs.

For all the talk of growth, analysts suggest that 25% of the country's population lives on a meager income of $31 a \
month. Much of its 4,900-kilometer border stays unguarded (Khabar, September 27)."""

Facts = dict[str, Any]


def facts(mention: Mention) -> Facts:
    """What is known of a figure, without what is not said."""
    known = {
        **mention.figure.canonical(),
        "by": mention.attributed_to,
        "in": mention.period and mention.period.text,
        "of": mention.base and mention.base.of(REPORT),
        "measures": mention.measured,
    }
    return {name: value for name, value in known.items() if value is not None}


READING = read(REPORT, date=parse_period("2004-09-29"))
FOUND = {mention.number.of(REPORT): mention for mention in READING.mentions}


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("18,000", {"value": "18000", "unit": "KZT", "measures": "fine"}),
        ("134", {"value": "134", "unit": "USD", "measures": "fine"}),
        ("four", {"value": "4", "unit": "KZT/kg"}),
        ("100,000", {"value": "100000", "unit": "labourer", "qualifier": "more_than", "by": "Zafar Khakimov"}),
        ("ten", {"value": "10", "unit": "country", "measures": "country"}),
        ("41", {"value": "41", "unit": "%", "by": "Viktor Potapov", "of": "labor migrants"}),
        ("36", {"value": "36", "unit": "%", "by": "Viktor Potapov", "of": "labor migrants"}),
        ("34", {"value": "34", "unit": "kg", "by": "Viktor Potapov", "measures": "heroin"}),
        ("19,000", {"value": "19000", "unit": "individual", "by": "Statistics", "in": "2004-01/2004-06"}),
        ("25", {"value": "25", "unit": "%", "by": "analysts", "measures": "population"}),
        ("31", {"value": "31", "unit": "USD/month", "by": "analysts", "measures": "income"}),
        ("4,900", {"value": "4900", "unit": "km", "by": "Khabar", "measures": "border"}),
    ],
)
def test_every_figure_is_found_with_what_is_said_of_it(number: str, told: Facts) -> None:
    known = facts(FOUND[number])
    assert {name: known.get(name) for name in told} == told


@pytest.mark.parametrize("number", ["18,000", "134", "four", "ten"])
def test_what_nobody_is_said_to_have_said_is_attributed_to_nobody(number: str) -> None:
    assert FOUND[number].attributed_to is None


def test_only_the_figure_of_the_half_year_has_a_period() -> None:
    assert [number for number, mention in FOUND.items() if mention.period] == ["19,000"]


def test_nothing_else_is_a_figure() -> None:
    assert list(FOUND) == "18,000 134 four 100,000 ten 41 36 34 19,000 25 31 4,900".split()


def test_dates_of_outlets_are_dates() -> None:
    dated = {each.span.of(REPORT): each.period.text for each in READING.apart if each.period is not None}
    assert "2004-07-24" in dated.values()
    assert "2004-09-27" in dated.values()


def test_the_fine_in_kilos_of_cotton_follows() -> None:
    figures = {
        role: FOUND[number].figure.canonical() for role, number in (("numerator", "18,000"), ("denominator", "four"))
    }
    result = evaluate(Check.parse({"kind": "ratio", "figures": figures}))
    measured = result.measured
    assert measured is not None
    assert measured["unit"] == "kg"
    exact = {role: {**figure, "qualifier": "exact"} for role, figure in figures.items()}
    point = evaluate(Check.parse({"kind": "ratio", "figures": exact})).measured
    assert point is not None
    assert (point["lower"], point["upper"]) == ("4500", "4500")
