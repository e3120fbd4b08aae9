"""What a worker takes from Redis: that it is called, and nothing else."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
import redis
from rq import Callback, Queue, SimpleWorker
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from service.application.errors import Unavailable
from service.jobs.bell import ALIVE, LONGEST, QUEUE, Bell
from service.jobs.worker import LOOK, Following, Watchman, _job_class, _Worker
from service.storage import SqlUnits
from tests.unit.jobs.test_in_process import queued

LEASE = timedelta(seconds=30)
CALLED: list[str] = []


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def idle(connection: redis.Redis, watchman: Watchman) -> _Worker:
    return _Worker(connection, watchman, lambda: pytest.fail("nothing is to be done"), print, threading.Event())


def of_a_stranger(*_: Any) -> None:
    CALLED.append("stranger")


def test_it_does_the_same_whatever_a_job_names(redis_url: str) -> None:
    CALLED.clear()
    connection = redis.Redis.from_url(redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    callback = Callback("tests.unit.jobs.test_worker.of_a_stranger")
    queue.enqueue("tests.unit.jobs.test_worker.of_a_stranger", on_success=callback, on_failure=callback)
    hasty = queue.enqueue("no.such.module", "x", y=1, job_timeout=1)
    job_class = _job_class(lambda: CALLED.append("ours"))
    assert job_class.fetch(hasty.id, connection, serializer=JSONSerializer).timeout == LONGEST
    worker = SimpleWorker([queue], connection=connection, job_class=job_class, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="CRITICAL")
    assert CALLED == ["ours", "ours"]


def test_it_calls_nothing_that_a_job_names_when_it_tidies_up(redis_url: str, units: SqlUnits) -> None:
    CALLED.clear()
    bell = Bell(redis_url)
    connection = redis.Redis.from_url(redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    abandoned = queue.enqueue("x", on_failure=Callback("tests.unit.jobs.test_worker.of_a_stranger"))
    abandoned.set_status(JobStatus.STARTED)
    connection.zadd(queue.started_job_registry.key, {f"{abandoned.id}:execution": 1})
    idle(connection, Watchman(units, bell, LEASE)).clean_registries()  # type: ignore[no-untyped-call]
    assert connection.zcard(queue.started_job_registry.key) == 0
    assert CALLED == []
    bell.close()


def test_whoever_cannot_be_called_does_not_say_that_it_lives_and_throws_away_what_is_in_the_way(
    redis_url: str, units: SqlUnits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(worker: _Worker, **_: Any) -> None:
        if client.exists(f"rq:queue:{QUEUE}"):
            return  # so ends what RQ cannot follow
        worker.handle_warm_shutdown_request()

    bell, client = Bell(redis_url), redis.Redis.from_url(redis_url)
    client.set(f"rq:queue:{QUEUE}", "no list")
    monkeypatch.setattr(_Worker, "work", work)
    monkeypatch.setattr("service.jobs.worker._AGAIN", 0)
    Following(redis_url, Watchman(units, bell, LEASE), lambda: pytest.fail("nothing is to be done"), print).run()
    assert not bell.alive()
    bell.close()
    client.close()


def test_it_takes_no_orders_and_looks_around_while_nobody_calls(redis_url: str, units: SqlUnits) -> None:
    bell = Bell(redis_url)
    connection = redis.Redis.from_url(redis_url)
    worker = idle(connection, Watchman(units, bell, LEASE))
    assert worker.dequeue_timeout == LOOK
    worker.work(burst=True, logging_level="CRITICAL")
    assert connection.pubsub_numsub(worker.pubsub_channel_name)[0][1] == 0
    assert bell.alive()
    bell.close()


def test_a_call_for_nothing_makes_no_child(redis_url: str, units: SqlUnits) -> None:
    bell = Bell(redis_url)
    connection = redis.Redis.from_url(redis_url)
    bell.call(2)
    worker = idle(connection, Watchman(units, bell, LEASE))
    assert worker.work(burst=True, logging_level="CRITICAL")
    assert connection.keys("rq:job:*") == []
    assert connection.keys(f"rq:queue:{QUEUE}*") == []
    assert connection.zcard(f"rq:failed:{QUEUE}") == 0
    bell.close()


def test_it_calls_for_what_waits(redis_url: str, units: SqlUnits) -> None:
    bell = Bell(redis_url)
    watchman = Watchman(units, bell, LEASE)
    assert not watchman.look()
    queued(units)
    assert watchman.look()
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen(f"rq:queue:{QUEUE}") == 1
    bell.close()


def test_without_the_database_a_worker_does_not_say_that_it_lives(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> Any:
        raise Unavailable("gone")

    bell = Bell(redis_url)
    with caplog.at_level(logging.WARNING):
        assert not Watchman(gone, bell, LEASE).look()  # type: ignore[arg-type]
    assert "reports wait: gone" in caplog.text
    with redis.Redis.from_url(redis_url) as client:
        assert not client.exists(ALIVE)
    bell.close()


def test_it_stops_though_it_was_told_in_the_middle_of_something(redis_url: str, units: SqlUnits) -> None:
    bell = Bell(redis_url)
    worker = idle(redis.Redis.from_url(redis_url), Watchman(units, bell, LEASE))
    worker.handle_warm_shutdown_request()
    assert not worker.work(logging_level="CRITICAL")
    bell.close()
