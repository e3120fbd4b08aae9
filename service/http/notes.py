"""What clients were refused or let go for, told to the log all at once now and then, since they may be many."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

SECONDS_BETWEEN_LINES: Final = 10.0


class Notes:
    """Counts by reason, and gives ``warn`` a line of it. For any number of threads."""

    def __init__(self, warn: Callable[[str, str, str], None]) -> None:
        self._warn = warn
        self._lock = threading.Lock()
        self._counted: Counter[str] = Counter()
        self._told = -SECONDS_BETWEEN_LINES

    def add(self, reason: str, address: str) -> None:
        """It happened to a client at ``address``."""
        with self._lock:
            self._counted[reason] += 1
            now = time.monotonic()
            if now - self._told < SECONDS_BETWEEN_LINES:
                return
            counted = ", ".join(f"{what}: {count}" for what, count in self._counted.items())
            self._counted.clear()
            self._told = now
        self._warn("refused or let go of clients (%s), of %s for one", counted, address)
