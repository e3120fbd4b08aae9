"""The helpers of one process: who gets one, who waits, and what becomes of those that do not come back."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, Final, Self

from service.application.errors import Crowded, TooCostly, Unavailable
from service.application.observing import observer
from service.application.ports import Jobs, Telemetry
from service.bulkhead import helper
from service.bulkhead.accounts import Accounts
from service.bulkhead.companion import Companion
from service.bulkhead.fork_server import ForkServer

# Seconds that one waits for a helper at most; then the caller had better ask again.
PATIENCE: Final = 20.0
# Seconds that a new helper may take to report, on a machine that is busy.
BIRTH: Final = 10.0

_HELPER: Final = b"h"
_COMPANION: Final = b"c"


class Helpers:
    """``ports.Bulkhead`` with at most ``most`` helpers in each process, asked by at most ``room`` threads of it.

    No sender has more than ``share`` of these threads, and where there are several helpers, none has all of them: of
    what one asks for, the next one's work never waits. ``memory`` (bytes) is what each may take. ``telemetry`` observes
    them.
    """

    def __init__(self, *, most: int, room: int, share: int, memory: int, telemetry: Telemetry | None = None) -> None:
        self._forks = ForkServer()
        self._forks.serve[_HELPER] = self._help
        self._memory = memory
        self._telemetry = telemetry
        self._most, self._room, self._share = most, room, share
        self._each = max(1, most - 1)
        self._accounts = Accounts()
        self.charge = self._accounts.charge
        self.is_overdrawn = self._accounts.is_overdrawn
        self._process: int | None = None
        self._begin()

    @classmethod
    def beside(cls, threads: int, most: int, memory: int, telemetry: Telemetry | None = None) -> Self | None:
        """As fits a process with so many threads; None where there are to be no helpers.

        A quarter of its threads answers what costs little at any time, and no sender has more than half of them here.
        """
        if not most:
            return None
        room = max(1, threads * 3 // 4)
        return cls(most=most, room=room, share=max(1, threads // 2), memory=memory, telemetry=telemetry)

    def _begin(self) -> None:
        self._free = threading.Condition()
        self._here: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._idle: list[_Helper] = []

    def companion(self, jobs: Jobs) -> Jobs:
        """``jobs`` done beside the process that serves, where there is a bulkhead."""
        made = Companion(jobs, lambda: self._forks.fork(_COMPANION) if self.stands else None, self._telemetry)
        self._forks.serve[_COMPANION] = made.serve
        return made

    @property
    def fork_server(self) -> int | None:
        """The number of the process that helpers come from."""
        return self._forks.pid

    @property
    def waiting(self) -> int:
        """How many threads of this process are here, those whose work is being done among them."""
        return self._here.total()

    def running(self, sender: str) -> int:
        """How many helpers of this process work for ``sender``."""
        return self._running[sender]

    def forsake(self) -> None:
        """Called where helpers were prepared, by whoever ends before the process does."""
        self._forks.close()

    def do(self, work: Callable[[Any], Any]) -> None:
        self._work = work

    def prepare(self) -> None:
        self._forks.keep_alive()

    def start(self) -> None:
        self._begin()
        self._process = os.getpid()

    @property
    def stands(self) -> bool:
        return self._process == os.getpid()

    def close(self) -> None:
        if self.stands:
            with self._free:
                self._process = None
                for one in self._idle:
                    one.connection.close()
                self._idle.clear()

    def _help(self, connection: Connection) -> None:
        """Run in each helper."""
        if self._telemetry is not None:
            self._telemetry.start(serving=False)
        try:
            helper.serve(connection, self._work, self._memory)
        finally:
            if self._telemetry is not None:
                self._telemetry.close()

    def _forget(self, pid: int) -> None:
        if self._telemetry is not None:
            self._telemetry.forget(pid)

    def run(self, work: Any, sender: str, seconds: float) -> Any:
        with self._place(sender):
            observer().bulkhead_entered()
            begun, taken = time.monotonic(), None
            outcome = "crowded"
            try:
                with self._helper(sender) as one:
                    taken = time.monotonic()
                    outcome, answer = one.ask(work, seconds)
            finally:
                over = time.monotonic()
                observer().bulkhead_left(outcome, (taken or over) - begun, over - (taken or over))
        if outcome == helper.DONE:
            return answer
        if outcome == _TIME:
            raise TooCostly(f"this takes longer than {seconds:g} seconds")
        if outcome == helper.MEMORY:
            raise TooCostly("this takes more memory than one request is given")
        raise Unavailable("the process that worked on this died; repeat the request in a moment")

    @contextmanager
    def _place(self, sender: str) -> Iterator[None]:
        """Room for one thread that waits."""
        with self._free:
            if self._here.total() >= self._room or self._here[sender] >= self._share:
                observer().bulkhead_full()
                raise Crowded("so much costly work waits already that this would too; repeat the request in a moment")
            self._here[sender] += 1
        try:
            yield
        finally:
            with self._free:
                _count_off(self._here, sender)

    @contextmanager
    def _helper(self, sender: str) -> Iterator[_Helper]:
        """A helper for the sender alone. Raises Crowded where none came free in time."""
        with self._free:
            if not self._free.wait_for(lambda: self._may_run(sender), PATIENCE):
                observer().bulkhead_full()
                raise Crowded("no helper came free in time; repeat the request in a moment")
            self._running[sender] += 1
        one: _Helper | None = None
        try:
            with self._free:
                one = self._usable()
            if one is None:
                one = self._born()
            yield one
        finally:
            with self._free:
                _count_off(self._running, sender)
                if one is not None and one.alive and self.stands:
                    self._idle.append(one)
                self._free.notify_all()
            if one is not None and not one.alive:
                self._forget(one.pid)

    def _may_run(self, sender: str) -> bool:
        return self._running.total() < self._most and self._running[sender] < self._each

    def _usable(self) -> _Helper | None:
        while self._idle:
            one = self._idle.pop()
            if one.is_there():
                return one
            self._forget(one.pid)
        return None

    def _born(self) -> _Helper:
        try:
            return _Helper(self._forks.fork(_HELPER))
        except (OSError, EOFError):
            raise Unavailable("there is no process to work on this; repeat the request in a moment") from None


_TIME: Final = "timeout"
_DIED: Final = "died"


class _Helper:
    """One helper process, seen from the one that asks it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        if not connection.poll(BIRTH):
            connection.close()
            raise EOFError
        self.pid: int = connection.recv()
        self.alive = True

    def is_there(self) -> bool:
        """Whether it waits for work; one that ended has closed its side, and an idle one says nothing."""
        self.alive = not self.connection.poll(0)
        if not self.alive:
            self.connection.close()
        return self.alive

    def ask(self, work: Any, seconds: float) -> tuple[str, Any]:
        """How it ended, and what came of it."""
        try:
            self.connection.send((seconds, work))
            if self.connection.poll(seconds):
                outcome, answer, self.alive = self.connection.recv()
                if not self.alive:
                    self.connection.close()
                return str(outcome), answer
        except (OSError, EOFError):
            self._end()
            return _DIED, None
        self._end()
        return _TIME, None

    def _end(self) -> None:
        self.alive = False
        self.connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _count_off(counter: Counter[str], sender: str) -> None:
    counter[sender] -= 1
    if not counter[sender]:
        del counter[sender]
