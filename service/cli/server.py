"""gunicorn in this process: its settings, and its access log as JSON."""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import click
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # gunicorn has no types
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from service.application.observing import OCCASION
from service.application.ports import Bulkhead, Jobs, Telemetry
from service.http import Patience, PatientWorker
from service.http.doors import let_nobody_in
from service.settings import Settings

# Where gunicorn's workers show that they live. On a disk, a slow write can pass for a worker that hangs.
_SHARED_MEMORY: Final = "/dev/shm"  # noqa: S108 - gunicorn makes a file of its own there # nosec B108
# At a time, in each process. Whoever is heard of least makes room for the next.
_CONNECTIONS: Final = 1000
_STOPPING: Final = frozenset({signal.SIGTERM, signal.SIGQUIT, signal.SIGINT})


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn serving one WSGI application with what ``Settings`` say, and running ``jobs`` in each worker.

    ``telemetry`` observes the workers, and costly requests go to the ``bulkhead``.
    """

    def __init__(
        self,
        application: Any,
        settings: Settings,
        jobs: Jobs | None = None,
        telemetry: Telemetry | None = None,
        bulkhead: Bulkhead | None = None,
    ) -> None:
        self._application = application
        self._settings = settings
        self._jobs = jobs
        self._telemetry = telemetry
        self._bulkhead = bulkhead
        # Whatever is served can say how large bodies may be.
        bounds = {"largest": application.largest_body} if hasattr(application, "largest_body") else {}
        self.patience = Patience(seconds=settings.client_timeout, **bounds)
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn, also when it is told to reload."""
        for name, value in options(self._settings).items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", self._begin_work)
        self.cfg.set("worker_exit", self._end_work)
        self.cfg.set("child_exit", self._forget)

    def run(self) -> None:
        """Serve until told to stop; exits the interpreter."""
        _allow_files(self.cfg.worker_connections)
        _Arbiter(self, self._bulkhead).run()

    def load(self) -> Any:
        """Called by gunicorn once, before it forks."""
        # What was made while starting lives as long as the process. Out of the collector's sight it is never walked
        # again, and its pages stay shared between the workers.
        gc.collect()
        gc.freeze()
        # Records of a large batch are in no cycles, and looking for some every 700 of them took half of its time.
        gc.set_threshold(50_000, 20, 50)
        return self._application

    def _begin_work(self, _worker: Any) -> None:
        """Called by gunicorn in a worker that has set its signal handlers."""
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        if self._telemetry is not None:
            self._telemetry.start(serving=True)
        if self._bulkhead is not None:
            self._bulkhead.start()
        if self._jobs is not None:
            self._jobs.start()

    def _end_work(self, _arbiter: Any, _worker: Any) -> None:
        """Called by gunicorn in a worker that has answered its last request."""
        if self._jobs is not None:
            self._jobs.close()
        if self._bulkhead is not None:
            self._bulkhead.close()
        if self._telemetry is not None:
            self._telemetry.close()

    def _forget(self, _arbiter: Any, worker: Any) -> None:
        """Called by gunicorn in the arbiter, when a worker is no more."""
        if self._telemetry is not None:
            self._telemetry.forget(worker.pid)


class _Arbiter(Arbiter):  # type: ignore[misc]
    """gunicorn's arbiter, whose workers can be told to stop from the moment they exist.

    A worker has the arbiter's signal handlers until it sets its own, and these forget what they are told in a worker:
    one told to stop in between would be waited for in vain and killed with its requests. So it is not told in between.
    """

    def __init__(self, app: Any, bulkhead: Bulkhead | None) -> None:
        self._bulkhead = bulkhead
        super().__init__(app)

    def manage_workers(self) -> None:
        """Called by gunicorn at least every second, and before it forks the first worker."""
        if self._bulkhead is not None:
            self._bulkhead.prepare()
        super().manage_workers()

    def spawn_worker(self) -> Any:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)

    def stop(self, graceful: bool = True) -> None:
        # Unless somebody else goes on listening there: a successor, or who started this with the socket.
        if graceful and not (self.reexec_pid or self.master_pid or self.systemd):
            for listener in self.LISTENERS:
                let_nobody_in(listener.sock)
        super().stop(graceful)


def options(settings: Settings) -> dict[str, Any]:
    """The settings of gunicorn by their names."""
    return {
        "bind": [address(settings)],
        "reuse_port": settings.share_port,
        "proc_name": "claimcheck",
        "worker_class": PatientWorker,
        "worker_connections": _CONNECTIONS,
        # What a client does not take at once is sent by the main loop, which knows no files.
        "sendfile": False,
        "workers": settings.processes,
        "threads": settings.threads,
        "keepalive": settings.keepalive,
        "graceful_timeout": settings.graceful_timeout,
        # A worker whose main loop is silent that long is replaced; requests in its threads do not silence it.
        "timeout": 60,
        # The application is made before the fork: an error shows once, and the workers share memory.
        "preload_app": True,
        "worker_tmp_dir": _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None,
        # Room for a cursor and every filter of a list; the application bounds bodies.
        "limit_request_line": 8190,
        "limit_request_fields": 100,
        "limit_request_field_size": 8190,
        # Headers by which a proxy may move the path (SCRIPT_NAME, PATH_INFO): one that passes on whatever it gets would
        # let its clients in where it keeps them out.
        "forwarder_headers": "",
        "loglevel": settings.log_level,
        "errorlog": "-",
        "accesslog": "-" if settings.access_log else None,
        "logger_class": JsonAccessLog,
        # Nobody here manages a running server through a socket in the home directory.
        "control_socket_disable": True,
    }


def _allow_files(connections: int) -> None:
    """Let this process and its workers open as many files as they may need: many systems start with 1024."""
    wanted = 2 * connections + 1024
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


def address(settings: Settings) -> str:
    """Host and port as gunicorn and URLs write them."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def require_free(settings: Settings) -> None:
    """Raise ``ClickException`` when the address cannot be listened on; gunicorn would find out slowly and at length."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(settings.share_port))
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise click.ClickException(f"cannot listen on {address(settings)}: {reason}") from None


class JsonAccessLog(Logger):  # type: ignore[misc]
    """One JSON object per request. A path can hold anything, so it is not put between quotation marks by hand.

    What else gunicorn says goes where the rest of the log goes, in the same form.
    """

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn when it starts, and when it is told to reload."""
        super().setup(cfg)
        if logging.getLogger().hasHandlers():
            self.error_log.handlers.clear()
            self.error_log.propagate = True

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Called by gunicorn after each answer."""
        if not self.access_log_enabled:
            return
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "client": environ.get("REMOTE_ADDR"),
            "method": environ.get("REQUEST_METHOD"),
            "path": environ.get("RAW_URI"),
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": getattr(resp, "sent", None),
            "milliseconds": round(request_time / timedelta(milliseconds=1), 3),
            "user_agent": environ.get("HTTP_USER_AGENT"),
            "request_id": next((value for name, value in resp.headers if name.lower() == "x-request-id"), None),
            "trace_id": getattr(environ.get(OCCASION), "trace_id", None),
            "caller": getattr(environ.get(OCCASION), "caller", None),
            "worker": os.getpid(),
        }
        try:
            self.access_log.info("%s", json.dumps(entry))
        except OSError as error:
            sys.stderr.write(f"the access log cannot be written: {error}\n")
