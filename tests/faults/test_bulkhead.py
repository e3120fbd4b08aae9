"""Helper processes of a real server: killed, stopped, out of memory; and what their end costs whom."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.faults.helpers import begun, evaluate, fork_server, long, until
from tests.serving import Serving


@pytest.fixture(scope="module")
def serving(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with one process that serves, whose helpers have little memory."""
    directory = tmp_path_factory.mktemp("server")
    path = directory / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    own = Serving(
        directory / "server.log",
        DATABASE_URL=f"sqlite:///{path}",
        CLAIMCHECK_WORKERS="1",
        CLAIMCHECK_HELPER_MEMORY="96",
    )
    own.wait()
    yield own
    own.end()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as made:
        yield made


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
