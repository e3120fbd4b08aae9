"""The server with an application that does next to nothing, in a process of its own: there in a moment."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from service.cli.server import Server
from service.settings import Settings
from tests.serving import ROOT, clean_environment, free_port

LARGE = 16 * 1024 * 1024


class Application:
    """Answers ``/wait`` once somebody asks for ``/release``, and tells at ``/waiting`` how many wait just now.

    A token with ``good`` in it is recognised, one with ``bad`` refused, and others are not looked at.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = self._released = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = self._body(environ["PATH_INFO"])
        token = environ.get("HTTP_AUTHORIZATION", "")
        status = "401 Unauthorized" if "bad" in token else "200 OK"
        if "good" in token:
            environ["REMOTE_USER"] = "ann"
        start_response(status, [("Content-Length", str(len(body)))])
        return [body]

    def _body(self, path: str) -> bytes:
        with self._changed:
            match path:
                case "/wait":
                    self._waiting += 1
                    self._changed.wait_for(lambda: self._released, 60)
                    self._waiting -= 1
                case "/hold":
                    self._released = 0
                case "/release":
                    self._released = 1
                    self._changed.notify_all()
                case "/waiting":
                    return str(self._waiting).encode()
                case "/large":
                    return bytes(LARGE)
        return b""


@contextmanager
def served(threads: int, client_timeout: int = 60) -> Iterator[int]:
    """The port of such a server with so many threads."""
    port = free_port()
    command = [sys.executable, "-m", "tests.faults.plain", str(port), str(threads), str(client_timeout)]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stderr=subprocess.DEVNULL) as serving:
        try:
            deadline = time.monotonic() + 60
            with httpx.Client(timeout=60) as client:
                while True:
                    try:
                        client.get(f"http://127.0.0.1:{port}/")
                        break
                    except httpx.TransportError:
                        assert time.monotonic() < deadline
                        time.sleep(0.05)
            yield port
        finally:
            serving.terminate()


if __name__ == "__main__":
    listening, many, patience = sys.argv[1:]
    settings = Settings(port=int(listening), workers=1, threads=int(many), client_timeout=int(patience))
    Server(Application(), settings).run()
