from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cache.redis import RedisCache
from tests.faults.redis_server import RedisServer
from tests.servers import or_skip


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that this test may kill."""
    own = RedisServer(tmp_path)
    with or_skip():
        own.start()
    yield own
    own.kill()


@pytest.fixture
def cache(server: RedisServer) -> Iterator[RedisCache]:
    """The cache in that Redis, with a budget that a busy test machine keeps too."""
    held = RedisCache(server.url, ttl=60, budget=0.25, lease=2)
    yield held
    held.close()
