from __future__ import annotations

import pytest

from service.domain.errors import Incomparable
from tests.unit.domain.asking import ask, between, ends, faults, fig, verdict


def test_a_figure_within_a_reference_range() -> None:
    result = ask("within", {"figure": fig("7.5", "mile"), "reference": between("10", "15", "km")})
    assert (result["verdict"], result["holds"]) == ("consistent", "always")
    assert ends(result["expected"])[0] is not None
    assert result["expected"]["unit"] == "mile"


def test_a_figure_that_reaches_out_of_its_range_is_within_it_sometimes() -> None:
    result = ask("within", {"figure": fig("15", "km"), "reference": between("10", "15", "km")})
    assert (result["verdict"], result["holds"]) == ("consistent", "sometimes")


def test_a_figure_outside_of_its_range() -> None:
    assert verdict("within", {"figure": fig("16", "km"), "reference": between("10", "15", "km")}) == "inconsistent"


def test_a_range_may_be_open_on_one_side() -> None:
    assert verdict("within", {"figure": fig("16", "km"), "reference": between("10", None, "km")}) == "consistent"


def test_an_expectation_takes_the_place_of_a_reference() -> None:
    result = ask("within", {"figure": fig("7.5", "mile")}, expect={"min": "10", "max": "15", "unit": "km"})
    assert (result["verdict"], result["holds"]) == ("consistent", "always")
    assert result["expected"]["unit"] == "km"


def test_either_a_reference_or_an_expectation_is_needed() -> None:
    assert "either" in faults({"kind": "within", "figures": {"figure": fig("1")}})["/figures/reference"]
    both = {"kind": "within", "figures": {"figure": fig("1"), "reference": fig("2")}, "expect": {"max": "2"}}
    assert "not both" in faults(both)["/figures/reference"]


def test_a_temperature_is_within_a_range_of_temperatures() -> None:
    figures = {"figure": fig("98.6", "°F")}
    assert verdict("within", figures, expect={"min": "36.5", "max": "37.5", "unit": "°C"}) == "consistent"
    assert verdict("within", figures, expect={"min": "38", "unit": "°C"}) == "inconsistent"


def test_an_unknown_figure_gets_the_range() -> None:
    result = ask("within", {"figure": fig(unit="mile"), "reference": between("16.09344", "32.18688", "km")})
    assert (result["reason"], result["admissible"]["figure"]["text"]) == ("missing_figure", "10 to 20 mile")


def test_points_are_not_held_against_an_expectation_in_percent() -> None:
    with pytest.raises(Incomparable, match="these differ"):
        ask("within", {"figure": fig("3", "percentage point")}, expect={"min": "2", "max": "4", "unit": "%"})
