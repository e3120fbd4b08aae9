"""The log: lines for people, or one JSON object on each line, each with the request in whose course it was written."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

from service.application.observing import occasion

_NAMES: Final = {
    "asctime": "time",
    "levelname": "level",
    "name": "logger",
    "process": "worker",
    "exc_info": "exception",
    "stack_info": "stack",
}
_MARKS: Final = ("request_id", "trace_id", "caller")
AGAIN: Final = 60.0
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def write(level: str, form: str | None) -> None:
    """Write what this process logs to standard error, from ``level`` on, as ``json`` or ``text``.

    Without a form, text where a person sees it and JSON elsewhere. Of libraries only what is wrong is written; they say
    much that concerns their authors.
    """
    handler = logging.StreamHandler()
    text = sys.stderr.isatty() if form is None else form == "text"
    handler.setFormatter(Text() if text else Json())
    handler.addFilter(mark)
    handler.addFilter(Sparing())
    logging.basicConfig(handlers=[handler], force=True)
    logging.getLogger("service").setLevel(level.upper())


def mark(record: logging.LogRecord) -> bool:
    """Note in ``record`` which request it belongs to, unless whoever wrote it did."""
    now = occasion()
    for name in _MARKS:
        if not hasattr(record, name):
            setattr(record, name, None if now is None else getattr(now, name))
    return True


class Sparing:
    """Lets through once a minute what OpenTelemetry says again and again while its collector is away."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[tuple[str, object], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is to be written."""
        if not record.name.startswith("opentelemetry"):
            return True
        said, now = (record.name, record.msg), self._clock()
        if said in self._said and now < self._said[said] + AGAIN:
            return False
        self._said[said] = now
        return True


class Json(JsonFormatter):
    """One JSON object for each record; whatever it says, it stays on one line."""

    def __init__(self) -> None:
        super().__init__(["asctime", "levelname", "message", "name", "process", *_MARKS], rename_fields=_NAMES)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's name
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in super().process_log_record(log_data).items() if value is not None}


class Text(logging.Formatter):
    """A line for each record. What others sent may be in it, and starts no line of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s [%(process)d] [%(levelname)s] %(message)s", "[%Y-%m-%d %H:%M:%S %z]")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        line = _CONTROL.sub(lambda found: ascii(found[0])[1:-1], super().formatMessage(record))
        request_id = getattr(record, "request_id", None)
        return line if request_id is None else f"{line} (request {request_id})"
