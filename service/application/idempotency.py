"""A request that stores something, repeated under one key, stores it once and gets the first answer again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from service.application.errors import Conflict, KeyReused
from service.application.ports import UnitOfWork
from service.application.queries import KeptAnswer
from service.application.stamps import now

KEPT_FOR = timedelta(hours=24)


def once(
    uow: UnitOfWork, key: str, fingerprint: str, execute: Callable[[], tuple[int, Mapping[str, str], bytes]]
) -> tuple[KeptAnswer, bool]:
    """The answer of ``execute`` (status, headers, body), and whether it is one given before.

    The answer is kept in the transaction of what it answers for: both or neither. When ``execute`` raises, the caller
    leaves the transaction without commit, and the key is free again. Of two requests at once the second waits for the
    first. Raises KeyReused when the key stands for a request with another fingerprint.
    """
    instant = now()
    if uow.answers.reserve(key, instant, instant - KEPT_FOR):
        status, headers, body = execute()
        answer = KeptAnswer(fingerprint=fingerprint, status=status, headers=headers, body=body, created_at=instant)
        uow.answers.keep(key, answer)
        return answer, False
    kept = repeated(uow, key, fingerprint)
    if kept is None:
        raise Conflict("the first request with this Idempotency-Key is still being answered; repeat it in a moment")
    return kept, True


def repeated(uow: UnitOfWork, key: str, fingerprint: str) -> KeptAnswer | None:
    """The answer kept under a key, None if there is none.

    Raises KeyReused when the key stands for a request with another fingerprint.
    """
    kept = uow.answers.find(key)
    if kept is not None and kept.fingerprint != fingerprint:
        raise KeyReused(key)
    return kept
