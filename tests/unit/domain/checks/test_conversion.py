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


def dated(figure: Json, period: str | None = None, **also: Json | str) -> Json:
    return {"figure": figure, **({} if period is None else {"period": period}), **also}


def test_former_money_converts_to_its_successor_at_the_rate_of_the_law() -> None:
    result = ask("conversion", amounts(exact("1955.83", "DEM"), exact("1000", "EUR")))
    assert result["verdict"] == "consistent"
    assert "legal conversion rate 1.95583 DEM/EUR (Council Regulation (EC) No 2866/98)" in result["text"]
    assert verdict("conversion", amounts(exact("1955.84", "DEM"), exact("1000", "EUR"))) == "inconsistent"
    assert verdict("conversion", amounts(exact("18", "TRY"), exact("18000000", "TRL"))) == "consistent"


def test_a_legal_rate_with_units_of_something_else_in_it_is_used_too() -> None:
    assert verdict("conversion", amounts(exact("4", "BYN/kg"), exact("40000", "BYR/kg"))) == "consistent"


def test_a_rate_given_goes_before_that_of_the_law() -> None:
    asked = amounts(exact("196", "DEM"), exact("100", "EUR"), rate=fig("1.96", "DEM/EUR"))
    assert verdict("conversion", asked) == "consistent"


def test_a_legal_rate_is_exact_where_it_is_no_decimal() -> None:
    figures = amounts(dated(exact("655957", "FRF"), "2000"), dated(exact("195583", "DEM"), "2000"))
    result = ask("conversion", figures)
    assert (result["verdict"], result["holds"]) == ("consistent", "always")
    assert "6.55957 FRF/EUR and 1.95583 DEM/EUR" in result["text"]


def test_the_law_says_nothing_of_the_time_before_it() -> None:
    figures = [exact("760", "HRK"), exact("100", "EUR")]
    for period in ("2015", None):
        result = ask("conversion", amounts(*(dated(figure, period) for figure in figures)))
        assert (result["verdict"], result["reason"]) == ("undetermined", "missing_exchange_rate")
        assert "would be for amounts since 2023-01-01 only" in result["text"]
    # Each currency's date counts, whichever amount it stands with.
    mixed = amounts(dated(figures[0], "2023"), dated(figures[1], "2022/2023"))
    assert ask("conversion", mixed)["reason"] == "missing_exchange_rate"


def test_an_amount_in_money_of_another_time_is_told_and_no_error() -> None:
    result = ask("conversion", amounts(dated(exact("40000", "BYR"), "2020"), dated(exact("4", "BYN"), "2020")))
    assert result["verdict"] == "consistent"
    assert "BYR was replaced by BYN on 2016-07-01 (10,000 BYR/BYN), before 2020" in result["text"]
    said = ask("conversion", amounts({"figure": exact("1", "DEM"), "asserted": "2010"}, fig("1", "EUR")))
    assert "before 2010" in said["text"]


def test_the_finding_names_the_rate_its_date_its_direction_and_its_source() -> None:
    rate = dated(fig("134.60", "KZT/USD"), "2004-09-24", source={"id": "nbk", "name": "National Bank: Rates"})
    result = ask("conversion", amounts(TENGE, DOLLARS, rate=rate))
    assert "The rate of 2004-09-24 is 134.60 KZT for 1 USD (National Bank: Rates)." in result["text"]
    assert result["verdict"] == "consistent"


def test_a_rate_of_another_day_than_the_amounts_is_no_different_period() -> None:
    rate = dated(fig("134.6", "KZT/USD"), "2004-09-24")
    dated_amounts = amounts(dated(TENGE, "2004-09-25"), dated(DOLLARS, "2004-09-25"), rate=rate)
    assert verdict("conversion", dated_amounts) == "consistent"


def test_what_was_looked_for_in_vain_is_told() -> None:
    sought = "KZT/USD within 7 days of 2004-09 in rates"
    result = ask("conversion", amounts(TENGE, DOLLARS), parameters={"sought": sought})
    assert f"Looked for {sought}: there is none." in result["text"]
    found = faults({"kind": "conversion", "figures": amounts(TENGE, DOLLARS), "parameters": {"sought": 7}})
    assert "must be text" in found["/parameters/sought"]


def test_a_rate_is_above_zero() -> None:
    for rate, member in ((fig("0", "KZT/USD"), "value"), (fig("-134.6", "KZT/USD"), "value")):
        found = faults({"kind": "conversion", "figures": amounts(TENGE, DOLLARS, rate=rate)})
        assert found[f"/figures/rate/{member}"].startswith("a rate is above zero, and this is ")
    ranged = {"lower": "-1", "upper": "150", "unit": "KZT/USD"}
    found = faults({"kind": "conversion", "figures": amounts(TENGE, DOLLARS, rate=ranged)})
    assert found == {"/figures/rate/lower": "a rate is above zero, and this is -1 to 150"}
