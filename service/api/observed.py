"""Each request is observed while it is answered, under the address that the contract gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from flask import Flask, request

from service.api import request_id
from service.application.observing import OCCASION, Occasion, begin, observer

Application: TypeAlias = Callable[[request_id.Environ, Callable[..., Any]], Iterable[bytes]]

# Whatever else is sent as a method or an address is one thing: there is no end of them.
OTHER: Final = "other"
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_ROUTE: Final = "claimcheck.route"
_PARAMETER: Final = re.compile(r"<(?:[^<>:]*:)?([^<>]*)>")


def note_routes(app: Flask) -> None:
    """Let ``app`` say which of its addresses a request is for."""

    def note() -> None:
        if request.url_rule is not None:
            request.environ[_ROUTE] = route(request.url_rule.rule)

    app.before_request(note)


def answer(
    application: Application, environ: request_id.Environ, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """The answer of a WSGI application to a request, observed. It is over when the last word is ready to be sent."""
    caller = request_id.caller_place(environ)
    seen = observer().request(caller)
    request_id.place(environ, seen.place, caller)
    environ[OCCASION] = now = Occasion(request_id.named(environ), request_id.traced(environ))
    begin(now)
    status = 500

    def start(line: str, *rest: Any) -> Any:
        nonlocal status
        status = int(line[:3])
        return start_response(line, *rest)

    try:
        return application(environ, start)
    finally:
        method = environ["REQUEST_METHOD"]
        seen.over(method if method in _METHODS else OTHER, environ.get(_ROUTE, OTHER), status)
        begin(None)


@lru_cache(1024)
def route(rule: str) -> str:
    """An address as the contract writes it: ``/v1/claims/{claim_id}``."""
    return _PARAMETER.sub(r"{\1}", rule)
