from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.cache.flight import Flights
from service.domain.budget import Overrun

LONG = 30


def test_who_waits_begins_anew_where_the_one_at_work_is_called_off() -> None:
    flights: Flights[str] = Flights()
    begun, go_on = threading.Event(), threading.Event()

    def called_off() -> str:
        begun.set()
        assert go_on.wait(LONG)
        raise Overrun

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(flights.share, "key", called_off)
        assert begun.wait(LONG)
        second = threads.submit(flights.share, "key", lambda: "done")
        go_on.set()
        with pytest.raises(Overrun):
            first.result(LONG)
        assert second.result(LONG) == ("done", True)


def test_who_waits_is_told_an_error_of_the_work() -> None:
    flights: Flights[str] = Flights()
    begun, go_on = threading.Event(), threading.Event()

    def failing() -> str:
        begun.set()
        assert go_on.wait(LONG)
        raise ValueError("wrong")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(flights.share, "key", failing)
        assert begun.wait(LONG)
        second = threads.submit(flights.share, "key", failing)
        go_on.set()
        for one in (first, second):
            with pytest.raises(ValueError, match="wrong"):
                one.result(LONG)
