"""What is counted, and under which names Prometheus finds it.

Under several processes each counts in a file of its own, and whoever is asked adds them up (see ``shared``). The files
are a choice that prometheus-client makes when it is imported, by ``PROMETHEUS_MULTIPROC_DIR``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from sqlalchemy import Engine

from service.application.ports import Outcome, Place, Seen

# When a series began is of no use here, and twice the lines.
disable_created_metrics()  # type: ignore[no-untyped-call]

# Seconds. Answers from the cache take about a millisecond, and nobody waits for longer than half a minute.
REQUESTS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
EVALUATIONS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10)
WAITS: Final = (0.0001, 0.001, 0.01, 0.1, 1, 10)
WORK: Final = (0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30)
REPORTS: Final = (0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200)

_NO_SPAN: Final = nullcontext()


class Metrics:
    """``ports.Observer`` that counts. Traces nothing; ``traces.Traced`` does that too."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = self._histogram(
            "http_request_duration_seconds", "How long answers took.", ("method", "route", "status"), REQUESTS
        )
        self._in_flight = self._gauge("http_requests_in_flight", "Requests that are being answered.")
        self._workers = self._gauge("http_workers", "Processes that answer requests.")
        self._threads = self._gauge("http_threads", "Threads that answer requests, of all processes.")
        self._queued = self._histogram("http_wait_seconds", "How long requests waited for a thread.", (), WAITS)
        self._refused = self._counter("access_refusals", "Requests refused for want of access.", ("reason",))
        self._limited = self._counter(
            "limited_requests", "Requests refused or cut off for asking too much.", ("bound",)
        )
        self._quota = self._counter(
            "quota_failures", "Times that Redis could not count requests, and the process counted alone.", ("kind",)
        )
        self._verdicts = self._counter("verdicts", "Checks computed, by what came of them.", ("kind", "verdict"))
        self._evaluations = self._histogram(
            "evaluation_duration_seconds", "How long it took to compute checks.", ("kind",), EVALUATIONS
        )
        self._cache = self._counter("cache_answers", "Results answered, by how the cache took part.", ("outcome",))
        self._cache_failures = self._counter("cache_failures", "Times that the cache could not be asked.", ("kind",))
        self._inside = self._gauge("bulkhead_tasks", "Costly tasks in helper processes or waiting for one.")
        self._bulkhead = self._counter("bulkhead_tasks_ended", "Costly tasks, by how they ended.", ("outcome",))
        self._bulkhead_waits = self._histogram(
            "bulkhead_wait_seconds", "How long costly tasks waited for a helper process.", (), WAITS
        )
        self._bulkhead_work = self._histogram(
            "bulkhead_duration_seconds", "How long costly tasks took in one.", (), WORK
        )
        self._connections = self._gauge("database_connections", "Connections to the database in use.")
        self._pool = self._gauge("database_pool_size", "Connections to the database that may be in use.")
        self._connecting = self._histogram(
            "database_wait_seconds", "How long was waited for a connection to the database.", (), WAITS
        )
        self._reports = self._histogram(
            "report_duration_seconds", "How long reports in the background took.", ("outcome",), REPORTS
        )
        self._parts = self._histogram("report_part_duration_seconds", "How long parts took.", ("outcome",), REPORTS)
        # An increase is only seen of a series that was there before: the first report that fails is one.
        for outcome in ("finished", "failed"):
            self._reports.labels(outcome)
            self._parts.labels(outcome)
        # Finding a series by its labels takes as long as counting.
        self._by_outcome = {outcome: self._cache.labels(outcome.value) for outcome in Outcome}
        self._by_route: dict[tuple[str, str, int], Histogram] = {}

    def serving(self, *, threads: int, connections: int) -> None:
        """This process answers requests, with so many threads and at most so many connections to the database."""
        self._workers.set(1)
        self._threads.set(threads)
        self._pool.set(connections)

    def watch(self, engine: Engine) -> None:
        """Statements are not counted."""

    def start(self) -> None:
        """Nothing needs to be begun to count."""

    def close(self) -> None:
        """Nothing is kept back."""

    def request(self, parent: Place | None) -> Seen:
        self._in_flight.inc()
        return Counted(self)

    def count(self, method: str, route: str, status: int, took: float) -> None:
        """A request is over."""
        self._in_flight.dec()
        series = self._by_route.get((method, route, status))
        if series is None:
            series = self._by_route[method, route, status] = self._requests.labels(method, route, str(status))
        series.observe(took)

    def request_waited(self, waited: float) -> None:
        self._queued.observe(waited)

    def refused(self, why: str) -> None:
        self._refused.labels(why).inc()

    def limited(self, bound: str) -> None:
        self._limited.labels(bound).inc()

    def quota_failed(self, kind: str) -> None:
        self._quota.labels(kind).inc()

    def evaluated(self, kind: str, verdict: str, took: float) -> None:
        self._verdicts.labels(kind, verdict).inc()
        self._evaluations.labels(kind).observe(took)

    def answered_from_cache(self, outcome: Outcome) -> None:
        self._by_outcome[outcome].inc()

    def cache_failed(self, kind: str) -> None:
        self._cache_failures.labels(kind).inc()

    def bulkhead_entered(self) -> None:
        self._inside.inc()

    def bulkhead_left(self, outcome: str, waited: float, took: float) -> None:
        self._inside.dec()
        self._bulkhead.labels(outcome).inc()
        self._bulkhead_waits.observe(waited)
        self._bulkhead_work.observe(took)

    def bulkhead_full(self) -> None:
        self._bulkhead.labels("turned_away").inc()

    def connection_taken(self, waited: float) -> None:
        self._connections.inc()
        self._connecting.observe(waited)

    def connection_returned(self) -> None:
        self._connections.dec()

    def report_over(self, outcome: str, took: float) -> None:
        self._reports.labels(outcome).observe(took)

    def part_over(self, outcome: str, took: float) -> None:
        self._parts.labels(outcome).observe(took)

    def span(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        return _NO_SPAN

    def task(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        return _NO_SPAN

    def place(self) -> Place | None:
        return None

    def within(self, place: Place | None, name: str) -> AbstractContextManager[None]:
        return _NO_SPAN

    def _counter(self, name: str, meaning: str, labels: Sequence[str] = ()) -> Counter:
        return Counter(name, meaning, labels, namespace="claimcheck", registry=self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        # Of processes that live: what a dead one had in hand, nobody has.
        return Gauge(name, meaning, namespace="claimcheck", registry=self.registry, multiprocess_mode="livesum")

    def _histogram(self, name: str, meaning: str, labels: Sequence[str], buckets: Sequence[float]) -> Histogram:
        return Histogram(name, meaning, labels, namespace="claimcheck", registry=self.registry, buckets=buckets)


class Counted:
    """A request that is counted once it is over."""

    __slots__ = ("_began", "_metrics")

    place: Place | None = None

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._began = time.perf_counter()

    def over(self, method: str, route: str, status: int) -> None:
        self._metrics.count(method, route, status, time.perf_counter() - self._began)
