"""What a helper process does: one piece of work after another, within bounds that the system keeps, not the program."""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

DONE: Final = "done"
MEMORY: Final = "memory"
# A tenth of what others get who want the processor, too (``nice(2)``); all of it when nobody does. With the least there
# is (19), a machine that is busy otherwise would not come round to work that somebody waits for.
NICENESS: Final = 10
# Seconds beyond its time after which a helper ends by itself, should whoever asked it be gone.
GRACE: Final = 5

_log = logging.getLogger(__name__)


def serve(connection: Connection, work: Callable[[Any], Any], memory: int) -> None:
    """Answer over ``connection`` until the other side closes it. ``memory`` is in bytes, beyond what is shared.

    Each message in is the seconds it may take and what to do; each one out says whether it was done, what came of it,
    and whether more can be asked. The first message out is the number of this process.
    """
    yield_to_others()
    most = _bound_memory(memory)
    connection.send(os.getpid())
    while True:
        try:
            seconds, task = connection.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
        try:
            outcome, answer = DONE, work(task)
        except MemoryError:
            outcome, answer = MEMORY, None
        except Exception:  # noqa: BLE001  whoever asked is told that it died
            _log.exception("a helper failed")
            return
        del task
        # What was freed stays with the process; so one that was large makes room for a new one.
        stays = outcome == DONE and _peak() <= most
        with contextlib.suppress(OSError):
            try:
                connection.send((outcome, answer, stays))
            except MemoryError:  # nothing of it was sent yet
                stays = False
                connection.send((MEMORY, None, stays))
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not stays:
            return


def yield_to_others() -> None:
    """Let this process be the one that waits."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    if sys.platform == "linux":
        # Never before somebody who wakes up to answer (``sched(7)``).
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        # Of the processes of a machine that runs out of memory, this is the one to go.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")


def _bound_memory(memory: int) -> int:
    """Bound what the process may take, and give the peak, in bytes, from which on it is a large one."""
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return _peak() + memory // 2


def _peak() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
