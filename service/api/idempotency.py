"""``Idempotency-Key`` on requests that store something: repeated, they store once and get the first answer again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Final

from flask import Response, request

from service.api import json_out
from service.api.context import caller, services
from service.api.problems import Problem, Wrong
from service.application.idempotency import once, repeated
from service.application.ports import UnitOfWork
from service.application.queries import KeptAnswer
from service.wire.encoding import encode

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
LONGEST_KEY: Final = 255

_NAME: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?\Z").match

Stored = tuple[dict[str, str], Any]


def storing(execute: Callable[[UnitOfWork], Stored], status: int = 201) -> Response:
    """``status`` with what ``execute`` stored (headers and value), in one transaction with the key, if there is one."""
    key = _key()
    with services().unit_of_work() as uow:
        if key is None:
            headers, value = execute(uow)
            uow.commit()
            return json_out.answer(value, status, headers)

        def answer() -> tuple[int, dict[str, str], bytes]:
            headers, value = execute(uow)
            return status, headers, encode(value)

        kept, again = once(uow, key, _fingerprint(), answer)
        if not again:
            uow.commit()
    return _answer(kept, again=again)


def answered() -> Response | None:
    """The first answer again, if the current request repeats one; for those who would do much before storing."""
    key = _key()
    if key is None:
        return None
    with services().unit_of_work(read_only=True) as uow:
        kept = repeated(uow, key, _fingerprint())
    return None if kept is None else _answer(kept, again=True)


def _key() -> str | None:
    """The key of the current request as it is kept."""
    key = request.headers.get(HEADER)
    if key is not None and not _NAME(key):
        message = f"must have from 1 to {LONGEST_KEY} printable ASCII characters, such as a UUID"
        raise Problem("invalid-request", wrong=(Wrong((HEADER,), message, "header"),))
    token_id = caller().token_id
    # A key is its token's own: nobody else gets that answer by it. No key in a header has a line feed.
    return key if key is None or token_id is None else f"{token_id}\n{key}"


def _answer(kept: KeptAnswer, *, again: bool) -> Response:
    replayed = {REPLAYED: "true"} if again else {}
    return json_out.from_bytes(kept.body, kept.status, {**kept.headers, **replayed})


def _fingerprint() -> str:
    what = f"{request.method} {request.path}\n{request.mimetype}\n".encode()
    return hashlib.sha256(what + request.get_data()).hexdigest()
