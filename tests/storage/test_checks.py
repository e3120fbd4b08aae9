from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from service.application import checks, claims, collections
from service.application.errors import Conflict, NotFound, Stale
from service.application.records import Severity, StoredCheck
from service.domain.errors import Malformed
from service.storage import SqlUnits
from tests import samples

NOWHERE = "01900000-0000-7000-8000-000000000000"


def claim(units: SqlUnits, value: str, unit: str, **members: Any) -> UUID:
    with units() as uow:
        found = claims.record(uow, samples.claim(figure={"value": value, "unit": unit}, **members))
        uow.commit()
    return found.id


def body(part: object, whole: object, **members: Any) -> dict[str, Any]:
    figures = {"part": part, "whole": whole}
    return {"name": "the half-year within the stock", "kind": "part_of", "figures": figures, **members}


def created(units: SqlUnits, given: dict[str, Any]) -> StoredCheck:
    with units() as uow:
        check = checks.create(uow, given)
        uow.commit()
    return check


def refused(units: SqlUnits, given: dict[str, Any]) -> Malformed:
    with units() as uow, pytest.raises(Malformed) as error:
        checks.create(uow, given)
    with units(read_only=True) as uow:
        assert checks.list_(uow, limit=1).items == ()
    return error.value


def test_a_check_comes_back_as_it_was_created(units: SqlUnits) -> None:
    part, whole = claim(units, "19000", "person"), claim(units, "100000", "person")
    given = body(
        {"claim": str(part)}, {"claim": str(whole)}, severity="warning", rationale="They stay at most a season."
    )
    check = created(units, given)
    with units(read_only=True) as uow:
        assert checks.get(uow, check.id) == check
        found = uow.checks.inputs(check.id)
    assert (check.severity, check.version, check.collection) == (Severity.WARNING, 1, "default")
    assert check.body == {"kind": "part_of", "figures": given["figures"]}
    assert list(check.body["figures"]) == ["part", "whole"]
    assert found is not None
    assert (found.version, found.claims) == (1, ((part, 1), (whole, 1)))


def test_numbers_of_a_check_are_kept_as_text(units: SqlUnits) -> None:
    check = created(
        units, body({"value": 2**60 + 1, "unit": "m"}, {"value": Decimal("1152921504606846980.50"), "unit": "m"})
    )
    with units(read_only=True) as uow:
        figures = checks.get(uow, check.id).body["figures"]
    assert (figures["part"]["value"], figures["whole"]["value"]) == ("1152921504606846977", "1152921504606846980.50")


def test_what_a_result_depends_on_is_one_select(units: SqlUnits, engine: Engine) -> None:
    part = claim(units, "19000", "person")
    check = created(units, body({"claim": str(part)}, {"value": "100000", "unit": "person"}))
    with units() as uow:
        claims.revise(uow, part, {"measure": "migrants"})
        uow.commit()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2].split()[0]))
    with units(read_only=True) as uow:
        found = uow.checks.inputs(check.id)
    assert found is not None
    assert found.claims == ((part, 2),)
    assert [statement for statement in statements if statement != "BEGIN"] == ["SELECT"]


def test_a_check_without_claims_depends_on_its_version_alone(units: SqlUnits) -> None:
    check = created(units, body({"value": "1", "unit": "m"}, {"value": "2", "unit": "m"}))
    with units(read_only=True) as uow:
        found = uow.checks.inputs(check.id)
        assert uow.checks.inputs(UUID(NOWHERE)) is None
    assert found is not None
    assert (found.version, found.claims) == (1, ())


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (body({"claim": NOWHERE}, {"value": "2", "unit": "m"}), ("figures", "part", "claim")),
        (body({"claim": "the first"}, {"value": "2", "unit": "m"}), ("figures", "part", "claim")),
        (body({"claim": NOWHERE, "figure": {}}, {"value": "2", "unit": "m"}), ("figures", "part", "figure")),
        (body({"value": "1", "unit": "m"}, {"value": "2", "unit": "kg"}), ("figures",)),
        (body({"value": "1", "unit": "m"}, {"value": "2", "unit": "m"}, collection="elsewhere"), ("collection",)),
        (body({"value": "1", "unit": "m"}, {"value": "2", "unit": "m"}, severity="fatal"), ("severity",)),
        (body({"value": "1", "unit": "m"}, {"value": "2", "unit": "m"}, kind="hunch"), ("kind",)),
    ],
)
def test_a_check_that_cannot_be_meant_is_refused_by_name(
    units: SqlUnits, given: dict[str, Any], where: tuple[str | int, ...]
) -> None:
    assert refused(units, given).faults[0].where[: len(where)] == where


