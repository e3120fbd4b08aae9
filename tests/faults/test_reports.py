"""A report that was acknowledged is made, whatever happens to the process that makes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import Serving


def slow(number: int) -> dict[str, Any]:
    """A check that takes all of its time, and is not cached."""
    figures = {name: {"lower": str(number), "upper": "99"} for name in "xy"}
    policy = {"time_limit": "0.3"}
    relation = "x^2 - 2*x*y + y^2 < 0"
    return {"name": f"{number}", "kind": "expression", "relation": relation, "figures": figures, "policy": policy}


class Services:
    """Services on one database, one after the other or side by side."""

    def __init__(self, url: str, directory: Path) -> None:
        self._environment = {
            "DATABASE_URL": url,
            "CLAIMCHECK_WORKERS": "1",
            "CLAIMCHECK_REPORT_AT_ONCE": "0",
            "CLAIMCHECK_GRACEFUL_TIMEOUT": "5",
        }
        self._directory = directory
        self.started: list[Serving] = []

    def start(self, lease: int = 600) -> Serving:
        log = self._directory / f"{len(self.started)}.log"
        serving = Serving(log, **self._environment, CLAIMCHECK_REPORT_LEASE=str(lease))
        self.started.append(serving)
        serving.wait()
        return serving


@pytest.fixture
def services(sqlite_url: str, tmp_path: Path) -> Iterator[Services]:
    both = Services(sqlite_url, tmp_path)
    yield both
    for serving in both.started:
        serving.end()


def begin(serving: Serving) -> str:
    """Ask for a report that takes some seconds; where it is, once it is under way."""
    for number in range(5):
        httpx.post(f"{serving.url}/v1/checks", json=slow(number)).raise_for_status()
    response = httpx.post(f"{serving.url}/v1/reports", json={"joint": False})
    assert response.status_code == 202
    wait(serving, response.headers["Location"], lambda report: report["progress"]["done"] > 0)
    return response.headers["Location"]


def wait(serving: Serving, address: str, reached: Any) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    with httpx.Client(base_url=serving.url, timeout=30) as client:
        while True:
            report: dict[str, Any] = client.get(address).json()
            if reached(report):
                return report
            assert report["status"] in {"queued", "running"}, report
            assert time.monotonic() < deadline, report
            time.sleep(0.05)


def finished(report: dict[str, Any]) -> bool:
    return bool(report["status"] == "finished")


def test_a_report_whose_process_was_killed_is_made_by_another_one(services: Services) -> None:
    first, second = services.start(), services.start(lease=2)
    address = begin(first)
    first.kill()
    found = wait(second, address, finished)
    assert found["counts"]["total"] == 5
    assert found["progress"] == {"done": 5, "total": 5}


def test_a_report_whose_process_is_told_to_stop_is_made_after_the_next_start(services: Services) -> None:
    first = services.start()
    address = begin(first)
    first.terminate()
    assert first.process.wait(30) == 0
    second = services.start()
    found = wait(second, address, finished)
    assert found["counts"]["total"] == 5
