"""Work that nobody waits for, done by a process beside the one that serves, so that it takes no time of its threads.

Python runs one thread of a process at a time. A report that takes minutes would be one of them, and whoever asks for
something else would wait for it a dozen times in each request.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from service.application.ports import Jobs, Telemetry
from service.bulkhead.helper import yield_to_others

_WAKE: Final = b"wake"
# Seconds that the companion gets to put down what it has in hand.
CLOSING: Final = 10.0


class Companion:
    """``ports.Jobs``: ``jobs`` in a process of its own, which ``fork`` makes; in this one where it makes none."""

    def __init__(self, jobs: Jobs, fork: Callable[[], Connection | None], telemetry: Telemetry | None) -> None:
        self._jobs = jobs
        self._fork = fork
        self._telemetry = telemetry
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._alone = self._closed = False

    def start(self) -> None:
        with self._lock:
            self._reached()
            if self._alone:
                self._jobs.start()

    def wake(self) -> None:
        with self._lock:
            connection = self._reached()
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.send_bytes(_WAKE)
            if self._alone:
                self._jobs.wake()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            connection, self._connection = self._connection, None
            if connection is not None:
                with contextlib.suppress(OSError, EOFError):
                    connection.send_bytes(b"")
                    if connection.poll(CLOSING):
                        connection.recv_bytes()
                connection.close()
            if self._alone:
                self._jobs.close()

    def _reached(self) -> Connection | None:
        """The connection to the companion: a new one, where there is none or it died."""
        if self._connection is not None and self._connection.poll(0):
            self._connection.close()  # it says nothing while it lives
            self._connection = None
        if self._connection is None and not self._alone and not self._closed:
            try:
                self._connection = self._fork()
            except OSError:
                return None
            self._alone = self._connection is None
        return self._connection

    def serve(self, connection: Connection) -> None:
        """Run in the companion, until the other side closes it or is gone."""
        yield_to_others()
        if self._telemetry is not None:
            self._telemetry.start(serving=False)
        self._jobs.start()
        with contextlib.suppress(OSError, EOFError):
            while connection.recv_bytes() == _WAKE:
                self._jobs.wake()
        self._jobs.close()
        if self._telemetry is not None:
            self._telemetry.close()
