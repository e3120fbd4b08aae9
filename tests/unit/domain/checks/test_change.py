from __future__ import annotations

import pytest

from tests.unit.domain.asking import Json, ask, ends, exact, faults, fig, verdict


def figures(before: str, after: str, change: Json, unit: str = "") -> Json:
    return {"from": fig(before, unit), "to": fig(after, unit), "change": change}


@pytest.mark.parametrize(
    ("before", "after", "change", "unit", "expected"),
    [
        ("52", "63", fig("21", "%"), "", "consistent"),
        ("52", "63", fig("12", "%"), "", "inconsistent"),
        ("63", "52", fig("-17", "%"), "", "consistent"),
        ("63", "52", fig("17", "%"), "", "inconsistent"),
        ("4", "6", fig("2", "%"), "%", "inconsistent"),
        ("4", "6", fig("2", "percentage point"), "%", "consistent"),
        ("4.0", "6.0", fig("50", "%"), "%", "consistent"),
        ("50", "60", fig("10", "%"), "", "strained"),
        ("52", "63", fig("11", "kg"), "kg", "consistent"),
        ("52", "63", fig("15", "kg"), "kg", "inconsistent"),
        ("63", "52", fig("-11", "kg"), "kg", "consistent"),
        ("52", "63", fig("11000", "g"), "kg", "consistent"),
        ("50", "100", fig("2"), "kg", "consistent"),
        ("50", "100", fig("5"), "kg", "inconsistent"),
        ("50.0", "100.0", fig("100", "%"), "kg", "consistent"),
        ("10", "13", fig("3", "°C"), "°C", "consistent"),
        ("10", "13", fig("3", "delta_degC"), "°C", "consistent"),
        ("10", "13", fig("3", "K"), "°C", "consistent"),
        ("10", "13", fig("19", "°C"), "°C", "inconsistent"),
        ("50", "59", fig("5", "°C"), "°F", "consistent"),
    ],
)
def test_a_change_is_what_its_unit_says(before: str, after: str, change: Json, unit: str, expected: str) -> None:
    assert verdict("change", figures(before, after, change, unit)) == expected


@pytest.mark.parametrize(
    ("reading", "change", "unit", "expected"),
    [
        ("percent", fig("0.5"), "kg", "consistent"),
        ("factor", fig("150", "%"), "kg", "consistent"),
        ("factor", fig("1.5"), "", "consistent"),
        ("absolute", fig("20"), "", "consistent"),
        ("points", fig("20", "%"), "%", "consistent"),
        ("points", fig("50", "%"), "%", "inconsistent"),
    ],
)
def test_a_change_may_be_said_to_be_something_else(reading: str, change: Json, unit: str, expected: str) -> None:
    asked = {"from": exact("40", unit), "to": exact("60", unit), "change": change}
    assert verdict("change", asked, parameters={"as": reading}) == expected


def test_a_change_unknown_is_implied_and_may_be_a_fall() -> None:
    asked = {"from": exact("80", "kg"), "to": exact("60", "kg"), "change": fig(unit="%")}
    assert ends(ask("change", asked)["admissible"]["change"]) == ("-25", "-25")
    assert ends(ask("change", {**asked, "change": fig(unit="kg")})["admissible"]["change"]) == ("-20", "-20")


def test_where_it_came_from_is_implied() -> None:
    asked = {"from": fig(unit="kg"), "to": exact("60", "kg"), "change": exact("50", "%")}
    assert ends(ask("change", asked)["admissible"]["from"]) == ("40", "40")


def test_a_percentage_from_zero_is_refused_but_an_amount_is_not() -> None:
    asked = {"from": exact("0", "kg"), "to": exact("60", "kg"), "change": fig("60", "kg")}
    assert verdict("change", asked) == "consistent"
    found = faults({"kind": "change", "figures": {**asked, "change": fig("60", "%")}})
    assert "can only be zero" in found["/figures/from"]


def test_a_temperature_does_not_rise_by_percent() -> None:
    found = faults({"kind": "change", "figures": figures("10", "13", fig("30", "%"), "°C")})
    assert "don't multiply or divide" in found["/figures/to/unit"]


def test_a_change_in_a_unit_of_something_else_is_refused_saying_what_it_may_be() -> None:
    found = faults({"kind": "change", "figures": figures("52", "63", fig("11", "km"), "kg")})
    assert "percentage points" in found["/figures/change/unit"]
    assert '"kg"' in found["/figures/change/unit"]


def test_a_fall_that_is_printed_without_a_sign_is_told_in_per_cent_too() -> None:
    fell = {**figures("201", "91", fig("51", "%"), "MB"), "change": "-fall", "fall": fig("51", "%")}
    result = ask("change", fell)
    assert result["text"].startswith("The change is -55.0869 to -54.364%; stated was -51.5 to -50.5%.")
    assert result["expected"]["unit"] == "%"
