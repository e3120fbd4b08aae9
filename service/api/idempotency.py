"""``Idempotency-Key`` on requests that store something: repeated, they store once and get the first answer again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Final

from flask import Response, request

from service.api import json_out
from service.api.context import services
from service.api.problems import Problem, Wrong
from service.application.idempotency import once
from service.application.ports import UnitOfWork

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
LONGEST_KEY: Final = 255

_KEY: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?\Z").match

Stored = tuple[dict[str, str], Any]


def storing(execute: Callable[[UnitOfWork], Stored]) -> Response:
    """201 with what ``execute`` stored (headers and value), in one transaction with the key, if there is one."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY(key):
        message = f"must have from 1 to {LONGEST_KEY} printable ASCII characters, such as a UUID"
        raise Problem("invalid-request", wrong=(Wrong((HEADER,), message, "header"),))
    with services().unit_of_work() as uow:
        if key is None:
            headers, value = execute(uow)
            uow.commit()
            return json_out.answer(value, 201, headers)

        def answer() -> tuple[int, dict[str, str], bytes]:
            headers, value = execute(uow)
            return 201, headers, json_out.encode(value)

        kept, again = once(uow, key, _fingerprint(), answer)
        if not again:
            uow.commit()
    replayed = {REPLAYED: "true"} if again else {}
    return json_out.from_bytes(kept.body, kept.status, {**kept.headers, **replayed})


def _fingerprint() -> str:
    what = f"{request.method} {request.path}\n{request.mimetype}\n".encode()
    return hashlib.sha256(what + request.get_data()).hexdigest()
