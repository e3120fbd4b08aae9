"""Finds out whether statements hold that need a process of their own."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.unit.bulkhead import accompanying, helping

STATEMENTS = {statement.__name__: statement for statement in [*helping.STATEMENTS, *accompanying.STATEMENTS]}
LONG = 60.0


def _held(statement: Callable[[], None], said: Path) -> None:
    """Run it in a group of processes that is ended with it, whatever becomes of those that it makes."""
    if not (child := os.fork()):
        try:
            os.setsid()
            with said.open("wb") as log, Path(os.devnull).open("rb+") as nothing:
                for number, file in enumerate((nothing, nothing, log)):
                    os.dup2(file.fileno(), number)
            assert threading.active_count() == 1
            statement()
        except BaseException:  # noqa: BLE001  whatever it is, the process ends here
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    end = time.monotonic() + LONG
    while not (ended := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended[0]:
        os.waitpid(child, 0)
        said.write_text(f"{said.read_text()}\nit did not end")
    sys.stdout.write("held\n" if ended[0] and not ended[1] else "broke\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # Each line names a statement and a file for what goes wrong. What all of them import is imported once.
    for line in sys.stdin:
        named, _, place = line.rstrip("\n").partition(" ")
        _held(STATEMENTS[named], Path(place))
