"""Reports run by a thread of the process that serves requests, one at a time, unless there are workers for that.

The thread starts when it is first needed: a server forks after everything was put together, and no thread survives
that. A process that only ever reads reports of others starts it too, and so takes over what a dead one left behind.
"""

from __future__ import annotations

import logging
import os
import threading
from datetime import timedelta
from typing import Final, Protocol

from service.application.errors import Unavailable
from service.application.ports import ResultCache, UnitOfWorkFactory
from service.jobs.runner import Runner

# Seconds after which an idle process looks whether another one left a report behind.
LOOK: Final = 10.0
CLOSING: Final = 5.0

_log = logging.getLogger(__name__)


class Elsewhere(Protocol):
    """Workers: processes that do nothing but reports."""

    def alive(self) -> bool:
        """Whether there is one; false when that cannot be told. Never raises."""

    def wake(self) -> None:
        """Have one look for work at once, if possible. Never raises."""


class Nowhere:
    """Where there can be no workers."""

    def alive(self) -> bool:
        return False

    def wake(self) -> None:
        pass


class InProcess:
    """``ports.Jobs`` with one thread, which runs reports while nobody ``elsewhere`` does.

    ``lease`` is how long a report may go without a heartbeat before it counts as left behind.
    """

    def __init__(
        self, units: UnitOfWorkFactory, cache: ResultCache, lease: timedelta, elsewhere: Elsewhere | None = None
    ) -> None:
        self._runner = Runner(units, cache, lease)
        self._pause = min(LOOK, lease.total_seconds() / 2)
        self._elsewhere = elsewhere or Nowhere()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: int | None = None
        self._woken = threading.Event()

    def start(self) -> None:
        with self._lock:
            if self._process == os.getpid() or self._runner.stopping.is_set():
                return
            self._process = os.getpid()
            self._woken = threading.Event()
            self._thread = threading.Thread(target=self._work, name="reports", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        self.start()
        self._woken.set()

    def close(self) -> None:
        self._runner.stopping.set()
        self._woken.set()
        if self._thread is None or self._process != os.getpid():
            return
        self._thread.join(CLOSING)
        if self._thread.is_alive():
            self._runner.let_go()

    def _work(self) -> None:
        while not self._runner.stopping.is_set():
            woken = self._woken.is_set()
            self._woken.clear()
            try:
                idle = self._left_to_others(woken) or not self._runner.run_next()
            except Unavailable as error:
                idle = True
                _log.warning("reports wait: %s", error)
            except Exception:  # noqa: BLE001  whatever it is, the next report is none the worse for it
                idle = True
                _log.exception("looking for reports failed")
            if idle and not self._runner.stopping.is_set():
                self._woken.wait(self._pause)

    def _left_to_others(self, woken: bool) -> bool:
        if not self._elsewhere.alive():
            return False
        if woken:
            self._elsewhere.wake()
        return True
