"""Tokens in the database: what is kept of them, and until when they are good."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from service.application import stamps, tokens
from service.application.access import Scope, Token
from service.application.errors import Conflict, NotFound
from service.domain.errors import Malformed
from service.storage import SqlUnits, tables


def issue(units: SqlUnits, name: str = "nightly", **members: object) -> tuple[Token, str]:
    with units() as uow:
        made = tokens.issue(uow, name, {Scope.WRITE}, **members)  # type: ignore[arg-type]
        uow.commit()
    return made


def recognised(units: SqlUnits, text: str) -> Token | None:
    token_id = tokens.identified(text)
    assert token_id is not None
    with units(read_only=True) as uow:
        return tokens.recognised(uow, token_id, text)


def test_a_token_is_recognised_as_it_was_made(units: SqlUnits) -> None:
    expires = stamps.now() + timedelta(days=1)
    made, text = issue(units, collections=["wool", "cotton", "wool"], expires=expires, rate="600/minute")
    assert recognised(units, text) == made
    assert (made.collections, made.expires, made.rate) == (("cotton", "wool"), expires, "600/minute")
    assert made.granted() == {Scope.READ, Scope.WRITE}


def test_only_a_hash_of_it_is_stored(units: SqlUnits, engine: Engine) -> None:
    made, text = issue(units)
    with engine.connect() as connection:
        (row,) = connection.execute(select(tables.tokens)).all()
    secret = text.split("_")[2]
    assert secret not in repr(row)
    assert row.hash == hashlib.sha256(text.encode()).hexdigest()
    assert secret not in repr(made)


def test_another_secret_for_its_id_is_not_recognised(units: SqlUnits) -> None:
    made, _ = issue(units)
    assert recognised(units, tokens._written(made.id)) is None


def test_one_that_was_never_made_is_not_recognised(units: SqlUnits) -> None:
    assert recognised(units, tokens._written(stamps.new_id())) is None


def test_it_is_good_to_the_instant_at_which_it_expires(units: SqlUnits, monkeypatch: pytest.MonkeyPatch) -> None:
    expires = stamps.now() + timedelta(hours=1)
    made, text = issue(units, expires=expires)
    monkeypatch.setattr(tokens, "now", lambda: expires - timedelta(microseconds=1))
    assert recognised(units, text) == made
    monkeypatch.setattr(tokens, "now", lambda: expires)
    assert recognised(units, text) is None


def test_one_that_was_revoked_is_good_for_nothing_and_stays_in_the_list(units: SqlUnits) -> None:
    _, text = issue(units)
    with units() as uow:
        found, done = tokens.revoke(uow, "nightly")
        uow.commit()
    assert done
    assert recognised(units, text) is None
    with units(read_only=True) as uow:
        (kept,) = uow.tokens.every()
        assert not tokens.usable(uow)
    assert kept.id == found.id
    assert kept.revoked_at is not None


def test_revoked_twice_it_was_revoked_the_first_time(units: SqlUnits) -> None:
    made, _ = issue(units)
    with units() as uow:
        tokens.revoke(uow, "nightly")
        uow.commit()
    with units() as uow:
        first = uow.tokens.get(made.id)
        assert tokens.revoke(uow, str(made.id)) == (first, False)
        assert uow.tokens.get(made.id) == first


@pytest.mark.parametrize("which", ["weekly", "01a21364-4855-73a7-9ac3-722d887c598d"])
def test_what_there_is_no_token_of_cannot_be_revoked(units: SqlUnits, which: str) -> None:
    with units() as uow, pytest.raises(NotFound, match=which):
        tokens.revoke(uow, which)


def test_a_name_is_used_once_even_after_its_token_was_revoked(units: SqlUnits) -> None:
    issue(units)
    with units() as uow:
        tokens.revoke(uow, "nightly")
        uow.commit()
    with pytest.raises(Conflict, match="nightly"):
        issue(units)


def test_of_two_at_once_with_one_name_one_is_made(units: SqlUnits) -> None:
    made, _ = issue(units)
    twin = Token(id=stamps.new_id(), name=made.name, hash="x", scopes=made.scopes, created_at=made.created_at)
    with units() as uow, pytest.raises(Conflict):
        uow.tokens.add(twin)


def test_a_name_is_a_word_that_logs_can_bear(units: SqlUnits) -> None:
    for name in ("", " x", "x ", "x" * 101, "a\nb", "ümlaut", "-x", "a\0b"):
        with pytest.raises(Malformed, match="letters, digits"):
            issue(units, name)


def test_what_others_are_called_in_the_audit_log_is_no_name(units: SqlUnits) -> None:
    for name in ("anonymous", "Reports", "claimcheck import"):
        with pytest.raises(Malformed, match="others than tokens"):
            issue(units, name)


def test_names_of_people_and_programs_will_do(units: SqlUnits) -> None:
    for name in ("x", "ci/nightly build-7", "editor@example.org", "x" * 100):
        assert issue(units, name)[0].name == name


def test_it_is_made_for_something_and_not_for_the_past(units: SqlUnits) -> None:
    with units() as uow, pytest.raises(Malformed, match="read, write, admin"):
        tokens.issue(uow, "x", set())
    with pytest.raises(Malformed, match="in the future"):
        issue(units, expires=stamps.now() - timedelta(seconds=1))
    with pytest.raises(Malformed, match="not limited to any"):
        issue(units, collections=[])
