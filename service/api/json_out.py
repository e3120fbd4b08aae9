"""Answers in JSON, with the headers that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from flask import Response

from service.application.ports import Outcome
from service.application.results import Answer
from service.wire.encoding import encode

JSON: Final = "application/json"

# RFC 9211: what the result cache did.
CACHE_STATUS: Final = {
    Outcome.HIT: "claimcheck; hit",
    Outcome.MISS: "claimcheck; fwd=miss",
    Outcome.BYPASS: "claimcheck; fwd=bypass",
}


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as the answer. A copy kept by the caller has to be revalidated before it is used again."""
    return from_bytes(encode(value), status, headers)


def from_bytes(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that is ready as the answer."""
    return Response(body, status, {"Content-Type": JSON, "Cache-Control": "private, no-cache", **(headers or {})})


def nothing() -> Response:
    """The answer that says no more than that it worked."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def result(found: Answer, tag: str) -> Response:
    """The very bytes of a result, its digest as ETag, and how the cache took part."""
    return from_bytes(found.body, 200, {"ETag": tag, "Cache-Status": CACHE_STATUS[found.outcome]})


def cut_short(found: Answer) -> Response:
    """A result that time cut short. It is not to be kept, and its digest does not identify what it says."""
    return from_bytes(found.body, 200, {"Cache-Status": CACHE_STATUS[found.outcome], "Cache-Control": "no-store"})


def ready(encoded: bytes) -> orjson.Fragment:
    """A value that is JSON already, as a value."""
    return orjson.Fragment(encoded)
