from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cache.redis import RedisCache
from tests.faults.redis_server import RedisServer


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def cache(redis_server: RedisServer) -> Iterator[RedisCache]:
    held = RedisCache(redis_server.url, ttl=60, budget=0.25, lease=2)
    yield held
    held.close()
