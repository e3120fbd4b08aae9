from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import Engine, event

from service.application import checks, claims, collections, waivable, waivers
from service.application.errors import Conflict, NotFound
from service.application.ports import ResultCache
from service.application.queries import Successor
from service.application.records import Report, ReportStatus, StoredCheck, WaiverState
from service.application.results import result_of_check
from service.application.stamps import new_id
from service.application.waivers import Standing
from service.cache.memory import MemoryCache
from service.domain.errors import Malformed
from service.domain.result import Verdict
from service.storage import SqlUnits
from tests import samples

TOMORROW = datetime.now(UTC) + timedelta(days=1)
REASON = "The paper rounds."


@pytest.fixture
def results() -> ResultCache:
    """A cache of results; which one does not matter here."""
    return MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)


def claim(units: SqlUnits, value: str, **members: Any) -> UUID:
    with units() as uow:
        found = claims.record(uow, samples.claim(figure={"value": value, "unit": "person"}, **members))
        uow.commit()
    return found.id


@pytest.fixture
def part(units: SqlUnits) -> UUID:
    return claim(units, "130001")


@pytest.fixture
def check(units: SqlUnits, part: UUID) -> StoredCheck:
    """A check that fails."""
    figures = {"part": {"claim": str(part)}, "whole": {"value": "100000", "unit": "person", "qualifier": "exact"}}
    with units() as uow:
        found = checks.create(uow, {"name": "a part of it", "kind": "part_of", "figures": figures})
        uow.commit()
    return found


def waived(units: SqlUnits, results: ResultCache, **body: Any) -> Standing:
    with units(read_only=True) as uow:
        sighting = waivable.look(uow, results, body)
    with units() as uow:
        found = waivers.create(uow, {"reason": REASON, **body}, sighting)
        uow.commit()
    return found


def read(units: SqlUnits, waiver: Standing) -> Standing:
    with units(read_only=True) as uow:
        return waivers.get(uow, waiver.waiver.id)


def refused(units: SqlUnits, results: ResultCache, **body: Any) -> Malformed:
    with pytest.raises(Malformed) as error:
        waived(units, results, **body)
    with units(read_only=True) as uow:
        assert waivers.list_(uow, limit=1).items == ()
    return error.value


def reported(units: SqlUnits, *items: dict[str, Any], versions: dict[str, int] | None = None, **members: Any) -> UUID:
    """A report that has `items` and saw `versions` of stored checks."""
    instant = datetime.now(UTC)
    given = {"collections": ("default",), "status": ReportStatus.FINISHED, **members}
    report = Report(id=new_id(), options={}, created_at=instant, updated_at=instant, **given)
    pins = [{"check": check, "version": version} for check, version in (versions or {}).items()]
    content = {"results": list(items), "pins": {"checks": pins}}
    with units() as uow:
        said = orjson.dumps(content) if report.status is ReportStatus.FINISHED else None
        uow.reports.add(report, said)
        uow.commit()
    return report.id


def item(*claim_ids: UUID, **members: Any) -> dict[str, Any]:
    return {
        "check": "d" * 64,
        "name": "they agree",
        "verdict": "inconsistent",
        "digest": "e" * 64,
        "claims": [{"claim": str(one), "revision": 1} for one in claim_ids],
        **members,
    }


def test_a_waiver_holds_what_its_author_saw(
    units: SqlUnits, results: ResultCache, check: StoredCheck, part: UUID
) -> None:
    created = waived(units, results, check=str(check.id), expires=TOMORROW)
    found = read(units, created)
    assert found == created
    waiver = found.waiver
    assert (waiver.check, waiver.check_version, waiver.name) == (str(check.id), 1, "a part of it")
    assert (waiver.claims, waiver.verdict) == (((part, 1),), Verdict.INCONSISTENT)
    assert (waiver.collection, waiver.reason, waiver.expires) == ("default", REASON, TOMORROW)
    assert (found.state, found.superseded_by) == (WaiverState.ACTIVE, ())


