from __future__ import annotations

from functools import partial

import pytest

from service.domain.discovery import Statement
from tests.unit.domain.discovery.stating import asked, found, stated

QUOTE = "18,000 tenge ($134)"
quoted = partial(stated, quote=QUOTE, measure="fine")
TENGE = quoted("a", "18000", "KZT")


def test_two_amounts_of_one_quote_in_different_currencies_imply_a_rate() -> None:
    (check,) = found(TENGE, quoted("b", "134", "USD"))
    assert check.body == {"kind": "conversion", "figures": {"amounts": [{"claim": "a"}, {"claim": "b"}]}}
    assert (check.severity, check.rule) == ("warning", "one-quote")
    assert check.name == "fine: KZT and USD, 2004"
    assert check.why == 'one quote, "18,000 tenge ($134)", gives both, in KZT and in USD'


def test_units_of_one_dimension_convert_without_a_rate() -> None:
    assert asked(quoted("a", "34", "kg"), quoted("b", "75", "lb")) == [("conversion", "a b", "error")]
    assert asked(quoted("a", "25", "%"), quoted("b", "0.25", "")) == [("conversion", "a b", "error")]
    assert asked(quoted("a", "20", "°C"), quoted("b", "68", "°F")) == [("conversion", "a b", "error")]


def test_prices_for_one_thing_convert_like_money() -> None:
    assert asked(quoted("a", "4", "KZT/kg"), quoted("b", "0.01", "USD/lb")) == [("conversion", "a b", "warning")]


@pytest.mark.parametrize(
    "other",
    [
        quoted("b", "134", "USD", quote="$134"),
        quoted("b", "134", "USD", quote=None),
        quoted("b", "134", "USD", source="agency"),
        quoted("b", "134", "USD", measure="bribe"),
        quoted("b", "134", "USD", per="worker"),
        quoted("b", "134", "USD", period="2005"),
        quoted("b", "134", "USD/month"),
        quoted("b", "134", "KZT/USD"),
        quoted("b", "134", "kg"),
        quoted("b", "0", "USD"),
        quoted("b", None, "USD"),
        quoted("b", "134", "USD", status="retracted"),
    ],
)
def test_what_is_of_another_quote_or_thing_is_no_conversion(other: Statement) -> None:
    assert asked(TENGE, other) == []


def test_a_rate_is_no_amount_in_another_currency() -> None:
    assert asked(quoted("a", "134.6", "KZT/USD"), quoted("b", "0.0074", "USD/KZT")) == []


def test_a_range_in_two_currencies_does_not_say_which_end_is_which() -> None:
    low, high = quoted("b", "130", "USD"), quoted("c", "140", "USD")
    assert not [check for check in asked(TENGE, low, high) if check[0] == "conversion"]
    again = quoted("c", "130", "USD")
    assert ("conversion", "a b", "warning") in asked(TENGE, low, again)


def test_few_currencies_are_compared_each_with_each_and_many_with_the_first() -> None:
    some = [
        quoted(claim, "134", unit) for claim, unit in zip("bcdef", ("USD", "EUR", "RUB", "UZS", "KGS"), strict=True)
    ]
    pairs = [claims for _, claims, _ in asked(TENGE, *some[:2])]
    assert pairs == ["a b", "a c", "b c"]
    assert [claims for _, claims, _ in asked(TENGE, *some)] == ["a b", "a c", "a d", "a e", "a f"]


def test_without_a_measure_a_quote_of_just_two_amounts_is_a_conversion() -> None:
    one, other = quoted("a", "18000", "KZT", measure=None), quoted("b", "134", "USD", measure=None)
    (check,) = found(one, other)
    assert (check.severity, check.name) == ("warning", '"18,000 tenge ($134)": KZT and USD, 2004')
    assert asked(one, other, quoted("c", "5", "KZT", measure=None)) == []
