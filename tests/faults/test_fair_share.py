"""One caller does not get all threads, however much he asks for at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.faults.plain import served

THREADS = 4

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(THREADS) as listening:
        yield listening


@pytest.fixture
def ask(port: int) -> Ask:
    """Asks a service for a path, from an address and perhaps with a token."""

    def get(path: str, *, source: str = "127.0.0.1", token: str | None = None) -> httpx.Response:
        transport = httpx.HTTPTransport(local_address=source)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        with httpx.Client(transport=transport, timeout=60) as client:
            return client.get(f"http://127.0.0.1:{port}{path}", headers=headers)

    get("/hold")
    return get


class Flood:
    """Many requests at once that are answered when they are released."""

    def __init__(self, ask: Ask, count: int, **who: str) -> None:
        self.statuses: list[int] = []
        self._threads = [threading.Thread(target=self._ask, args=(ask,), kwargs=who) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def _ask(self, ask: Ask, **who: str) -> None:
        self.statuses.append(ask("/wait", **who).status_code)

    def join(self) -> list[int]:
        for thread in self._threads:
            thread.join()
        return self.statuses


def until(waiting: int, ask: Ask, **who: str) -> None:
    deadline = time.monotonic() + 60
    while int(ask("/waiting", **who).text) < waiting:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_who_asks_much_waits_for_himself_and_nobody_for_him(ask: Ask) -> None:
    flood = Flood(ask, 3 * THREADS)
    # Were the threads there for whoever comes first, nobody else would be answered until the release.
    until(THREADS // 2, ask, source="127.0.0.2")
    time.sleep(0.3)
    assert int(ask("/waiting", source="127.0.0.2").text) == THREADS // 2
    ask("/release", source="127.0.0.2")
    assert flood.join() == [200] * 3 * THREADS


@pytest.mark.parametrize(
    "tokens",
    [
        # Of which anybody can make any number: they are one caller together, that of their address.
        [f"{kind} {number}" for number in range(THREADS) for kind in ("bad", "not looked at")],
        # One token, written in many ways.
        [f"good {number}" for number in range(2 * THREADS)],
    ],
)
def test_tokens_make_no_more_callers_than_there_are(ask: Ask, tokens: list[str]) -> None:
    first = [ask("/", token=token).status_code for token in tokens]
    floods = [Flood(ask, 2, token=token) for token in tokens]
    until(THREADS // 2, ask, source="127.0.0.2")
    time.sleep(0.3)
    assert int(ask("/waiting", source="127.0.0.2").text) == THREADS // 2
    ask("/release", source="127.0.0.2")
    assert [flood.join() for flood in floods] == [[status, status] for status in first]


def test_a_token_that_was_good_makes_a_caller_of_its_own(ask: Ask) -> None:
    assert ask("/", token="good").status_code == 200
    flood = Flood(ask, 3 * THREADS)
    until(THREADS // 2, ask, token="good")
    assert int(ask("/waiting", token="good").text) == THREADS // 2
    ask("/release", token="good")
    assert flood.join() == [200] * 3 * THREADS
