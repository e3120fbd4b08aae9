"""A database that is being upgraded when something happens."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.faults.tally import Tally, rounds
from tests.serving import COMMAND, clean_environment


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
    else:
        with servers.database(request.getfixturevalue("postgresql_server")) as url:
            yield url


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
    assert done.stdout == "the database is up to date\n"


def test_several_that_upgrade_at_once_take_turns_and_all_come_to_the_end(empty_url: str, tally: Tally) -> None:
    environment = clean_environment(DATABASE_URL=empty_url)
    command = [*COMMAND, "db", "upgrade"]
    at_once = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(rounds(2, 6))]
    assert [each.wait(timeout=60) for each in at_once] == [0] * len(at_once)
    tally.fault()
    told = subprocess.run([*COMMAND, "db", "status"], env=environment, capture_output=True, text=True, check=True)
    assert "up to date" in told.stdout