def test_a_revised_claim_supersedes_it_for_good(
    units: SqlUnits, results: ResultCache, check: StoredCheck, part: UUID
) -> None:
    created = waived(units, results, check=str(check.id))
    with units() as uow:
        claims.revise(uow, part, {"figure": {"value": "130002", "unit": "person"}})
        uow.commit()
    found = read(units, created)
    assert (found.state, found.superseded_by) == (WaiverState.SUPERSEDED, (Successor("claim", part, 2),))
    with units() as uow:
        claims.revise(uow, part, {"figure": {"value": "130001", "unit": "person"}})
        uow.commit()
    assert read(units, created).superseded_by == (Successor("claim", part, 3),)


def test_a_retracted_claim_supersedes_it(units: SqlUnits, results: ResultCache, check: StoredCheck, part: UUID) -> None:
    created = waived(units, results, check=str(check.id))
    with units() as uow:
        claims.retract(uow, part)
        uow.commit()
    assert read(units, created).superseded_by == (Successor("claim", part, 2),)


def test_a_changed_check_supersedes_it(units: SqlUnits, results: ResultCache, check: StoredCheck) -> None:
    created = waived(units, results, check=str(check.id))
    with units() as uow:
        checks.change(uow, check.id, {"name": "another name"})
        uow.commit()
    assert read(units, created).superseded_by == (Successor("check", check.id, 2),)


def test_it_outlives_its_check(units: SqlUnits, results: ResultCache, check: StoredCheck) -> None:
    created = waived(units, results, check=str(check.id))
    with units() as uow:
        checks.delete(uow, check.id)
        uow.commit()
    found = read(units, created)
    assert (found.state, found.superseded_by) == (WaiverState.SUPERSEDED, (Successor("check", check.id, None),))


def test_it_expires(units: SqlUnits, results: ResultCache, check: StoredCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    created = waived(units, results, check=str(check.id), expires=TOMORROW)
    monkeypatch.setattr("service.application.waivers.now", lambda: TOMORROW)
    assert read(units, created).state is WaiverState.EXPIRED
    with units() as uow:
        prolonged = waivers.change(uow, created.waiver.id, {"expires": TOMORROW + timedelta(days=1)})
        uow.commit()
    assert prolonged.state is WaiverState.ACTIVE
    assert read(units, created) == prolonged


def test_waivers_are_listed_by_collection_check_and_state(
    units: SqlUnits, results: ResultCache, check: StoredCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = claim(units, "1"), claim(units, "2")
    report = reported(units, item(one, other))
    stale = waived(units, results, check=str(check.id), expires=TOMORROW)
    with units() as uow:
        checks.change(uow, check.id, {"name": "another name"})
        uow.commit()
    brief = waived(units, results, check=str(check.id), expires=TOMORROW)
    endless = waived(units, results, check="d" * 64, report=str(report))
    monkeypatch.setattr("service.application.waivers.now", lambda: TOMORROW)

    def listed(**filters: Any) -> list[UUID]:
        with units(read_only=True) as uow:
            page = waivers.list_(uow, limit=10, **filters)
        for standing in page.items:
            assert standing.state is filters.get("state", standing.state)
        return [standing.waiver.id for standing in page.items]

    everything = [standing.waiver.id for standing in (stale, brief, endless)]
    assert listed() == listed(collection="default") == everything
    assert listed(collection="elsewhere") == []
    assert listed(check=str(check.id)) == everything[:2]
    assert listed(check="d" * 64) == everything[2:]
    assert listed(state=WaiverState.SUPERSEDED) == everything[:1]
    assert listed(state=WaiverState.EXPIRED) == everything[1:2]
    assert listed(state=WaiverState.ACTIVE) == everything[2:]


def test_a_page_of_waivers_takes_three_statements(
    units: SqlUnits, engine: Engine, results: ResultCache, check: StoredCheck
) -> None:
    for _ in range(3):
        created = waived(units, results, check=str(check.id))
        with units() as uow:
            checks.change(uow, check.id, {"name": str(created.waiver.id)})
            uow.commit()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2].split()[0]))
    with units(read_only=True) as uow:
        page = waivers.list_(uow, limit=2)
    assert (len(page.items), page.next_after) == (2, page.items[-1].waiver.id)
    assert statements.count("SELECT") == len(statements) == 3


