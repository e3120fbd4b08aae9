"""What the cache in Redis does while all is well, and while Redis is dead, frozen, full, or holds what others wrote."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from service.application.ports import Outcome
from service.cache.redis import RedisCache
from tests.faults.redis_server import RedisServer
from tests.serving import ROOT, clean_environment


def never() -> tuple[bytes, bool]:
    raise AssertionError("computed although the value was known")


def always(value: bytes, keep: bool = True) -> Callable[[], tuple[bytes, bool]]:
    return lambda: (value, keep)


def eventually(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def answers_again(cache: RedisCache) -> bool:
    return eventually(lambda: bool(cache.state()["reachable"]))


# While all is well


def test_the_bytes_put_are_the_bytes_got(cache: RedisCache) -> None:
    value = bytes(range(256)) * 40
    cache.put("k", value)
    assert cache.get("k") == value


def test_a_miss_computes_and_the_next_one_hits_in_another_process_too(cache: RedisCache, server: RedisServer) -> None:
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
    assert cache.get_or_compute("k", never) == (b"v", Outcome.HIT)
    other = RedisCache(server.url, ttl=60, budget=1)
    assert other.get_or_compute("k", never) == (b"v", Outcome.HIT)
    other.close()


def test_every_key_is_under_one_prefix_and_runs_out(cache: RedisCache, server: RedisServer) -> None:
    cache.put("a", b"1")
    cache.get_or_compute("b", always(b"2"))
    cache.get_or_compute("c", always(b"3", keep=False))
    with redis.Redis(port=server.port) as client:
        keys = client.keys("*")
        assert {b"claimcheck:a", b"claimcheck:b"} <= set(keys)
        assert all(key.startswith(b"claimcheck:") for key in keys)
        assert all(0 < client.pttl(key) <= 60_000 for key in keys)


def test_what_may_not_be_kept_is_returned_and_forgotten(cache: RedisCache) -> None:
    assert cache.get_or_compute("k", always(b"v", keep=False)) == (b"v", Outcome.MISS)
    assert cache.get("k") is None
    assert cache.get_or_compute("k", always(b"w")) == (b"w", Outcome.MISS)


def test_an_error_while_computing_is_raised_and_the_next_caller_does_not_wait(cache: RedisCache) -> None:
    def fails() -> tuple[bytes, bool]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get_or_compute("k", fails)
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
    assert cache.get("k") == b"v"


def test_threads_that_miss_together_compute_once(cache: RedisCache) -> None:
    begun, go_on = threading.Event(), threading.Event()
    computed: list[str] = []

    def slow() -> tuple[bytes, bool]:
        computed.append("x")
        begun.set()
        assert go_on.wait(10)
        return b"v", True

    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(cache.get_or_compute, "k", slow)
        assert begun.wait(10)
        others = [pool.submit(cache.get_or_compute, "k", slow) for _ in range(5)]
        go_on.set()
        assert first.result(10) == (b"v", Outcome.MISS)
        assert {other.result(10) for other in others} == {(b"v", Outcome.HIT)}
    assert computed == ["x"]


def test_it_says_that_redis_is_reachable_and_has_not_failed(cache: RedisCache) -> None:
    assert cache.state() == {
        "kind": "redis",
        "reachable": True,
        "failures": {"timeout": 0, "connection": 0, "refused": 0, "corrupt": 0},
    }


# While Redis is dead or frozen


def test_a_redis_that_dies_means_computing_and_it_comes_back_by_itself(cache: RedisCache, server: RedisServer) -> None:
    cache.put("k", b"v")
    server.kill()
    assert cache.get("k") is None
    cache.put("k", b"v")
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.BYPASS)
    assert cache.state()["reachable"] is False
    assert cache.state()["failures"]["connection"] == 1  # the others did not even ask

    server.start()
    assert answers_again(cache)
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
    assert cache.get_or_compute("k", never) == (b"v", Outcome.HIT)


def test_a_redis_that_was_never_there_is_no_error_either(server: RedisServer) -> None:
    server.kill()
    cache = RedisCache(server.url, ttl=60, budget=0.25)
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.BYPASS)
    server.start()
    assert answers_again(cache)
    cache.close()


def test_a_host_name_that_does_not_resolve_is_no_error() -> None:
    cache = RedisCache("redis://redis.invalid:6379/0", ttl=60, budget=0.05)
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.BYPASS)
    cache.close()


def test_a_frozen_redis_costs_one_budget_and_then_nothing(cache: RedisCache, server: RedisServer) -> None:
    cache.put("k", b"v")
    server.freeze()
    begun = time.monotonic()
    for _ in range(200):
        assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.BYPASS)
    # 200 budgets would be 50 seconds
    assert time.monotonic() - begun < 5
    assert cache.state()["failures"]["timeout"] == 1

    server.thaw()
    assert answers_again(cache)
    assert cache.get_or_compute("k", never) == (b"v", Outcome.HIT)


def test_an_answer_that_comes_too_late_is_not_taken_for_the_answer_to_the_next_question(
    cache: RedisCache, server: RedisServer
) -> None:
    cache.put("a", b"the value of a")
    cache.put("b", b"the value of b")
    server.freeze()
    assert cache.get("a") is None
    server.thaw()
    assert answers_again(cache)
    assert cache.get("b") == b"the value of b"


def test_a_redis_that_dies_between_computing_and_keeping_loses_only_the_keeping(
    cache: RedisCache, server: RedisServer
) -> None:
    def redis_dies_meanwhile() -> tuple[bytes, bool]:
        server.kill()
        return b"v", True

    assert cache.get_or_compute("k", redis_dies_meanwhile) == (b"v", Outcome.MISS)


def test_a_redis_that_restarts_between_two_requests_is_not_noticed(cache: RedisCache, server: RedisServer) -> None:
    cache.put("k", b"v")
    server.kill()
    server.start()
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
    assert sum(cache.state()["failures"].values()) == 0


def test_a_redis_dying_and_returning_at_random_never_makes_an_error_or_a_wrong_value(
    cache: RedisCache, server: RedisServer
) -> None:
    done = threading.Event()

    def use(worker: int) -> int:
        turns = 0
        while not done.is_set():
            key = f"k{(worker + turns) % 5}"
            value, _ = cache.get_or_compute(key, always(key.encode()))
            assert value == key.encode()
            assert cache.get(key) in (None, key.encode())
            turns += 1
        return turns

    with ThreadPoolExecutor(3) as pool:
        users = [pool.submit(use, worker) for worker in range(3)]
        for _ in range(2):
            time.sleep(0.2)
            server.freeze()
            time.sleep(0.4)
            server.thaw()
            time.sleep(0.2)
            server.kill()
            time.sleep(0.1)
            server.start()
        done.set()
        assert all(user.result(20) > 0 for user in users)
    assert answers_again(cache)


# While Redis answers with errors, or holds what others wrote


@pytest.mark.parametrize("damage", [b"", b"hello", b'{"verdict": "consistent"}', b"cc1:" + b"0" * 40])
def test_a_value_that_somebody_else_wrote_is_a_miss_and_is_replaced(
    cache: RedisCache, server: RedisServer, damage: bytes
) -> None:
    with redis.Redis(port=server.port) as client:
        client.set("claimcheck:k", damage)
        assert cache.get("k") is None
        assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
        assert cache.get_or_compute("k", never) == (b"v", Outcome.HIT)
        assert client.pttl("claimcheck:k") > 0
    assert cache.state()["failures"]["corrupt"] == 2


def test_a_value_cut_short_is_a_miss(cache: RedisCache, server: RedisServer) -> None:
    cache.put("k", b"x" * 1000)
    with redis.Redis(port=server.port) as client:
        stored = client.get("claimcheck:k")
        assert isinstance(stored, bytes)
        client.set("claimcheck:k", stored[:-1])
    assert cache.get("k") is None


def test_a_value_moved_to_another_key_is_a_miss(cache: RedisCache, server: RedisServer) -> None:
    cache.put("a", b"v")
    with redis.Redis(port=server.port) as client:
        client.rename("claimcheck:a", "claimcheck:b")
    assert cache.get("b") is None


def test_a_key_of_another_type_is_a_miss_and_is_replaced(cache: RedisCache, server: RedisServer) -> None:
    with redis.Redis(port=server.port) as client:
        client.rpush("claimcheck:k", "a", "list")
    assert cache.get("k") is None
    assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
    assert cache.get("k") == b"v"


def test_a_lock_that_never_runs_out_is_not_ours_and_is_not_waited_for(cache: RedisCache, server: RedisServer) -> None:
    with redis.Redis(port=server.port) as client:
        client.rpush("claimcheck:lock:k", "a", "list")
        assert cache.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
        assert client.exists("claimcheck:lock:k")
    assert cache.get("k") == b"v"


def test_a_full_redis_is_counted_and_still_asked(cache: RedisCache, server: RedisServer) -> None:
    cache.put("k", b"v")
    with redis.Redis(port=server.port) as client:
        client.config_set("maxmemory", "1")
        assert cache.get_or_compute("new", always(b"n")) == (b"n", Outcome.BYPASS)
        cache.put("new", b"n")
        assert cache.state()["failures"]["refused"] == 2
        assert cache.get("k") == b"v"
        client.config_set("maxmemory", "0")
    assert cache.get_or_compute("new", always(b"n")) == (b"n", Outcome.MISS)


def test_what_others_keep_in_the_same_redis_is_left_alone(cache: RedisCache, server: RedisServer) -> None:
    with redis.Redis(port=server.port) as client:
        client.set("k", "somebody else's")
        cache.put("k", b"v")
        cache.get_or_compute("k", never)
        assert client.get("k") == b"somebody else's"


def test_an_option_in_the_url_that_the_client_does_not_know_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="an option in the URL"):
        RedisCache("redis://127.0.0.1:6379/0?sokcet_timeout=1", ttl=60, budget=0.05)


FORK = """
import os, sys
from service.cache.redis import RedisCache

cache = RedisCache(sys.argv[1], ttl=60, budget=1)
cache.put("k", b"v")
child = os.fork()
same = all(cache.get("k") == b"v" for _ in range(50))
if child == 0:
    os._exit(0 if same else 1)
_, status = os.waitpid(child, 0)
sys.exit(0 if same and status == 0 else 1)
"""


def test_a_child_made_by_fork_uses_connections_of_its_own(server: RedisServer) -> None:
    # In a process of its own: forking one with threads, as the tests' may be, is asking for trouble.
    subprocess.run([sys.executable, "-c", FORK, server.url], cwd=ROOT, env=clean_environment(), check=True, timeout=60)
