from __future__ import annotations

import pytest

from service.domain.discovery import Statement
from tests.unit.domain.discovery.stating import asked, found, stated


def change(value: str = "20", unit: str = "%", *, form: str = "change in migrants", **also: str) -> Statement:
    return stated("c", value, unit, **{"measure": form, "period": "2003/2004", **also})


BEFORE, AFTER = stated("a", "50", period="2003"), stated("b", "60", period="2004")


def test_a_change_is_that_between_the_claims_at_its_ends() -> None:
    (check,) = found(change(), BEFORE, AFTER)
    figures = {"from": {"claim": "a"}, "to": {"claim": "b"}, "change": {"claim": "c"}}
    assert check.body == {"kind": "change", "figures": figures}
    assert (check.severity, check.rule) == ("error", "stated-change")
    assert check.name == "change in migrants, 2003/2004"
    assert check.why == ("change in migrants, in 2003/2004, stands beside migrants, stated both in 2003 and in 2004")


@pytest.mark.parametrize(
    "form",
    ["Change in migrants", "growth of migrants", "growth in the  migrants", "increase in migrants", "rise in migrants"],
)
def test_a_change_may_be_called_growth_increase_or_rise(form: str) -> None:
    assert asked(change(form=form), BEFORE, AFTER) == [("change", "a", "b", "c", "error")]


@pytest.mark.parametrize("word", ["decrease", "fall", "decline", "drop", "reduction"])
def test_a_fall_is_a_change_of_minus_what_is_stated(word: str) -> None:
    (check,) = found(change("20", form=f"{word} in migrants"), BEFORE, AFTER)
    assert check.body["figures"] == {
        "from": {"claim": "a"},
        "to": {"claim": "b"},
        "fall": {"claim": "c"},
        "change": "-fall",
    }


def test_a_fall_that_is_negative_or_a_factor_is_not_understood() -> None:
    assert asked(change("-20", form="fall in migrants"), BEFORE, AFTER) == []
    assert asked(change("2", "", form="fall in migrants"), BEFORE, AFTER) == []


@pytest.mark.parametrize(
    ("unit", "severity"),
    [("%", "error"), ("person", "error"), ("", "warning"), ("percentage point", None), ("kg", None)],
)
def test_the_unit_says_how_a_change_is_meant(unit: str, severity: str | None) -> None:
    wanted = [] if severity is None else [("change", "a", "b", "c", severity)]
    assert asked(change("2", unit), BEFORE, AFTER) == wanted


def test_percentages_change_by_points_and_by_percent_and_plain_numbers_by_plain_numbers() -> None:
    before, after = stated("a", "4", "%", period="2003"), stated("b", "6", "%", period="2004")
    assert asked(change("2", "percentage point"), before, after) == [("change", "a", "b", "c", "error")]
    assert asked(change("2", "%"), before, after) == [("change", "a", "b", "c", "error")]
    assert asked(change("2", ""), before, after) == []
    before, after = stated("a", "4", "", period="2003"), stated("b", "6", "", period="2004")
    assert asked(change("2", ""), before, after) == [("change", "a", "b", "c", "error")]


def test_temperatures_change_by_degrees_not_by_percent() -> None:
    before, after = stated("a", "4", "°C", period="2003"), stated("b", "6", "°C", period="2004")
    for unit in ("°C", "delta_degC", "K"):
        assert asked(change("2", unit), before, after) == [("change", "a", "b", "c", "error")]
    assert asked(change("50", "%"), before, after) == []
    assert asked(change("2", "°C", form="fall in migrants"), before, after) == []


@pytest.mark.parametrize("value", ["0", "-5"])
def test_nothing_and_debts_grow_by_no_percentage(value: str) -> None:
    before = stated("a", value, period="2003")
    assert asked(change(), before, AFTER) == []
    assert asked(change("60", "person"), before, AFTER) == [("change", "a", "b", "c", "error")]


@pytest.mark.parametrize("period", ["2004", "2003/..", "../2004", "2003/", "2004/2004", None])
def test_the_period_of_a_change_is_an_interval_with_two_ends(period: str | None) -> None:
    assert asked(change(period=period), BEFORE, AFTER) == []  # type: ignore[arg-type]


def test_a_longer_period_that_holds_one_end_only_will_do_as_a_warning() -> None:
    month = change(period="2003-06/2004-06")
    assert asked(month, BEFORE, AFTER) == [("change", "a", "b", "c", "warning")]
    assert asked(change(), stated("a", period="2003/2004"), AFTER)[-1][0] != "change"
    assert asked(change(period="2003/2004"), stated("a", period="2003-06"), AFTER) == []


def test_dimensions_are_the_same() -> None:
    assert not [found for found in asked(change(sex="female"), BEFORE, AFTER) if found[0] == "change"]


def test_of_several_claims_at_one_end_that_of_the_same_source_is_meant_or_any_if_they_are_alike() -> None:
    def changes(*statements: Statement) -> list[tuple[str, ...]]:
        return [tuple(one) for one in asked(*statements) if one[0] == "change"]

    other = stated("o", "51", period="2003", source="agency")
    assert changes(change(), BEFORE, AFTER, other) == [("change", "a", "b", "c", "error")]
    assert changes(change(source="radio"), BEFORE, AFTER, other) == []
    alike = stated("o", "50", period="2003", source="agency")
    assert changes(change(source="radio"), BEFORE, AFTER, alike) == [("change", "a", "b", "c", "error")]
    twice = stated("o", "51", period="2003")
    assert changes(change(), BEFORE, AFTER, twice) == []


def test_growth_of_a_measure_in_two_currencies_is_that_of_neither() -> None:
    def in_(unit: str) -> list[Statement]:
        return [stated(f"{unit}3", "50", unit, period="2003"), stated(f"{unit}4", "60", unit, period="2004")]

    assert [one[0] for one in asked(change(), *in_("USD"))] == ["change"]
    assert asked(change(), *in_("USD"), *in_("KZT")) == []
    assert asked(change("10", "USD"), *in_("USD"), *in_("KZT")) == [("change", "USD3", "USD4", "c", "error")]
