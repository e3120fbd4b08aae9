"""What browsers are told about answers, so that nothing of them is run, shown or kept where it should not be.

A page brings a policy of its own, which allows what it needs and no more. Everything else is data, of which nothing may
be loaded or framed (OWASP, REST Security Cheat Sheet).
"""

from __future__ import annotations

from typing import Final

from flask import Response, request

_NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A year, as RFC 6797 means it to be: whoever came by TLS once shall not be led astray without it.
_TLS_ONLY: Final = "max-age=31536000"


def put_on(response: Response) -> None:
    """Put them on the answer to the current request."""
    headers = response.headers
    for name, value in _ALWAYS.items():
        headers[name] = value
    policy = headers.get("Content-Security-Policy")
    if policy is None:
        headers["Content-Security-Policy"] = _NOTHING
    elif "frame-ancestors" not in policy:  # what a page says of itself cannot tell who may frame it
        headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    headers.setdefault("Cache-Control", "no-store")
    if request.scheme == "https":
        headers["Strict-Transport-Security"] = _TLS_ONLY
