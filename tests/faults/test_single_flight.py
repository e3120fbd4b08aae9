"""Concurrent misses in several processes compute once, also when the one that computes dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from service.application.ports import Outcome
from service.cache.redis import RedisCache
from tests.faults.redis_server import RedisServer

# Forks of one process that has done nothing but import, as gunicorn's workers are: nothing of each other, nor of this.
PROCESSES: ForkServerContext = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


class Work:
    """A computation that leaves a line in a file each time it begins, and waits for a file before it ends."""

    def __init__(self, directory: Path) -> None:
        self.begun = directory / "begun"
        self.may_end = directory / "may-end"

    def times(self) -> int:
        return len(self.begun.read_text().splitlines()) if self.begun.exists() else 0

    def __call__(self) -> tuple[bytes, bool]:
        with self.begun.open("a") as file:
            file.write(f"{os.getpid()}\n")
        wait_for(self.may_end.exists)
        return b"the value", True


class Failing(Work):
    """The same, but the first one to begin fails."""

    def __call__(self) -> tuple[bytes, bool]:
        first = self.times() == 0
        value = super().__call__()
        if first:
            raise ZeroDivisionError
        return value


class Unkept(Work):
    """The same, with a value that may not be kept."""

    def __call__(self) -> tuple[bytes, bool]:
        value, _ = super().__call__()
        return value, False


def wait_for(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def ask(url: str, lease: float, work: Work, ready: Path, answer: Path) -> None:
    """One process: asks for the key, and writes down what it got."""
    cache = RedisCache(url, ttl=60, budget=2, lease=lease)
    cache.get("warm up the connection")
    ready.touch()
    try:
        value, outcome = cache.get_or_compute("k", work)
        said = f"{outcome} {value.decode()}"
    except ZeroDivisionError:
        said = "failed"
    written = answer.with_suffix(".new")
    written.write_text(said)
    written.rename(answer)


class Asker:
    """A process that asks, for as long as the test lasts."""

    def __init__(self, server: RedisServer, directory: Path, name: str, work: Work, lease: float) -> None:
        self.ready = directory / f"{name}.ready"
        self.answer = directory / f"{name}.answer"
        self.process = PROCESSES.Process(target=ask, args=(server.url, lease, work, self.ready, self.answer))
        self.process.start()

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.join()

    def signal(self, what: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, what)

    def said(self) -> str:
        wait_for(self.answer.exists)
        self.process.join(30)
        return self.answer.read_text()


def test_misses_in_three_processes_compute_once(server: RedisServer, tmp_path: Path) -> None:
    work = Work(tmp_path)
    askers = [Asker(server, tmp_path, str(number), work, lease=60) for number in range(3)]
    wait_for(lambda: all(asker.ready.exists() for asker in askers) and work.times() > 0)
    time.sleep(0.1)  # a moment in which a second one could wrongly begin
    work.may_end.touch()
    said = sorted(asker.said() for asker in askers)
    assert said == sorted([f"{Outcome.HIT} the value"] * 2 + [f"{Outcome.MISS} the value"])
    assert work.times() == 1


def test_a_holder_that_is_killed_is_taken_over_once_when_its_lease_ends(server: RedisServer, tmp_path: Path) -> None:
    work = Work(tmp_path)
    holder = Asker(server, tmp_path, "holder", work, lease=2)
    wait_for(lambda: work.times() == 1)
    others = [Asker(server, tmp_path, str(number), work, lease=60) for number in range(2)]
    holder.kill()
    wait_for(lambda: work.times() == 2)
    wait_for(lambda: all(other.ready.exists() for other in others))
    work.may_end.touch()
    said = sorted(other.said() for other in others)
    assert said == sorted([f"{Outcome.HIT} the value", f"{Outcome.MISS} the value"])
    assert work.times() == 2


def test_a_holder_that_fails_does_not_keep_the_others_waiting(server: RedisServer, tmp_path: Path) -> None:
    work = Failing(tmp_path)
    holder = Asker(server, tmp_path, "holder", work, lease=600)
    wait_for(lambda: work.times() == 1)
    other = Asker(server, tmp_path, "other", work, lease=600)
    wait_for(other.ready.exists)
    work.may_end.touch()
    assert holder.said() == "failed"
    assert other.said() == f"{Outcome.MISS} the value"


def test_a_value_that_may_not_be_kept_does_not_keep_the_others_waiting(server: RedisServer, tmp_path: Path) -> None:
    work = Unkept(tmp_path)
    askers = [Asker(server, tmp_path, str(number), work, lease=600) for number in range(2)]
    wait_for(lambda: all(asker.ready.exists() for asker in askers) and work.times() > 0)
    work.may_end.touch()
    assert [asker.said() for asker in askers] == [f"{Outcome.MISS} the value"] * 2


def test_a_holder_slower_than_its_lease_keeps_the_lock(server: RedisServer, tmp_path: Path) -> None:
    work = Work(tmp_path)
    holder = Asker(server, tmp_path, "holder", work, lease=0.5)
    wait_for(lambda: work.times() == 1)
    other = Asker(server, tmp_path, "other", work, lease=0.5)
    wait_for(other.ready.exists)
    time.sleep(1.5)
    work.may_end.touch()
    assert holder.said() == f"{Outcome.MISS} the value"
    assert other.said() == f"{Outcome.HIT} the value"
    assert work.times() == 1


def test_nobody_waits_for_a_holder_without_end(server: RedisServer) -> None:
    cache = RedisCache(server.url, ttl=60, budget=5, patience=0.2)
    cache._client.set("claimcheck:lock:k", "somebody", px=60_000)
    assert cache.get_or_compute("k", lambda: (b"v", True)) == (b"v", Outcome.MISS)
    assert cache._client.get("claimcheck:lock:k") == b"somebody"
    cache.close()


def test_a_holder_that_was_stopped_does_not_release_the_lock_of_the_one_that_took_over(
    server: RedisServer, tmp_path: Path
) -> None:
    slow, second = Work(tmp_path / "slow"), Work(tmp_path / "second")
    slow.begun.parent.mkdir()
    second.begun.parent.mkdir()
    late = Asker(server, tmp_path, "late", slow, lease=0.2)
    wait_for(lambda: slow.times() == 1)
    late.signal(signal.SIGSTOP)
    cache = RedisCache(server.url, ttl=60, budget=5, lease=600)
    taker = Asker(server, tmp_path, "taker", second, lease=600)
    wait_for(lambda: second.times() == 1)
    slow.may_end.touch()
    late.signal(signal.SIGCONT)
    assert late.said() == f"{Outcome.MISS} the value"
    assert cache.get("k") == b"the value"
    assert cache._client.exists("claimcheck:lock:k")
    second.may_end.touch()
    assert taker.said() == f"{Outcome.MISS} the value"
    assert not cache._client.exists("claimcheck:lock:k")
    cache.close()


@pytest.mark.parametrize("dies", ["kill", "freeze"])
def test_those_who_wait_compute_when_redis_goes_away(server: RedisServer, tmp_path: Path, dies: str) -> None:
    work = Work(tmp_path)
    holder = Asker(server, tmp_path, "holder", work, lease=600)
    wait_for(lambda: work.times() == 1)
    other = Asker(server, tmp_path, "other", work, lease=600)
    wait_for(other.ready.exists)
    if dies == "kill":
        server.kill()
    else:
        server.freeze()
    work.may_end.touch()
    assert other.said() == f"{Outcome.BYPASS} the value"
    assert holder.said() == f"{Outcome.MISS} the value"
