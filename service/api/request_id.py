"""What a request is called: ``X-Request-ID`` in and out, and the trace of a W3C ``traceparent``.

Whoever calls may name the request; a name that would not be safe in a log or a header is replaced, not refused. A
trace is carried on: the answer names it again, with a span of its own.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, Final, TypeAlias

from flask import Response, request

from service.application.ports import Place

Environ: TypeAlias = dict[str, Any]

_SAFE: Final = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}\Z").match
_TRACE: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?\Z").match
_KEPT: Final = "claimcheck.request_id"
_PLACE: Final = "claimcheck.place"
_NONE: Final = ("0" * 32, "0" * 16)


def request_id() -> str:
    """The name of the current request: as it was given, else its trace, else a new one."""
    return named(request.environ)


def trace_id() -> str | None:
    """The trace that the current request is part of, 32 hexadecimal digits, if there is one."""
    return traced(request.environ)


def named(environ: Environ) -> str:
    """The name of the request with this WSGI environment."""
    name: str | None = environ.get(_KEPT)
    if name is None:
        given = environ.get("HTTP_X_REQUEST_ID")
        name = given if given is not None and _SAFE(given) else traced(environ) or secrets.token_hex(16)
        environ[_KEPT] = name
    return name


def traced(environ: Environ) -> str | None:
    """The trace that the request with this WSGI environment is part of, if there is one."""
    place: Place | None = environ.get(_PLACE)
    return None if place is None else place.trace_id


def caller_place(environ: Environ) -> Place | None:
    """Where the caller is in a trace, as told by ``traceparent``. One that is not in order is none."""
    given = environ.get("HTTP_TRACEPARENT")
    found = None if given is None else _TRACE(given)
    if found is None or found[1] in _NONE or found[2] in _NONE:
        return None
    return Place(found[1], found[2], found[3])


def place(environ: Environ, there: Place | None, caller: Place | None) -> None:
    """The request is answered at ``there`` if it is traced here, else at a place next to the ``caller``'s."""
    if there is None and caller is not None:
        there = Place(caller.trace_id, secrets.token_hex(8), caller.flags)
    environ[_PLACE] = there


def name_answer(response: Response) -> None:
    """Put the name of its request on an answer."""
    response.headers.add("X-Request-ID", request_id())
    there: Place | None = request.environ.get(_PLACE)
    if there is not None:
        response.headers.add("traceparent", f"00-{there.trace_id}-{there.span_id}-{there.flags}")
