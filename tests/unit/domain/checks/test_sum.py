from __future__ import annotations

import pytest

from tests.unit.domain.asking import ask, claimed, ends, exact, faults, fig, verdict

PARTS = [fig("1.2"), fig("1.4"), fig("1.4")]


@pytest.mark.parametrize(
    ("total", "expected"),
    [("4.0", "consistent"), ("4.1", "consistent"), ("4.2", "consistent"), ("4.3", "inconsistent")],
)
def test_roundings_add_up(total: str, expected: str) -> None:
    assert verdict("sum", {"parts": PARTS, "total": fig(total)}) == expected


def test_counts_add_up_exactly() -> None:
    parts = [fig("12", "person"), fig("13", "person")]
    assert verdict("sum", {"parts": parts, "total": fig("25", "person")}) == "consistent"
    assert verdict("sum", {"parts": parts, "total": fig("26", "person")}) == "inconsistent"


def test_parts_may_be_in_other_units() -> None:
    parts = [fig("1", "km"), fig("500", "m")]
    assert verdict("sum", {"parts": parts, "total": fig("1.5", "km")}) == "consistent"


def test_a_missing_part_is_implied() -> None:
    parts = [exact("3", "kg"), fig(unit="kg")]
    result = ask("sum", {"parts": parts, "total": exact("10", "kg")})
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert ends(result["admissible"]["parts[1]"]) == ("7", "7")


def test_a_missing_part_may_turn_out_to_be_negative() -> None:
    result = ask("sum", {"parts": [exact("13", "USD"), fig(unit="USD")], "total": exact("10", "USD")})
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert result["admissible"]["parts[1]"]["text"] == "-3 USD"


def test_a_part_may_be_an_expression_over_others() -> None:
    figures = {"price": exact("4", "KZT/kg"), "sold": exact("3", "kg"), "parts": ["price * sold", exact("8", "KZT")]}
    assert verdict("sum", {**figures, "total": exact("20", "KZT")}) == "consistent"


def test_an_expression_may_use_a_part_by_its_position() -> None:
    assert verdict("sum", {"parts": [exact("2"), "parts[0] * 2"], "total": exact("6")}) == "consistent"
    assert verdict("sum", {"parts": [exact("2"), "parts[0] * 2", "parts[1] * 2"], "total": exact("14")}) == "consistent"


def test_a_claim_counted_twice_is_one_quantity_twice() -> None:
    claim = claimed(fig("1.5"))
    result = ask("sum", {"parts": [claim, claim, exact("1")], "total": fig(unit="")})
    assert ends(result["admissible"]["total"]) == ("3.9", "4.1")
    assert ends(ask("sum", {"parts": [claim, claim], "total": exact("3")})["admissible"]["parts[1]"]) == ("1.5", "1.5")


def test_ten_thousand_parts_add_up() -> None:
    parts = [fig("15", "person")] * 10_000
    result = ask("sum", {"parts": parts, "total": fig("150000", "person")}, policy={"time_limit": "30"})
    assert (result["verdict"], result["holds"]) == ("consistent", "always")


def test_a_part_of_another_kind_is_named() -> None:
    found = faults({"kind": "sum", "figures": {"parts": [fig("1", "kg"), fig("1", "km")], "total": fig("2", "kg")}})
    assert list(found) == ["/figures/parts/1/unit"]
