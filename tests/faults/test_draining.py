"""A service that is told to stop while many ask it: whatever it took in is answered, by helpers too."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.helpers import begun, until
from tests.faults.tally import Tally, rounds
from tests.serving import Serving

BODY = b'{"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}'
CLIENTS = 12


class Asker:
    """A client that asks again and again, on a new connection each time or on one for as long as it is kept open."""

    def __init__(self, port: int, *, keeps: bool) -> None:
        self._port = port
        self._keeps = keeps
        option = "keep-alive" if keeps else "close"
        head = "POST /v1/evaluations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        self._request = f"{head}Content-Length: {len(BODY)}\r\nConnection: {option}\r\n\r\n".encode() + BODY
        self.answered = 0
        self.cut: list[str] = []
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()

    def _ask(self) -> None:
        """Until nobody listens any more."""
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            except ConnectionRefusedError:
                return
            except OSError as error:
                self.cut.append(f"connecting: {error}")
                return
            with connection:
                self._use(connection)

    def _use(self, connection: socket.socket) -> None:
        while True:
            received = b""
            try:
                connection.sendall(self._request)
                while not _complete(received):
                    more = connection.recv(65536)
                    if not more:
                        self.cut.append(f"closed after {received!r:.60}")
                        return
                    received += more
            except OSError as error:
                self.cut.append(f"{error} after {received!r:.60}")
                return
            if not received.startswith(b"HTTP/1.1 200 "):
                self.cut.append(received.decode(errors="replace")[:200])
                return
            self.answered += 1
            if not self._keeps or b"\r\nconnection: close\r\n" in received.lower():
                return


def _complete(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    (length,) = [
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    return len(body) >= length


def test_a_stop_under_load_answers_all_that_was_taken_in(sqlite_url: str, tmp_path: Path, tally: Tally) -> None:
    cut: list[str] = []
    for number in range(rounds(1, 10)):
        serving = Serving(tmp_path / f"{number}.log", DATABASE_URL=sqlite_url, CLAIMCHECK_WORKERS="2")
        serving.wait()
        askers = [Asker(serving.port, keeps=place % 2 == 0) for place in range(CLIENTS)]
        time.sleep(0.5)
        with ThreadPoolExecutor(1) as threads:
            asked, helper = begun(serving, threads)
            start = time.monotonic()
            serving.terminate()
        assert asked.result().status_code == 200
        for asker in askers:
            asker.thread.join()
        assert serving.process.wait(30) == 0, serving.log()
        until(lambda helper=helper: not Path(f"/proc/{helper}").exists())  # type: ignore[misc]
        tally.fault()
        tally.recovered(time.monotonic() - start)
        tally.counts.requests += sum(asker.answered for asker in askers)
        cut += [what for asker in askers for what in asker.cut]
        tally.counts.lost += sum(len(asker.cut) for asker in askers)
        assert all(asker.answered > 0 for asker in askers)
    assert cut == []
