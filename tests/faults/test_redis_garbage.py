"""What the cache does while something answers in the place of Redis that is none, or no more in its senses."""

from __future__ import annotations

import pytest

from service.application.ports import Outcome
from service.cache.redis import RedisCache
from tests.faults.garbage import ANSWERS, Garbage
from tests.serving import free_port


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_nothing_that_it_answers_is_taken_for_a_value_nor_fails_a_request(answer: bytes) -> None:
    port = free_port()
    with Garbage(port, answer) as garbage:
        cache = RedisCache(f"redis://127.0.0.1:{port}/0", ttl=60, budget=0.2, probe_interval=600)
        assert cache.get_or_compute("k", lambda: (b"v", True)) == (b"v", Outcome.BYPASS)
        assert cache.get("k") is None
        cache.put("k", b"v")
        assert cache.state()["reachable"] is False
        assert garbage.asked == 1, "and nobody asked again"
        cache.close()


def test_connections_that_were_good_once_are_not_trusted_with_what_comes_next(
    cache: RedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.put("k", b"v")
    monkeypatch.setattr(cache, "_claim", lambda **_: [b"value", b"answer to something else", b"and more"])
    assert cache.get_or_compute("k", lambda: (b"computed", True)) == (b"computed", Outcome.BYPASS)
    assert cache._link.breaker.is_open
    assert all(not connection._sock for connection in cache._link.pool._available_connections)
