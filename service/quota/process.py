"""Requests counted in this process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.application.ports import Rate, Standing
from service.application.ports.quota import standing

# Whoever asked longest ago is forgotten: addresses are cheap, and memory is not.
_MOST_CALLERS = 100_000


@dataclass(slots=True)
class _Windows:
    start: float
    previous: int = 0
    current: int = 0


class ProcessQuota:
    """A ``Quota`` that knows of nothing but this process.

    A sliding window counter like that of ``limits``, whose own in memory starts a thread for every few requests and
    follows a clock that may be set back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._callers: OrderedDict[tuple[str, Rate], _Windows] = OrderedDict()

    def spend(self, caller: str, rate: Rate) -> Standing:
        """Take one request from what ``caller`` has left of ``rate``, if any is left."""
        with self._lock:
            now = self._clock()
            windows = self._windows((caller, rate), now)
            left = rate.seconds - (now - windows.start)
            allowed = int(windows.previous * left / rate.seconds) + windows.current < rate.amount
            if allowed:
                windows.current += 1
            return standing(rate, allowed, windows.previous, left, windows.current, left)

    def state(self) -> dict[str, Any]:
        """For ``/readyz``."""
        return {"kind": "memory", "shared": False}

    def close(self) -> None:
        """Nothing is held."""

    def _windows(self, key: tuple[str, Rate], now: float) -> _Windows:
        windows = self._callers.get(key)
        seconds = key[1].seconds
        if windows is None or now - windows.start >= 2 * seconds:
            windows = self._callers[key] = _Windows(now)
            if len(self._callers) > _MOST_CALLERS:
                self._callers.popitem(last=False)
        elif now - windows.start >= seconds:
            windows.start += seconds
            windows.previous, windows.current = windows.current, 0
        self._callers.move_to_end(key)
        return windows
