"""A worker: a process that does nothing but reports and parts of them, when it is called or finds some waiting.

Each call is followed in a child process. What that takes in memory is gone with it, and if it dies, the worker lives on
and somebody else is called.
"""

from __future__ import annotations

import gc
import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from typing import Any, Final

import redis
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from service.application.errors import Unavailable
from service.application.ports import UnitOfWorkFactory
from service.application.reports import part_queue
from service.jobs.bell import LONGEST, MOST, PATIENCE, QUEUE, Bell
from service.jobs.runner import Runner

# Seconds after which a worker looks whether something waits, busy or not.
LOOK: Final = 2
# Seconds that one child goes on while there is something to do: what it has learnt about units is worth that long.
SHIFT: Final = 20
# Seconds that work gets to notice that it is to end.
CLOSING: Final = 5.0
_AGAIN: Final = 1.0
_STOPPING: Final = frozenset({signal.SIGTERM, signal.SIGINT})

# RQ's own accounts, which Redis may lose at any time, are nobody's business. What matters is logged here.
_QUIET: Final = "CRITICAL"

_log = logging.getLogger(__name__)


class Watchman:
    """Looks after all reports in parts, and calls workers when something waits."""

    def __init__(self, units: UnitOfWorkFactory, bell: Bell, lease: timedelta) -> None:
        self._units = units
        self._bell = bell
        self._lease = lease
        self._next = 0.0

    def look(self) -> bool:
        """Whether something waits; false as well when the database does not answer."""
        try:
            with self._units() as uow:
                part_queue.look_after(uow)
                number = part_queue.number_waiting(uow, self._lease, MOST)
                uow.commit()
        except Unavailable as error:
            _log.warning("reports wait: %s", error)
            return False
        except Exception:  # noqa: BLE001  whatever it is, it may be over the next time
            _log.exception("looking for reports failed")
            return False
        self._next = time.monotonic() + LOOK
        self._bell.here()
        self._bell.call(number)
        return number > 0

    def look_around(self) -> None:
        """The same, if the last time is a while ago."""
        if time.monotonic() >= self._next:
            self.look()

    def start_over(self) -> None:
        """Have calls made anew, after RQ failed at one."""
        self._bell.start_over()


# What a child works with: made in it, because nothing that is connected survives a fork.
Tools = Callable[[], AbstractContextManager[tuple[Runner, Watchman]]]


class Following:
    """One worker. ``watchman`` is for the worker itself, ``tools`` makes what each of its children works with.

    ``buried`` is told of every child that is no more.
    """

    def __init__(self, url: str, watchman: Watchman, tools: Tools, buried: Callable[[int], None]) -> None:
        self._url = url
        self._watchman = watchman
        self._tools = tools
        self._buried = buried

    def run(self) -> None:
        """Work until told to stop. Redis may go and come back; meanwhile reports are made elsewhere."""
        # What was made so far lives as long as the process, and stays shared with every child.
        gc.collect()
        gc.freeze()
        # Of all that follow each other: while Redis is away, the one before is still the one that hears of signals.
        told_to_stop = threading.Event()
        while True:
            connection = redis.Redis.from_url(self._url, socket_connect_timeout=PATIENCE)
            worker = _Worker(connection, self._watchman, self._tools, self._buried, told_to_stop)
            with suppress(redis.RedisError, StopRequested):
                worker.work(logging_level=_QUIET)
            # Redis or RQ failed, or somebody told it to stop. Told in here, it hears that the same way. It does not
            # look around: whoever cannot be called must not keep reports from those who would make them.
            with suppress(redis.RedisError, StopRequested):
                worker.wait_for_child()
                if not told_to_stop.is_set():
                    self._watchman.start_over()
                    time.sleep(_AGAIN)
            with suppress(redis.RedisError):
                connection.close()
            if told_to_stop.is_set():
                worker.wait_for_child()
                return


