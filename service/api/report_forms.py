"""Reports in their wire form, and the format that a caller wants one in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from flask import request

from service.api import json_out
from service.api.problems import Problem
from service.application.records import Report
from service.application.reports.replay import Replay
from service.domain.report import CONTENT
from service.formats import Format

_BY_TYPE: Final = {form.media_type.partition(";")[0]: form for form in Format}
_NOTHING: Final = orjson.dumps(dict.fromkeys(CONTENT))


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


def summary(report: Report) -> dict[str, Any]:
    """A report without what it says."""
    return {
        "id": report.id,
        "collections": report.collections,
        "status": report.status.value,
        "detail": report.detail,
        "progress": {"done": report.done, "total": report.total},
        "options": report.options,
        "version": report.version,
        "created_at": report.created_at,
        "updated_at": report.updated_at,
        "finished_at": report.finished_at,
    }


def listed(report: Report) -> dict[str, Any]:
    """A report in a list."""
    return {**summary(report), "counts": report.counts}


def whole(report: Report, said: bytes | None) -> orjson.Fragment:
    """A report with what it says, which is JSON already: a large one is not taken apart to be sent."""
    about = json_out.encode(summary(report))
    return orjson.Fragment(about[:-1] + b"," + (said or _NOTHING)[1:])


def replay(report_id: object, found: Replay) -> dict[str, Any]:
    """What came of computing a report anew."""
    return {
        "report": report_id,
        "stands": found.stands,
        "differences": found.differences,
        "replayed": None if found.stands else found.content,
    }
