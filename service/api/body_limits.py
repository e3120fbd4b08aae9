"""How large the body of a request may be: as much as its operation has use for, and no more is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Flask, request
from werkzeug.exceptions import HTTPException

MEBIBYTE: Final = 1 << 20
# More than that has no use anywhere.
LARGEST_BODY: Final = 16 * MEBIBYTE

_KEY: Final = "claimcheck.bodies"
# In the environment of a request, which goes wherever it is answered.
_BOUND: Final = "claimcheck.largest_body"


def limit(app: Flask, largest: Mapping[str, int]) -> None:
    """Have ``app`` refuse bodies larger than ``largest``, in bytes by endpoint; 1 MiB where it says nothing."""
    app.extensions[_KEY] = largest

    def bound() -> None:
        most = request.environ[_BOUND] = largest.get(request.endpoint or "", MEBIBYTE)
        # Werkzeug cuts a body in chunks off where it gets too long, without a word. One byte more shows that there is.
        request.max_content_length = most + 1

    app.before_request(bound)


def most() -> int:
    """The bytes that the body of the current request may have."""
    bound: int = request.environ.get(_BOUND, MEBIBYTE)
    return bound


def in_words() -> str:
    """The same in words."""
    return f"the body of this request has at most {most() // MEBIBYTE} MiB"


def largest(app: Flask, method: str, path: str) -> int:
    """The bytes that a body may have that is sent to ``path``; for a server, which may not want to wait for more."""
    try:
        endpoint, _ = app.url_map.bind("").match(path, method)
    except HTTPException:
        return MEBIBYTE
    return int(app.extensions[_KEY].get(endpoint, MEBIBYTE))