def test_of_two_that_waive_one_finding_at_once_one_is_refused(
    units: SqlUnits, results: ResultCache, check: StoredCheck
) -> None:
    begin = Barrier(2)
    with units(read_only=True) as uow:
        sighting = waivable.look(uow, results, {"check": str(check.id)})

    def waive(_: int) -> str:
        begin.wait(10)
        with units() as uow:
            try:
                waivers.create(uow, {"reason": REASON}, sighting)
            except Conflict:
                return "refused"
            time.sleep(0.05)
            uow.commit()
            return "stored"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(waive, range(2))) == ["refused", "stored"]


def test_an_expired_waiver_stands_in_the_way_of_no_other(
    units: SqlUnits, results: ResultCache, check: StoredCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = waived(units, results, check=str(check.id), expires=TOMORROW)
    with pytest.raises(Conflict, match=str(old.waiver.id)):
        waived(units, results, check=str(check.id))
    monkeypatch.setattr("service.application.waivers.now", lambda: TOMORROW)
    assert waived(units, results, check=str(check.id)).state is WaiverState.ACTIVE


def test_a_finding_of_a_report_can_be_waived(units: SqlUnits, results: ResultCache) -> None:
    one, other = claim(units, "1"), claim(units, "2")
    report = reported(units, item(one, other))
    waiver = waived(units, results, check="d" * 64, report=str(report)).waiver
    assert (waiver.check, waiver.check_version, waiver.name) == ("d" * 64, None, "they agree")
    assert (waiver.claims, waiver.digest) == (((one, 1), (other, 1)), "e" * 64)


def test_a_finding_of_a_report_is_of_the_collection_of_its_claims(units: SqlUnits, results: ResultCache) -> None:
    with units() as uow:
        for slug in ("cotton", "wages", "rates"):
            collections.create(uow, {"slug": slug, "title": slug})
        uow.commit()
    rate, own = claim(units, "1", collection="rates"), claim(units, "2", collection="wages")
    report = reported(units, item(rate, own), collections=("cotton", "wages"))
    assert waived(units, results, check="d" * 64, report=str(report)).waiver.collection == "wages"


def test_the_version_of_a_stored_check_is_the_one_that_the_report_saw(
    units: SqlUnits, results: ResultCache, check: StoredCheck, part: UUID
) -> None:
    report = reported(units, item(part, check=str(check.id)), versions={str(check.id): 1})
    with units() as uow:
        checks.change(uow, check.id, {"name": "another name"})
        uow.commit()
    standing = waived(units, results, check=str(check.id), report=str(report))
    assert (standing.waiver.check_version, standing.state) == (1, WaiverState.SUPERSEDED)


def test_what_is_consistent_cannot_be_waived(
    units: SqlUnits, results: ResultCache, check: StoredCheck, part: UUID
) -> None:
    with units() as uow:
        claims.revise(uow, part, {"figure": {"value": "13000", "unit": "person"}})
        uow.commit()
    assert refused(units, results, check=str(check.id)).faults[0].where == ("check",)
    report = reported(units, item(part, verdict="consistent"))
    assert "nothing to waive" in str(refused(units, results, check="d" * 64, report=str(report)))


def test_a_waiver_needs_something_that_is_there(units: SqlUnits, results: ResultCache, part: UUID) -> None:
    nowhere = "01900000-0000-7000-8000-000000000000"
    report = reported(units, item(part))
    assert "there is no check" in str(refused(units, results, check=nowhere))
    assert "named with its report" in str(refused(units, results, check="d" * 64))
    missing = refused(units, results, check="d" * 64, report=nowhere)
    assert (missing.faults[0].where, "there is no report" in str(missing)) == (("report",), True)
    assert "no such check" in str(refused(units, results, check="c" * 64, report=str(report)))


def test_a_report_under_way_has_no_findings_yet(units: SqlUnits, results: ResultCache) -> None:
    report = reported(units, status=ReportStatus.RUNNING)
    with pytest.raises(Conflict, match="running"):
        waived(units, results, check="d" * 64, report=str(report))


def test_a_result_that_its_author_has_not_seen_is_not_waived(
    units: SqlUnits, results: ResultCache, check: StoredCheck, part: UUID
) -> None:
    first = waived(units, results, check=str(check.id)).waiver
    digest = first.digest
    with units() as uow:
        waivers.delete(uow, first.id)
        uow.commit()
    assert waived(units, results, check=str(check.id), digest=digest).waiver.digest == digest
    with units() as uow:
        claims.revise(uow, part, {"figure": {"value": "130002", "unit": "person"}})
        uow.commit()
    with pytest.raises(Conflict, match="another one now"):
        waived(units, results, check=str(check.id), digest=digest)


def test_a_check_changed_while_it_is_looked_at_is_looked_at_again(
    units: SqlUnits, results: ResultCache, check: StoredCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["second", "third"])

    def disturbed(*given: Any) -> Any:
        name = next(names, None)
        if name is not None:
            with units() as uow:
                checks.change(uow, check.id, {"name": name})
                uow.commit()
        return result_of_check(*given)

    monkeypatch.setattr("service.application.waivable.result_of_check", disturbed)
    standing = waived(units, results, check=str(check.id))
    assert (standing.waiver.name, standing.waiver.check_version) == ("third", 3)
    assert standing.state is WaiverState.ACTIVE


def test_a_waiver_that_is_over_already_is_refused(units: SqlUnits, results: ResultCache, check: StoredCheck) -> None:
    assert refused(units, results, check=str(check.id), expires=datetime.now(UTC)).faults[0].where == ("expires",)
    created = waived(units, results, check=str(check.id))
    with units() as uow, pytest.raises(Malformed):
        waivers.change(uow, created.waiver.id, {"expires": datetime.now(UTC)})


def test_only_reason_and_expiry_change(units: SqlUnits, results: ResultCache, check: StoredCheck) -> None:
    created = waived(units, results, check=str(check.id), expires=TOMORROW)
    with units() as uow:
        changed = waivers.change(uow, created.waiver.id, {"reason": "Confirmed by phone.", "expires": None})
        uow.commit()
    assert read(units, created) == changed
    assert (changed.waiver.reason, changed.waiver.expires, changed.waiver.version) == ("Confirmed by phone.", None, 2)
    with units() as uow:
        again = waivers.change(uow, created.waiver.id, {"reason": "Confirmed by phone."})
        uow.commit()
    assert again == changed


def test_a_waiver_can_be_taken_back(units: SqlUnits, results: ResultCache, check: StoredCheck) -> None:
    created = waived(units, results, check=str(check.id))
    with units() as uow:
        waivers.delete(uow, created.waiver.id)
        uow.commit()
    with units() as uow, pytest.raises(NotFound):
        waivers.delete(uow, created.waiver.id)


def test_a_collection_with_waivers_stays(units: SqlUnits, results: ResultCache) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "cotton", "title": "Cotton"})
        figures = {"part": {"value": "2", "unit": "person"}, "whole": {"value": "1", "unit": "person"}}
        check = checks.create(uow, {"collection": "cotton", "name": "x", "kind": "part_of", "figures": figures})
        uow.commit()
    created = waived(units, results, check=str(check.id))
    with units() as uow:
        checks.delete(uow, check.id)
        with pytest.raises(Conflict, match="it has waivers"):
            collections.delete(uow, "cotton")
        waivers.delete(uow, created.waiver.id)
        collections.delete(uow, "cotton")
        uow.commit()
