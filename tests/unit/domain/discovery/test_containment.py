from __future__ import annotations

from typing import Any

import pytest

from service.domain.discovery import containment
from tests.unit.domain.discovery.stating import asked, found, stated


def test_a_claim_with_more_dimensions_is_part_of_the_one_that_it_narrows_down() -> None:
    whole, part = stated("w", country="Kazakhstan"), stated("p", "40", country="Kazakhstan", sex="female")
    (check,) = found(whole, part)
    assert check.body == {"kind": "part_of", "figures": {"part": {"claim": "p"}, "whole": {"claim": "w"}}}
    assert (check.severity, check.rule) == ("error", "narrower-dimensions")
    assert check.name == "migrants, country=Kazakhstan, sex=female within migrants, country=Kazakhstan, 2004"
    assert check.why == (
        "migrants, country=Kazakhstan, sex=female, in 2004, is a part of migrants, country=Kazakhstan, in 2004"
    )


def test_other_values_or_measures_hold_no_part() -> None:
    part = stated("p", country="Kazakhstan", sex="female")
    assert asked(stated("w", country="Uzbekistan"), part) == []
    assert asked(stated("w", measure="arrivals"), part) == []
    assert asked(stated("w", "100", "{household}"), part) == []


def test_only_the_nearest_wholes_are_compared() -> None:
    statements = [
        stated("a"),
        stated("b", country="Kazakhstan"),
        stated("c", sex="female"),
        stated("d", country="Kazakhstan", sex="female", age="young"),
    ]
    assert asked(*statements) == [
        ("part_of", "b", "a", "error"),
        ("part_of", "c", "a", "error"),
        ("part_of", "d", "b", "error"),
        ("part_of", "d", "c", "error"),
    ]


def test_a_whole_that_does_not_hold_the_period_is_passed_over_for_a_farther_one() -> None:
    statements = [
        stated("a", period="2004"),
        stated("b", country="Kazakhstan", period="2003"),
        stated("c", country="Kazakhstan", sex="female", period="2004"),
    ]
    assert asked(*statements) == [("part_of", "c", "a", "error")]


def test_the_period_of_the_whole_holds_that_of_the_part_the_nearest_first() -> None:
    part = stated("p", sex="female", period="2004-02")
    year, quarter = stated("y", period="2004"), stated("q", period="2004-01/2004-03")
    assert ("part_of", "p", "q", "warning") in asked(part, year, quarter)
    assert ("part_of", "p", "y", "warning") not in asked(part, year, quarter)
    assert asked(part, year) == [("part_of", "p", "y", "warning")]
    assert asked(stated("p", sex="female", period="2004"), quarter) == []


def test_without_periods_a_whole_said_at_the_same_time_is_preferred() -> None:
    part = stated("p", sex="female", period=None, asserted="2004")
    then, now = stated("t", period=None, asserted="1994"), stated("n", period=None, asserted="2004")
    assert asked(part, then) == [("part_of", "p", "t", "warning")]
    assert ("part_of", "p", "n", "error") in asked(part, then, now)
    assert ("part_of", "p", "t", "warning") not in asked(part, then, now)
    assert asked(part, stated("w", period="2004")) == []


@pytest.mark.parametrize("unit", ["tonne", "km", "ha", "litre", "kWh", "million KZT", "GB"])
def test_amounts_that_are_no_counts_are_a_warning(unit: str) -> None:
    whole, part = stated("w", "1", unit, measure="use"), stated("p", "1", unit, measure="use", sex="female")
    assert asked(whole, part) == [("part_of", "p", "w", "warning")]


@pytest.mark.parametrize(
    "unit", ["%", "percentage point", "", "°C", "year", "day", "KZT/kg", "person/km^2", "km/h", "tonne/ha", "W", "mpg"]
)
def test_what_does_not_add_up_has_no_parts(unit: str) -> None:
    assert asked(stated("w", "1", unit), stated("p", "2", unit, sex="female")) == []


@pytest.mark.parametrize(
    "measure", ["average household", "wage", "wages of workers", "Price", "net migration", "population density"]
)
def test_a_level_has_no_parts_whatever_its_unit(measure: str) -> None:
    for unit in ("person", "KZT"):
        assert asked(stated("w", measure=measure, unit=unit), stated("p", measure=measure, unit=unit, sex="f")) == []


@pytest.mark.parametrize("value", ["2.0", "-5", {"lower": "-5", "upper": "5"}])
def test_neither_an_average_nor_a_balance_is_a_part(value: Any) -> None:
    assert asked(stated("w", "1"), stated("p", value, sex="female")) == []
    assert asked(stated("w", value), stated("p", "1", sex="female")) == []


def test_millions_with_decimals_are_counts() -> None:
    statements = [stated("w", "1.2", "million person"), stated("p", "900000", sex="female")]
    assert asked(*statements) == [("part_of", "p", "w", "error")]


@pytest.mark.parametrize("dimension", ["of", "per", "Statistic"])
def test_dimensions_that_say_what_a_figure_is_make_no_part(dimension: str) -> None:
    assert asked(stated("w"), stated("p", **{dimension: "x"})) == []
    both = [stated("w", **{dimension: "x"}), stated("p", sex="female", **{dimension: "x"})]
    assert asked(*both) == [("part_of", "p", "w", "error")]


def test_of_several_claims_each_is_compared_with_each_if_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    statements = [*(stated(claim) for claim in "vw"), *(stated(claim, sex="female") for claim in "pq")]
    pairs = [(part, whole) for kind, part, *whole, _ in asked(*statements) if kind == "part_of"]
    assert pairs == [("p", ["v"]), ("p", ["w"]), ("q", ["v"]), ("q", ["w"])]
    monkeypatch.setattr(containment, "FEW_PAIRS", 3)
    pairs = [(part, whole) for kind, part, *whole, _ in asked(*statements) if kind == "part_of"]
    assert pairs == [("p", ["v"]), ("q", ["v"]), ("p", ["w"])]


def test_among_very_many_sets_of_dimensions_wholes_that_lack_one_or_two_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(containment, "FEW_SHAPES", 2)
    three = stated("p", a="1", b="2", c="3")
    assert asked(three, stated("w", a="1"), stated("x", period="2005", z="1")) == [("part_of", "p", "w", "error")]
    assert asked(three, stated("w"), stated("x", period="2005", z="1")) == []


def test_checks_against_several_wholes_have_names_of_their_own() -> None:
    part = stated("p", sex="female")
    names = [check.name for check in found(part, stated("w"), stated("x", source="census")) if "within" in check.name]
    assert sorted(names) == [
        "migrants, sex=female within migrants (census), 2004",
        "migrants, sex=female within migrants (paper), 2004",
    ]
    (check,) = found(stated("p", sex="female", period="2004-02"), stated("w"))
    assert check.name == "migrants, sex=female within migrants, 2004, 2004-02"


def test_a_part_of_no_known_time_need_only_be_within_a_whole_of_its_own_source() -> None:
    whole, part = stated("whole", period=None), stated("part", period=None, country="Kyrgyzstan")
    assert asked(whole, part) == [("part_of", "part", "whole", "error")]
    other = stated("other", period=None, country="Kyrgyzstan", source="agency")
    assert asked(whole, other) == [("part_of", "other", "whole", "warning")]
