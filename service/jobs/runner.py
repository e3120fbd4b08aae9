"""Taking up reports, or parts of them, one after the other, and what is left of one when the process is to stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from service.application.errors import NotFound, Unavailable
from service.application.observing import observer
from service.application.ports import ResultCache, UnitOfWorkFactory
from service.application.reports.labour import Task, next_task
from service.application.reports.run import Unreadable
from service.jobs.pulse import Ended, Pulse

_log = logging.getLogger(__name__)


class _Failed(str):
    """Why nothing will come of a report."""

    __slots__ = ()


class Runner:
    """One task at a time, by one thread.

    ``lease`` is how long a task may go without a heartbeat before it counts as left behind. With ``largest_part``
    reports that are larger are split, and parts are worked on (see ``next_task``).
    """

    def __init__(
        self, units: UnitOfWorkFactory, cache: ResultCache, lease: timedelta, *, largest_part: int | None = None
    ) -> None:
        self.stopping = threading.Event()
        self._units = units
        self._cache = cache
        self._lease = lease
        self._largest_part = largest_part
        self._current: tuple[Task[Any], Pulse] | None = None

    def run_next(self) -> bool:
        """Work on what nobody works on; false when there is nothing. Raises Unavailable."""
        with self._units() as uow:
            task = next_task(uow, self._lease, largest_part=self._largest_part)
            uow.commit()
        if task is None:
            return False
        pulse = Pulse(self._units, task, self.stopping)
        self._current = task, pulse
        begun = time.monotonic()
        try:
            outcome = self._outcome(task, pulse)
        finally:
            pulse.stop()
            self._current = None
        word = "lost" if pulse.lost else self._kept(task, outcome)
        task.tell(observer(), word, time.monotonic() - begun)
        return True

    def let_go(self) -> None:
        """Give back what is in the middle of something long; whatever comes of that finds it in other hands."""
        current = self._current
        if current is not None:
            task, pulse = current
            pulse.stop()
            self._stored(task.give_back)

    def _outcome(self, task: Task[Any], pulse: Pulse) -> Any:
        """What came of it, why nothing can, or None because it is not to be done here."""
        try:
            with observer().task("report", task=task.name):
                return task.do(self._units, self._cache, pulse.watch, pulse.progress)
        except Ended:
            return None
        except Unavailable:
            _log.warning("the database does not answer; %s goes back to the queue", task.name)
            return None
        except NotFound as error:
            return _Failed(f"{error} any more")
        except Unreadable as error:
            return _Failed(error)
        except Exception:  # noqa: BLE001  whatever it is, the report is over, and says so
            _log.exception("%s failed", task.name)
            return _Failed(f"the service failed; look for {task.name} in its logs")

    def _kept(self, task: Task[Any], outcome: Any) -> str:
        """Stores what came of it, or that nothing did, and says in a word which."""
        if outcome is None:
            return "given_back" if self._stored(task.give_back) else "lost"
        if isinstance(outcome, _Failed):
            return "failed" if self._stored(lambda uow: task.fail(uow, str(outcome))) else "lost"
        return "finished" if self._stored(lambda uow: task.keep(uow, outcome)) else "lost"

    def _stored(self, change: Callable[[Any], bool]) -> bool:
        """Whether a change was made that only whoever has the task may make.

        What took long to find is not thrown away because the database is being restarted.
        """
        patience = time.monotonic() + self._lease.total_seconds() / 2
        while True:
            try:
                with self._units() as uow:
                    done = change(uow)
                    uow.commit()
                return done
            except Unavailable:
                if time.monotonic() > patience:
                    raise
                time.sleep(_PAUSE)


# Seconds between two attempts at storing something.
_PAUSE = 0.5
