from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from service.application import checks, claims
from service.application.queries import ClaimFilters, Recent
from service.application.records import Report, ReportStatus
from service.application.stamps import new_id
from service.storage import SqlUnits
from service.storage.tables import reports
from tests import samples

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def report(*collections: str, **members: Any) -> Report:
    usual: dict[str, Any] = {"status": ReportStatus.QUEUED, "options": {"discover": True, "policy": {"about": "0.1"}}}
    return Report(
        id=new_id(),
        collections=collections or ("default",),
        **{**usual, **members},
        created_at=NOON,
        updated_at=NOON,
    )


def added(units: SqlUnits, *given: Report, **blobs: bytes) -> None:
    with units() as uow:
        for one in given:
            uow.reports.add(one, **blobs)
        uow.commit()


def test_a_report_comes_back_as_it_was_added(units: SqlUnits) -> None:
    given = report(
        "cotton",
        "wages",
        status=ReportStatus.FINISHED,
        detail="x",
        done=3,
        total=4,
        attempts=2,
        heartbeat=NOON,
        counts={"consistent": 3, "total": 3},
        finished_at=NOON,
    )
    added(units, given)
    with units(read_only=True) as uow:
        assert uow.reports.get(given.id) == given
        assert uow.reports.get(new_id()) is None


def test_what_it_says_is_read_by_itself_and_kept_compressed(units: SqlUnits, engine: Engine) -> None:
    given, said = report(status=ReportStatus.FINISHED), b'{"results": [' + b"1," * 10_000 + b"1]}"
    added(units, given, document=said, basis=b"[]")
    with units(read_only=True) as uow:
        assert (uow.reports.document(given.id), uow.reports.basis(given.id)) == (said, b"[]")
        assert uow.reports.document(new_id()) is None
    with engine.connect() as connection:
        assert len(connection.scalars(select(reports.c.document)).one()) < len(said) / 100


def test_a_list_holds_those_on_a_collection(units: SqlUnits) -> None:
    both, one, other = report("cotton", "wages"), report("wages"), report("cot")
    added(units, both, one, other)
    with units(read_only=True) as uow:
        assert uow.reports.page(None, 10, None) == [both, one, other]
        assert uow.reports.page("wages", 10, None) == [both, one]
        assert uow.reports.page("cotton", 10, None) == [both]
        assert uow.reports.page("wages", 1, None) == [both]
        assert uow.reports.page("wages", 10, both.id) == [one]


def test_an_extent_is_counted_no_further_than_asked(units: SqlUnits) -> None:
    with units() as uow:
        for _ in range(3):
            claims.record(uow, samples.claim())
        checks.create(uow, {"name": "x", "kind": "equal", "figures": {"left": samples.FINE, "right": samples.FINE}})
        uow.commit()
    with units(read_only=True) as uow:
        assert [uow.reports.extent("default", most) for most in (1, 4, 100)] == [1, 4, 4]
        assert uow.reports.extent("nowhere", 100) == 0


def test_of_two_changes_to_one_version_the_first_counts(units: SqlUnits) -> None:
    given = report()
    added(units, given)
    for done in (1, 2):
        with units() as uow:
            changed = replace(given, version=2, status=ReportStatus.RUNNING, done=done)
            assert uow.reports.replace(changed, document=b"{}") == (done == 1)
            uow.commit()
    with units(read_only=True) as uow:
        found = uow.reports.get(given.id)
        assert found is not None
        assert (found.version, found.done, uow.reports.document(given.id)) == (2, 1, b"{}")


def test_only_the_version_that_was_meant_is_removed(units: SqlUnits) -> None:
    given = report()
    added(units, given)
    with units() as uow:
        assert not uow.reports.remove(given.id, 2)
        assert uow.reports.remove(given.id, 1)
        uow.commit()
    with units(read_only=True) as uow:
        assert uow.reports.get(given.id) is None


def test_waiting_is_what_is_queued_or_silent_oldest_first(units: SqlUnits) -> None:
    over = [report(status=status, heartbeat=NOON) for status in ReportStatus if status.over]
    silent = report(status=ReportStatus.RUNNING, heartbeat=NOON - timedelta(seconds=31))
    ahead = report(status=ReportStatus.RUNNING, heartbeat=NOON + timedelta(seconds=31))
    alive = report(status=ReportStatus.RUNNING, heartbeat=NOON - timedelta(seconds=29))
    queued = report()
    added(units, *over, silent, ahead, alive, queued)
    recent = Recent(NOON - timedelta(seconds=30), NOON + timedelta(seconds=30))
    with units() as uow:
        assert uow.reports.waiting(recent) == silent
        uow.reports.remove(silent.id, 1)
        # Made before a clock went back.
        assert uow.reports.waiting(recent) == ahead
        uow.reports.remove(ahead.id, 1)
        assert uow.reports.waiting(recent) == queued
        uow.reports.remove(queued.id, 1)
        assert uow.reports.waiting(recent) is None


def test_a_snapshot_sees_what_its_first_look_saw(units: SqlUnits) -> None:
    def number(uow: Any) -> int:
        return len(uow.claims.page(ClaimFilters(), 10, None))

    with units(snapshot=True) as uow:
        assert number(uow) == 0
        with units() as writer:
            claims.record(writer, samples.claim())
            writer.commit()
        with units(read_only=True) as reader:
            assert number(reader) == 1
        assert number(uow) == 0
    with units(snapshot=True) as uow:
        assert number(uow) == 1
