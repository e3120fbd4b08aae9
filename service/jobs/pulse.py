"""The heartbeat of what is being worked on. It tells how far that is, and finds out whose it is."""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

from service.application.errors import Unavailable
from service.application.ports import UnitOfWorkFactory
from service.application.reports.labour import Task

# Seconds between two heartbeats: so long it takes at most until a cancelled report is noticed to be one.
BEAT: Final = 0.5

_log = logging.getLogger(__name__)


class Ended(Exception):
    """The work is to end: its report was cancelled or taken over, or the process is to stop."""


class Pulse:
    """Beats until it is stopped. ``lost`` says that the task turned out to be no longer this process's."""

    def __init__(self, units: UnitOfWorkFactory, task: Task[Any], stopping: threading.Event) -> None:
        self._units = units
        self._task = task
        self._stopping = stopping
        self._done = 0
        self._total: int | None = None
        self.lost = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def progress(self, done: int, total: int) -> None:
        """Called by the run after each step. Raises Ended when it is to end."""
        self._done, self._total = done, total
        self.watch()

    def watch(self) -> None:
        """Raises Ended when the run is to end."""
        if self.lost or self._stopping.is_set():
            raise Ended

    def stop(self) -> None:
        """End the heartbeat; then the task is in its latest version."""
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT) and not self.lost:
            try:
                with self._units() as uow:
                    alive = self._task.beat(uow, self._done, self._total)
                    uow.commit()
            except Unavailable:
                continue  # the run goes on; at its end it shows whether the report is still this process's
            except Exception:  # noqa: BLE001  whatever it is, without a heartbeat another process would take the report
                _log.exception("a heartbeat of %s failed", self._task.name)
                continue
            self.lost = not alive
