from __future__ import annotations

import pytest

from tests.unit.domain.asking import Json, ask, between, claimed, exact, fig, relate


def slips(result: Json) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Of each slip and figure, the value and unit that would be right."""
    return {(said["slip"], said["figure"]): (said["value"], said["unit"]) for said in result["diagnoses"]}


def two(left: Json, right: Json) -> dict[tuple[str, str], tuple[str | None, str]]:
    return slips(ask("equal", {"left": left, "right": right}))


def changed(before: Json, after: Json, change: Json) -> dict[tuple[str, str], tuple[str | None, str]]:
    return slips(ask("change", {"from": before, "to": after, "change": change}))


def test_percent_for_percentage_points() -> None:
    found = changed(fig("4", "%"), fig("6", "%"), fig("2", "%"))
    assert found["percentage_points", "change"] == ("2", "percentage point")
    assert next(iter(found)) == ("percentage_points", "change"), "the likeliest slip comes first"


def test_percentage_points_for_percent() -> None:
    found = changed(fig("4.0", "%"), fig("6.0", "%"), fig("50", "percentage point"))
    assert found["percentage_points", "change"] == ("50", "%")


def test_percentage_points_are_not_blamed_where_they_do_not_fit_either() -> None:
    assert not any(slip == "percentage_points" for slip, _ in changed(fig("4", "%"), fig("6", "%"), fig("7.3", "%")))


def test_percentage_points_are_found_in_a_claim_that_two_roles_share() -> None:
    figures = {
        "now": fig("6", "%"),
        "then": claimed(fig("4", "%")),
        "base": claimed(fig("4", "%")),
        "rise": fig("2", "%"),
    }
    result = relate("now - then + base * 0 == rise + base * 0", figures)
    assert result["verdict"] == "consistent", "a difference of percentages may be a percentage when it is written out"


@pytest.mark.parametrize(
    ("printed", "meant", "truth"),
    [
        (fig("4900", "km"), "mile", fig("4900", "mile")),
        (fig("100", "m"), "ft", fig("30.5", "m")),
        (fig("75", "kg"), "lb", fig("34", "kg")),
        (fig("10.0", "metric ton"), "short ton", fig("9.07", "metric ton")),
        (fig("68", "°C"), "°F", fig("20", "°C")),
        (fig("20", "°F"), "°C", fig("68", "°F")),
        (fig("293", "°C"), "K", fig("20", "°C")),
        (fig("62.0", "km/h"), "mile/hour", fig("99.8", "km/h")),
        (between("1000", "1100", "km"), "mile", fig("1050", "mile")),
    ],
)
def test_one_unit_for_another(printed: Json, meant: str, truth: Json) -> None:
    found = two(printed, truth)
    assert found["unit_slip", "left"][1] == meant


def test_units_are_not_blamed_where_they_do_not_fit_either() -> None:
    assert two(fig("4900", "km"), fig("9100", "mile")) == {}
    assert two(fig("101", "kg"), fig("107", "kg")) == {}


def test_a_rate_printed_the_wrong_way_round() -> None:
    amounts = [exact("18000", "KZT"), fig("134", "USD")]
    found = slips(ask("conversion", {"amounts": amounts, "rate": fig("134.6", "USD/KZT")}))
    assert found["currency_slip", "rate"] == ("134.6", "KZT/USD")


def test_amounts_with_each_others_currency() -> None:
    amounts = [fig("18000", "USD"), fig("134", "KZT")]
    found = slips(ask("conversion", {"amounts": amounts, "rate": fig("134.6", "KZT/USD")}))
    assert found["currency_slip", "amounts[0]"] == ("18000", "KZT")


def test_currencies_are_not_blamed_where_they_do_not_fit_either() -> None:
    amounts = [fig("18000", "KZT"), fig("134", "USD")]
    found = slips(ask("conversion", {"amounts": amounts, "rate": fig("219", "KZT/USD")}))
    assert not any(slip == "currency_slip" for slip, _ in found)


@pytest.mark.parametrize(
    ("printed", "truth", "value"),
    [
        (fig("18000000", "TRY"), fig("18", "TRY"), "18.000000"),
        (fig("18", "TRL"), fig("18000000", "TRL"), "18000000"),
        (fig("5000", "AZN/kg"), fig("1", "AZN/kg"), "1.0000"),
        (fig("2750", "BRL"), fig("1", "BRL"), "1.0000"),
        (fig("2.5", "million BYN"), fig("250", "BYN"), "0.00025"),
        (fig("-30", "kg/BYR"), fig("-0.003", "kg/BYR"), "-0.0030"),
    ],
)
def test_money_of_before_a_redenomination_printed_as_that_of_after_it(printed: Json, truth: Json, value: str) -> None:
    assert two(printed, truth)["currency_slip", "left"] == (value, printed["unit"])


def test_a_slip_of_a_redenomination_is_found_in_a_conversion_and_told_in_words() -> None:
    result = ask(
        "conversion", {"amounts": [exact("18000000", "TRY"), fig("13.43", "USD")], "rate": fig("1.34", "TRY/USD")}
    )
    said = next(found for found in result["diagnoses"] if found["slip"] == "currency_slip" and found["value"])
    assert said["text"] == "18,000,000 TRY was meant in TRL: 18 TRY would fit"


def test_a_redenomination_is_not_blamed_where_it_does_not_fit_either() -> None:
    assert not any(slip == "currency_slip" for slip, _ in two(fig("18000000", "TRY"), fig("19", "TRY")))
    assert not any(slip == "currency_slip" for slip, _ in two(fig("7", "BRR"), fig("8", "BRR")))


@pytest.mark.parametrize(
    ("printed", "truth", "value", "unit"),
    [
        (fig("134", "kg"), fig("1340", "kg"), "1340", "kg"),
        (fig("1340", "kg"), fig("134", "kg"), "134", "kg"),
        (fig("134", "kg"), fig("134000", "kg"), "134000", "kg"),
        (fig("134", "kg"), fig("0.134", "kg"), "0.134", "kg"),
        (fig("1.34", "million USD"), fig("1.34", "billion USD"), "1.34", "billion USD"),
        (fig("1.34", "billion USD"), fig("1.34", "million USD"), "1.34", "million USD"),
        (fig("12", "million"), fig("12", "thousand"), "12", "thousand"),
    ],
)
def test_a_factor_of_ten_or_a_thousand(printed: Json, truth: Json, value: str, unit: str) -> None:
    assert two(printed, truth)["scale", "left"] == (value, unit)


def test_a_scale_slip_of_a_long_number_keeps_every_digit() -> None:
    digits = "1234567890123456789012345678901234"
    assert two(exact(digits, "kg"), exact(f"{digits}000", "kg"))["scale", "left"] == (f"{digits}000", "kg")


def test_a_factor_of_a_hundred_is_no_slip_and_people_come_whole() -> None:
    assert not any(slip == "scale" for slip, _ in two(fig("134", "kg"), fig("13400", "kg")))
    assert not any(slip == "scale" for slip, _ in slips(ask("part_of", {
        "part": fig("19001", "person"), "whole": fig("9", "person", "at_most"),
    })))  # fmt: skip


def test_two_digits_transposed() -> None:
    assert two(fig("134", "kg"), fig("143", "kg"))["transposed_digits", "left"] == ("143", "kg")
    assert changed(fig("52"), fig("63"), fig("12", "%"))["transposed_digits", "change"] == ("21", "%")
    assert ("transposed_digits", "left") not in two(fig("134", "kg"), fig("341", "kg"))


def test_a_digit_dropped() -> None:
    assert two(fig("145", "kg"), fig("1345", "kg"))["dropped_digit", "left"] == ("1345", "kg")
    assert two(fig("18000", "kg", "exact"), fig("188000", "kg", "exact"))["dropped_digit", "left"] == ("188000", "kg")
    assert ("dropped_digit", "left") not in two(fig("145", "kg"), fig("13245", "kg"))
    assert ("dropped_digit", "left") not in two(fig("5", "kg"), fig("57", "kg")), "of a digit anything could be made"


def test_from_and_to_swapped() -> None:
    found = changed(fig("63", "kg"), fig("52", "kg"), fig("21", "%"))
    assert found["swapped", "from"] == ("52", "kg")
    assert ("swapped", "from") not in changed(fig("63", "kg"), fig("52", "kg"), fig("12", "%"))


def test_part_and_whole_swapped() -> None:
    found = slips(ask("share_of", {"part": fig("40", "person"), "whole": fig("12", "person"), "share": fig("30", "%")}))
    assert found["swapped", "part"] == ("12", "person")
    found = slips(ask("part_of", {"part": fig("19001", "person"), "whole": fig("123", "person")}))
    assert found["swapped", "part"] == ("123", "person")


def test_only_what_is_inconsistent_is_diagnosed() -> None:
    assert two(fig("134", "kg"), fig("134", "kg")) == {}
    assert two(fig("18000", "KZT"), fig("17600", "KZT")) == {}
    assert slips(ask("ratio", {"numerator": fig("1"), "denominator": fig("2")})) == {}


def test_an_unknown_figure_has_made_no_slip() -> None:
    found = slips(ask("shares", {"parts": [exact("130", "%"), fig(unit="%")]}))
    assert all(figure != "parts[1]" for _, figure in found)
    assert found["scale", "parts[0]"][1] == "%"


def test_each_diagnosis_says_what_it_is_in_words() -> None:
    result = ask("equal", {"left": fig("4900", "km"), "right": fig("4900", "mile")})
    assert result["diagnoses"][0]["text"] == "4,900 km was meant as 4,900 mile"


def test_a_change_stated_in_one_way_may_have_been_meant_in_another() -> None:
    grown = {"from": exact("50"), "to": exact("75")}
    assert slips(ask("change", {**grown, "change": fig("1.5")}))["unit_slip", "change"] == ("1.5", "")
    paid = {"from": exact("50", "USD"), "to": exact("75", "USD")}
    assert slips(ask("change", {**paid, "change": fig("25", "%")}))["unit_slip", "change"] == ("25", "USD")
    assert ("unit_slip", "change") not in slips(ask("change", {**paid, "change": fig("26", "%")}))


def test_roles_that_name_figures_are_swapped_like_figures() -> None:
    figures = {"a": exact("63"), "b": exact("52"), "from": "a", "to": "b", "change": fig("21", "%")}
    assert slips(ask("change", figures))["swapped", "from"] == ("52", "")


def test_a_range_in_the_wrong_unit_keeps_its_ends() -> None:
    figures = {"left": between("100", "110", "km"), "right": between("105", "106", "mile")}
    assert slips(ask("equal", figures))["unit_slip", "left"] == (None, "mile")
