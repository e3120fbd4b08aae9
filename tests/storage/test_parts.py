"""Parts of reports: how processes share them, and what still counts when their report is no longer made in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from service.application import checks, claims
from service.application.records import Part, Report, ReportStatus
from service.application.reports import part_queue, queue, store
from service.application.reports.assembly import Assembled, assembled
from service.application.reports.labour import PartOfReport, WholeReport, next_task
from service.application.reports.parts import FORM, Plan, work
from service.cache.memory import MemoryCache
from service.storage import SqlUnits
from tests import samples
from tests.observing import Noting

LEASE = timedelta(seconds=30)
SILENT = timedelta(seconds=-1)  # whoever holds anything counts as dead
CACHE = MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)


def nothing(*_: Any) -> None:
    pass


@pytest.fixture
def split(units: SqlUnits) -> Report:
    """A report that is made in three parts and their assembly."""
    with units() as uow:
        for value in ("19000", "18000", "21000"):
            figure = {"value": value, "unit": "person"}
            claim = claims.record(uow, samples.claim(figure=figure))
            figures = {"part": {"claim": str(claim.id)}, "whole": {"value": "20000", "unit": "person"}}
            checks.create(uow, {"name": value, "kind": "part_of", "figures": figures})
        uow.commit()
    return planned(units)


def planned(units: SqlUnits) -> Report:
    made = store.make(units, CACHE, {}, at_once=-1)
    with units() as uow:
        store.store(uow, made)
        uow.commit()
    with units() as uow:
        task = next_task(uow, LEASE, largest_part=1)
        uow.commit()
    assert isinstance(task, WholeReport)
    plan = task.do(units, CACHE, nothing, nothing)
    assert isinstance(plan, Plan)
    assert len(plan.parts) == 3
    with units() as uow:
        assert task.keep(uow, plan)
        uow.commit()
    return read(units, made.report)


def read(units: SqlUnits, report: Report) -> Report:
    with units(read_only=True) as uow:
        return store.get(uow, report.id)


def take_up(units: SqlUnits, lease: timedelta = LEASE) -> Part | None:
    with units() as uow:
        part = part_queue.take_up(uow, lease)
        uow.commit()
    return part


def taken(units: SqlUnits, lease: timedelta = LEASE) -> Part:
    part = take_up(units, lease)
    assert part is not None
    return part


def answer(units: SqlUnits, part: Part) -> bytes:
    with units(read_only=True) as uow:
        asked = uow.parts.asked(part.id)
    assert asked is not None
    return work(units, CACHE, asked, nothing, nothing)


def finish(units: SqlUnits, part: Part) -> bool:
    content = answer(units, part)
    with units() as uow:
        done = part_queue.finish(uow, part, content)
        uow.commit()
    return done


def put_together(units: SqlUnits, part: Part) -> Assembled:
    with units(read_only=True) as uow:
        asked = uow.parts.asked(part.id)
        assert asked is not None
        return assembled(asked, uow.parts.contents(part.report_id))


def statuses(units: SqlUnits, report: Report) -> list[str]:
    with units(read_only=True) as uow:
        found = [uow.parts.last(report.id)]
        return [part.status for part in found if part is not None]


def test_each_part_is_taken_up_by_one_only_and_the_last_one_once_the_others_are_done(
    units: SqlUnits, split: Report
) -> None:
    assert split.in_parts
    assert (split.done, split.total, split.attempts) == (0, 3, 1)
    some = [taken(units) for _ in range(3)]
    assert [part.number for part in some] == [0, 1, 2]
    assert take_up(units) is None
    for number, part in enumerate(some, 1):
        assert finish(units, part)
        assert read(units, split).done == number
    last = taken(units)
    assert last.number == 3
    with units() as uow:
        assert part_queue.finish_report(uow, last, put_together(units, last))
        uow.commit()
    made = read(units, split)
    assert (made.status, made.done, made.total) == (ReportStatus.FINISHED, 3, 3)
    assert made.counts is not None
    assert (made.counts["consistent"], made.counts["strained"], made.counts["total"]) == (2, 1, 3)
    assert statuses(units, split) == []
    with units(read_only=True) as uow:
        _, said = store.document(uow, split.id)
    assert said is not None
    assert len(orjson.loads(said)["results"]) == 3


def test_a_heartbeat_tells_how_far_the_report_is_and_makes_its_next_version(units: SqlUnits, split: Report) -> None:
    one, other = taken(units), taken(units)
    for part in (one, other):
        with units() as uow:
            assert part_queue.beat(uow, part, 1) is not None
            uow.commit()
    found = read(units, split)
    assert (found.done, found.version) == (2, split.version + 2)
    assert found.in_parts


def test_whoever_takes_a_report_over_ends_its_parts(units: SqlUnits, split: Report) -> None:
    part = taken(units)
    with units() as uow:
        heir = queue.take_up(uow, SILENT)
        uow.commit()
    assert heir is not None
    assert heir.id == split.id
    assert not heir.in_parts
    assert take_up(units) is None
    content = answer(units, part)
    with units() as uow:
        assert part_queue.beat(uow, part, 1) is None
        assert not part_queue.give_back(uow, part)
        assert not part_queue.finish(uow, part, content)
        assert not part_queue.fail(uow, part, "x")
        uow.commit()
    assert read(units, split) == heir
    made = queue.make(units, CACHE, heir, nothing, nothing)
    assert isinstance(made, store.Made)
    with units() as uow:
        assert queue.finish(uow, heir, made)
        uow.commit()
    assert statuses(units, split) == []


def test_a_program_that_knows_nothing_of_parts_ends_them_with_its_first_change(units: SqlUnits, split: Report) -> None:
    part = taken(units)
    with units() as uow:
        # It writes every column but the one that it has never heard of.
        assert uow.reports.replace(replace(split, version=split.version + 1, attempts=2))
        uow.commit()
    with units() as uow:
        assert part_queue.beat(uow, part, 1) is None
        part_queue.look_after(uow)
        uow.commit()
    assert statuses(units, split) == []


@pytest.mark.usefixtures("split")
def test_a_part_of_an_earlier_split_counts_for_nothing_in_the_next_one(units: SqlUnits) -> None:
    old = taken(units)
    content = answer(units, old)
    with units() as uow:
        report = queue.take_up(uow, SILENT)
        assert report is not None
        plan = queue.make(units, CACHE, report, nothing, nothing, largest_part=1)
        assert isinstance(plan, Plan)
        uow.commit()
    with units() as uow:
        assert part_queue.store(uow, report, plan)
        uow.commit()
    new = taken(units)
    assert (new.number, new.version) == (old.number, old.version)
    with units() as uow:
        assert not part_queue.finish(uow, old, content)
        uow.commit()
    assert finish(units, new)


def test_a_part_whose_process_is_silent_is_taken_over_and_lost_to_that(units: SqlUnits, split: Report) -> None:
    dead = taken(units)
    heir = taken(units, SILENT)
    assert (heir.id, heir.attempts) == (dead.id, 2)
    assert not finish(units, dead)
    assert finish(units, heir)
    assert read(units, split).done == 1


def test_whoever_dies_while_putting_together_is_replaced(units: SqlUnits, split: Report) -> None:
    for _ in range(3):
        assert finish(units, taken(units))
    dead = taken(units)
    found = put_together(units, dead)
    heir = taken(units, SILENT)
    assert heir.id == dead.id
    with units() as uow:
        assert not part_queue.finish_report(uow, dead, found)
        assert part_queue.finish_report(uow, heir, found)
        uow.commit()
    assert read(units, split).status is ReportStatus.FINISHED


@pytest.mark.usefixtures("split")
def test_one_given_back_is_as_if_nobody_had_begun(units: SqlUnits) -> None:
    part = taken(units)
    with units() as uow:
        assert part_queue.give_back(uow, part)
        uow.commit()
    again = taken(units)
    assert (again.id, again.attempts) == (part.id, 1)


def test_a_part_that_no_attempt_survives_ends_its_report(units: SqlUnits, split: Report, noting: Noting) -> None:
    for _ in range(queue.MOST_ATTEMPTS):
        assert taken(units, SILENT).number == 0
    assert take_up(units, SILENT) is None
    failed = read(units, split)
    assert failed.status is ReportStatus.FAILED
    assert failed.detail is not None
    assert failed.detail.startswith("3 attempts at part 1 of it")
    assert statuses(units, split) == []
    assert noting.over == ["failed"]


@pytest.mark.usefixtures("split")
def test_reports_in_parts_take_turns(units: SqlUnits) -> None:
    later = planned(units)
    assert taken(units).number == taken(units).number == 0
    third = taken(units)
    assert (third.number, third.report_id == later.id) == (1, False)


def test_a_cancelled_report_has_no_parts(units: SqlUnits, split: Report) -> None:
    part = taken(units)
    content = answer(units, part)
    with units() as uow:
        store.stop(uow, split.id)
        uow.commit()
    assert statuses(units, split) == []
    assert take_up(units, SILENT) is None
    with units() as uow:
        assert not part_queue.finish(uow, part, content)


@pytest.mark.usefixtures("split")
def test_a_new_report_comes_before_parts_of_others(units: SqlUnits) -> None:
    made = store.make(units, CACHE, {}, at_once=-1)
    with units() as uow:
        store.store(uow, made)
        uow.commit()
    with units() as uow:
        assert part_queue.number_waiting(uow, LEASE, 10) == 4
        assert part_queue.number_waiting(uow, LEASE, 2) == 2
        tasks = [next_task(uow, LEASE, largest_part=1) for _ in range(5)]
        uow.commit()
    assert [type(task) for task in tasks] == [WholeReport, PartOfReport, PartOfReport, PartOfReport, type(None)]


@pytest.mark.usefixtures("split")
def test_processes_that_do_not_split_leave_parts_alone(units: SqlUnits) -> None:
    with units() as uow:
        assert next_task(uow, LEASE, largest_part=None) is None


def test_a_report_in_parts_lives_while_anybody_lives_that_can_work_on_it(units: SqlUnits, split: Report) -> None:
    with units() as uow:
        part_queue.look_after(uow)
        uow.commit()
    after = read(units, split)
    assert after.in_parts
    assert after.version == split.version
    assert split.heartbeat is not None
    assert after.heartbeat is not None
    assert after.heartbeat > split.heartbeat


def test_parts_of_another_form_are_left_to_programs_that_know_it(
    units: SqlUnits, split: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_queue, "FORM", f"{FORM}-next")
    assert take_up(units) is None
    with units() as uow:
        part_queue.look_after(uow)
        uow.commit()
    # Nobody who looks after it: in the end it is taken over as a whole.
    assert read(units, split) == split
