"""The whole service, in two processes, while its Redis goes and comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.redis_server import RedisServer
from tests.serving import Serving


def body(number: int) -> dict[str, object]:
    return {"kind": "equal", "figures": {"left": {"value": str(number)}, "right": {"value": str(number)}}}


@pytest.fixture
def client(sqlite_url: str, server: RedisServer, tmp_path: Path) -> Iterator[httpx.Client]:
    serving = Serving(
        tmp_path / "serve.log", DATABASE_URL=sqlite_url, REDIS_URL=server.url, CLAIMCHECK_CACHE_BUDGET_MS="250"
    )
    try:
        serving.wait()
        with httpx.Client(base_url=serving.url, timeout=30) as opened:
            yield opened
    finally:
        serving.end()


def evaluate(client: httpx.Client, number: int) -> tuple[str, bytes]:
    answer = client.post("/v1/evaluations", json=body(number))
    assert answer.status_code == 200, answer.text
    return answer.headers["Cache-Status"], answer.content


def eventually_hits(client: httpx.Client, number: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        # Either of two processes may answer, and each finds out by itself that Redis is back.
        if all("hit" in evaluate(client, number)[0] for _ in range(6)):
            return True
        time.sleep(0.1)
    return False


def test_it_computes_while_redis_is_away_and_caches_again_when_it_is_back(
    client: httpx.Client, server: RedisServer
) -> None:
    for go, come in ((server.kill, server.start), (server.freeze, server.thaw)):
        assert_it_does_without(client, go, come)


def assert_it_does_without(client: httpx.Client, go: Callable[[], None], come: Callable[[], None]) -> None:
    _, computed = evaluate(client, 1)
    assert eventually_hits(client, 1)

    go()
    for _ in range(10):
        status, again = evaluate(client, 1)
        assert "fwd=bypass" in status
        assert again == computed
    ready = client.get("/readyz")
    assert ready.status_code == 200  # Redis is reported, and not required

    come()
    assert eventually_hits(client, 1)
    assert evaluate(client, 1)[1] == computed
