"""Conditional requests (RFC 9110): ``If-None-Match`` on what is read, ``If-Match`` on what is changed.

All tags are strong: the version of an item, the revision of a claim, the digest of a result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Response, request

from service.api import json_out
from service.application.results import Answer

# Werkzeug's own reading of these headers gives None for the empty tag, and takes tags without quotation marks.
_TAGS: Final = re.compile(r'(W/)?"([^"]*)"').findall
_VERSION: Final = re.compile(r"[0-9]{1,9}\Z").match

# No version is this one, so an If-Match without any of ours matches nothing.
_NEVER: Final = -1


def tag(version: int | str) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def known(current: str) -> bool:
    """Whether the caller has what ``current`` is the tag of, and says so in ``If-None-Match``."""
    given = request.environ.get("HTTP_IF_NONE_MATCH")
    if given is None:
        return False
    # What a client sends back is, as a rule, the one tag that it was sent. Weak comparison: W/ makes no difference.
    return given in {current, "*"} or any(found == current[1:-1] for _, found in _TAGS(given))


def not_modified(current: str, headers: Mapping[str, str] | None = None) -> Response:
    """304 for what the caller has already."""
    response = Response(status=304, headers={"ETag": current, "Cache-Control": "private, no-cache", **(headers or {})})
    del response.headers["Content-Type"]
    return response


def item(value: Callable[[], Any], version: int | str) -> Response:
    """An item, or 304 when the caller has this version of it."""
    current = tag(version)
    if known(current):
        return not_modified(current)
    return json_out.answer(value(), 200, {"ETag": current})


def result(found: Answer) -> Response:
    """A result, or 304 when the caller has it. One that time cut short has no tag: asked again, more may come out."""
    if not found.complete:
        return json_out.cut_short(found)
    current = tag(found.digest)
    if known(current):
        return not_modified(current, {"Cache-Status": json_out.CACHE_STATUS[found.outcome]})
    return json_out.result(found, current)


def evaluated(found: Answer) -> Response:
    """The result of a check just posted, which is always sent."""
    return json_out.result(found, tag(found.digest)) if found.complete else json_out.cut_short(found)


def insists() -> bool:
    """Whether the caller means one certain version in ``If-Match``."""
    given: str = request.environ.get("HTTP_IF_MATCH", "*")
    return given.strip() != "*"


def expected(current: Callable[[], int]) -> int | None:
    """The version that ``If-Match`` says a change is meant for; None when it does not matter.

    With several tags it is ``current`` if that is among them. ``current`` may raise NotFound.
    """
    if not insists():
        return None
    given = request.environ["HTTP_IF_MATCH"]
    # Strong comparison: a tag marked W/ matches nothing.
    versions = {int(text) for weak, text in _TAGS(given) if not weak and _VERSION(text)}
    if len(versions) > 1:
        now = current()
        return now if now in versions else _NEVER
    return versions.pop() if versions else _NEVER


def met(current: str) -> bool:
    """Whether ``If-Match`` allows a change of what has the tag ``current`` now. Strong comparison."""
    if not insists():
        return True
    return current[1:-1] in {text for weak, text in _TAGS(request.environ["HTTP_IF_MATCH"]) if not weak}
