from __future__ import annotations

import pytest

from tests.unit.domain.asking import Json, ask, ends, faults, fig, verdict


def parts(*values: str, unit: str = "%") -> Json:
    return {"parts": [fig(value, unit) for value in values]}


@pytest.mark.parametrize(
    ("values", "exhaustive", "expected"),
    [
        (("41", "36"), False, "consistent"),
        (("41", "36", "30"), False, "inconsistent"),
        (("33.3", "33.3", "33.3"), True, "consistent"),
        (("33", "33", "33"), True, "consistent"),
        (("33.0", "33.0", "33.0"), True, "inconsistent"),
        (("41", "36"), True, "inconsistent"),
        (("100",), True, "consistent"),
        (("0", "100"), True, "consistent"),
        (("0",), False, "consistent"),
        (("0",), True, "inconsistent"),
        (("120",), False, "inconsistent"),
        (("-5",), False, "inconsistent"),
        (("90", "20"), False, "strained"),
    ],
)
def test_shares_of_one_whole(values: tuple[str, ...], exhaustive: bool, expected: str) -> None:
    assert verdict("shares", parts(*values), parameters={"exhaustive": exhaustive}) == expected


def test_shares_may_be_plain_numbers() -> None:
    assert verdict("shares", parts("0.41", "0.36", unit="")) == "consistent"
    assert verdict("shares", parts("0.41", "0.76", unit="")) == "inconsistent"


def test_a_part_over_the_whole_is_measured_as_printed() -> None:
    result = ask("shares", parts("120"))
    assert ends(result["measured"]) == ("119.5", "120.5")
    assert result["gap"]["absolute"] == "19.5"
    assert ends(result["admissible"]["parts[0]"]) == ("0", "100")


def test_a_missing_share_is_what_is_left() -> None:
    figures = {"parts": [fig("41", "%", "exact"), fig("36", "%", "exact"), fig(unit="%")]}
    assert ends(ask("shares", figures, parameters={"exhaustive": True})["admissible"]["parts[2]"]) == ("23", "23")
    assert ends(ask("shares", figures)["admissible"]["parts[2]"]) == ("0", "23")


def test_a_missing_share_cannot_make_up_for_too_many() -> None:
    assert verdict("shares", {"parts": [fig("81", "%"), fig("31", "%"), fig(unit="%")]}) == "inconsistent"


def test_percentage_points_and_kilograms_are_no_shares() -> None:
    assert (
        "not in percentage points"
        in faults({"kind": "shares", "figures": parts("5", unit="percentage point")})["/figures/parts/0/unit"]
    )
    assert list(faults({"kind": "shares", "figures": parts("5", unit="kg")})) == ["/figures/parts/0/unit"]
