"""Calling workers through Redis, which may be away, full or worse."""

from __future__ import annotations

import logging

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from service.jobs.bell import ALIVE, ALIVE_SECONDS, MOST, QUEUE, Bell


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


def waiting(client: redis.Redis) -> int:
    return int(Queue(QUEUE, connection=client, serializer=JSONSerializer).count)


def test_there_are_workers_while_one_said_so_lately(redis_url: str, client: redis.Redis) -> None:
    bell = Bell(redis_url)
    assert not bell.alive()
    bell.here()
    assert bell.alive()
    assert 0 < client.ttl(ALIVE) <= ALIVE_SECONDS
    client.delete(ALIVE)
    assert not bell.alive()
    bell.close()


def test_there_are_as_many_calls_as_things_to_do_and_no_more(redis_url: str, client: redis.Redis) -> None:
    bell = Bell(redis_url)
    bell.call(3)
    assert waiting(client) == 3
    bell.call(2)
    assert waiting(client) == 3
    bell.call(10_000)
    assert waiting(client) == MOST
    bell.close()


def test_without_redis_there_are_no_workers_and_that_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    bell = Bell("redis://127.0.0.1:1/0")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert not bell.alive()
            bell.here()
            bell.wake()
    assert [record.message.partition(",")[0] for record in caplog.records] == ["workers cannot be called"]
    bell.close()


def test_whatever_redis_answers_nobody_fails_and_that_is_told_once(
    redis_url: str, client: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    client.set(f"rq:queue:{QUEUE}", "no list")
    bell = Bell(redis_url)
    for _ in range(3):
        bell.wake()
        bell.here()
    assert len(caplog.records) == 1
    bell.start_over()
    bell.wake()
    assert waiting(client) == 1
    bell.close()


def test_an_address_with_options_that_there_are_not_is_refused() -> None:
    with pytest.raises(ValueError, match="max_connections"):
        Bell("redis://127.0.0.1:6379/0?max_connections=x")
