"""Statements about companions, each for a process of its own: processes are forked off those without threads."""

from __future__ import annotations

import os
import signal

from service.bulkhead import Helpers
from tests.unit.bulkhead.helping import MEBIBYTE, lives, until


class Jobs:
    """Says through a pipe in which process what was asked of it."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def start(self) -> None:
        self._say("start")

    def wake(self) -> None:
        self._say("wake")

    def close(self) -> None:
        self._say("close")

    def _say(self, what: str) -> None:
        os.write(self._write, f"{what} {os.getpid()}\n".encode())

    def heard(self) -> tuple[str, int]:
        """The next thing."""
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(self._read, 1)
        what, pid = line.decode().split()
        return what, int(pid)


def jobs_are_done_beside_the_process_and_end_with_it() -> None:
    jobs = Jobs()
    made = Helpers(most=1, room=1, share=1, memory=64 * MEBIBYTE)
    companion = made.companion(jobs)
    made.prepare()
    made.start()
    companion.start()
    what, pid = jobs.heard()
    assert (what, pid != os.getpid()) == ("start", True)
    companion.start()
    companion.wake()
    assert jobs.heard() == ("wake", pid)
    companion.close()
    assert jobs.heard() == ("close", pid)
    until(lambda: not lives(pid))
    companion.wake()  # whoever comes late wakes nobody
    made.close()


def jobs_are_put_down_when_the_process_beside_them_is_killed() -> None:
    jobs = Jobs()
    made = Helpers(most=1, room=1, share=1, memory=64 * MEBIBYTE)
    companion = made.companion(jobs)
    made.prepare()
    if not (child := os.fork()):
        made.start()
        companion.start()
        signal.pause()
    _, pid = jobs.heard()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert jobs.heard() == ("close", pid)
    until(lambda: not lives(pid))


def a_companion_that_died_is_replaced_when_it_is_wanted() -> None:
    jobs = Jobs()
    made = Helpers(most=1, room=1, share=1, memory=64 * MEBIBYTE)
    companion = made.companion(jobs)
    made.prepare()
    made.start()
    companion.start()
    _, pid = jobs.heard()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not lives(pid))
    companion.wake()
    what, other = jobs.heard()
    assert (what, other != pid) == ("start", True)
    companion.close()
    made.close()


def where_nobody_forks_jobs_are_done_in_the_process_itself() -> None:
    jobs = Jobs()
    companion = Helpers(most=1, room=1, share=1, memory=64 * MEBIBYTE).companion(jobs)
    companion.start()
    companion.wake()
    companion.close()
    assert [jobs.heard() for _ in range(3)] == [(what, os.getpid()) for what in ("start", "wake", "close")]


STATEMENTS = [
    jobs_are_done_beside_the_process_and_end_with_it,
    jobs_are_put_down_when_the_process_beside_them_is_killed,
    a_companion_that_died_is_replaced_when_it_is_wanted,
    where_nobody_forks_jobs_are_done_in_the_process_itself,
]
