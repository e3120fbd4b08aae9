"""One rate for all processes of a service, and none that Redis could spoil."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.faults.redis_server import RedisServer
from tests.serving import Serving


def test_a_rate_holds_over_all_workers_and_is_counted_by_each_without_redis(
    server: RedisServer, sqlite_url: str, tmp_path: Path
) -> None:
    serving = Serving(
        tmp_path / "log",
        DATABASE_URL=sqlite_url,
        REDIS_URL=server.url,
        CLAIMCHECK_WORKERS="2",
        CLAIMCHECK_RATE_LIMIT="20/hour",
        CLAIMCHECK_CACHE_BUDGET_MS="1000",
        CLAIMCHECK_ACCESS_LOG="true",
    )

    # Each request by a connection of its own, so that both workers get some.
    client = httpx.Client(timeout=30, limits=httpx.Limits(max_keepalive_connections=0))

    def ask(_: int) -> int:
        return client.get(f"{serving.url}/v1/units?search=km").status_code

    def answers(count: int) -> Counter[int]:
        with ThreadPoolExecutor(8) as pool:
            return Counter(pool.map(ask, range(count)))

    try:
        serving.wait()
        assert answers(60) == {200: 20, 429: 40}
        workers = {line.partition('"worker": ')[2] for line in serving.log().splitlines() if "search=km" in line}
        assert len(workers) == 2, "both have answered"
        server.kill()
        alone = answers(120)
        # Each of the two lets through as many as there may be; nothing fails.
        assert alone.keys() == {200, 429}
        assert 20 <= alone[200] <= 40
    finally:
        client.close()
        serving.end()