class _Worker(Worker):
    """RQ's worker, with calls for jobs: it follows each in a child, and looks around between and meanwhile."""

    # Seconds, when Redis is away. RQ would wait longer each time, up to a minute.
    max_connection_wait_time = 2.0

    def __init__(
        self,
        connection: redis.Redis,
        watchman: Watchman,
        tools: Tools,
        buried: Callable[[int], None],
        told_to_stop: threading.Event,
    ) -> None:
        self._told_to_stop = told_to_stop
        self._watchman = watchman
        self._buried = buried
        call = _job_class(lambda: _follow(tools))
        super().__init__(
            # What RQ tidies up, it reads by the class of the queue, and it would call what that names.
            [Queue(QUEUE, connection=connection, job_class=call, serializer=JSONSerializer)],
            name=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
            connection=connection,
            job_class=call,
            serializer=JSONSerializer,
            job_monitoring_interval=LOOK,
            log_job_description=False,
        )

    @property
    def dequeue_timeout(self) -> int:
        return LOOK

    @property
    def should_run_maintenance_tasks(self) -> bool:
        # RQ asks before each look into its queue, and after.
        self._watchman.look_around()
        if self._told_to_stop.is_set():  # in the middle of what goes on whatever happens in it
            raise StopRequested
        return bool(super().should_run_maintenance_tasks)

    def _set_ip_address(self, _connection: redis.Redis) -> None:
        """RQ would ask Redis while the worker is made, where it may not answer."""
        self.ip_address = "unknown"

    def subscribe(self) -> None:
        """Nobody gives a worker orders through Redis. RQ would start a thread for them, too, and then fork."""

    def unsubscribe(self) -> None:
        """See ``subscribe``."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        # Most calls that come too late are for nothing, and a child is not.
        if not self._told_to_stop.is_set() and self._watchman.look():
            super().execute_job(job, queue)
        else:
            job.delete()
            self.connection.lrem(queue.intermediate_queue_key, 1, job.id)

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        # A child told to stop before it listens would do what its parent does then.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            super().fork_work_horse(job, queue)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        if self._told_to_stop.is_set():
            self.kill_horse(signal.SIGTERM)

    def setup_work_horse_signals(self) -> None:
        """In the child they stay blocked: a thread waits for them."""

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        self._watchman.look_around()
        with suppress(redis.RedisError):
            super().maintain_heartbeats(job, execution)

    def handle_warm_shutdown_request(self) -> None:
        self._told_to_stop.set()
        if self.horse_pid:
            self.kill_horse(signal.SIGTERM)

    def wait_for_horse(self) -> tuple[int | None, int | None, Any]:
        pid, status, usage = super().wait_for_horse()
        if pid:
            self._buried(pid)
            if status is not None and os.WIFSIGNALED(status) and not self._told_to_stop.is_set():
                killed = signal.Signals(os.WTERMSIG(status)).name
                _log.error("a child died of %s; what it worked on is taken up again, by whoever is first", killed)
        return pid, status, usage

    def wait_for_child(self) -> None:
        """Return once there is none: RQ leaves one alone when Redis goes."""
        if self.horse_pid:
            self.wait_for_horse()


def _job_class(follow: Callable[[], None]) -> type[Job]:
    class Call(Job):
        """A job that does the same whatever it says it is: what it names is never looked up."""

        success_callback = failure_callback = stopped_callback = None

        @property
        def timeout(self) -> int:
            return LONGEST

        @timeout.setter
        def timeout(self, _: object) -> None:
            """Who calls does not say how long there is: what takes longer is a report that fails."""

        def perform(self) -> None:
            follow()

        def send_webhooks(self, *_: Any, **__: Any) -> None:
            pass

    return Call


def _follow(tools: Tools) -> None:
    """Work on one thing after the other while there is something, in a child."""
    with tools() as (runner, watchman):
        over = threading.Event()
        threading.Thread(target=_stop_when_told, args=(runner, over), name="stopping", daemon=True).start()
        until = time.monotonic() + SHIFT
        try:
            while not runner.stopping.is_set() and runner.run_next():
                # There may be parts to be worked on now, or the last one.
                watchman.look()
                if time.monotonic() > until:
                    break
        except Unavailable as error:
            _log.warning("reports wait: %s", error)
        except Exception:  # noqa: BLE001  whatever it is, the next call may be followed
            _log.exception("working on reports failed")
        finally:
            over.set()


def _stop_when_told(runner: Runner, over: threading.Event) -> None:
    signal.sigwait(_STOPPING)
    runner.stopping.set()
    if not over.wait(CLOSING):
        runner.let_go()
        os._exit(0)
