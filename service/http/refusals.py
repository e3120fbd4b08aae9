"""What is answered where no application is asked: to clients that are too slow, too many, or speak no HTTP."""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from typing import Final

from gunicorn.http import errors  # type: ignore[import-untyped] # gunicorn has no types

_HEADERS: Final = (
    "Connection: close",
    "Content-Type: application/problem+json",
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Resource-Policy: same-origin",
)
# What the application has a word of its own for.
_KINDS: Final = {413: ("/problems/too-large", "The body is too large")}


def refusal(status: int, detail: str) -> bytes:
    """A whole answer: a problem (RFC 9457), after which the connection ends."""
    phrase = HTTPStatus(status).phrase
    kind, title = _KINDS.get(status, ("about:blank", phrase))
    name = secrets.token_hex(16)
    body = json.dumps(
        {
            "type": kind,
            "title": title,
            "status": status,
            "detail": detail,
            "errors": [],
            "request_id": name,
        },
        ensure_ascii=False,
    ).encode()
    more = [f"X-Request-ID: {name}", f"Content-Length: {len(body)}"]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        more.append("Retry-After: 1")
    return "\r\n".join([f"HTTP/1.1 {status} {phrase}", *_HEADERS, *more, "", ""]).encode() + body


def status_of(error: Exception) -> int:
    """The status for what gunicorn found wrong with a request; 500 for what is not the request's fault."""
    for kind, status in (
        (errors.LimitRequestLine, 414),
        (errors.LimitRequestHeaders, 431),
        (errors.ExpectationFailed, 417),
        (errors.UnsupportedTransferCoding, 501),
        (errors.ForbiddenProxyRequest, 403),
        (errors.ConfigurationProblem, 500),
        (errors.ParseException, 400),
    ):
        if isinstance(error, kind):
            return status
    return 500
