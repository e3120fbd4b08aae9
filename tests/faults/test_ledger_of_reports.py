"""Reports that were acknowledged are made, each once and whole, whatever happens to whoever makes them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service.storage import upgrade
from tests import servers
from tests.faults import house as faults
from tests.faults.clients import PATIENCE, Asking
from tests.faults.house import House
from tests.faults.ledger import Ledger
from tests.faults.postgresql_server import postgresql_server
from tests.faults.redis_server import RedisServer
from tests.faults.tally import FULL, Tally, rounds
from tests.working import Working

CHECKS = 6
AT_ONCE = rounds(2, 3)
WORKERS = rounds(1, 2)
ENVIRONMENT = {"CLAIMCHECK_REPORT_AT_ONCE": "0", "CLAIMCHECK_REPORT_PART": "1", "CLAIMCHECK_REPORT_LEASE": "2"}
# What differs between two reports that say the same.
OWN = ("id", "created_at", "updated_at", "finished_at", "version", "attempts")


def slow(number: int) -> dict[str, Any]:
    """A check that takes all of its time, and is not cached."""
    figures = {name: {"lower": str(number), "upper": "99"} for name in "xy"}
    relation = "x^2 - 2*x*y + y^2 < 0"
    policy = {"time_limit": "0.1"}
    return {"name": f"{number}", "kind": "expression", "relation": relation, "figures": figures, "policy": policy}


class Site:
    """A service with workers that make its reports."""

    def __init__(self, house: Callable[[], House], directory: Path, **environment: str) -> None:
        self._directory = directory
        self._environment = environment
        self._numbers = itertools.count()
        self._workers: list[Working] = []
        self._hire()  # at work on beginning while the house is
        self.house = house()
        self.staff()

    def staff(self) -> None:
        """See to it that there are as many workers as there should be, as a supervisor does."""
        self._workers = [one for one in self._workers if one.process.poll() is None]
        self._hire()
        for one in self._workers:
            one.wait()

    def _hire(self) -> None:
        while len(self._workers) < WORKERS:
            log = self._directory / f"work-{next(self._numbers):03}.log"
            self._workers.append(Working(log, **self._environment))

    def kill_a_worker(self) -> None:
        self._workers[0].kill()

    def end(self) -> None:
        for one in self._workers:
            one.end()
        self.house.end()


Fault = Callable[[Site], None]


def a_worker_is_killed(site: Site) -> None:
    """``kill -9`` of a worker in the middle of its work; another one is started."""
    site.kill_a_worker()
    site.staff()


def everything_at_once(site: Site) -> None:
    """A worker and a process that serves are killed, PostgreSQL starts again, and Redis is empty."""
    site.kill_a_worker()
    faults.a_worker_is_killed(site.house)
    faults.redis_is_flushed(site.house)
    faults.postgresql_is_restarted(site.house)
    site.staff()


def of_the_house(fault: Callable[[House], None]) -> Fault:
    """What happens to the service and its servers, while workers work."""

    def happen(site: Site) -> None:
        fault(site.house)

    happen.__name__ = fault.__name__
    return happen


OTHERS = [
    faults.all_workers_are_killed,
    faults.postgresql_is_restarted,
    faults.postgresql_is_killed,
    faults.postgresql_crashes,
    faults.redis_is_restarted,
    faults.redis_hangs,
    faults.redis_is_flushed,
    faults.redis_is_full,
    faults.redis_is_something_else,
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service on PostgreSQL and Redis, and workers."""
    directory = tmp_path_factory.mktemp("site")
    redis = RedisServer(directory)
    with servers.or_skip(), postgresql_server() as postgresql:
        redis.start()
        upgrade(postgresql.url)
        house = partial(House, directory, postgresql.url, postgresql, redis, environment=ENVIRONMENT)
        made = Site(house, directory, DATABASE_URL=postgresql.url, REDIS_URL=redis.url, **ENVIRONMENT)
        asking = Asking(made.house.url, Ledger(), 30)
        for number in range(CHECKS):
            asking.until_answered("POST", "/v1/checks", json=slow(number))
        asking.client.close()
        yield made
        made.end()
        redis.kill()


@pytest.mark.parametrize(
    "fault",
    [everything_at_once, *([a_worker_is_killed, *map(of_the_house, OTHERS)] if FULL else [])],
    ids=lambda fault: fault.__name__,
)
def test_reports_are_made_when(fault: Fault, site: Site, tally: Tally) -> None:
    ledger = Ledger()
    asking = Asking(site.house.url, ledger, 30)
    expected = said(wait(asking, ask(asking)))
    for _ in range(rounds(1, 2)):
        asked = [ask(asking) for _ in range(AT_ONCE)]
        begun(asking, asked)
        fault(site)
        tally.fault()
        over = time.monotonic()
        for address in asked:
            tally.counts.acknowledged += 1
            assert said(wait(asking, address)) == expected
            tally.counts.found += 1
        tally.recovered(time.monotonic() - over)
    stored = asking.until_answered("GET", "/v1/reports", params={"limit": 500}).json()["items"]
    assert {item["status"] for item in stored} == {"finished"}
    assert not ledger.complaints
    asking.client.close()


def ask(asking: Asking) -> str:
    """Where a new report is."""
    key = {"Idempotency-Key": str(uuid4())}
    answer = asking.until_answered("POST", "/v1/reports", json={"joint": False}, headers=key)
    assert answer.status_code == 202
    return str(answer.headers["Location"])


def begun(asking: Asking, addresses: list[str]) -> None:
    """Return once somebody works on one of them."""
    deadline = time.monotonic() + PATIENCE
    while not any(asking.until_answered("GET", address).json()["progress"]["done"] for address in addresses):
        assert time.monotonic() < deadline, "nobody works"
        time.sleep(0.02)


def wait(asking: Asking, address: str) -> dict[str, Any]:
    """The report once it is finished."""
    deadline = time.monotonic() + PATIENCE
    while True:
        report: dict[str, Any] = asking.until_answered("GET", address).json()
        if report["status"] == "finished":
            return report
        assert report["status"] in {"queued", "running"}, report
        assert time.monotonic() < deadline, report
        time.sleep(0.05)


def said(report: dict[str, Any]) -> dict[str, Any]:
    """What a report says."""
    assert report["progress"] == {"done": CHECKS, "total": CHECKS}
    assert report["counts"]["total"] == CHECKS
    return {name: value for name, value in report.items() if name not in OWN}
