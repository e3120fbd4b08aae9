from __future__ import annotations

import threading
import time

from service.breaker import Breaker


def wait_until_closed(breaker: Breaker) -> bool:
    deadline = time.monotonic() + 10
    while breaker.is_open and time.monotonic() < deadline:
        time.sleep(0.005)
    return not breaker.is_open


def test_it_opens_at_the_first_failure_and_closes_when_a_probe_succeeds() -> None:
    may_answer = threading.Event()

    def probe() -> None:
        if not may_answer.is_set():
            raise ConnectionRefusedError

    breaker = Breaker("server", probe, interval=0.01)
    breaker.trip("refused")
    time.sleep(0.1)
    assert breaker.is_open
    may_answer.set()
    assert wait_until_closed(breaker)


def test_it_is_closed_at_first() -> None:
    assert not Breaker("server", lambda: None, interval=0.01).is_open


def test_it_probes_in_one_thread_however_often_it_is_tripped() -> None:
    threads: set[int] = set()

    def probe() -> None:
        threads.add(threading.get_ident())
        raise ConnectionRefusedError

    breaker = Breaker("server", probe, interval=0.01)
    for _ in range(5):
        breaker.trip("refused")
    time.sleep(0.1)
    breaker.close()
    assert len(threads) == 1


def test_it_can_trip_again_after_it_has_closed() -> None:
    breaker = Breaker("server", lambda: None, interval=0.01)
    for _ in range(2):
        breaker.trip("refused")
        assert wait_until_closed(breaker)


def test_a_probe_that_fails_in_an_unexpected_way_is_repeated() -> None:
    answers = iter([ValueError("odd"), KeyError("odder"), None])

    def probe() -> None:
        error = next(answers)
        if error is not None:
            raise error

    breaker = Breaker("server", probe, interval=0.01)
    breaker.trip("refused")
    assert wait_until_closed(breaker)
