"""Conditional requests (RFC 9110): ``If-None-Match`` on what is read, ``If-Match`` on what is changed.

All tags are strong: the version of an item, the revision of a claim, the digest of a result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Response, request

from service.api import json_out
from service.application.results import Answer

# No version is this one, so an If-Match without any tag of ours matches nothing.
_NEVER: Final = -1


def tag(version: int | str) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def known(current: str) -> bool:
    """Whether the caller has what ``current`` is the tag of, and says so in ``If-None-Match``."""
    given = request.environ.get("HTTP_IF_NONE_MATCH")
    if given is None:
        return False
    # What a client sends back is, as a rule, the one tag that it was sent.
    return given == current or request.if_none_match.contains_weak(current[1:-1])


def not_modified(current: str, headers: Mapping[str, str] | None = None) -> Response:
    """304 for what the caller has already."""
    response = Response(status=304, headers={"ETag": current, "Cache-Control": "no-cache", **(headers or {})})
    del response.headers["Content-Type"]
    return response


def item(value: Callable[[], Any], version: int) -> Response:
    """An item, or 304 when the caller has this version of it."""
    current = tag(version)
    if known(current):
        return not_modified(current)
    return json_out.answer(value(), 200, {"ETag": current})


def result(found: Answer) -> Response:
    """A result, or 304 when the caller has it."""
    current = tag(found.digest)
    if known(current):
        return not_modified(current, {"Cache-Status": json_out.CACHE_STATUS[found.outcome]})
    return json_out.result(found, current)


def expected(current: Callable[[], int]) -> int | None:
    """The version that ``If-Match`` says a change is meant for; None when it does not matter.

    With several tags it is ``current`` if that is among them. ``current`` may raise NotFound.
    """
    if "HTTP_IF_MATCH" not in request.environ:
        return None
    given = request.if_match
    if given.star_tag:
        return None
    versions = {int(text) for text in given.as_set() if text.isdecimal() and len(text) < 10}
    if len(versions) > 1:
        now = current()
        return now if now in versions else _NEVER
    return versions.pop() if versions else _NEVER
