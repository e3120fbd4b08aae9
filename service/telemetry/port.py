"""Metrics at a port of their own, where no token is asked for.

For processes that answer no requests, and for a Prometheus that wants to know what happens while the database, and so
every token, is out of reach.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from typing import Any, Final

from service.settings import SettingsError

Told = Callable[[str | None], tuple[bytes, str]]

PATH: Final = "/metrics"
# Seconds after which an answering process notices that the one it answers for is no more.
_ORPHANED: Final = 1.0
# Seconds that whoever asks may take to do so.
_PATIENCE: Final = 10.0


def tell_apart(host: str, port: int, told: Callable[[], Told]) -> None:
    """Answer what ``told`` gives at a port, in a process of its own that ends with the one that calls this.

    A thread here would be in the way of forks that follow. Raises SettingsError where the port cannot be listened on.
    """
    try:
        server = _Server(host, port)
    except OSError as error:
        raise SettingsError(f"CLAIMCHECK_METRICS_PORT={port}: cannot listen on it: {error.strerror or error}") from None
    parent = os.getpid()
    # Not by multiprocessing, whose children every other fork of this process would want to end and to wait for.
    if os.fork() == 0:
        try:
            _answer(server, told, parent)
        finally:
            os._exit(0)
    server.socket.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str, port: int) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        super().__init__((host, port), _Handler)
        self.told: Told


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self.send_error(HTTPStatus.NOT_FOUND, f"there is nothing here but {PATH}")
            return
        body, content_type = self.server.told(self.headers.get("Accept"))
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return "claimcheck"

    def log_message(self, *_: Any) -> None:
        """Who asks for metrics, and how often, is in nobody's interest."""


def _answer(server: _Server, told: Callable[[], Told], parent: int) -> None:
    # A terminal tells all its processes; this one goes with its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server.told = told()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(_ORPHANED)
