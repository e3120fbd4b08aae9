"""Servers that start at once on one database that lacks migrations, each told to apply what is missing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.faults.tally import FULL, Tally, rounds
from tests.serving import COMMAND, Serving, clean_environment

AT_ONCE = rounds(2, 4)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
    else:
        with servers.database(request.getfixturevalue("postgresql_server")) as url:
            yield url


# In SQLite the commands of the next test do as much.
@pytest.mark.parametrize("empty_url", ["sqlite", "postgresql"] if FULL else ["postgresql"], indirect=True)
def test_servers_that_upgrade_at_once_upgrade_once_and_all_serve(empty_url: str, tmp_path: Path, tally: Tally) -> None:
    serving = [start(empty_url, tmp_path / f"{number}.log") for number in range(AT_ONCE)]
    try:
        for one in serving:
            one.wait()
            assert httpx.get(f"{one.url}/readyz").status_code == 200, one.log()
            tally.fault()
        # What one stores all others have.
        stored = httpx.post(f"{serving[0].url}/v1/collections", json={"slug": "new", "title": "New"}, timeout=30)
        assert stored.status_code == 201, stored.text
        for one in serving:
            listed = httpx.get(f"{one.url}/v1/collections", timeout=30).json()["items"]
            assert [item["slug"] for item in listed] == ["default", "new"]
    finally:
        for one in serving:
            one.end()


def test_one_that_is_killed_in_the_middle_leaves_nothing_half_done_and_nobody_waiting(
    empty_url: str, tally: Tally
) -> None:
    environment = clean_environment(DATABASE_URL=empty_url)
    command = [*COMMAND, "db", "upgrade"]
    for number in range(rounds(1, 12)):
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as first:
            # Each a little later, until one comes to the end.
            time.sleep(0.5 + number * 0.1)
            first.kill()
        tally.fault()
    begun = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    tally.recovered(time.monotonic() - begun)
    assert "up to date" in done.stdout
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout == done.stdout


def start(url: str, log: Path) -> Serving:
    return Serving(log, "--upgrade", DATABASE_URL=url, CLAIMCHECK_WORKERS="1")