def test_claims_in_a_list_are_named_by_their_place(units: SqlUnits) -> None:
    parts = [{"claim": str(claim(units, "41", "%"))}, {"claim": NOWHERE}]
    error = refused(units, {"name": "shares", "kind": "shares", "figures": {"parts": parts}})
    assert error.faults[0].where == ("figures", "parts", 1, "claim")


def test_a_check_uses_claims_of_its_collection_and_of_those_it_references(units: SqlUnits) -> None:
    with units() as uow:
        for slug, references in (("rates", []), ("other", []), ("labour", ["rates"])):
            collections.create(uow, {"slug": slug, "title": slug, "references": references})
        uow.commit()
    whole = {"value": "100000", "unit": "person"}
    own = claim(units, "19000", "person", collection="labour")
    referenced = claim(units, "19000", "person", collection="rates")
    foreign = claim(units, "19000", "person", collection="other")
    for usable in (own, referenced):
        created(units, body({"claim": str(usable)}, whole, collection="labour"))
    with units() as uow, pytest.raises(Malformed, match='of collection "other"') as error:
        checks.create(uow, body({"claim": str(foreign)}, whole, collection="labour"))
    assert error.value.faults[0].where == ("figures", "part", "claim")


def test_a_change_is_compiled_again_and_counts_the_version(units: SqlUnits) -> None:
    part = claim(units, "19000", "person")
    check = created(units, body({"claim": str(part)}, {"value": "100000", "unit": "person"}, rationale="why"))
    figures = {"part": {"value": "1", "unit": "person"}, "whole": {"value": "2", "unit": "person"}}
    with units() as uow:
        changed = checks.change(uow, check.id, {"figures": figures, "rationale": None}, if_match=1)
        assert checks.change(uow, check.id, {"name": check.name}) == changed
        uow.commit()
    assert (changed.version, changed.rationale, changed.body["kind"]) == (2, None, "part_of")
    with units() as uow:
        assert checks.get(uow, check.id) == changed
        found = uow.checks.inputs(check.id)
        assert found is not None
        assert found.claims == ()
        with pytest.raises(Stale):
            checks.change(uow, check.id, {"name": "x"}, if_match=1)
        with pytest.raises(Malformed):
            checks.change(uow, check.id, {"kind": "hunch"})
        with pytest.raises(Malformed):
            checks.change(uow, check.id, {"collection": "labour"})


def test_a_deleted_check_is_gone_and_its_claims_stay(units: SqlUnits) -> None:
    part = claim(units, "19000", "person")
    check = created(units, body({"claim": str(part)}, {"value": "100000", "unit": "person"}))
    with units() as uow:
        with pytest.raises(Stale):
            checks.delete(uow, check.id, if_match=2)
        checks.delete(uow, check.id, if_match=1)
        uow.commit()
    with units() as uow:
        assert claims.get(uow, part).id == part
        with pytest.raises(NotFound):
            checks.get(uow, check.id)


def test_checks_are_listed_by_collection_in_pages(units: SqlUnits) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "labour", "title": "Labour"})
        uow.commit()
    inline = ({"value": "1", "unit": "m"}, {"value": "2", "unit": "m"})
    made = [created(units, body(*inline, collection=slug)).id for slug in ("default", "labour", "default")]
    with units(read_only=True) as uow:
        first = checks.list_(uow, limit=2)
        second = checks.list_(uow, limit=2, after=first.next_after)
        alone = checks.list_(uow, collection="labour", limit=2)
    assert [[one.id for one in page.items] for page in (first, second, alone)] == [made[:2], made[2:], [made[1]]]


def test_a_collection_with_checks_cannot_be_deleted(units: SqlUnits) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "labour", "title": "Labour"})
        checks.create(uow, body({"value": "1", "unit": "m"}, {"value": "2", "unit": "m"}, collection="labour"))
        with pytest.raises(Conflict, match="it has checks"):
            collections.delete(uow, "labour")


def test_what_changed_since_a_check_was_compiled_is_compiled_again(units: SqlUnits) -> None:
    with units() as uow:
        claim = claims.record(uow, samples.claim(figure={"value": "1", "unit": "km"}))
        uow.commit()
    given = body({"claim": str(claim.id)}, {"value": "2", "unit": "km"})
    with units(read_only=True) as uow:
        trial = checks.try_new(uow, given)
    assert trial is not None
    assert trial.fault is None
    with units() as uow:
        claims.revise(uow, claim.id, {"figure": {"value": "1", "unit": "kg"}})
        uow.commit()
    with units() as uow, pytest.raises(Malformed):
        checks.create(uow, given, trial)
    with units(read_only=True) as uow:
        trial = checks.try_new(uow, given)
    assert trial is not None
    assert trial.fault is not None
    with units() as uow:
        claims.revise(uow, claim.id, {"figure": {"value": "1", "unit": "m"}})
        assert checks.create(uow, given, trial).version == 1
