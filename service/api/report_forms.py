"""The format that a caller wants a report in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from service.api.problems import Problem
from service.formats import Format

_BY_TYPE: Final = {form.media_type.partition(";")[0]: form for form in Format}


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
