from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from service.cache.redis import RedisCache
from tests.faults import tally as tallies
from tests.faults.redis_server import RedisServer
from tests.faults.tally import Tally
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


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Where this test counts."""
    counted = Tally()
    yield counted
    request.node.user_properties.append((tallies.PROPERTY, counted.as_json()))


_COUNTED: list[tuple[str, dict[str, Any]]] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect what was counted."""
    if report.when == "teardown":
        name = report.nodeid.partition("::")[2]
        _COUNTED.extend(
            (name, cast("dict[str, Any]", n)) for key, n in report.user_properties if key == tallies.PROPERTY
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show it, after a run that is about faults."""
    if tallies.FULL and _COUNTED:
        terminalreporter.section("faults")
        for line in tallies.write(_COUNTED):
            terminalreporter.line(line)
        terminalreporter.line(f"as JSON: {tallies.WRITTEN}")
