from __future__ import annotations

from tests.unit.domain.asking import Json, ask, ends, exact, faults, fig, verdict

TENGE, DOLLARS = exact("18000", "KZT"), fig("134", "USD")


def amounts(*figures: Json, **also: Json) -> Json:
    return {"amounts": list(figures), **also}


def test_money_at_a_rate() -> None:
    assert verdict("conversion", amounts(TENGE, DOLLARS, rate=fig("134.6", "KZT/USD"))) == "consistent"
    assert verdict("conversion", amounts(TENGE, DOLLARS, rate=fig("148", "KZT/USD"))) == "inconsistent"


def test_the_order_of_amounts_and_the_way_of_the_rate_do_not_matter() -> None:
    assert verdict("conversion", amounts(DOLLARS, TENGE, rate=fig("134.6", "KZT/USD"))) == "consistent"
    assert verdict("conversion", amounts(TENGE, DOLLARS, rate=fig("0.00743", "USD/KZT"))) == "consistent"
    assert verdict("conversion", amounts(TENGE, DOLLARS, rate=fig("0.0068", "USD/KZT"))) == "inconsistent"


def test_money_without_a_rate_only_implies_one() -> None:
    result = ask("conversion", amounts(TENGE, DOLLARS))
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_exchange_rate")
    assert result["measured"]["unit"] == "KZT/USD"
    assert ends(result["measured"]) == ("133.828996282", "134.831460675")


def test_an_unknown_rate_is_implied() -> None:
    result = ask("conversion", amounts(TENGE, DOLLARS, rate=fig(unit="KZT/USD")))
    assert result["reason"] == "missing_figure"
    assert ends(result["admissible"]["rate"]) == ("133.828996282", "134.831460675")


def test_an_amount_unknown_is_implied() -> None:
    result = ask("conversion", amounts(TENGE, fig(unit="USD"), rate=exact("150", "KZT/USD")))
    assert ends(result["admissible"]["amounts[1]"]) == ("120", "120")


def test_a_physical_amount_needs_no_rate() -> None:
    assert verdict("conversion", amounts(fig("10", "mile"), fig("16", "km"))) == "consistent"
    assert verdict("conversion", amounts(fig("10.0", "mile"), fig("17", "km"))) == "inconsistent"
    assert verdict("conversion", amounts(fig("100", "°C"), fig("212", "°F"))) == "consistent"


def test_unlike_amounts_need_a_rate_between_them() -> None:
    found = faults({"kind": "conversion", "figures": amounts(fig("1", "kg"), fig("1", "km"))})
    assert "kg/km" in found["/figures/amounts"]
    asked = amounts(exact("30", "kg"), exact("2", "{bag}"), rate=fig("15", "kg/{bag}"))
    assert verdict("conversion", asked) == "consistent"


def test_a_rate_of_other_money_is_refused_naming_what_it_would_be_in() -> None:
    found = faults({"kind": "conversion", "figures": amounts(TENGE, DOLLARS, rate=fig("1", "KZT/EUR"))})
    assert "KZT/USD" in found["/figures/rate/unit"]
    assert "USD/KZT" in found["/figures/rate/unit"]


def test_there_are_two_amounts() -> None:
    assert "2 figures, not 1" in faults({"kind": "conversion", "figures": amounts(TENGE)})["/figures/amounts"]
    three = {"kind": "conversion", "figures": amounts(TENGE, TENGE, TENGE)}
    assert "2 figures, not 3" in faults(three)["/figures/amounts"]
