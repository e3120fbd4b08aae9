"""The formats that a caller can want a report in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from schemas.foreign import FOREIGN
from service.api.problems import Problem
from service.formats import Format

_BY_TYPE: Final = {form.media_type.partition(";")[0]: form for form in Format}


def described() -> dict[str, Any]:
    """What the contract says of all of them but JSON, by media type."""
    return {
        media_type: {"schema": FOREIGN.get(media_type, {"type": "string"})}
        for media_type, form in _BY_TYPE.items()
        if form is not Format.JSON
    }


def wanted(query: Mapping[str, Any]) -> Format:
    """The format that the query names, else the one that ``Accept`` likes best. Raises Problem if none would do."""
    if query.get("format") is not None:
        return Format(query["format"])
    if not request.headers.get("Accept", "").strip():
        return Format.JSON
    liked = request.accept_mimetypes.best_match(_BY_TYPE)
    if liked is None:
        raise Problem("not-acceptable", f"a report can be sent as {', '.join(_BY_TYPE)}")
    return _BY_TYPE[liked]
