from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.discovery import RULES, Rule, key_of
from tests.unit.domain.discovery.stating import SEX, asked, found, stated

STATEMENTS = [
    stated("a"),
    stated("b", "60", sex="female"),
    stated("c", "50", sex="male"),
    stated("d", "110", source="agency"),
    stated("e", "10", "%", measure="growth of migrants", period="2003/2004"),
    stated("f", "91", period="2003"),
]


def test_the_key_of_a_check_outlives_revisions() -> None:
    before = found(*STATEMENTS, partitions=(SEX,))
    revised = [replace(one, revision=7, status="assumption") for one in STATEMENTS]
    assert [check.key for check in found(*revised, partitions=(SEX,))] == [check.key for check in before]
    assert len({check.key for check in before}) == len(before)
    assert all(len(check.key) == 64 for check in before)


def test_the_key_does_not_depend_on_how_the_claims_are_worded() -> None:
    (one,) = found(stated("a", measure="migrants"), stated("b"))
    (other,) = found(stated("a", measure="MIGRANTS"), stated("b", measure="Migrants"))
    assert one.key == other.key


def test_another_claim_in_a_role_is_another_check() -> None:
    (one,) = found(stated("a"), stated("b", sex="female"))
    (other,) = found(stated("b"), stated("a", sex="female"))
    assert one.key != other.key


def test_a_stored_check_that_asks_the_same_has_the_same_key() -> None:
    (check,) = found(
        stated("a", "41", "%", of="workers", origin="Tajikistan"),
        stated("b", "36", "%", of="workers", origin="Uzbekistan"),
    )
    stored = {"kind": "shares", "figures": {"parts": [{"claim": "b"}, {"claim": "a"}]}}
    assert key_of(stored) == key_of({**stored, "parameters": None, "expect": None}) == check.key
    assert key_of({**stored, "parameters": {"exhaustive": True}}) != check.key
    assert key_of({**stored, "figures": {"parts": [{"claim": "b"}, {"value": "41", "unit": "%"}]}}) != check.key
    assert key_of({**stored, "figures": {"parts": [{"claim": "b"}, {"claim": "c"}]}}) != check.key


def test_every_rule_is_told_in_a_sentence() -> None:
    assert RULES.keys() == set(Rule)
    assert all(told.endswith(".") for told in RULES.values())


@pytest.mark.parametrize("status", ["retracted", "candidate"])
def test_a_claim_that_nobody_vouches_for_takes_part_in_nothing(status: str) -> None:
    assert asked(*(replace(one, status=status) for one in STATEMENTS), partitions=(SEX,)) == []


def test_nothing_follows_from_nothing() -> None:
    assert asked() == []
    assert asked(stated("a"), partitions=(SEX,)) == []
