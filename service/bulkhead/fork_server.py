"""Where helper processes come from: a process that has loaded everything and runs nothing.

A process that serves has threads, and forking one of these can leave a lock held forever in the child. Starting an
interpreter anew takes a second, and memory that is shared with nobody. So one process is forked before there are
threads; it forks the others when they are needed, each holding its end of a socket that was passed along (``unix(7)``,
SCM_RIGHTS). It ends when all who could ask it have ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import struct
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

# Seconds that a process may take nothing, or say nothing, in the middle of a message; then it is one that was stopped.
STALLED: Final = 10

_NOT_FOR_HELPERS: Final = (
    signal.SIGTERM,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGHUP,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGWINCH,
    signal.SIGCHLD,
)


class ForkServer:
    """Forks processes. Which of ``serve`` one runs, with the connection over which it is asked, goes by a letter."""

    def __init__(self) -> None:
        self.serve: dict[bytes, Callable[[Connection], None]] = {}
        self._asking: socket.socket | None = None
        self._asked: socket.socket | None = None
        self.pid: int | None = None

    def keep_alive(self) -> None:
        """Fork it off the calling process, which has one thread, unless it lives.

        Whoever asks it, or has asked it without an answer yet, is none the wiser: both ends of the socket are kept.
        """
        if self._asking is None or self._asked is None:
            self._asking, self._asked = socket.socketpair()
        if self.pid is not None and _lives(self.pid):
            return
        pid = os.fork()
        if pid:
            self.pid = pid
            return
        try:
            self._run(self._asking, self._asked)
        finally:
            os._exit(0)

    def fork(self, letter: bytes) -> Connection:
        """The connection to a new process; it may take a moment until it listens.

        Called by processes that were forked after this was made. Raises OSError.
        """
        if self._asking is None:
            raise OSError("nobody has forked it")
        ours, theirs = socket.socketpair()
        for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALLED, 0))
        with theirs:
            socket.send_fds(self._asking, [letter], [theirs.fileno()])
        return Connection(ours.detach())

    def close(self) -> None:
        """Ask for nothing any more. It ends when nobody else could either."""
        for end in (self._asking, self._asked):
            if end is not None:
                end.close()
        self._asking = self._asked = None

    def _run(self, asking: socket.socket, asked: socket.socket) -> None:
        # Whoever tells the whole group to stop does not mean: before those who are being answered have been. As nobody
        # waits for helpers (SIGCHLD), the system buries them.
        signal.set_wakeup_fd(-1)
        for told in _NOT_FOR_HELPERS:
            signal.signal(told, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        asking.close()
        _close_listening()
        while True:
            said, passed, _, _ = socket.recv_fds(asked, 1, 1)
            if not said:
                return
            for end in passed:
                if os.fork() == 0:
                    self._begin(self.serve[said], asked, end)
                os.close(end)

    @staticmethod
    def _begin(serve: Callable[[Connection], None], asked: socket.socket, end: int) -> None:
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asked.close()
            serve(Connection(end))
        finally:
            os._exit(0)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _close_listening() -> None:
    """What the server listens on is to be free as soon as it ends, whatever helpers still do."""
    for end in [int(path.name) for path in Path("/dev/fd").iterdir()]:
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(end).st_mode):
                with socket.socket(fileno=os.dup(end)) as one:
                    listens = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens:
                    os.close(end)
