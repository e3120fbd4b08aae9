"""SQLite when there is no room left: writing is refused, reading goes on, and room is all that it takes to go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from service.storage import upgrade
from tests.faults.clients import Load
from tests.faults.disk import fill, free, limit_files, may_mount, small_disk
from tests.faults.house import House
from tests.faults.ledger import Ledger
from tests.faults.tally import FULL, Tally, rounds

# What still fits: less than a batch writes, more than a page.
LEFT = 100_000


class Disk:
    """Where a service keeps its database, and how to leave it no room."""

    def __init__(self, house: House, take: Callable[[], Callable[[], None]]) -> None:
        self.house = house
        self.take = take


# A limit on the size of files is the next best thing where nobody may mount a disk.
WAYS = ["disk", "limit"] if may_mount() else ["limit"]


@pytest.fixture(params=WAYS if FULL else WAYS[:1])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A service that keeps its database where there is little room."""
    with ExitStack() as stack:
        real = request.param == "disk"
        place = stack.enter_context(small_disk(tmp_path)) if real else tmp_path
        url = f"sqlite:///{place}/claimcheck.sqlite"
        upgrade(url)
        house = House(tmp_path, url)
        stack.callback(house.end)

        def fill_disk() -> Callable[[], None]:
            fill(place, LEFT)
            return lambda: free(place)

        def limit() -> Callable[[], None]:
            sizes = [file.stat().st_size for file in place.glob("claimcheck.sqlite*")]
            return limit_files(house.serving.process.pid, min(sizes) + LEFT)

        yield Disk(house, fill_disk if real else limit)


def test_a_full_disk(disk: Disk, tally: Tally) -> None:
    ledger = Ledger()
    with Load(disk.house.url, ledger, batch=500) as load, httpx.Client(base_url=disk.house.url) as client:
        for _ in range(rounds(1, 8)):
            load.wait_for(8)
            make_room = disk.take()
            tally.fault()
            refusal = refused(client)
            assert refusal.json()["type"] == "/problems/unavailable"
            assert "full" in refusal.json()["detail"]
            assert refusal.headers["Retry-After"]
            # Whoever only reads is not concerned.
            assert client.get("/v1/claims").status_code == 200
            time.sleep(0.3)
            make_room()
            tally.recovered(load.recovered())
    tally.settle(ledger, disk.house.database_url)


def refused(client: httpx.Client) -> httpx.Response:
    """The answer to a batch that does not fit."""
    claim = {"figure": {"value": "1"}, "statement": "x" * 5000, "source": {"title": "Large", "kind": "report"}}
    deadline = time.monotonic() + 30
    while True:
        answer = client.post("/v1/claims/batch", json=[claim] * 200, headers={"Idempotency-Key": str(uuid4())})
        if answer.status_code != 201:
            assert answer.status_code == 503, answer.text
            return answer
        assert time.monotonic() < deadline, "everything still fits"
