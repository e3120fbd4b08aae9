"""``/metrics`` of a server with several workers, which come and go."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.telemetry.shared import SharedDirectory
from tests.serving import Serving, free_port

WORKERS = 2
# Reading the certificates of this machine takes ten times as long as asking without.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
COUNT = "claimcheck_http_request_duration_seconds_count"
HEALTH = f"{COUNT} GET /healthz 200"
CHECK = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers of this module count."""
    return tmp_path_factory.mktemp("counted")


@pytest.fixture(scope="module")
def port() -> int:
    """Where it tells its metrics beside."""
    return free_port()


@pytest.fixture(scope="module")
def serving(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, place: Path, port: int
) -> Iterator[Serving]:
    """A server with several workers."""
    path = tmp_path_factory.mktemp("workers") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    running = Serving(
        path.with_suffix(".log"),
        DATABASE_URL=f"sqlite:///{path}",
        CLAIMCHECK_WORKERS=str(WORKERS),
        CLAIMCHECK_METRICS_PORT=str(port),
        PROMETHEUS_MULTIPROC_DIR=str(place),
    )
    running.wait()
    yield running
    running.end()


def told(serving: Serving) -> dict[str, float]:
    """What is told by whichever worker answers."""
    return told_at(f"{serving.url}/metrics")


def told_at(address: str) -> dict[str, float]:
    """Every sample by its name and the values of its labels."""
    body = httpx.get(address, verify=NO_TLS).raise_for_status().text
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


def workers(serving: Serving, place: Path) -> set[int]:
    """The workers of a server, by the files of what is in their hands."""
    files = place.glob("claimcheck-metrics-*/gauge_livesum_*.db")
    return {pid for path in files if parent(pid := int(path.stem.rpartition("_")[2])) == serving.process.pid}


def ask(serving: Serving, times: int) -> None:
    """Connections of their own, so that every worker gets some."""
    with ThreadPoolExecutor(4) as several:
        for answer in several.map(lambda _: httpx.get(f"{serving.url}/healthz", verify=NO_TLS), range(times)):
            answer.raise_for_status()


def wait_for_all(serving: Serving, **expected: float) -> dict[str, float]:
    """What is told once every worker is there, and what else is expected."""
    deadline = time.monotonic() + 30
    while True:
        now = told(serving)
        if {"claimcheck_http_workers": WORKERS, **expected}.items() <= now.items():
            return now
        assert time.monotonic() < deadline, serving.log()
        time.sleep(0.05)


def test_every_worker_tells_what_all_of_them_counted(serving: Serving) -> None:
    before = wait_for_all(serving)
    ask(serving, 30)
    for now in [told(serving) for _ in range(6)]:
        assert now[HEALTH] == before[HEALTH] + 30
        assert now["claimcheck_http_requests_in_flight"] == 1
        assert now["claimcheck_http_threads"] == 8 * WORKERS


def test_what_workers_counted_outlives_them_and_what_they_had_in_hand_does_not(serving: Serving, place: Path) -> None:
    wait_for_all(serving)
    httpx.post(f"{serving.url}/v1/evaluations", json=CHECK).raise_for_status()
    before = told(serving)
    expected = before[HEALTH]
    for _ in range(2):
        ask(serving, 20)
        expected += 20
        (victim, *_) = workers(serving, place)
        os.kill(victim, signal.SIGKILL)
        wait_until_gone(victim)
        assert wait_for_all(serving)[HEALTH] == expected
    # Processes that have just begun look for reports, and hold a connection for a moment.
    now = wait_for_all(serving, claimcheck_database_connections=0)
    assert now["claimcheck_http_requests_in_flight"] == 1
    for name in ("claimcheck_verdicts_total equal consistent", "claimcheck_cache_answers_total miss"):
        assert now[name] == before[name]
    # What the dead counted is in one file; those of helpers that ended with the last one may be left, at most.
    counting = [path.stem.rpartition("_")[2] for path in place.glob("claimcheck-metrics-*/counter_*.db")]
    assert len([pid for pid in counting if pid != "dead" and not Path(f"/proc/{pid}").exists()]) <= 2


def test_a_port_of_its_own_tells_the_same(serving: Serving, port: int) -> None:
    wait_for_all(serving)
    ask(serving, 3)
    there, here = told_at(f"http://127.0.0.1:{port}/metrics"), told(serving)
    assert there[HEALTH] == here[HEALTH]
    assert (there["claimcheck_http_workers"], there["claimcheck_database_up"]) == (WORKERS, 1)
    assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 404


def test_of_a_server_that_is_killed_nothing_is_left_once_the_next_one_begins(
    serving: Serving, place: Path, port: int
) -> None:
    orphans = workers(serving, place)
    assert is_listened_on(port)
    serving.process.kill()
    serving.process.wait()
    for pid in orphans:
        wait_until_gone(pid)
    deadline = time.monotonic() + 30
    while is_listened_on(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (left,) = place.iterdir()
    following = SharedDirectory(place)
    assert (list(place.iterdir()), left.exists()) == ([following.path], False)
    following.remove()


def is_listened_on(port: int) -> bool:
    """Whether a connection can be made."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def parent(pid: int) -> int | None:
    """The process that started one, None if it is no more."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def wait_until_gone(pid: int) -> None:
    """Return once a process is no more."""
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
