"""The formats that a caller can want a report in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from schemas.foreign import FOREIGN
from service.api.problems import Problem, invalid
from service.domain.errors import Fault
from service.formats import Format, Publisher

_BY_TYPE: Final = {form.media_type.partition(";")[0]: form for form in Format}
_OF_REVIEWS: Final = ("author", "author_url", "url")


def described() -> dict[str, Any]:
    """What the contract says of all of them but JSON, by media type."""
    return {
        media_type: {"schema": FOREIGN.get(media_type, {"type": "string"})}
        for media_type, form in _BY_TYPE.items()
        if form is not Format.JSON
    }


def publisher(query: Mapping[str, Any], page: str) -> Publisher:
    """Who publishes reviews, as the query says; by default they are on ``page``."""
    return Publisher(query.get("url", page), query.get("author"), query.get("author_url"))


def wanted(query: Mapping[str, Any]) -> Format:
    """The format that the query names, else the one that ``Accept`` likes best.

    Raises Problem if none would do, and for members of the query that only another format takes.
    """
    form = _wanted(query)
    given = [name for name in _OF_REVIEWS if name in query]
    if given and form is not Format.CLAIM_REVIEW:
        message = f"is for {Format.CLAIM_REVIEW} only; leave it out"
        raise invalid(tuple(Fault((name,), message) for name in given), "query")
    return form


def _wanted(query: Mapping[str, Any]) -> Format:
    if query.get("format") is not None:
        return Format(query["format"])
    if not request.headers.get("Accept", "").strip():
        return Format.JSON
    liked = request.accept_mimetypes.best_match(_BY_TYPE)
    if liked is None:
        raise Problem("not-acceptable", f"a report can be sent as {', '.join(_BY_TYPE)}")
    return _BY_TYPE[liked]
