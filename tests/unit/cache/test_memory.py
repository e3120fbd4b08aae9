from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.application.ports import Outcome
from service.cache.memory import MemoryCache


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def cache(
    *, ttl: float = 60, max_entries: int = 100, max_bytes: int = 10_000, clock: Clock | None = None
) -> MemoryCache:
    return MemoryCache(ttl=ttl, max_entries=max_entries, max_bytes=max_bytes, clock=clock or Clock())


def never() -> tuple[bytes, bool]:
    raise AssertionError("computed although the value was known")


def always(value: bytes, keep: bool = True) -> Callable[[], tuple[bytes, bool]]:
    return lambda: (value, keep)


def test_the_bytes_put_are_the_bytes_got() -> None:
    held = cache()
    value = bytes(range(256))
    held.put("k", value)
    assert held.get("k") == value


def test_what_was_never_put_is_not_there() -> None:
    assert cache().get("k") is None


def test_a_value_leaves_when_it_is_too_old() -> None:
    clock = Clock()
    held = cache(ttl=10, clock=clock)
    held.put("k", b"v")
    clock.now = 9.9
    assert held.get("k") == b"v"
    clock.now = 10
    assert held.get("k") is None
    assert held.state()["entries"] == 0
    assert held.state()["bytes"] == 0


def test_reading_does_not_make_a_value_younger() -> None:
    clock = Clock()
    held = cache(ttl=10, clock=clock)
    held.put("k", b"v")
    clock.now = 9
    held.get("k")
    clock.now = 11
    assert held.get("k") is None


def test_the_least_recently_used_value_leaves_first() -> None:
    held = cache(max_entries=2)
    held.put("a", b"1")
    held.put("b", b"2")
    held.get("a")
    held.put("c", b"3")
    assert (held.get("a"), held.get("b"), held.get("c")) == (b"1", None, b"3")


def test_bytes_are_bounded_and_counted_exactly() -> None:
    held = cache(max_bytes=10)
    held.put("a", b"1234")
    held.put("b", b"1234")
    assert held.state()["bytes"] == 10
    held.put("c", b"1")
    assert held.get("a") is None
    assert held.state()["bytes"] == 7


def test_a_value_put_again_is_counted_once() -> None:
    held = cache()
    held.put("k", b"long enough")
    held.put("k", b"short")
    assert held.get("k") == b"short"
    assert held.state() == {"kind": "memory", "reachable": True, "entries": 1, "bytes": 6}


def test_a_value_larger_than_everything_allowed_is_not_kept_and_drives_nothing_out() -> None:
    held = cache(max_bytes=10)
    held.put("a", b"1")
    held.put("b", b"x" * 100)
    assert held.get("a") == b"1"
    assert held.get("b") is None


def test_a_value_that_became_too_large_does_not_leave_the_old_one_behind() -> None:
    held = cache(max_bytes=10)
    held.put("a", b"1")
    held.put("a", b"x" * 100)
    assert held.get("a") is None


def test_a_miss_computes_and_the_next_one_hits() -> None:
    held = cache()
    assert held.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)
    assert held.get_or_compute("k", never) == (b"v", Outcome.HIT)
    assert held.get("k") == b"v"


def test_what_may_not_be_kept_is_returned_and_forgotten() -> None:
    held = cache()
    assert held.get_or_compute("k", always(b"v", keep=False)) == (b"v", Outcome.MISS)
    assert held.get("k") is None


def test_threads_that_miss_together_compute_once() -> None:
    held = cache()
    begun, go_on = threading.Event(), threading.Event()
    computed: list[str] = []

    def slow() -> tuple[bytes, bool]:
        computed.append("x")
        begun.set()
        assert go_on.wait(10)
        return b"v", True

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(held.get_or_compute, "k", slow)
        assert begun.wait(10)
        others = [pool.submit(held.get_or_compute, "k", slow) for _ in range(7)]
        go_on.set()
        assert first.result(10) == (b"v", Outcome.MISS)
        assert {other.result(10) for other in others} == {(b"v", Outcome.HIT)}
    assert computed == ["x"]


def test_threads_with_different_keys_do_not_wait_for_each_other() -> None:
    held = cache()
    go_on = threading.Event()

    def slow() -> tuple[bytes, bool]:
        assert go_on.wait(10)
        return b"slow", True

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(held.get_or_compute, "slow", slow)
        assert held.get_or_compute("quick", always(b"quick")) == (b"quick", Outcome.MISS)
        go_on.set()
        assert waiting.result(10)[0] == b"slow"


def test_an_error_reaches_everybody_who_waits_and_is_not_remembered() -> None:
    held = cache()
    begun, go_on = threading.Event(), threading.Event()

    def fails() -> tuple[bytes, bool]:
        begun.set()
        assert go_on.wait(10)
        raise ZeroDivisionError

    with ThreadPoolExecutor(3) as pool:
        callers = [pool.submit(held.get_or_compute, "k", fails) for _ in range(3)]
        assert begun.wait(10)
        go_on.set()
        for caller in callers:
            with pytest.raises(ZeroDivisionError):
                caller.result(10)
    assert held.get_or_compute("k", always(b"v")) == (b"v", Outcome.MISS)


def test_threads_at_random_never_break_the_bounds() -> None:
    held = cache(max_entries=5, max_bytes=60)

    def use(worker: int) -> None:
        for turn in range(300):
            key = f"k{(worker * 7 + turn) % 11}"
            value = held.get(key)
            assert value is None or value.startswith(key.encode())
            held.put(key, key.encode() + b"x" * (turn % 20))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, range(4)))
    state = held.state()
    assert state["entries"] <= 5
    assert state["bytes"] <= 60
    # The books balance: putting every key out one by one ends at nothing.
    for number in range(11):
        held.put(f"k{number}", b"x" * 1000)
    assert held.state() == {"kind": "memory", "reachable": True, "entries": 0, "bytes": 0}
