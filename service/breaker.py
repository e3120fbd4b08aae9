"""A circuit breaker: once a server fails, nobody asks it again until it has answered a probe."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Breaker:
    """Open after a failure, until ``probe`` returns without raising.

    The probe runs in a thread of its own while the breaker is open, so that no request pays for it: finding a server
    that is down can take long, a name to resolve above all. ``interval`` is the pause between probes in seconds.
    """

    def __init__(self, name: str, probe: Callable[[], None], interval: float) -> None:
        self._name = name
        self._probe = probe
        self._interval = interval
        self._lock = threading.Lock()
        self._stop = threading.Event()
        # The process that tripped it: a child made by fork has no probing thread and finds out for itself.
        self._tripped_in: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the server is not to be asked."""
        return self._tripped_in is not None and self._tripped_in == os.getpid()

    def trip(self, why: str) -> None:
        """Open, after a failure, and begin to probe."""
        with self._lock:
            if self.is_open or self._stop.is_set():
                return
            self._tripped_in = os.getpid()
            threading.Thread(target=self._probe_until_it_answers, name=f"probe {self._name}", daemon=True).start()
        log.warning("%s fails (%s): doing without until it answers again", self._name, why)

    def close(self) -> None:
        """Stop probing for good."""
        self._stop.set()

    def _probe_until_it_answers(self) -> None:
        while not self._stop.wait(self._interval):
            try:
                self._probe()
            except Exception as error:  # noqa: BLE001 - whatever it is, the server is not back, and this thread must live on
                log.debug("%s does not answer a probe: %s", self._name, error)
                continue
            with self._lock:
                self._tripped_in = None
            log.warning("%s answers again", self._name)
            return
