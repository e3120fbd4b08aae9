from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select

from service.application import claims, idempotency
from service.application.errors import KeyReused
from service.application.stamps import now
from service.storage import SqlUnits
from service.storage.tables import answers
from tests import samples


def test_a_request_repeated_gets_the_first_answer(units: SqlUnits) -> None:
    executed: list[str] = []

    def execute() -> tuple[int, dict[str, str], bytes]:
        executed.append("once")
        return 201, {"Location": "/v1/claims/1"}, b'{"id": 1}\x00\xff'

    answered = []
    for _ in range(2):
        with units() as uow:
            answered.append(idempotency.once(uow, "key", "POST /v1/claims", execute))
            uow.commit()
    (first, repeated_first), (second, repeated_second) = answered
    assert (repeated_first, repeated_second, executed) == (False, True, ["once"])
    assert second == first


def test_a_key_does_not_stand_for_another_request(units: SqlUnits) -> None:
    with units() as uow:
        idempotency.once(uow, "key", "one", lambda: (201, {}, b""))
        uow.commit()
    with units() as uow, pytest.raises(KeyReused):
        idempotency.once(uow, "key", "another", lambda: (201, {}, b""))


def test_a_request_that_fails_leaves_its_key_free(units: SqlUnits) -> None:
    def fail() -> tuple[int, dict[str, str], bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), units() as uow:
        idempotency.once(uow, "key", "request", fail)
    with units() as uow:
        assert idempotency.once(uow, "key", "request", lambda: (201, {}, b""))[1] is False


def test_requests_at_once_with_one_key_execute_once(units: SqlUnits) -> None:
    ready = Barrier(4)
    outcomes: list[tuple[bytes, bool]] = []

    def request(number: int) -> None:
        ready.wait()
        with units() as uow:

            def execute() -> tuple[int, dict[str, str], bytes]:
                claims.record(uow, samples.claim(statement=f"{number}"))
                return 201, {}, str(number).encode()

            answer, repeated = idempotency.once(uow, "key", "request", execute)
            uow.commit()
        outcomes.append((answer.body, repeated))

    threads = [Thread(target=request, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(repeated for _, repeated in outcomes) == [False, True, True, True]
    assert len({body for body, _ in outcomes}) == 1


def test_answers_expire_and_are_cleared_away(units: SqlUnits, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("one", "two"):
        with units() as uow:
            idempotency.once(uow, key, "request", lambda: (201, {}, b"old"))
            uow.commit()
    monkeypatch.setattr(idempotency, "now", lambda: now() + timedelta(hours=25))
    with units() as uow:
        answer, repeated = idempotency.once(uow, "one", "another request", lambda: (201, {}, b"new"))
        uow.commit()
    assert (answer.body, repeated) == (b"new", False)
    with engine.connect() as connection:
        assert connection.scalars(select(answers.c.key)).all() == ["one"]


def test_an_expired_answer_does_not_keep_its_key(
    units: SqlUnits, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.storage.answers.PURGED_AT_ONCE", 1)
    for key in ("older", "mine"):
        with units() as uow:
            idempotency.once(uow, key, "request", lambda: (201, {}, b"old"))
            uow.commit()
    monkeypatch.setattr(idempotency, "now", lambda: now() + timedelta(hours=25))
    for repeated in (False, True):
        with units() as uow:
            answer = idempotency.once(uow, "mine", "another request", lambda: (201, {}, b"new"))
            assert (answer[0].body, answer[1]) == (b"new", repeated)
            uow.commit()
    with engine.connect() as connection:
        assert connection.scalars(select(answers.c.key)).all() == ["mine"]
