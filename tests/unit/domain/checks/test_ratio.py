from __future__ import annotations

from tests.unit.domain.asking import ask, between, ends, exact, faults, fig, verdict

FINE = {
    "fine": exact("18000", "KZT"),
    "pay": exact("4", "KZT/kg"),
    "picked": between("50", "100", "kg/day"),
    "numerator": "fine",
    "denominator": "pay * picked",
}
MONTH = {"max": "30", "unit": "day"}


def test_a_fine_in_days_of_pay() -> None:
    result = ask("ratio", FINE, expect=MONTH)
    assert result["verdict"] == "inconsistent"
    assert (*ends(result["measured"]), result["measured"]["unit"]) == ("45", "90", "day")
    assert (result["admissible"]["picked"]["lower"], result["admissible"]["picked"]["upper"]) == ("150", None)
    assert result["gap"] == {"absolute": "15", "unit": "day", "relative": "0.5"}
    assert [step["expression"] for step in result["steps"]] == [
        "fine",
        "pay",
        "picked",
        "pay * picked",
        "fine / (pay * picked)",
    ]


def test_without_an_expectation_it_only_measures() -> None:
    result = ask("ratio", FINE)
    assert (result["verdict"], result["reason"], result["holds"]) == ("undetermined", "nothing_expected", None)
    assert ends(result["measured"]) == ("45", "90")
    assert result["expected"] is None
    assert result["gap"] is None


def test_an_expectation_may_have_either_end_or_both() -> None:
    assert verdict("ratio", FINE, expect={"min": "40", "unit": "day"}) == "consistent"
    assert verdict("ratio", FINE, expect={"min": "91", "unit": "day"}) == "inconsistent"
    assert verdict("ratio", FINE, expect={"min": "40", "max": "45", "unit": "day"}) == "consistent"
    assert verdict("ratio", FINE, expect={"max": "2", "unit": "month"}) == "consistent"


def test_an_expectation_in_another_dimension_is_refused_naming_both_units() -> None:
    found = faults({"kind": "ratio", "figures": FINE, "expect": {"max": "30", "unit": "kg"}})
    assert list(found) == ["/expect/unit"]
    assert '"day"' in found["/expect/unit"]
    assert '"kg"' in found["/expect/unit"]


def test_what_is_left_unknown_gets_what_it_would_have_to_be() -> None:
    result = ask("ratio", {**FINE, "picked": fig(unit="kg/day")}, expect=MONTH)
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert result["admissible"]["picked"]["text"] == "at least 150 kg/day"
    assert result["power"]["picked"] is None


def test_a_denominator_that_can_only_be_zero_is_refused() -> None:
    found = faults({"kind": "ratio", "figures": {"numerator": fig("1"), "denominator": exact("0")}})
    assert "can only be zero" in found["/figures/denominator"]


def test_a_denominator_around_zero_gives_two_rays() -> None:
    result = ask(
        "ratio", {"numerator": exact("1"), "denominator": between("-1", "2")}, expect={"min": "-0.5", "max": "0.4"}
    )
    assert result["verdict"] == "inconsistent"
    assert [ends(piece) for piece in result["measured"]["pieces"]] == [(None, "-1"), ("0.5", None)]


def test_a_figure_in_both_places_is_one_quantity() -> None:
    figures = {"a": between("1", "2"), "numerator": "a", "denominator": "a"}
    assert verdict("ratio", figures, expect={"min": "1", "max": "1"}) == "consistent"
    assert verdict("ratio", figures, expect={"min": "1.1"}) == "inconsistent"
