from __future__ import annotations

import pytest

from service.reading.lint import lint
from tests.unit.reading.prose.told import told


def test_two_conversions_between_two_currencies_imply_one_rate() -> None:
    text = "The stall costs 90,000 tenge ($670). The licence costs 13,500 tenge ($1,005)."
    assert told(text) == ["error exchange: 13,500 tenge ($1,005)"]


def test_it_is_the_same_whichever_currency_comes_first() -> None:
    assert told("It costs $670 (90,000 tenge), the licence 13,500 tenge ($100).") == []
    assert told("It costs $670 (90,000 tenge), the licence 13,500 tenge ($10).") != []


@pytest.mark.parametrize(
    "text",
    [
        "The stall costs 90,000 tenge ($670). The licence costs 13,500 tenge ($98).",
        "In 2004 it cost 90,000 tenge ($670). In 2019 it cost 90,000 tenge ($237).",
        "It costs 90,000 tenge ($670 at the official rate), on the street 90,000 tenge ($410).",
        "It costs 90,000 tenge ($670). It was 90,000 tenge (then $900).",
        "It costs £450,000 ($560,000). When they bought it, £250,000 ($410,000) was a lot.",
        "It costs 90,000 tenge ($670), the visa 13,500 som ($300).",
    ],
)
def test_rates_may_differ_a_little_and_by_time_and_place(text: str) -> None:
    assert told(text) == []


def test_what_an_amount_should_have_been_is_told() -> None:
    (finding,) = lint("The stall costs 90,000 tenge ($670). The licence costs 13,500 tenge ($1,005).").findings
    assert any(diagnosis.slip == "scale" for diagnosis in finding.result.diagnoses)


def test_rates_of_different_times_are_no_more_than_a_warning() -> None:
    assert told("It costs £450,000 ($560,000). When they bought it, £250,000 ($41,000) was a lot.") == [
        "warning exchange: £250,000 ($41,000)"
    ]
