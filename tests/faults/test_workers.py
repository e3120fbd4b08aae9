"""Reports made by workers come out whole and once, whatever happens to a worker or to what calls it.

Workers are real processes on PostgreSQL and a Redis of the test's own. What they make is compared, to the byte, with
the report that one process makes of the same collection in one go.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from sqlalchemy import select, text

from service.application import checks
from service.application.errors import Stale
from service.application.records import PartStatus, Report, ReportStatus
from service.application.reports import queue, store
from service.cache.memory import MemoryCache
from service.jobs.bell import QUEUE
from service.jobs.runner import Runner
from service.storage import SqlUnits, open_engine, upgrade
from service.storage.tables import report_parts
from tests import servers
from tests.faults.redis_server import RedisServer
from tests.faults.tally import Tally
from tests.working import Working

CHECKS = 6
OPTIONS = {"joint": False}


def slow(number: int) -> dict[str, Any]:
    """A check that takes all of its time, and is not cached."""
    figures = {name: {"lower": str(number), "upper": "99"} for name in "xy"}
    policy = {"time_limit": "0.15"}
    relation = "x^2 - 2*x*y + y^2 < 0"
    return {"name": f"{number}", "kind": "expression", "relation": relation, "figures": figures, "policy": policy}


class Site:
    """A collection of slow checks on a database of its own, and workers on it."""

    def __init__(self, database_url: str, server: RedisServer, directory: Path) -> None:
        self.engine = open_engine(database_url)
        self.units = SqlUnits(self.engine)
        self.server = server
        self._started: list[Working] = []
        self._directory = directory
        self._environment = {
            "DATABASE_URL": database_url,
            "REDIS_URL": server.url,
            "CLAIMCHECK_REPORT_PART": "1",
            "CLAIMCHECK_REPORT_LEASE": "2",
        }
        with self.units() as uow:
            for number in range(CHECKS):
                checks.create(uow, slow(number))
            uow.commit()
        self._expected = self._in_one_go()

    def launch(self, number: int) -> list[Working]:
        """So many processes of workers, and no others, whether or not they work yet."""
        alive = [worker for worker in self._started if worker.process.poll() is None]
        for one in alive[number:]:
            one.end()
        for _ in range(number - len(alive)):
            log = self._directory / f"{len(self._started)}.log"
            self._started.append(Working(log, **self._environment))
            alive.append(self._started[-1])
        return alive[:number]

    def work(self, number: int) -> list[Working]:
        """So many workers that live, and no others."""
        alive = self.launch(number)
        for one in alive:
            one.wait()
        return alive

    def ask(self) -> UUID:
        """A report that is queued."""
        made = store.make(self.units, CACHE, OPTIONS, at_once=-1)
        with self.units() as uow:
            store.store(uow, made)
            uow.commit()
        return made.report.id

    def report(self, report_id: UUID) -> Report:
        with self.units(read_only=True) as uow:
            return store.get(uow, report_id)

    def wait(self, report_id: UUID, reached: Callable[[Report], bool]) -> Report:
        """The report once it has come so far."""
        deadline = time.monotonic() + 60
        while True:
            report = self.report(report_id)
            if reached(report):
                return report
            logs = "\n".join(worker.log() for worker in self._started)
            assert report.status in {ReportStatus.QUEUED, ReportStatus.RUNNING}, (report, logs)
            assert time.monotonic() < deadline, (report, logs)
            time.sleep(0.02)

    def whole(self, report_id: UUID) -> Report:
        """The report once it is finished; it says what one made in one go says, and nothing is left of its parts."""
        report = self.wait(report_id, finished)
        with self.units(read_only=True) as uow:
            document, basis = uow.reports.document(report_id), uow.reports.basis(report_id)
        assert self.statuses(report_id) == []
        assert (report.done, report.total) == (CHECKS, CHECKS)
        assert report.counts is not None
        assert report.counts["total"] == CHECKS
        assert (document, basis) == (self._expected.document, self._expected.basis)
        return report

    def statuses(self, report_id: UUID) -> list[str]:
        """Those of its parts that there are."""
        statement = select(report_parts.c.status).where(report_parts.c.report_id == report_id)
        with self.engine.connect() as connection:
            return list(connection.scalars(statement.order_by(report_parts.c.number)))

    def holds_a_transaction(self) -> bool:
        """Whether somebody does nothing in one for longer than it takes to go on."""
        statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        statement += "AND state = 'idle in transaction' AND state_change < clock_timestamp() - interval '50 ms'"
        with self.engine.connect() as connection:
            return bool(connection.scalar(text(statement)))

    def end(self) -> None:
        for worker in self._started:
            worker.end()
        self.engine.dispose()

    def _in_one_go(self) -> store.Made:
        report = store.make(self.units, CACHE, OPTIONS, at_once=-1).report
        made = queue.make(self.units, CACHE, report, lambda: None, lambda _done, _total: None)
        assert isinstance(made, store.Made)
        return made


CACHE = MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)


def finished(report: Report) -> bool:
    return report.status is ReportStatus.FINISHED


def _wait(reached: Callable[[], bool], worker: Working) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert worker.process.poll() is None, worker.log()
        assert time.monotonic() < deadline, worker.log()
        time.sleep(0.05)


def frozen(site: Site, worker: Working) -> int:
    """The child of a worker, stopped outside of transactions: what becomes of one inside is told with the database."""
    while True:
        child = worker.child()
        if child is None:
            continue
        os.kill(child, signal.SIGSTOP)
        time.sleep(0.1)
        if not site.holds_a_transaction():
            return child
        os.kill(child, signal.SIGCONT)


def begun(report: Report) -> bool:
    return report.in_parts and report.done > 0


@pytest.fixture(scope="module")
def site(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("site")
    server = RedisServer(directory)
    with servers.or_skip():
        server.start()
    try:
        with servers.database(postgresql_server) as url:
            upgrade(url)
            made = Site(url, server, directory)
            yield made
            made.end()
    finally:
        server.kill()


def test_two_workers_share_a_report(site: Site) -> None:
    site.work(2)
    report = site.ask()
    site.wait(report, lambda _: site.statuses(report).count(PartStatus.RUNNING) == 2)
    site.whole(report)


def test_a_worker_that_was_taken_for_dead_brings_nothing_a_second_time(site: Site, tally: Tally) -> None:
    first, _ = site.work(2)
    report = site.ask()
    site.wait(report, begun)
    child = frozen(site, first)
    tally.fault()
    try:
        before = site.whole(report)
    finally:
        os.kill(child, signal.SIGCONT)
    later = site.ask()
    site.whole(later)
    assert site.report(report) == before


def test_a_worker_killed_at_a_part_is_replaced_by_another_one(site: Site, tally: Tally) -> None:
    first, _ = site.work(2)
    report = site.ask()
    site.wait(report, begun)
    first.kill()
    tally.fault()
    site.whole(report)


def test_a_child_killed_at_a_part_does_not_take_its_worker_along(site: Site, tally: Tally) -> None:
    (worker,) = site.work(1)
    report = site.ask()
    site.wait(report, begun)
    child = worker.child()
    assert child is not None
    os.kill(child, signal.SIGKILL)
    tally.fault()
    site.whole(report)
    assert worker.process.poll() is None
    assert "a child died of SIGKILL" in worker.log()


def test_calls_are_made_again_that_are_lost_or_that_something_is_in_the_way_of(site: Site, tally: Tally) -> None:
    site.work(1)
    report = site.ask()
    site.wait(report, begun)
    with redis.Redis.from_url(site.server.url) as client:
        client.flushall()
        client.set(f"rq:queue:{QUEUE}", "no list")
    tally.fault()
    site.whole(report)


def test_a_report_that_is_cancelled_is_left_alone_by_all(site: Site) -> None:
    site.work(1)
    report = site.ask()
    site.wait(report, begun)
    while True:
        with site.units() as uow:
            try:
                store.stop(uow, report)
            except Stale:  # it was a heartbeat that made the next version
                continue
            uow.commit()
            break
    assert site.statuses(report) == []
    assert site.report(report).status is ReportStatus.CANCELLED
    later = site.ask()
    site.whole(later)


def test_a_worker_told_to_stop_gives_back_its_part_and_without_any_left_those_that_serve_make_the_report(
    site: Site, tally: Tally
) -> None:
    (worker,) = site.work(1)
    report = site.ask()
    site.wait(report, begun)
    worker.terminate()
    assert worker.process.wait(20) == 0
    tally.fault()
    assert PartStatus.RUNNING not in site.statuses(report)
    runner = Runner(site.units, CACHE, timedelta(seconds=2))
    deadline = time.monotonic() + 30
    while not runner.run_next():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert site.whole(report).attempts == 2


def test_a_worker_outlives_redis_and_can_be_told_to_stop_without_it(site: Site, tally: Tally) -> None:
    site.work(0)
    site.server.kill()
    tally.fault()
    try:
        (worker,) = site.launch(1)
        _wait(lambda: "workers cannot be called, Redis fails" in worker.log(), worker)
        site.server.start()
        worker.wait()
        site.server.kill()
        tally.fault()
        worker.terminate()
        assert worker.process.wait(20) == 0, worker.log()
    finally:
        site.server.kill()
        site.server.start()
