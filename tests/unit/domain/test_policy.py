"""How figures are to be read, as a request may ask."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from service.domain.errors import Malformed
from service.domain.policy import Policy, Rounding


def faults(given: Any) -> dict[tuple[str | int, ...], str]:
    with pytest.raises(Malformed) as caught:
        Policy.parse(given)
    return {fault.where: fault.message for fault in caught.value.faults}


def test_an_empty_policy_is_the_default() -> None:
    assert Policy.parse({}) == Policy(Rounding.NEAREST, Fraction(1, 10), Fraction(1, 10), Fraction(2))


def test_every_member_can_be_set() -> None:
    given = {"rounding": "half_to_even", "about": "0.05", "nearly": Decimal("0.2"), "time_limit": 30}
    assert Policy.parse(given) == Policy(Rounding.HALF_TO_EVEN, Fraction(1, 20), Fraction(1, 5), Fraction(30))


def test_the_canonical_form_is_complete_and_reads_back() -> None:
    policy = Policy.parse({"about": "0.050", "time_limit": "1.50"})
    assert policy.canonical() == {
        "rounding": "nearest",
        "about": "0.05",
        "nearly": "0.1",
        "time_limit": "1.5",
        "periods": "overlap",
        "rate_tolerance": "7",
    }
    assert Policy.parse(policy.canonical()) == policy


def test_tiny_shares_are_written_without_an_exponent() -> None:
    policy = Policy.parse({"about": "1e-9"})
    assert policy.canonical()["about"] == "0.000000001"
    assert Policy.parse(policy.canonical()) == policy


@pytest.mark.parametrize(
    ("member", "value", "part"),
    [
        ("rounding", "up", "half_away_from_zero"),
        ("rounding", None, "one of"),
        ("about", "0", "above 0 and below 1"),
        ("about", "1", "above 0 and below 1"),
        ("nearly", "10", "above 0 and below 1"),
        ("nearly", "10%", "decimal number"),
        ("about", 0.1, "floating-point"),
        ("time_limit", "0", "at most 30"),
        ("time_limit", "31", "at most 30"),
        ("time_limit", "1e999999999", "between"),
        ("rate_tolerance", "-1", "from 0 to 366"),
        ("rate_tolerance", "1.5", "whole days"),
        ("rate_tolerance", "367", "from 0 to 366"),
        ("tolerance", "1", "rounding, about, nearly, time_limit"),
    ],
)
def test_a_bad_member_is_named_with_what_would_be_right(member: str, value: object, part: str) -> None:
    assert part in faults({member: value})[(member,)]


def test_all_faults_are_told_at_once() -> None:
    assert set(faults({"about": "2", "nearly": "2", "x": 1})) == {("about",), ("nearly",), ("x",)}


def test_a_policy_is_an_object() -> None:
    assert "object" in faults("nearest")[()]
