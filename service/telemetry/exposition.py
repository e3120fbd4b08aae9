"""What a process has to do so that it can be observed, and what it answers when Prometheus asks."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.telemetry import port as port_of_metrics
from service.telemetry.metrics import Metrics
from service.telemetry.shared import VARIABLE, SharedDirectory, reading

# A process that has just begun may not have written the head of its file yet.
_ATTEMPTS: Final = 3


class Observation:
    """``ports.Telemetry`` of one server: all its processes are forks of, or started by, the one that makes it.

    ``shared`` is the directory that they count in, None for a process that is alone. ``threads`` and ``connections``
    (to the database) are those of each process that serves. ``apart`` is the host and port where metrics are told
    beside, None for nowhere, with what gives what is to be looked up for that.
    """

    def __init__(
        self,
        observer: Metrics,
        *,
        threads: int,
        connections: int,
        shared: SharedDirectory | None = None,
        apart: tuple[str, int, Callable[[], Collector]] | None = None,
    ) -> None:
        self.observer = observer
        self._threads = threads
        self._connections = connections
        self._shared = shared
        self._apart = apart

    def start(self, *, serving: bool) -> None:
        """See ``ports.Telemetry``."""
        if self._shared is not None:
            self._shared.renew()
        if serving:
            self.observer.serving(threads=self._threads, connections=self._connections)
        self.observer.start()

    def tell_apart(self) -> None:
        """See ``ports.Telemetry``."""
        if self._apart is not None:
            host, port, looked_up = self._apart
            port_of_metrics.tell_apart(host, port, lambda: self.exposition(looked_up()))

    def forget(self, pid: int) -> None:
        """See ``ports.Telemetry``."""
        if self._shared is not None:
            self._shared.forget(pid)

    def close(self) -> None:
        """See ``ports.Telemetry``."""
        self.observer.close()
        if self._shared is not None:
            self._shared.remove()

    def exposition(self, looked_up: Collector) -> Callable[[str | None], tuple[bytes, str]]:
        """What gives, for a header Accept, everything counted by all processes and what is looked up, and its type."""
        shared = os.environ.get(VARIABLE)

        def told(accept: str | None) -> tuple[bytes, str]:
            encode, content_type = choose_encoder(accept or "")
            if shared is None:
                return encode(_Both(self.observer.registry, looked_up)), content_type
            if self._shared is not None:
                self._shared.renew()
            counted = CollectorRegistry()
            MultiProcessCollector(counted, shared)  # type: ignore[no-untyped-call]
            with reading(Path(shared)):
                return _insisting(lambda: encode(_Both(counted, looked_up))), content_type

        return told


def _insisting(read: Callable[[], bytes]) -> bytes:
    for _ in range(_ATTEMPTS - 1):
        try:
            return read()
        except struct.error:
            time.sleep(0.01)
    return read()


class _Both(CollectorRegistry):
    """What was counted, and what is looked up."""

    def __init__(self, counted: Collector, looked_up: Collector) -> None:
        super().__init__()
        self.register(counted)
        self.register(looked_up)
