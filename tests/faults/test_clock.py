"""The clock of the machine is set back, or forward, while the service runs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.clients import Load
from tests.faults.clock import Clock
from tests.faults.house import House
from tests.faults.ledger import Ledger
from tests.faults.tally import Tally, rounds
from tests.servers import or_skip

# As when the machine finds its time server, wakes up, or was restored from what it was yesterday.
JUMPS = [timedelta(hours=hours) for hours in (-1, 0, 3, -24, 2)]

SETTINGS = {"CLAIMCHECK_WORKERS": "1", "CLAIMCHECK_REPORT_AT_ONCE": "0"}


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    with or_skip():
        return Clock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def house(clock: Clock, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service in one process that has that clock."""
    directory = tmp_path_factory.mktemp("house")
    database = shutil.copy(migrated_sqlite, directory)
    found = House(directory, f"sqlite:///{database}", environment={**SETTINGS, **clock.environment})
    yield found
    found.end()


def test_nobody_notices_when_the_clock_jumps(house: House, clock: Clock, tally: Tally) -> None:
    ledger = Ledger()
    with Load(house.url, ledger, clients=2) as load:
        for jump in JUMPS[: rounds(2, len(JUMPS))] * rounds(1, 2):
            load.wait_for(5)
            clock.set(jump)
            tally.fault()
            tally.recovered(load.recovered())
    tally.settle(ledger, house.database_url)
    assert tally.counts.unanswered == 0


def test_what_comes_later_is_listed_later_and_a_key_stays_known_when_it_goes_back(house: House, clock: Clock) -> None:
    clock.set(timedelta(0))
    claim = {"measure": "listed", "figure": {"value": "1"}, "source": {"title": "S", "kind": "report"}}
    with httpx.Client(base_url=house.url, timeout=30) as client:

        def store(key: str) -> httpx.Response:
            return client.post("/v1/claims", json=claim, headers={"Idempotency-Key": key}).raise_for_status()

        stored = [store(f"before {number}").json() for number in range(3)]
        clock.set(timedelta(hours=-30))
        stored += [store(f"after {number}").json() for number in range(3)]
        assert stored[0]["created_at"] > stored[-1]["created_at"], "the clock went back"
        for number in range(3):
            again = store(f"before {number}")
            assert again.headers["Idempotent-Replayed"] == "true"
            assert again.json() == stored[number]
        listed = client.get("/v1/claims", params={"measure": "listed"}).json()["items"]
        assert [item["id"] for item in listed] == [item["id"] for item in stored]


def test_a_report_whose_process_died_before_it_went_back_is_made_all_the_same(house: House, clock: Clock) -> None:
    clock.set(timedelta(0))
    with httpx.Client(base_url=house.url, timeout=30) as client:
        client.post("/v1/collections", json={"slug": "slow", "title": "Slow"}).raise_for_status()
        for number in range(5):
            client.post("/v1/checks", json=slow(number)).raise_for_status()
        address = client.post("/v1/reports", json={"collection": "slow", "joint": False}).headers["Location"]
        wait(client, address, lambda report: report["progress"]["done"] > 0)
        house.serving.kill()
        clock.set(timedelta(hours=-1))
        house.supervise()
    with httpx.Client(base_url=house.url, timeout=30) as client:
        report = wait(client, address, lambda report: report["status"] == "finished")
        assert report["counts"]["total"] == 5


def slow(number: int) -> dict[str, Any]:
    """A check that takes all of its time, and is not cached."""
    figures = {name: {"lower": str(number), "upper": "99"} for name in "xy"}
    relation = "x^2 - 2*x*y + y^2 < 0"
    body = {"kind": "expression", "relation": relation, "figures": figures, "policy": {"time_limit": "0.3"}}
    return {"name": f"{number}", "collection": "slow", **body}


def wait(client: httpx.Client, address: str, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        report: dict[str, Any] = client.get(address).raise_for_status().json()
        if reached(report):
            return report
        assert report["status"] in {"queued", "running"}, report
        assert time.monotonic() < deadline, report
        time.sleep(0.05)
