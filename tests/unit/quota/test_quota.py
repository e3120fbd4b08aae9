"""What both quotas promise, and each of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.application.ports import Rate
from service.application.ports.quota import Standing, standing
from service.quota.process import ProcessQuota
from service.quota.redis import RedisQuota

THREE = Rate(3, 60)


@pytest.fixture(params=["process", "redis"])
def quota(request: pytest.FixtureRequest) -> Iterator[ProcessQuota | RedisQuota]:
    held: ProcessQuota | RedisQuota = ProcessQuota()
    if request.param == "redis":
        held = RedisQuota(request.getfixturevalue("redis_url"), budget=5)
    yield held
    held.close()


def test_a_caller_may_ask_as_often_as_his_rate_says_and_then_no_more(quota: ProcessQuota | RedisQuota) -> None:
    told = [quota.spend("me", THREE) for _ in range(5)]
    assert [one.allowed for one in told] == [True, True, True, False, False]
    assert [one.remaining for one in told] == [2, 1, 0, 0, 0]
    assert 60 <= told[0].reset <= 120
    assert 1 <= told[3].reset <= 61


def test_callers_have_nothing_to_do_with_each_other(quota: ProcessQuota | RedisQuota) -> None:
    for _ in range(4):
        quota.spend("me", THREE)
    assert quota.spend("you", THREE).allowed


def test_whoever_waits_as_long_as_told_is_let_in_by_redis(redis_url: str) -> None:
    quota, rate = RedisQuota(redis_url, budget=5), Rate(2, 1)
    while (told := quota.spend("me", rate)).allowed:
        pass
    time.sleep(told.reset)
    assert quota.spend("me", rate).allowed
    quota.close()


def test_whoever_is_refused_as_the_window_ends_is_told_to_wait_all_the_same() -> None:
    assert standing(Rate(2, 1), False, 0, 0.0, 0, 0.0) == Standing(allowed=False, remaining=0, reset=1)


def test_no_more_are_let_through_by_many_threads_at_once(quota: ProcessQuota | RedisQuota) -> None:
    allowed: list[bool] = []

    def ask() -> None:
        allowed.extend(quota.spend("me", Rate(50, 3600)).allowed for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (100, 50)


def test_processes_count_together_in_redis(redis_url: str) -> None:
    one, other = RedisQuota(redis_url, budget=5), RedisQuota(redis_url, budget=5)
    told = [quota.spend("me", THREE).allowed for quota in (one, other, one, other)]
    assert told == [True, True, True, False]
    one.close()
    other.close()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(
    amount=st.integers(1, 6),
    seconds=st.sampled_from([1, 60]),
    steps=st.lists(st.tuples(st.floats(0, 2.5), st.integers(1, 8)), max_size=12),
)
@settings(max_examples=200)
def test_whoever_waits_as_long_as_told_is_let_in_and_no_window_has_more_than_twice_the_rate(
    amount: int, seconds: int, steps: list[tuple[float, int]]
) -> None:
    clock = Clock()
    quota, rate = ProcessQuota(clock), Rate(amount, seconds)
    let_in: list[float] = []
    for pause, times in steps:
        clock.now += pause * seconds
        for _ in range(times):
            told = quota.spend("me", rate)
            assert 0 <= told.remaining < max(1, amount)
            assert 1 <= told.reset <= 2 * seconds + 1
            if told.allowed:
                let_in.append(clock.now)
    told = quota.spend("me", rate)
    if not told.allowed:
        clock.now += told.reset
        assert quota.spend("me", rate).allowed
    for begin in let_in:
        assert sum(begin <= instant < begin + seconds for instant in let_in) < 2 * amount + 1


def test_callers_that_were_not_heard_of_for_long_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.quota.process._MOST_CALLERS", 10)
    quota = ProcessQuota()
    for number in range(30):
        quota.spend(str(number), THREE)
    assert len(quota._callers) == 10


@pytest.mark.parametrize(
    "text", ["", "0/minute", "10", "10/week", "-1/minute", "1.5/second", "10 / minute", "1/minute\n"]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a rate such as"):
        Rate.parse(text)


def test_a_rate_is_written_as_it_is_read() -> None:
    assert str(Rate.parse("600/minute")) == "600/minute"
    assert Rate.parse("5/day") == Rate(5, 86_400)
