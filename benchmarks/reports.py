"""Reports by workers: two of them against one, and how much memory each step takes.

The collection is of pairs of claims about one thing, which the report compares. ``python -m benchmarks.reports`` prints
the memory: the most that a process had in the step, less what it had before.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import redis

from benchmarks.measure import Outcome, in_turns
from service.application import claims
from service.application.records import ReportStatus
from service.application.reports import part_queue, queue, store
from service.application.reports.assembly import assembled
from service.application.reports.parts import Plan, split, work
from service.application.reports.run import run
from service.application.reports.snapshot import take
from service.application.uncached import Uncached
from service.jobs.bell import ALIVE, Bell
from service.storage import SqlUnits, open_engine, upgrade
from tests import servers
from tests.serving import COMMAND, ROOT, clean_environment

PAIRS = 4_000
SIZES = (5_000, 20_000, 80_000)
PART = 2_000
NOBODY = timedelta(seconds=30)


def outcomes(settings: Mapping[str, str], rounds: int) -> Iterator[Outcome]:
    """Checks a second, of a report that two workers share and of one that one makes."""
    with _units(settings["DATABASE_URL"]) as units:
        _fill(units, PAIRS)
        ours, theirs = in_turns(
            rounds, lambda: _checks_a_second(units, settings, 2), lambda: _checks_a_second(units, settings, 1)
        )
    work = f"a report of {PAIRS:,} checks, made by two workers"
    yield Outcome(work, "the same by one", 1.7, "checks/s", tuple(ours), tuple(theirs))


def _checks_a_second(units: SqlUnits, settings: Mapping[str, str], number: int) -> float:
    with _workers(settings, number), redis.Redis.from_url(settings["REDIS_URL"]) as client:
        report = _queued(units)
        begun = time.perf_counter()
        bell = Bell(settings["REDIS_URL"])
        bell.wake()
        while True:
            with units(read_only=True) as uow:
                found = store.get(uow, report)
            if found.status is ReportStatus.FINISHED:
                break
            assert not found.status.over, found
            time.sleep(0.02)
        took = time.perf_counter() - begun
        bell.close()
        client.flushdb()  # another report is not to find these results
        return PAIRS / took


@contextmanager
def _workers(settings: Mapping[str, str], number: int) -> Iterator[None]:
    """Workers that are all there, and nobody else."""
    environment = clean_environment(**settings, CLAIMCHECK_LOG_LEVEL="error")
    with redis.Redis.from_url(settings["REDIS_URL"]) as client:
        client.flushdb()
        started = [subprocess.Popen([*COMMAND, "worker"], cwd=ROOT, env=environment) for _ in range(number)]
        try:
            while client.scard("rq:workers") < number or not client.exists(ALIVE):
                time.sleep(0.05)
            yield
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)


def main() -> None:
    """Print the memory of each step, in MB."""
    print("| claims | one go | splitting | largest part | putting together | document |\n|---|---|---|---|---|---|")
    for size in SIZES:
        with ExitStack() as stack:
            url = stack.enter_context(servers.database(stack.enter_context(servers.postgresql())))
            upgrade(url)
            with _units(url) as units:
                _fill(units, size // 2)
                print(_row(url, units, size), flush=True)


def _row(url: str, units: SqlUnits, size: int) -> str:
    plan = _planned(units)
    _queued(units)
    with units() as uow:
        report = queue.take_up(uow, NOBODY)
        assert report is not None
        part_queue.store(uow, report, plan)
        uow.commit()
    contents = [work(units, Uncached(), asked, _nothing, _nothing) for asked, _ in plan.parts]
    document = len(assembled(plan.assembly, contents).document)
    with units() as uow:
        for content in contents:
            part = part_queue.take_up(uow, NOBODY)
            assert part is not None
            part_queue.finish(uow, part, content)
        uow.commit()
    largest = max((asked for asked, _ in plan.parts), key=len)
    report_id, assembly = report.id, plan.assembly
    del plan, contents

    def in_one_go(own: SqlUnits) -> None:
        store.finished(report, run(_taken(own), Uncached(), _nothing), [{}])

    def together(own: SqlUnits) -> None:
        with own(read_only=True) as uow:
            assembled(assembly, uow.parts.contents(report_id))

    steps: tuple[Callable[[SqlUnits], Any], ...] = (
        in_one_go,
        _planned,
        lambda own: work(own, Uncached(), largest, _nothing, _nothing),
        together,
    )
    idle = _megabytes(url, lambda _own: None)
    columns = [f"{_megabytes(url, step) - idle:,.0f}" for step in steps]
    return f"| {size:,} | {' | '.join(columns)} | {document / 1e6:,.0f} |"


def _megabytes(url: str, step: Callable[[SqlUnits], Any]) -> float:
    """The most that a child has while it takes a step."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with _units(url) as own:
            step(own)
        os.write(writing, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        peak = int(told.read())
    os.waitpid(child, 0)
    return peak / 1024


def _planned(units: SqlUnits) -> Plan:
    plan = split(_taken(units), _nothing, PART)
    assert plan is not None
    return plan


def _taken(units: SqlUnits) -> Any:
    with units(snapshot=True) as uow:
        return take(uow, "default", store.options_of({}), _nothing)


def _queued(units: SqlUnits) -> UUID:
    made = store.make(units, Uncached(), {}, at_once=-1)
    with units() as uow:
        store.store(uow, made)
        uow.commit()
    return made.report.id


def _fill(units: SqlUnits, pairs: int) -> None:
    # Nearly always the same figure, so that what is measured is no search for conflicts.
    common = {"source": {"title": "Yearbook", "kind": "dataset"}, "period": "2004"}
    bodies = [
        {**common, "measure": f"migrants {pair}", "figure": {"value": value, "unit": "person"}}
        for pair in range(pairs)
        for value in ("15213", "15214" if pair % 50 == 0 else "15213")
    ]
    for start in range(0, len(bodies), 20_000):
        with units() as uow:
            claims.record_batch(uow, claims.draft_batch(enumerate(bodies[start : start + 20_000], 1)))
            uow.commit()


@contextmanager
def _units(url: str) -> Iterator[SqlUnits]:
    engine = open_engine(url)
    try:
        yield SqlUnits(engine)
    finally:
        engine.dispose()


def _nothing(*_: object) -> None:
    pass


if __name__ == "__main__":
    main()
