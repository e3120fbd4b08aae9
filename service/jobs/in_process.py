"""Reports run by a thread of the process that serves requests, one at a time.

The thread starts when it is first needed: a server forks after everything was put together, and no thread survives
that. A process that only ever reads reports of others starts it too, and so takes over what a dead one left behind.
"""

from __future__ import annotations

import logging
import os
import threading
from datetime import timedelta
from typing import Final

from service.application.errors import NotFound, Unavailable
from service.application.ports import ResultCache, UnitOfWorkFactory
from service.application.records import Report
from service.application.reports import queue
from service.application.reports.run import Unreadable
from service.application.reports.store import Made

# Seconds between two heartbeats: so long it takes at most until a cancelled report is noticed to be one.
BEAT: Final = 0.5
# Seconds after which an idle process looks whether another one left a report behind.
LOOK: Final = 10.0
CLOSING: Final = 5.0

_log = logging.getLogger(__name__)


class _Ended(Exception):
    """The run of a report is to end: it was cancelled or taken over, or the process is to stop."""


class InProcess:
    """``ports.Jobs`` with one thread.

    ``lease`` is how long a report may go without a heartbeat before it counts as left behind.
    """

    def __init__(self, units: UnitOfWorkFactory, cache: ResultCache, lease: timedelta) -> None:
        self._units = units
        self._cache = cache
        self._lease = lease
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: int | None = None
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._pulse: _Pulse | None = None

    def start(self) -> None:
        with self._lock:
            if self._process == os.getpid() or self._stopping.is_set():
                return
            self._process = os.getpid()
            self._woken, self._pulse = threading.Event(), None
            self._thread = threading.Thread(target=self._work, name="reports", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        self.start()
        self._woken.set()

    def close(self) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread is None or self._process != os.getpid():
            return
        self._thread.join(CLOSING)
        pulse = self._pulse
        if self._thread.is_alive() and pulse is not None:
            # It is in the middle of something long. Whatever comes of that finds the report in other hands.
            self._give_back(pulse.stop())

    def _work(self) -> None:
        pause = min(LOOK, self._lease.total_seconds() / 2)
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                idle = not self._run_next()
            except Unavailable:
                idle = True
                _log.warning("the database does not answer; reports wait")
            except Exception:  # noqa: BLE001  whatever it is, the next report is none the worse for it
                idle = True
                _log.exception("looking for reports failed")
            if idle and not self._stopping.is_set():
                self._woken.wait(pause)

    def _run_next(self) -> bool:
        """Run the oldest report that nobody runs; false when there is none."""
        with self._units() as uow:
            report = queue.take_up(uow, self._lease)
            uow.commit()
        if report is None:
            return False
        pulse = self._pulse = _Pulse(self._units, report, self._stopping)
        try:
            outcome = self._outcome(report, pulse)
        finally:
            current = pulse.stop()
            self._pulse = None
        if isinstance(outcome, Made):
            with self._units() as uow:
                queue.finish(uow, current, outcome)
                uow.commit()
        elif outcome is not None:
            with self._units() as uow:
                queue.fail(uow, current, outcome)
                uow.commit()
        elif not pulse.lost:
            self._give_back(current)
        return True

    def _outcome(self, report: Report, pulse: _Pulse) -> Made | str | None:
        """What comes of a report: it made, why it cannot be, or nothing because it is not to be run here on."""
        try:
            return queue.make(self._units, self._cache, report, pulse.watch, pulse.progress)
        except _Ended:
            return None
        except Unavailable:
            _log.warning("the database does not answer; report %s goes back to the queue", report.id)
            return None
        except NotFound as error:
            return f"{error} any more"
        except Unreadable as error:
            return str(error)
        except Exception:  # noqa: BLE001  whatever it is, the report is over, and says so
            _log.exception("report %s failed", report.id)
            return f"the service failed; look for report {report.id} in its logs"

    def _give_back(self, report: Report) -> None:
        with self._units() as uow:
            queue.give_back(uow, report)
            uow.commit()


class _Pulse:
    """The heartbeat of a report that is being run. It tells how far the report is, and finds out whose it is."""

    def __init__(self, units: UnitOfWorkFactory, report: Report, stopping: threading.Event) -> None:
        self._units = units
        self._report = report
        self._stopping = stopping
        self._done, self._total = report.done, report.total
        self.lost = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def progress(self, done: int, total: int) -> None:
        """Called by the run after each step. Raises when it is to end."""
        self._done, self._total = done, total
        self.watch()

    def watch(self) -> None:
        """Raises when the run is to end."""
        if self.lost or self._stopping.is_set():
            raise _Ended

    def stop(self) -> Report:
        """End the heartbeat, and give the report in its latest version."""
        self._over.set()
        self._thread.join()
        return self._report

    def _beat(self) -> None:
        while not self._over.wait(BEAT) and not self.lost:
            try:
                with self._units() as uow:
                    alive = queue.beat(uow, self._report, self._done, self._total)
                    uow.commit()
            except Unavailable:
                continue  # the run goes on; at its end it shows whether the report is still this process's
            except Exception:  # noqa: BLE001  whatever it is, without a heartbeat another process would take the report
                _log.exception("a heartbeat of report %s failed", self._report.id)
                continue
            if alive is None:
                self.lost = True
            else:
                self._report = alive
