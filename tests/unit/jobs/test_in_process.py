"""The thread that runs reports: what it takes up, and what it leaves behind when it stops."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from service.application.errors import Unavailable
from service.application.ports import UnitOfWork
from service.application.records import Report, ReportStatus
from service.application.reports import queue, store
from service.cache.memory import MemoryCache
from service.jobs import InProcess
from service.storage import SqlUnits

CACHE = MemoryCache(ttl=60, max_entries=100, max_bytes=1_000_000)
Start = Callable[..., InProcess]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def start(units: SqlUnits) -> Iterator[Start]:
    """Makes a runner of reports; it stops with the test."""
    made: list[InProcess] = []

    def begin(over: Any = units, lease: float = 30) -> InProcess:
        made.append(InProcess(over, CACHE, timedelta(seconds=lease)))
        made[-1].start()
        return made[-1]

    yield begin
    for runner in made:
        runner.close()


def queued(units: SqlUnits) -> Report:
    made = store.make(units, CACHE, {}, at_once=-1)
    with units() as uow:
        store.store(uow, made)
        uow.commit()
    return made.report


def wait(units: SqlUnits, report: Report, status: ReportStatus) -> Report:
    deadline = time.monotonic() + 20
    while True:
        with units(read_only=True) as uow:
            found = store.get(uow, report.id)
        if found.status is status:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.01)


class Slow:
    """A run that heeds nobody until it may end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, *_: Any, **__: Any) -> Any:
        self.begun.set()
        assert self.may_end.wait(20)
        raise InterruptedError


def test_it_runs_what_was_queued_before_it_began_and_after(units: SqlUnits, start: Start) -> None:
    before = queued(units)
    runner = start()
    wait(units, before, ReportStatus.FINISHED)
    after = queued(units)
    runner.wake()
    wait(units, after, ReportStatus.FINISHED)


def test_it_finds_what_another_process_left_behind(units: SqlUnits, start: Start) -> None:
    report = queued(units)
    with units() as uow:
        assert queue.take_up(uow, timedelta(seconds=30)) is not None
        uow.commit()
    start(lease=0.2)
    assert wait(units, report, ReportStatus.FINISHED).attempts == 2


def test_what_it_is_at_goes_back_to_the_queue_when_it_stops(
    units: SqlUnits, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_snapshot: Any, _cache: Any, progress: Callable[[int, int], None]) -> None:
        while True:
            progress(1, 2)
            time.sleep(0.01)

    report = queued(units)
    with monkeypatch.context() as patched:
        patched.setattr("service.application.reports.queue.run", run)
        runner = start()
        wait(units, report, ReportStatus.RUNNING)
        runner.close()
    assert wait(units, report, ReportStatus.QUEUED).attempts == 0
    start()
    assert wait(units, report, ReportStatus.FINISHED).attempts == 1


def test_it_does_not_wait_for_what_takes_too_long_to_notice_that_it_stops(
    units: SqlUnits, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    report = queued(units)
    monkeypatch.setattr("service.jobs.in_process.CLOSING", 0.05)
    monkeypatch.setattr("service.application.reports.queue.run", slow)
    runner = start()
    assert slow.begun.wait(20)
    runner.close()
    wait(units, report, ReportStatus.QUEUED)
    slow.may_end.set()
    time.sleep(0.2)  # whatever comes of it now finds the report in other hands
    wait(units, report, ReportStatus.QUEUED)


def test_a_process_that_was_forked_has_a_thread_of_its_own(units: SqlUnits, start: Start) -> None:
    runner = start()
    threads = threading.active_count()
    runner.start()
    assert threading.active_count() == threads
    runner._process = os.getpid() + 1  # as after a fork, which no thread survives
    runner.start()
    assert threading.active_count() == threads + 1
    report = queued(units)
    runner.wake()
    wait(units, report, ReportStatus.FINISHED)


def test_it_goes_on_when_the_database_is_back(units: SqlUnits, start: Start, caplog: pytest.LogCaptureFixture) -> None:
    report = queued(units)
    left = [Unavailable("gone"), RuntimeError("odd"), Unavailable("gone")]

    def sometimes(*, read_only: bool = False, snapshot: bool = False) -> UnitOfWork:
        if left:
            raise left.pop()
        return units(read_only=read_only, snapshot=snapshot)

    start(sometimes, lease=0.1)
    wait(units, report, ReportStatus.FINISHED)
    assert "odd" in caplog.text


def test_its_heart_goes_on_beating_after_a_failure(
    units: SqlUnits, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("service.jobs.pulse.BEAT", 0.01)
    slow, beaten = Slow(), threading.Event()
    beats = iter([ArithmeticError])
    beat = queue.beat

    def fails_once(uow: UnitOfWork, report: Report, done: int, total: int | None) -> Report | None:
        if (error := next(beats, None)) is not None:
            raise error
        alive = beat(uow, report, done, total)
        beaten.set()
        return alive

    monkeypatch.setattr(queue, "beat", fails_once)
    monkeypatch.setattr(queue, "make", slow)
    report = queued(units)
    start()
    assert slow.begun.wait(20)
    assert beaten.wait(20)
    slow.may_end.set()
    wait(units, report, ReportStatus.FAILED)
    assert f"a heartbeat of report {report.id} failed" in caplog.text


class Workers:
    """Workers elsewhere, as far as anybody can tell."""

    def __init__(self) -> None:
        self.there = True
        self.woken = threading.Event()

    def alive(self) -> bool:
        return self.there

    def wake(self) -> None:
        self.woken.set()


def test_reports_are_left_to_workers_while_there_are_any(units: SqlUnits) -> None:
    workers = Workers()
    runner = InProcess(units, CACHE, timedelta(seconds=0.2), workers)
    report = queued(units)
    runner.start()
    time.sleep(0.3)  # it looked more than once, and told nobody: no report was made here
    assert not workers.woken.is_set()
    runner.wake()
    assert workers.woken.wait(20)
    wait(units, report, ReportStatus.QUEUED)
    workers.there = False
    wait(units, report, ReportStatus.FINISHED)
    runner.close()


def test_what_took_long_to_find_is_kept_once_the_database_is_back(units: SqlUnits, monkeypatch: Any) -> None:
    monkeypatch.setattr("service.jobs.runner._PAUSE", 0.01)
    made = threading.Event()
    failures = iter([Unavailable("gone"), Unavailable("gone")])
    make = queue.make

    def then_gone(*given: Any, **options: Any) -> Any:
        found = make(*given, **options)
        made.set()
        return found

    def sometimes(*, read_only: bool = False, snapshot: bool = False) -> UnitOfWork:
        if made.is_set() and (error := next(failures, None)) is not None:
            raise error
        return units(read_only=read_only, snapshot=snapshot)

    monkeypatch.setattr(queue, "make", then_gone)
    report = queued(units)
    runner = InProcess(sometimes, CACHE, timedelta(seconds=30))  # type: ignore[arg-type]
    runner.start()
    assert wait(units, report, ReportStatus.FINISHED).attempts == 1
    runner.close()
