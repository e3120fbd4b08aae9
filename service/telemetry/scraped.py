"""What is not counted but looked up when Prometheus asks: the queue, the servers that are needed, the version."""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from service.application.queries import Backlog

T = TypeVar("T")

_log = logging.getLogger(__name__)

# Seconds that what was looked up may be old. Several Prometheus servers may ask, and each at every process.
FRESH: Final = 5.0
# Seconds to wait for it. Prometheus gives up after ten, and then has not even what was counted.
PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What there was to see. ``backlog`` is None where the database could not tell, ``cache`` whether it answers."""

    backlog: Backlog | None
    cache: Mapping[str, object]
    seen: datetime


class Latest(Generic[T]):
    """What ``look`` returned last, looked up again when it is no longer fresh, by one thread at a time.

    ``get`` waits for at most ``patience`` seconds and returns None where that was not enough, or ``look`` raised.
    """

    def __init__(self, look: Callable[[], T], *, fresh: float = FRESH, patience: float = PATIENCE) -> None:
        self._look = look
        self._fresh = fresh
        self._patience = patience
        self._lock = threading.Lock()
        self._process: int | None = None
        self._looking: threading.Thread | None = None
        self._found: T | None = None
        self._at = 0.0

    def get(self) -> T | None:
        with self._lock:
            if self._process != os.getpid():  # a fork: the thread that looked is not here
                self._process, self._looking, self._found = os.getpid(), None, None
            if self._found is not None and time.monotonic() - self._at < self._fresh:
                return self._found
            if self._looking is None or not self._looking.is_alive():
                self._found = None
                self._looking = threading.Thread(target=self._run, name="metrics", daemon=True)
                self._looking.start()
            looking = self._looking
        looking.join(self._patience)
        return self._found

    def _run(self) -> None:
        try:
            found = self._look()
        except Exception:  # noqa: BLE001  whatever it is, what was counted is told all the same
            _log.exception("looking things up for the metrics failed")
            return
        self._at = time.monotonic()
        self._found = found


class Scraped:
    """A collector of prometheus-client."""

    def __init__(self, version: str, engine: str, look: Callable[[], Looked]) -> None:
        self._about = {"version": version, "engine": engine, "python": platform.python_version()}
        self._latest = Latest(look)

    def describe(self) -> Iterable[Metric]:
        """Nothing is looked up to find out what there would be."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Called whenever somebody asks."""
        about = GaugeMetricFamily("claimcheck_build_info", "What is running; always 1.", labels=list(self._about))
        about.add_metric(list(self._about.values()), 1)
        yield about
        looked = self._latest.get()
        backlog = None if looked is None else looked.backlog
        yield GaugeMetricFamily(
            "claimcheck_database_up", "Whether the database answers.", value=0 if backlog is None else 1
        )
        if looked is not None:
            cache = GaugeMetricFamily("claimcheck_cache_up", "Whether the cache answers.", labels=["kind"])
            cache.add_metric([str(looked.cache["kind"])], 1 if looked.cache["reachable"] else 0)
            yield cache
        if looked is not None and backlog is not None:
            yield from _queue(backlog, looked.seen)


def _queue(backlog: Backlog, seen: datetime) -> Iterator[Metric]:
    reports = GaugeMetricFamily("claimcheck_reports", "Reports that are not finished.", labels=["status"])
    for status in ("queued", "running"):
        reports.add_metric([status], backlog.reports.get(status, 0))
    yield reports
    parts = GaugeMetricFamily("claimcheck_report_parts", "Parts of reports that are not done.", labels=["status"])
    for status in ("held", "waiting", "running"):
        parts.add_metric([status], backlog.parts.get(status, 0))
    yield parts
    age = 0.0 if backlog.oldest is None else max(0.0, (seen - backlog.oldest).total_seconds())
    yield GaugeMetricFamily(
        "claimcheck_report_oldest_queued_seconds", "How long the oldest report in the queue waits.", value=age
    )
