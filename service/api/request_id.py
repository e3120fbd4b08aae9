"""What a request is called: ``X-Request-ID`` in and out, and the trace of a W3C ``traceparent``.

Whoever calls may name the request; a name that would not be safe in a log or a header is replaced, not refused. A
trace is carried on: the answer names it again, with a span of its own.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from flask import Response, request

_SAFE: Final = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}\Z").match
_TRACE: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?\Z").match
_KEPT: Final = "claimcheck.request_id"
_NONE: Final = ("0" * 32, "0" * 16)


def request_id() -> str:
    """The name of the current request: as it was given, else its trace, else a new one."""
    environ = request.environ
    name: str | None = environ.get(_KEPT)
    if name is None:
        given = environ.get("HTTP_X_REQUEST_ID")
        name = given if given is not None and _SAFE(given) else trace_id() or secrets.token_hex(16)
        environ[_KEPT] = name
    return name


def trace_id() -> str | None:
    """The trace that the current request is part of, 32 hexadecimal digits, if it came with one."""
    trace = _trace()
    return None if trace is None else trace[0]


def name_answer(response: Response) -> None:
    """Put the name of its request on an answer."""
    response.headers.add("X-Request-ID", request_id())
    trace = _trace()
    if trace is not None:
        response.headers.add("traceparent", f"00-{trace[0]}-{secrets.token_hex(8)}-{trace[1]}")


def _trace() -> tuple[str, str] | None:
    given = request.environ.get("HTTP_TRACEPARENT")
    found = None if given is None else _TRACE(given)
    if found is None or found[1] in _NONE or found[2] in _NONE:
        return None
    return found[1], found[3]
