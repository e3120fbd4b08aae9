"""Rates while Redis is down, frozen, full or out of its senses: counted in the process, never an error, never slow."""

from __future__ import annotations

import time

import pytest
import redis

from service.application.ports import Rate
from service.quota.redis import RedisQuota
from tests.faults.garbage import ANSWERS, Garbage
from tests.faults.redis_server import RedisServer
from tests.observing import Noting
from tests.serving import free_port

THREE = Rate(3, 60)


def assert_counts(quota: RedisQuota) -> None:
    assert [quota.spend("me", THREE).allowed for _ in range(4)] == [True, True, True, False]


def test_without_redis_each_process_counts() -> None:
    quota = RedisQuota(f"redis://127.0.0.1:{free_port()}/0", budget=0.2, probe_interval=600)
    assert_counts(quota)
    assert quota.state() == {"kind": "redis", "shared": False}
    quota.close()


def test_it_counts_together_again_once_redis_is_back(server: RedisServer) -> None:
    quota = RedisQuota(server.url, budget=0.25, probe_interval=0.02)
    quota.spend("me", THREE)
    server.kill()
    assert_counts(quota)
    server.start()
    deadline = time.monotonic() + 20
    while not quota.state()["shared"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert quota.spend("me", THREE).allowed
    with redis.Redis.from_url(server.url) as client:
        assert client.keys("claimcheck:quota:*")
    quota.close()


def test_a_frozen_redis_is_waited_for_once(server: RedisServer, noting: Noting) -> None:
    quota = RedisQuota(server.url, budget=0.25, probe_interval=600)
    quota.spend("me", THREE)
    server.freeze()
    try:
        for _ in range(100):
            quota.spend("me", THREE)
    finally:
        server.thaw()
    assert noting.failures == ["timeout"]
    quota.close()


def test_a_full_redis_is_no_reason_to_stop_counting(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.config_set("maxmemory", "1")
        client.config_set("maxmemory-policy", "noeviction")
    quota = RedisQuota(server.url, budget=0.25)
    assert_counts(quota)
    quota.close()


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_what_is_no_redis_is_left_alone(answer: bytes) -> None:
    port = free_port()
    with Garbage(port, answer):
        quota = RedisQuota(f"redis://127.0.0.1:{port}/0", budget=0.2, probe_interval=600)
        assert_counts(quota)
        quota.close()
