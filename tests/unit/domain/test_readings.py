from __future__ import annotations

import pytest

from tests.unit.domain.asking import ask, between, exact, fig, relate


def test_a_balance_left_unknown_may_be_a_loss() -> None:
    figures = {"profit": fig(unit="USD"), "revenue": exact("10", "USD"), "costs": exact("20", "USD")}
    result = relate("profit == revenue - costs", figures)
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert result["admissible"]["profit"]["text"] == "-10 USD"


def test_what_is_bounded_on_one_side_has_no_hidden_bound_on_the_other() -> None:
    assert (
        relate("h <= -100 m", {"h": {"value": "5", "unit": "m", "qualifier": "less_than"}})["verdict"] == "consistent"
    )
    net = {"net": {"upper": "5", "unit": "USD"}, "a": exact("3", "USD"), "b": exact("8", "USD")}
    assert relate("net >= a - b", net)["holds"] == "sometimes"


def test_what_rounds_to_nought_may_be_a_little_less() -> None:
    figures = {"net": fig("0", "million USD"), "in": exact("10", "million USD"), "out": exact("10.3", "million USD")}
    assert relate("net == in - out", figures)["verdict"] == "consistent"


def test_a_repair_has_the_sign_of_what_was_printed_where_one_does() -> None:
    figures = {"fine": exact("18000", "KZT"), "pay": exact("4", "KZT/kg"), "picked": between("50", "100", "kg/day")}
    result = relate("fine / (pay * picked) <= 30 day", figures)
    assert {name: values["text"] for name, values in result["admissible"].items()} == {
        "fine": "0 to 12,000 KZT",
        "pay": "at least 6 KZT/kg",
        "picked": "at least 150 kg/day",
    }


@pytest.mark.parametrize("part", ["4", "5"])
def test_a_repair_has_the_other_sign_where_no_other_would_do(part: str) -> None:
    result = ask("sum", {"parts": [exact("7", "USD"), exact(part, "USD")], "total": exact("3", "USD")})
    assert result["admissible"]["parts[1]"]["text"] == "-4 USD"


def test_a_repair_of_what_was_printed_negative_is_negative() -> None:
    assert relate("x^2 == 9 km^2", {"x": exact("-4", "km")})["admissible"]["x"]["text"] == "-3 km"
