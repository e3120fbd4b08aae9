"""The result cache of one process: least recently used values leave first."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from service.application.ports import Outcome
from service.cache.flight import Flights


class MemoryCache:
    """A ``ResultCache`` in this process's memory, for any number of threads.

    ``ttl`` is in seconds. ``max_bytes`` counts keys and values, not what Python needs around them; a value that alone
    is larger than that is not kept.
    """

    def __init__(
        self, *, ttl: float, max_entries: int, max_bytes: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ttl = ttl
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0
        self._flights: Flights[tuple[bytes, Outcome]] = Flights()

    def get(self, key: str) -> bytes | None:
        """The value last put under ``key``, unless it is too old or had to leave."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            value, expires = entry
            if expires <= self._clock():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return value

    def put(self, key: str, value: bytes) -> None:
        """Keep ``value`` under ``key``, in place of what was there."""
        size = _size(key, value)
        with self._lock:
            if key in self._entries:
                self._drop(key)
            if size > self._max_bytes:
                return
            self._entries[key] = (value, self._clock() + self._ttl)
            self._bytes += size
            while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))

    def get_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> tuple[bytes, Outcome]:
        """The value under ``key``, else what ``compute`` returns; concurrent callers compute once.

        ``compute`` returns the value and whether it may be kept. What it raises is raised for every caller waiting.
        """

        def look_again_then_compute() -> tuple[bytes, Outcome]:
            # Another flight may have landed between the caller's look and this one.
            known = self.get(key)
            if known is not None:
                return known, Outcome.HIT
            value, keep = compute()
            if keep:
                self.put(key, value)
            return value, Outcome.MISS

        known = self.get(key)
        if known is not None:
            return known, Outcome.HIT
        (value, outcome), led = self._flights.share(key, look_again_then_compute)
        return value, outcome if led else Outcome.HIT

    def state(self) -> Mapping[str, Any]:
        """What is held, for the readiness report and for metrics."""
        with self._lock:
            return {"kind": "memory", "reachable": True, "entries": len(self._entries), "bytes": self._bytes}

    def close(self) -> None:
        """Nothing outside this process is held."""

    def _drop(self, key: str) -> None:
        value, _ = self._entries.pop(key)
        self._bytes -= _size(key, value)


def _size(key: str, value: bytes) -> int:
    return len(key.encode()) + len(value)
