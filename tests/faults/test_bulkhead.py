"""Helper processes of a real server: killed, stopped, out of memory; and what their end costs whom."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import Serving

PARTS = [{"value": "0.0001", "unit": "%"}]
# Seconds of work, in a body too large to be tried where it comes in.
LONG = {"kind": "shares", "figures": {"parts": PARTS * 1000}, "parameters": {"exhaustive": True}}
_numbers = itertools.count(1)
EQUAL = {"kind": "equal", "figures": {"left": {"value": "1", "unit": "km"}, "right": {"value": "1", "unit": "mile"}}}


@contextmanager
def served(database: Path, directory: Path) -> Iterator[Serving]:
    """A server with one process that serves, whose helpers have little memory."""
    path = directory / "claimcheck.sqlite"
    shutil.copyfile(database, path)
    own = Serving(
        directory / "server.log",
        DATABASE_URL=f"sqlite:///{path}",
        CLAIMCHECK_WORKERS="1",
        CLAIMCHECK_HELPER_MEMORY="96",
    )
    own.wait()
    yield own
    own.end()


@pytest.fixture(scope="module")
def serving(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server of this module alone."""
    with served(migrated_sqlite, tmp_path_factory.mktemp("server")) as one:
        yield one


@pytest.fixture
def mortal(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Serving]:
    """A server of this test alone."""
    with served(migrated_sqlite, tmp_path) as one:
        yield one


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as made:
        yield made


def evaluate(serving: Serving, body: Any = EQUAL) -> httpx.Response:
    return httpx.post(f"{serving.url}/v1/evaluations", json=body, timeout=60)


def until(found: Callable[[], Any]) -> Any:
    """What is found, once something is."""
    end = time.monotonic() + 30
    while not (something := found()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return something


def helpers(serving: Serving) -> set[int]:
    """The helper processes: of the children of the fork server, those whose memory is bounded."""
    return {child for one in _children(serving.process.pid) for child in _children(one) if _is_bounded(child)}


def fork_server(serving: Serving) -> int:
    """The process that they come from."""
    first, *_ = (one for one in _children(serving.process.pid) if _children(one))
    return first


def _children(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def _is_bounded(pid: int) -> bool:
    try:
        limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    except OSError:  # it is gone by now
        return False
    return any(line.startswith("Max address space") and "unlimited" not in line for line in limits)


def busy(serving: Serving) -> int:
    """A helper at work."""
    return next((pid for pid in helpers(serving) if Path(f"/proc/{pid}/stat").read_text().split()[2] == "R"), 0)


def long() -> Any:
    """A body that no cache knows."""
    return {**LONG, "policy": {"time_limit": f"1.{next(_numbers):03}"}}


def begun(serving: Serving, threads: ThreadPoolExecutor) -> tuple[Future[httpx.Response], int]:
    """A long request, and the helper that works on it."""
    asked = threads.submit(evaluate, serving, long())
    return asked, until(lambda: busy(serving))


def test_a_helper_that_is_killed_costs_its_request_a_repetition_and_nobody_else_anything(
    serving: Serving, threads: ThreadPoolExecutor
) -> None:
    asked, helper = begun(serving, threads)
    os.kill(helper, signal.SIGKILL)
    answer = asked.result()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert evaluate(serving).status_code == 200
    assert evaluate(serving, long()).status_code == 200


def test_what_costs_little_is_answered_while_helpers_hang(serving: Serving, threads: ThreadPoolExecutor) -> None:
    asked, helper = begun(serving, threads)
    os.kill(helper, signal.SIGSTOP)
    assert [evaluate(serving).status_code for _ in range(20)] == [200] * 20
    assert not asked.done()
    os.kill(helper, signal.SIGCONT)
    assert asked.result().status_code == 200


def test_memory_that_runs_out_is_told_and_the_next_request_has_it_again(serving: Serving) -> None:
    body = json.dumps([f"{number:04}" for number in range(10_000)] * 150)
    answer = httpx.post(
        f"{serving.url}/v1/claims/batch", content=body, headers={"Content-Type": "application/json"}, timeout=60
    )
    assert answer.status_code == 413, answer.text[:200]
    assert answer.json()["type"] == "/problems/too-much"
    assert "memory" in answer.json()["detail"]
    assert evaluate(serving, long()).status_code == 200


def test_the_process_that_helpers_come_from_is_replaced_without_anybody(
    serving: Serving, threads: ThreadPoolExecutor
) -> None:
    asked, helper = begun(serving, threads)
    before = fork_server(serving)
    os.kill(before, signal.SIGKILL)
    assert asked.result().status_code == 200  # those that there are live on
    os.kill(helper, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{helper}").exists())
    assert evaluate(serving, long()).status_code == 200
    assert fork_server(serving) != before


def test_a_server_that_stops_answers_what_helpers_work_on(mortal: Serving, threads: ThreadPoolExecutor) -> None:
    asked, helper = begun(mortal, threads)
    mortal.terminate()
    assert asked.result().status_code == 200
    mortal.process.wait(20)
    until(lambda: not Path(f"/proc/{helper}").exists())
