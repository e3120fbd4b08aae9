"""Reports in their wire form."""

from __future__ import annotations

from typing import Any, Final

import orjson

from service.application.records import Report
from service.application.reports.replay import Replay
from service.domain.report import CONTENT
from service.wire.encoding import encode

_NOTHING: Final = orjson.dumps(dict.fromkeys(CONTENT))


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
    about = encode(summary(report))
    return orjson.Fragment(about[:-1] + b"," + (said or _NOTHING)[1:])


def replay(report_id: object, found: Replay) -> dict[str, Any]:
    """What came of computing a report anew."""
    return {
        "report": report_id,
        "stands": found.stands,
        "differences": found.differences,
        "replayed": None if found.stands else found.content,
    }
