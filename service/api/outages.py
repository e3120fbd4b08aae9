"""Requests that could not be answered because something the service needs was away, told to the log now and then.

One line for each would bury everything else, and none would leave whoever reads the log without the reason.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

SECONDS_BETWEEN_LINES: Final = 10.0

_log = logging.getLogger(__name__)


class Outages:
    """Counts them, and logs the latest reason. For any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._told = -SECONDS_BETWEEN_LINES

    def add(self, reason: str) -> None:
        """A request was answered 503 for ``reason``."""
        with self._lock:
            self._count += 1
            now = time.monotonic()
            if now - self._told < SECONDS_BETWEEN_LINES:
                return
            count, self._count, self._told = self._count, 0, now
        _log.warning("answered 503 (%d since last told): %s", count, reason)


OUTAGES: Final = Outages()
