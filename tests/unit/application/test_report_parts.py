"""How a report is split, and that what its parts carry is enough to make it anywhere."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from service.application import checks, claims
from service.application.reports import parts, snapshot
from service.application.reports.assembly import assembled
from service.application.reports.parts import Plan, split
from service.application.reports.run import Unreadable, run
from service.application.reports.snapshot import Snapshot
from service.cache.memory import MemoryCache
from service.domain.policy import Policy
from service.storage import SqlUnits
from tests import samples
from tests.dossier import store_dossier

OPTIONS: dict[str, Any] = {"discover": True, "joint": True, "policy": Policy().canonical()}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)


def nothing(*_: Any) -> None:
    pass


def taken(units: SqlUnits, slug: str = "default", **options: Any) -> Snapshot:
    with units(snapshot=True) as uow:
        return snapshot.take(uow, slug, {**OPTIONS, **options}, nothing)


def planned(given: Snapshot, largest: int = 1) -> Plan:
    plan = split(given, nothing, largest)
    assert plan is not None
    return plan


def require_equal(units: SqlUnits, cache: MemoryCache, given: Snapshot, plan: Plan) -> None:
    """The report in parts is the one made in one go, to the byte."""
    content = run(given, cache, nothing)
    whole = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    basis = orjson.dumps({"parts": [given.basis(content["results"])]}, option=orjson.OPT_UTC_Z)
    contents = [parts.work(units, cache, asked, nothing, nothing) for asked, _ in reversed(plan.parts)]
    found = assembled(plan.assembly, contents)
    assert (found.document, found.basis) == (whole, basis)
    assert found.counts == content["counts"]


def on_one_claim(units: SqlUnits, number: int) -> None:
    """Checks that all share a claim."""
    with units() as uow:
        claim = claims.record(uow, samples.claim(figure={"value": "19000", "unit": "person"}))
        for value in range(number):
            whole = {"value": str(18_500 - 500 * value), "unit": "person"}
            figures = {"part": {"claim": str(claim.id)}, "whole": whole}
            checks.create(uow, {"name": f"{value}", "kind": "part_of", "figures": figures})
        uow.commit()


def test_rates_readings_waivers_and_sources_come_with_the_parts(units: SqlUnits, cache: MemoryCache) -> None:
    store_dossier(units, cache)
    given = taken(units, "cotton")
    plan = planned(given)
    asked = [orjson.loads(part) for part, _ in plan.parts]
    assert any(part["added"] for part in asked)
    assert any(part["waivers"] for part in asked)
    assert any(part["origins"] for part in asked)
    assert any(check["rule"] for part in asked for check in part["discovered"])
    require_equal(units, cache, given, plan)


def test_what_changes_after_the_split_is_not_in_it(units: SqlUnits, cache: MemoryCache) -> None:
    found = store_dossier(units, cache)
    given = taken(units, "cotton")
    plan = planned(given)
    content = run(given, cache, nothing)
    with units() as uow:
        claims.revise(uow, found["fine"], {"figure": {"value": "1", "unit": "KZT"}})
        claims.retract(uow, found["part"])
        uow.commit()
    contents = [parts.work(units, cache, asked, nothing, nothing) for asked, _ in plan.parts]
    assert assembled(plan.assembly, contents).document == orjson.dumps(content, option=orjson.OPT_UTC_Z)


def test_checks_that_share_a_claim_stay_together_however_small_parts_are_to_be(
    units: SqlUnits, cache: MemoryCache
) -> None:
    on_one_claim(units, 5)
    assert split(taken(units), nothing, 1) is None
    with units() as uow:
        claim = claims.record(uow, samples.claim(figure={"value": "1", "unit": "person"}))
        figures = {"part": {"claim": str(claim.id)}, "whole": {"value": "3", "unit": "person"}}
        checks.create(uow, {"name": "apart", "kind": "part_of", "figures": figures})
        uow.commit()
    given = taken(units)
    plan = planned(given)
    assert sorted(number for _, number in plan.parts) == [1, 5]
    require_equal(units, cache, given, plan)


def test_if_they_are_not_decided_together_they_need_not_stay_together(units: SqlUnits, cache: MemoryCache) -> None:
    on_one_claim(units, 5)
    given = taken(units, joint=False)
    plan = planned(given)
    assert [number for _, number in plan.parts] == [1] * 5
    require_equal(units, cache, given, plan)


def test_a_group_too_large_to_decide_is_sliced_and_left_undecided_once(
    units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_one_claim(units, 7)
    for module in ("run", "parts"):
        monkeypatch.setattr(f"service.application.reports.{module}.LARGEST_GROUP", 2)
    given = taken(units)
    plan = planned(given, largest=4)
    assert [number for _, number in plan.parts] == [2, 2, 2, 1]
    assert [orjson.loads(asked)["slice"] for asked, _ in plan.parts] == [0, 1, 2, 3]
    require_equal(units, cache, given, plan)
    content = run(given, cache, nothing)
    assert content["joint"]["components"] == 1
    assert content["joint"]["verdict"] == "inconsistent"


def test_parts_are_as_large_as_asked_for(units: SqlUnits) -> None:
    with units() as uow:
        for value in range(12):
            claim = claims.record(uow, samples.claim(figure={"value": f"{value}", "unit": "person"}))
            figures = {"part": {"claim": str(claim.id)}, "whole": {"value": "3", "unit": "person"}}
            checks.create(uow, {"name": f"{value}", "kind": "part_of", "figures": figures})
        uow.commit()
    given = taken(units)
    # Each check names one claim.
    assert [number for _, number in planned(given, largest=10).parts] == [5, 5, 2]
    assert split(given, nothing, 24) is None
    shares = [orjson.loads(asked)["share"] for asked, _ in planned(given, largest=10).parts]
    assert shares == [[5, 12], [5, 12], [2, 12]]


def test_splitting_ends_when_it_is_told_to(units: SqlUnits) -> None:
    on_one_claim(units, 3)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        split(taken(units, joint=False), stop, 1)


def test_a_check_that_cannot_be_read_is_named_by_its_part(units: SqlUnits, cache: MemoryCache) -> None:
    on_one_claim(units, 2)
    asked, _ = planned(taken(units, joint=False)).parts[0]
    given = orjson.loads(asked)
    given["stored"][0]["body"]["kind"] = "hunch"
    with pytest.raises(Unreadable, match=given["stored"][0]["key"]):
        parts.work(units, cache, orjson.dumps(given), nothing, nothing)
