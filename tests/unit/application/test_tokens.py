"""What the text of a token is made of, and what it tells."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.application import stamps, tokens
from service.application.access import EVERY_SCOPE, Scope


def written() -> str:
    return tokens._written(stamps.new_id())


def test_it_is_one_word_that_a_scanner_of_secrets_can_know() -> None:
    assert re.fullmatch(r"ccheck_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}", written())


def test_it_tells_its_id() -> None:
    token_id = stamps.new_id()
    assert tokens.identified(tokens._written(token_id)) == token_id


def test_no_two_are_alike_even_of_one_id() -> None:
    token_id = stamps.new_id()
    assert len({tokens._written(token_id) for _ in range(100)}) == 100


@given(place=st.integers(0, 89), sign=st.sampled_from("0aZ_- é\n"))
def test_one_with_a_slip_is_told_by_itself(place: int, sign: str) -> None:
    text = "ccheck_01a21364485573a79ac3722d887c598d_sNuGF7CRBlU5k4qsdrjSayN93yOZZLObMW7vuRGNsSP_3IRfVG"
    assert tokens.identified(text) == UUID("01a21364-4855-73a7-9ac3-722d887c598d")
    changed = text[:place] + sign + text[place + 1 :]
    assert changed == text or tokens.identified(changed) is None


@pytest.mark.parametrize("text", ["", "ccheck", "ccheck___", "hunter2", "ccheck_" + "0" * 83, "x" * 100_000])
def test_what_is_no_token_is_told_without_asking_anybody(text: str) -> None:
    assert tokens.identified(text) is None


@given(st.text())
def test_whatever_is_sent_can_be_looked_at(text: str) -> None:
    assert tokens.identified(text) is None


def test_a_secret_has_256_bits() -> None:
    assert 62**tokens._SECRET_LENGTH > 2**256 > 62 ** (tokens._SECRET_LENGTH - 1)
    assert tokens._number(2**256 - 1, tokens._SECRET_LENGTH) != tokens._number(0, tokens._SECRET_LENGTH)


def test_the_greater_scopes_include_the_lesser() -> None:
    assert Scope.READ.included() == {Scope.READ}
    assert Scope.WRITE.included() == {Scope.READ, Scope.WRITE}
    assert Scope.ADMIN.included() == EVERY_SCOPE
