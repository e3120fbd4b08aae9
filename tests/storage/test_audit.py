"""What is noted of changes: in the transaction that makes them, or not at all."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from service.application import audit, claims, collections, sources, tokens
from service.application.access import Action, AuditEntry, AuditFilters, Caller, Scope
from service.application.claims import draft_batch
from service.application.errors import Conflict, NotFound
from service.application.stamps import instant_of, new_id
from service.storage import SqlUnits
from tests import samples
from tests.property.worlds import limited_to

EDITOR = Caller(name="editor", token_id=UUID(int=7), operation="create_claim", request_id="request-1")


@pytest.fixture
def editor(units: SqlUnits) -> SqlUnits:
    return units.on_behalf_of(EDITOR)


def entries(units: SqlUnits, **filters: object) -> list[AuditEntry]:
    with units(read_only=True) as uow:
        return list(audit.list_(uow, AuditFilters(**filters), limit=100).items)  # type: ignore[arg-type]


def told(units: SqlUnits, **filters: object) -> list[tuple[str, str, str | None, int]]:
    return [(entry.action.value, entry.kind, entry.collection, entry.count) for entry in entries(units, **filters)]


def test_a_change_is_noted_with_who_made_it_and_why(units: SqlUnits, editor: SqlUnits) -> None:
    with editor() as uow:
        claim = claims.record(uow, samples.claim())
        uow.commit()
    source, stored = entries(units)
    assert (source.kind, source.collection, source.things) == ("source", None, (str(claim.source_id),))
    assert (stored.kind, stored.collection, stored.things) == ("claim", "default", (str(claim.id),))
    for entry in (source, stored):
        assert (entry.actor, entry.token_id) == ("editor", UUID(int=7))
        assert (entry.operation, entry.request_id) == ("create_claim", "request-1")
        assert entry.at == instant_of(entry.id)
        assert timedelta(0) <= entry.at - claim.created_at + timedelta(milliseconds=1) < timedelta(minutes=5)


def test_what_is_undone_is_not_noted(units: SqlUnits, editor: SqlUnits) -> None:
    with editor() as uow:
        claims.record(uow, samples.claim())
    with editor() as uow:
        collections.create(uow, {"slug": "one", "title": "One"})
        uow.commit()
    with editor() as uow, pytest.raises(Conflict):
        collections.create(uow, {"slug": "one", "title": "Another"})
    assert told(units) == [("created", "collection", "one", 1)]


def test_what_changes_nothing_is_not_noted(units: SqlUnits, editor: SqlUnits) -> None:
    with units() as uow:
        claim = claims.record(uow, samples.claim())
        uow.commit()
    with editor() as uow:
        claims.revise(uow, claim.id, {"figure": samples.FINE})
        claims.get(uow, claim.id)
        uow.commit()
    assert entries(units) == []


def test_a_batch_is_one_entry_for_each_collection(units: SqlUnits, editor: SqlUnits) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "other", "title": "Other"})
        uow.commit()
    lines = [samples.claim(collection="other" if number % 3 else "default") for number in range(240)]
    with editor() as uow:
        stored = claims.record_batch(uow, draft_batch(enumerate(lines, 1)))
        uow.commit()
    assert told(units, kind="claim") == [("created", "claim", "default", 80), ("created", "claim", "other", 160)]
    few, many = entries(units, kind="claim")
    assert few.things == tuple(str(claim.id) for claim in stored if claim.collection == "default")
    assert many.things is None
    with units(read_only=True) as uow:
        assert audit.get(uow, many.id).things == tuple(str(one.id) for one in stored if one.collection == "other")


def test_what_one_transaction_makes_and_completes_was_only_made(units: SqlUnits, editor: SqlUnits) -> None:
    with editor() as uow:
        samples.bring(uow, {"collection": {"slug": "one", "title": "One"}})
        collections.change(uow, "default", {"title": "Changed"})
        uow.commit()
    assert told(units) == [("created", "collection", "one", 1), ("changed", "collection", "default", 1)]


def test_entries_are_found_by_all_that_they_say(units: SqlUnits, editor: SqlUnits) -> None:
    with editor() as uow:
        source = sources.create(uow, samples.source())
        uow.commit()
    other = Caller(name="other", operation="change_source", request_id="request-2")
    with units.on_behalf_of(other)() as uow:
        sources.change(uow, source.id, {"title": "Changed"})
        collections.create(uow, {"slug": "one", "title": "One"})
        uow.commit()
    made, changed, collection = entries(units)
    assert entries(units, actor="editor") == [made]
    assert entries(units, operation="change_source") == [changed, collection]
    assert entries(units, request_id="request-2", kind="source") == [changed]
    assert entries(units, action=Action.CREATED) == [made, collection]
    assert entries(units, collection="one") == [collection]
    assert entries(units, thing=str(source.id)) == [made, changed]
    assert entries(units, thing="one") == [collection]
    assert entries(units, thing="on") == entries(units, thing="%") == []
    assert entries(units, since=made.at) == [made, changed, collection]
    assert entries(units, since=collection.at + timedelta(microseconds=1), until=collection.at) == []
    assert entries(units, until=made.at) == []
    assert made in entries(units, until=made.at + timedelta(microseconds=1))
    with units(read_only=True) as uow:
        first = audit.list_(uow, AuditFilters(), limit=2)
        assert audit.list_(uow, AuditFilters(), limit=2, after=first.next_after).items == (collection,)
        with pytest.raises(NotFound):
            audit.get(uow, new_id())


def test_tokens_made_and_revoked_are_noted_without_their_secret(units: SqlUnits, editor: SqlUnits) -> None:
    with editor() as uow:
        token, text = tokens.issue(uow, "reader", {Scope.READ})
        uow.commit()
    with editor() as uow:
        tokens.revoke(uow, "reader")
        uow.commit()
    assert [(entry.action, entry.things) for entry in entries(units, kind="token")] == [
        (Action.CREATED, (str(token.id),)),
        (Action.CHANGED, (str(token.id),)),
    ]
    assert text.split("_")[2] not in repr(entries(units))


def test_a_limited_token_sees_what_was_done_in_its_collections_and_by_itself(units: SqlUnits, editor: SqlUnits) -> None:
    with editor() as uow:
        for slug in ("mine", "theirs"):
            collections.create(uow, {"slug": slug, "title": slug})
            claims.record(uow, samples.claim(collection=slug))
        uow.commit()
    mine = units.on_behalf_of(limited_to(frozenset(["mine"])))
    with mine() as uow:
        sources.create(uow, samples.source(title="My own"))
        uow.commit()
    assert told(mine) == [
        ("created", "collection", "mine", 1),
        ("created", "claim", "mine", 1),
        ("created", "source", None, 1),
    ]
    hidden = [entry.id for entry in entries(units) if entry not in entries(mine)]
    assert len(hidden) == 3
    with mine(read_only=True) as uow:
        for entry in hidden:
            with pytest.raises(NotFound):
                audit.get(uow, entry)
