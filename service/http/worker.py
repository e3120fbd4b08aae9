"""gunicorn's threaded worker, with clients kept at a distance from its threads.

A thread of gunicorn reads a request and writes the answer as slowly as the client likes (``slowloris``, slow bodies,
answers that nobody takes), so that a few clients could hold all of them. Here the main loop receives whole requests and
sends what a client does not take at once, as a proxy that buffers would; a thread gets a request that is all there, and
never waits for anybody. Requests wait for a thread by caller, and the callers take turns.
"""

from __future__ import annotations

import errno
import socket
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped] # gunicorn has no types

from service.application.observing import observer
from service.http.callers import Callers
from service.http.connection import Connection, Phase, missed_least
from service.http.fair_queue import FairQueue
from service.http.framing import Arrived, Arriving, Refused
from service.http.notes import Notes
from service.http.patience import Patience
from service.http.refusals import refusal, status_of

_SMALLEST_READ: Final = 64 * 1024
_LARGEST_READ: Final = 512 * 1024
_NO_MORE_FILES: Final = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))
# Nobody, or nobody any more: Linux tells of troubles of the network here, too (accept(2)).
_NOBODY_THERE: Final = frozenset(
    getattr(errno, name)
    for name in (
        *("EAGAIN", "EWOULDBLOCK", "ECONNABORTED", "EPERM", "ENETDOWN", "EPROTO", "ENOPROTOOPT"),
        *("EHOSTDOWN", "ENONET", "EHOSTUNREACH", "EOPNOTSUPP", "ENETUNREACH"),
    )
    if hasattr(errno, name)
)
_SECONDS_BETWEEN_LOOKS: Final = 0.2


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """A worker of gunicorn, for plain HTTP/1. What its clients are granted is the ``patience`` of its application."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patience: Patience = self.app.patience
        self._queue: FairQueue[tuple[Connection, Arrived]] = FairQueue(
            max(1, int(self.cfg.threads * self._patience.share))
        )
        # Those that wait for their client, the longest in its phase first.
        self._waiting: dict[Connection, None] = {}
        self._held = 0
        self._callers = Callers()
        self._looked = 0.0
        self._notes = Notes(self.log.warning)
        self._stopping: float | None = None

    # What gunicorn's loop calls.

    def load_wsgi(self) -> None:
        """Have the application tell who asked: as ``REMOTE_USER`` (RFC 3875, 4.1.11), which no client can send."""
        super().load_wsgi()
        application: Any = self.wsgi  # type: ignore[has-type]

        def telling(environ: dict[str, Any], start_response: Any) -> Any:
            answer = application(environ, start_response)
            environ["gunicorn.socket"].user = environ.get("REMOTE_USER")
            return answer

        self.wsgi = telling

    def accept(self, listener: Any) -> None:
        """Somebody is there."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_MORE_FILES:
                self._make_room()
            elif error.errno not in _NOBODY_THERE:
                raise
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        conn = Connection(self.cfg, client, address, listener.getsockname(), Arriving(self._patience.largest))
        self._wait(conn, Phase.IDLE, EVENT_READ, time.monotonic() + self._patience.seconds)

    def finish_request(self, conn: Connection, kept: bool) -> None:
        """A thread has answered."""
        conn.kept = kept
        conn.arrived = None
        if conn.sock.broken:
            self._drop(conn)
        elif conn.sock.pending:
            conn.sent = 0
            now = time.monotonic()
            self._wait(conn, Phase.SENDING, EVENT_WRITE, self._patience.until(now, 0))
        else:
            self._go_on(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Let go of clients whose time is over, or of all of them."""
        now = time.monotonic()
        if not force and now - self._looked < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        for conn in [conn for conn in self._waiting if force or conn.deadline <= now]:
            if conn.phase is Phase.RECEIVING and not force:
                self._limited("slow_client", conn)
                seconds = self._patience.seconds
                self._refuse(conn, Refused(408, f"the request took more than {seconds:g} s to arrive; send it faster"))
            else:
                if conn.phase is Phase.SENDING and not force:
                    self._limited("slow_client", conn)
                    conn.forget_the_rest()
                self._drop(conn)

    def murder_pending(self) -> None:
        """Nothing is pending for gunicorn."""

    def _cap_keepalive(self, deadline: float) -> None:
        """Called once, when the worker is to stop: answer whoever is there, and let nobody else in."""
        # An open listener would take in more as long as there is something to answer, and they would be cut off.
        for listener in self.sockets:
            self._accept_all(listener)
            listener.close()
        self._stopping = deadline
        for conn in self._waiting:
            if conn.phase is Phase.IDLE:
                conn.deadline = min(conn.deadline, deadline)

    # What happens in the main loop.

    def _accept_all(self, listener: Any) -> None:
        before = -1
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def _wait(self, conn: Connection, phase: Phase, event: int, deadline: float) -> None:
        """Have ``conn`` wait for its client."""
        conn.phase = phase
        conn.since = conn.heard = time.monotonic()
        conn.deadline = deadline
        self._waiting[conn] = None
        self._watch(conn, event)
        self._count(conn)

    def _wait_no_more(self, conn: Connection) -> None:
        # It stays watched: a client that waits for its answer sends nothing, and the system need not be asked twice.
        self._waiting.pop(conn, None)

    def _watch(self, conn: Connection, event: int) -> None:
        if event == conn.watched:
            return
        if not event:
            self.poller.unregister(conn.socket)
        elif conn.watched:
            self.poller.modify(conn.socket, event, partial(self._ready, conn))
        else:
            self.poller.register(conn.socket, event, partial(self._ready, conn))
        conn.watched = event

    def _ready(self, conn: Connection, _socket: Any) -> None:
        """The client of ``conn`` has sent something, or takes something."""
        if conn in self._waiting:
            _READY[conn.phase](self, conn)
        else:  # it sends ahead while it is answered, or was let go of in this very round
            self._watch(conn, 0)

    def _receive(self, conn: Connection) -> None:
        data = self._read(conn, min(max(conn.arriving.missing, _SMALLEST_READ), _LARGEST_READ))
        if not data:
            return
        conn.heard = time.monotonic()
        if conn.phase is Phase.IDLE:
            conn.phase, conn.since = Phase.RECEIVING, conn.heard
        conn.arriving.add(data)
        self._look(conn)

    def _look(self, conn: Connection) -> None:
        """See whether the request is there."""
        found = conn.arriving.take()
        if isinstance(found, Arrived):
            self._wait_no_more(conn)
            self._enqueue(conn, found)
        elif isinstance(found, Refused):
            self._refuse(conn, found)
        else:
            conn.deadline = self._patience.until(conn.since, len(conn.arriving))
            if not conn.continued and conn.arriving.expects_continue:
                conn.continued = True
                with suppress(OSError):
                    conn.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._count(conn)
            if self._held > self._patience.held and not self._make_room(conn):
                self._limited("memory", conn)
                self._refuse(conn, Refused(503, "too much is being sent to the service just now; send it again"))

    def _enqueue(self, conn: Connection, arrived: Arrived) -> None:
        conn.phase = Phase.ANSWERING
        conn.continued = False
        conn.prepare(arrived)
        self._count(conn)
        user = self._callers.of(arrived.token)
        self._queue.put((conn.address if user is None else None, user), (conn, arrived))
        self.tpool.submit(self._work)

    def _send(self, conn: Connection) -> None:
        before = conn.sock.pending
        try:
            over = conn.sock.flush()
        except OSError:
            self._drop(conn)
            return
        conn.heard = time.monotonic()
        conn.sent += before - conn.sock.pending
        conn.deadline = self._patience.until(conn.since, conn.sent)
        self._count(conn)
        if over:
            self._wait_no_more(conn)
            self._go_on(conn)

    def _go_on(self, conn: Connection) -> None:
        """The client has the answer."""
        if not conn.kept:
            self._linger(conn)
            return
        now = time.monotonic()
        deadline = now + self.cfg.keepalive
        if self._stopping is not None:
            deadline = min(deadline, self._stopping)
        self._wait(conn, Phase.IDLE, EVENT_READ, deadline)
        if len(conn.arriving):  # it has sent the next one already
            conn.phase = Phase.RECEIVING
            self._look(conn)

    def _refuse(self, conn: Connection, refused: Refused) -> None:
        self._wait_no_more(conn)
        try:
            conn.sock.sendall(refusal(refused.status, refused.detail))
            conn.sock.flush()
        except OSError:
            self._drop(conn)
        else:
            self._linger(conn)

    def _linger(self, conn: Connection) -> None:
        """Close it for sending, and altogether once the client has: closed at once, the answer might be lost."""
        try:
            conn.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            conn.sent = 0
            self._wait(conn, Phase.CLOSING, EVENT_READ, time.monotonic() + self._patience.linger)
            self._discard(conn)

    def _discard(self, conn: Connection) -> None:
        self._read(conn, _SMALLEST_READ)

    def _read(self, conn: Connection, most: int) -> bytes:
        """What has come; nothing where nothing has yet, or the connection is over, which is dropped then."""
        try:
            data = bytes(conn.socket.recv(most))
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:
            data = b""
        if not data:
            self._drop(conn)
        return data

    def _drop(self, conn: Connection) -> None:
        if conn.phase is Phase.CLOSED:
            return
        conn.phase = Phase.CLOSED
        self._wait_no_more(conn)
        self._watch(conn, 0)
        self._held -= conn.counted
        conn.counted = 0
        self.nr_conns -= 1
        conn.close()

    def _count(self, conn: Connection) -> None:
        held = conn.held
        self._held += held - conn.counted
        conn.counted = held

    def _make_room(self, asking: Connection | None = None) -> bool:
        """Make room for one more connection; or with ``asking``, which wants to keep bytes, for bytes.

        Whether there was another client to let go.
        """
        victim = missed_least(self._waiting, of_bytes=asking is not None)
        if victim is None or victim is asking:
            return False
        self._limited("memory" if asking is not None else "connections", victim)
        self._drop(victim)
        return True

    def _limited(self, bound: str, conn: Connection) -> None:
        observer().limited(bound)
        self._notes.add(bound.replace("_", " "), conn.address)

    # What happens in the threads.

    def _work(self) -> None:
        """Answer what is next until nobody may have more; each request that came has had this called once."""
        while (taken := self._queue.take()) is not None:
            caller, (conn, arrived) = taken
            observer().request_waited(time.monotonic() - conn.heard)
            kept = False
            try:
                kept = bool(self.handle(conn)) and not arrived.last
                conn.sock.flush()
            except OSError:
                conn.sock.close()
            finally:
                self._callers.note(arrived.token, conn.sock.user, refused=conn.sock.status == b"401")
                self._queue.done(caller)
                self.method_queue.defer(self.finish_request, conn, kept)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Called by gunicorn for what it has read."""
        conn.give_body(req)
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Called by gunicorn for what is no HTTP, and for what nobody expected."""
        status = status_of(exc) if isinstance(exc, Exception) else 500
        if status != 500:
            self._notes.add("no HTTP", addr[0] if addr else "")
            self.log.debug("refused a request of %s: %s", addr[0] if addr else "", exc)
            detail = str(exc)
        else:
            self.log.error("error handling a request", exc_info=exc)
            detail = "the service failed"
        with suppress(OSError):
            client.sendall(refusal(status, detail))


_READY: Final = {
    Phase.IDLE: PatientWorker._receive,  # noqa: SLF001
    Phase.RECEIVING: PatientWorker._receive,  # noqa: SLF001
    Phase.SENDING: PatientWorker._send,  # noqa: SLF001
    Phase.CLOSING: PatientWorker._discard,  # noqa: SLF001
}
