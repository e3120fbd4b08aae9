from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from service.application.queries import Backlog
from service.telemetry.scraped import Latest, Looked, Scraped

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
IDLE = Backlog(reports={}, parts={}, oldest=None)
REDIS = {"kind": "redis", "reachable": True}


def told(look: Callable[[], Looked]) -> dict[str, float]:
    return {
        sample.name.removeprefix("claimcheck_") + "".join(f",{value}" for value in sample.labels.values()): sample.value
        for metric in Scraped("1.2.3", "7", look).collect()
        for sample in metric.samples
    }


def test_the_queue_is_told_by_status_with_the_age_of_the_oldest() -> None:
    backlog = Backlog(
        reports={"queued": 2, "running": 1},
        parts={"waiting": 5, "running": 3, "held": 1},
        oldest=NOW - timedelta(seconds=90),
    )
    now = told(lambda: Looked(backlog, REDIS, NOW))
    assert (now["reports,queued"], now["reports,running"]) == (2, 1)
    assert (now["report_parts,waiting"], now["report_parts,running"], now["report_parts,held"]) == (5, 3, 1)
    assert now["report_oldest_queued_seconds"] == 90


def test_an_empty_queue_is_told_as_empty() -> None:
    now = told(lambda: Looked(IDLE, REDIS, NOW))
    assert (now["reports,queued"], now["reports,running"], now["report_parts,waiting"]) == (0, 0, 0)
    assert now["report_oldest_queued_seconds"] == 0


def test_the_clock_going_back_makes_no_report_younger_than_now() -> None:
    backlog = Backlog(reports={"queued": 1}, parts={}, oldest=NOW + timedelta(seconds=5))
    assert told(lambda: Looked(backlog, REDIS, NOW))["report_oldest_queued_seconds"] == 0


def test_without_its_database_the_queue_is_not_told_and_the_rest_is() -> None:
    now = told(lambda: Looked(None, {"kind": "redis", "reachable": False}, NOW))
    assert now["database_up"] == 0
    assert now["cache_up,redis"] == 0
    assert not any(name.startswith("report") for name in now)
    assert any(name.startswith("build_info,1.2.3,7") for name in now)


def test_what_was_looked_up_a_moment_ago_is_not_looked_up_again() -> None:
    looks = itertools.count(1)
    latest = Latest(lambda: next(looks), fresh=60)
    assert [latest.get(), latest.get(), latest.get()] == [1, 1, 1]
    stale = Latest(lambda: next(looks), fresh=0)
    assert [stale.get(), stale.get()] == [2, 3]


def test_nobody_waits_long_for_a_database_that_hangs_and_it_is_asked_once() -> None:
    answer, looks = threading.Event(), []

    def look() -> str:
        looks.append(1)
        answer.wait(30)
        return "there"

    latest = Latest(look, fresh=60, patience=0.02)
    assert [latest.get(), latest.get()] == [None, None]
    answer.set()
    assert Latest(lambda: "at once").get() == "at once"
    while latest.get() is None:
        pass
    assert len(looks) == 1


def test_a_failure_is_logged_and_the_next_look_is_made(caplog: pytest.LogCaptureFixture) -> None:
    outcomes = iter([ValueError("broken"), None])

    def look() -> str:
        error = next(outcomes)
        if error is not None:
            raise error
        return "there"

    latest = Latest(look, fresh=60)
    assert latest.get() is None
    assert "broken" in caplog.text
    assert latest.get() == "there"


def test_a_fork_looks_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    latest = Latest(lambda: os.getpid(), fresh=60)  # noqa: PLW0108  which it is, is asked each time
    parent = latest.get()
    assert parent == os.getpid()
    monkeypatch.setattr("os.getpid", lambda: parent + 1)  # all that tells a fork from its parent
    assert latest.get() == parent + 1
