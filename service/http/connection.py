"""One client's connection: what has come of its request, and what of the answer it has not taken yet."""

from __future__ import annotations

import socket
import struct
from collections import Counter, deque
from collections.abc import Collection
from contextlib import suppress
from enum import Enum, auto
from io import BytesIO
from typing import Any, Final

from gunicorn.http.body import LengthReader  # type: ignore[import-untyped] # gunicorn has no types
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]

from service.http.framing import Arrived, Arriving
from service.networks import network

_PIECE: Final = 64 * 1024


class Phase(Enum):
    """What a connection waits for."""

    IDLE = auto()  # for a request to begin
    RECEIVING = auto()  # for the rest of one
    ANSWERING = auto()  # for the application
    SENDING = auto()  # for the client to take the answer
    CLOSING = auto()  # for the client to close it, too
    CLOSED = auto()


class Outgoing:
    """The socket as gunicorn's threads see it: one that takes whatever is sent and never waits.

    What the client does not take at once is kept, and ``flush`` sends it. Nothing can be received: what a request
    consists of is there before a thread sees it.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._kept: deque[memoryview] = deque()
        self.pending = 0  # bytes kept
        self.status: bytes | None = None  # of the answer that is being sent
        self.user: str | None = None  # who asked, where the application found that out
        self.broken = False

    def sendall(self, data: bytes) -> None:
        """Take ``data``. An answer of usual size goes out in one piece, once it is complete."""
        if self.status is None:
            self.status = data[9:12]
        if self.broken:
            raise BrokenPipeError(32, "the connection is closed")
        self._kept.append(memoryview(data))
        self.pending += len(data)
        if self.pending > _PIECE:
            self.flush()

    def flush(self) -> bool:
        """Send what the client takes just now of what was kept; whether nothing is left. Raises OSError."""
        if len(self._kept) > 1 and self.pending <= _PIECE:
            whole = b"".join(self._kept)
            self._kept.clear()
            self._kept.append(memoryview(whole))
        while self._kept:
            view = self._kept[0]
            try:
                sent = self._socket.send(view)
            except (BlockingIOError, InterruptedError):
                return False
            self.pending -= sent
            if sent == len(view):
                self._kept.popleft()
            else:
                self._kept[0] = view[sent:]
        return True

    def send(self, data: bytes) -> int:
        """That the client may go on, says gunicorn; the client has been told before."""
        return len(data)

    def setblocking(self, _blocking: bool) -> None:
        """It never blocks."""

    def shutdown(self, _how: int) -> None:
        """Called where an answer is given up in its middle: the client must see that it is cut."""
        self.close()

    def settimeout(self, _seconds: float) -> None:
        """It never waits."""

    def recv(self, _size: int) -> bytes:
        """There is nothing more."""
        return b""

    def close(self) -> None:
        """No more is sent."""
        self.broken = True
        self._kept.clear()
        self.pending = 0


class Connection(TConn):  # type: ignore[misc]
    """A client's connection as ``PatientWorker`` keeps it. Times are those of ``time.monotonic``."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any, arriving: Arriving) -> None:
        super().__init__(cfg, sock, client, server)  # makes it non-blocking
        self.socket = sock
        self.sock = Outgoing(sock)
        self.arriving = arriving
        self.phase = Phase.IDLE
        self.watched = 0  # the events that the worker's loop looks for
        self.since = 0.0  # the beginning of the phase
        self.heard = 0.0  # the last sign of life of the client
        self.deadline = 0.0
        self.kept = False  # it is kept for another request after the answer that is being sent
        self.continued = False
        self.sent = 0
        self.arrived: Arrived | None = None  # the request that is being answered
        self.counted = 0  # bytes, as the worker has counted them
        # gunicorn need not prepare it, nor wait for it.
        self.initialized = True
        self.data_ready = True

    @property
    def address(self) -> str:
        """Where the client is, as far as it is told from others by that."""
        return network(str(self.client[0])) if isinstance(self.client, tuple) and self.client else ""

    @property
    def held(self) -> int:
        """The bytes that are kept for it."""
        return len(self.arriving) + (0 if self.arrived is None else self.arrived.size) + int(self.sock.pending)

    def prepare(self, arrived: Arrived) -> None:
        """Have gunicorn read ``arrived`` as the next request."""
        self.arrived = arrived
        self.parser = RequestParser(self.cfg, [arrived.head], self.client)
        self.sock.status = self.sock.user = None

    def give_body(self, request: Any) -> None:
        """Give ``request``, whose head gunicorn has read, the body that came with it.

        Raises ParseException when gunicorn takes it to end elsewhere.
        """
        assert self.arrived is not None
        if self.arrived.last:
            request.force_close()
            return
        reader = request.body.reader
        if isinstance(reader, LengthReader) and reader.length != len(self.arrived.body):
            raise ParseException("it is not clear where the body ends")
        request.body = BytesIO(self.arrived.body)

    def forget_the_rest(self) -> None:
        """Have the system forget what the client has not taken, once it is closed, and cut the client off."""
        with suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def close(self, graceful: bool = False) -> None:
        """Close it, at once. The worker does it gracefully, where it need not wait."""
        self.sock.close()
        self.socket.close()


def missed_least(waiting: Collection[Connection], *, of_bytes: bool) -> Connection | None:
    """The client heard of longest ago, among those of the address that has most connections, or most bytes kept."""
    weights: Counter[str] = Counter()
    for conn in waiting:
        weights[conn.address] += conn.held if of_bytes else 1
    if not weights:
        return None
    heaviest = weights.most_common(1)[0][0]
    candidates = [conn for conn in waiting if conn.address == heaviest and (conn.held or not of_bytes)]
    # Whoever has sent nothing yet is missed least.
    return min(candidates, key=lambda conn: (conn.phase is not Phase.IDLE and conn.held > 0, conn.heard), default=None)
