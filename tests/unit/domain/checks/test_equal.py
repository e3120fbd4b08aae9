from __future__ import annotations

import pytest

from tests.unit.domain.asking import ask, claimed, ends, exact, faults, fig, verdict


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (fig("34", "kg", "about"), fig("75", "lb"), "consistent"),
        (fig("4900", "km"), fig("4900", "mile"), "inconsistent"),
        (fig("20", "°C"), fig("68", "°F"), "consistent"),
        (fig("21", "°C"), fig("75", "°F"), "inconsistent"),
        (fig("20.0", "°C"), fig("293.15", "K"), "consistent"),
        (fig("18000", "KZT"), fig("17600", "KZT"), "strained"),
        (fig("101", "person"), fig("102", "person"), "inconsistent"),
        (fig("100000", "person", "more_than"), fig("99999", "person"), "inconsistent"),
        (fig("1", "million USD"), exact("1000000", "USD"), "consistent"),
        (exact("0.5"), exact("50", "%"), "consistent"),
    ],
)
def test_two_figures_for_one_thing(left: dict[str, str], right: dict[str, str], expected: str) -> None:
    assert verdict("equal", {"left": left, "right": right}) == expected
    assert verdict("equal", {"left": right, "right": left}) == expected


def test_one_claim_in_both_roles_is_always_equal_to_itself() -> None:
    claim = claimed(fig("134", "USD"))
    result = ask("equal", {"left": claim, "right": claim})
    assert (result["verdict"], result["holds"]) == ("consistent", "always")
    assert result["admissible"]["left"]["text"] == "at least 0 USD"
    assert set(result["power"].values()) == {"0"}


def test_two_claims_printed_alike_are_equal_only_sometimes() -> None:
    result = ask("equal", {"left": claimed(fig("134")), "right": claimed(fig("134"), revision=2)})
    assert result["holds"] == "sometimes"


@pytest.mark.parametrize(("one", "other"), [("1", "2"), ("4.5", "4.50"), ("18000", "18E+3")])
def test_one_claim_has_one_figure(one: str, other: str) -> None:
    body = {"kind": "equal", "figures": {"left": claimed(fig(one)), "right": claimed(fig(other))}}
    assert "another figure as left" in faults(body)["/figures/right/figure"]


def test_a_temperature_unknown_is_implied() -> None:
    result = ask("equal", {"left": exact("68", "°F"), "right": fig(unit="°C")})
    assert ends(result["admissible"]["right"]) == ("20", "20")


def test_unlike_things_are_refused_naming_both_units() -> None:
    found = faults({"kind": "equal", "figures": {"left": fig("1", "km"), "right": fig("1", "kg")}})
    assert list(found) == ["/figures/right/unit"]
    assert "left in km" in found["/figures/right/unit"]
    assert "right in kg" in found["/figures/right/unit"]


def test_money_of_two_currencies_needs_a_conversion() -> None:
    found = faults({"kind": "equal", "figures": {"left": fig("1", "USD"), "right": fig("1", "KZT")}})
    assert "exchange rate" in found["/figures/right/unit"]


def test_percent_are_no_percentage_points() -> None:
    found = faults({"kind": "equal", "figures": {"left": fig("1", "%"), "right": fig("1", "percentage point")}})
    assert "percentage points" in found["/figures/right/unit"]
