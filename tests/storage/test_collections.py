from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from service.application import claims, collections
from service.application.errors import Conflict, NotFound, Stale
from service.application.records import Collection
from service.domain.discovery import Partition
from service.domain.errors import Malformed
from service.storage import SqlUnits
from tests import samples


def created(units: SqlUnits, slug: str, **members: Any) -> Collection:
    with units() as uow:
        collection = collections.create(uow, {"slug": slug, "title": slug.title(), **members})
        uow.commit()
    return collection


def test_the_default_collection_is_there_from_the_start_and_stays(units: SqlUnits) -> None:
    with units() as uow:
        assert collections.get(uow, "default").version == 1
        with pytest.raises(Conflict, match="always exists"):
            collections.delete(uow, "default")


def test_a_collection_comes_back_as_it_was_created(units: SqlUnits) -> None:
    created(units, "rates")
    labour = created(units, "labour", description="Migrant labour", references=["rates", "default", "rates"])
    assert labour.references == ("rates", "default")
    with units(read_only=True) as uow:
        assert collections.get(uow, "labour") == labour


def test_a_collection_changed_during_a_read_shows_no_mixture(units: SqlUnits, engine: Engine) -> None:
    created(units, "labour")

    changes = [1]

    def change(*_: object) -> None:
        if not changes:
            return
        changes.clear()
        with units() as uow:
            collections.change(uow, "labour", {"references": ["default"]})
            uow.commit()

    event.listen(engine, "after_cursor_execute", change)
    with units(read_only=True) as uow:
        found = collections.list_(uow, limit=2).items[1]
    assert (found.slug, found.version, found.references) == ("labour", 1, ())
    with units(read_only=True) as uow:
        found = collections.get(uow, "labour")
    assert (found.version, found.references) == (2, ("default",))


def test_a_slug_is_taken_once(units: SqlUnits) -> None:
    created(units, "labour")
    with units() as uow, pytest.raises(Conflict, match="exists already"):
        collections.create(uow, {"slug": "labour", "title": "Again"})


@pytest.mark.parametrize("references", [["elsewhere"], ["labour"]])
def test_a_collection_references_others_that_exist(units: SqlUnits, references: list[str]) -> None:
    with units() as uow, pytest.raises(Malformed) as refused:
        collections.create(uow, {"slug": "labour", "title": "Labour", "references": references})
    assert refused.value.faults[0].where == ("references", 0)


def test_a_change_counts_the_version_and_keeps_what_it_does_not_name(units: SqlUnits) -> None:
    created(units, "labour", description="Migrant labour", references=["default"])
    with units() as uow:
        changed = collections.change(uow, "labour", {"title": "Work", "references": []}, if_match=1)
        assert collections.change(uow, "labour", {"title": "Work"}) == changed
        uow.commit()
    assert (changed.version, changed.title, changed.description, changed.references) == (
        2,
        "Work",
        "Migrant labour",
        (),
    )
    with units() as uow:
        assert collections.get(uow, "labour") == changed
        with pytest.raises(Stale):
            collections.change(uow, "labour", {"title": "Labour"}, if_match=1)
        with pytest.raises(Malformed, match="null"):
            collections.change(uow, "labour", {"title": None})


SEX = {"dimension": "sex", "values": ["female", "male"]}


def test_a_collection_declares_which_values_are_all_there_is(units: SqlUnits) -> None:
    labour = created(units, "labour", partitions=[SEX, {"dimension": "sex", "values": ["girls", "boys"]}, SEX])
    assert labour.partitions == (Partition("sex", ("female", "male")), Partition("sex", ("girls", "boys")))
    with units() as uow:
        assert collections.get(uow, "labour") == labour
        assert collections.change(uow, "labour", {"title": "Work"}).partitions == labour.partitions
        assert collections.change(uow, "labour", {"partitions": None}).partitions == ()
        uow.commit()
    with units(read_only=True) as uow:
        assert collections.get(uow, "labour").partitions == ()


def test_every_fault_of_every_partition_is_told(units: SqlUnits) -> None:
    partitions = [SEX, {"dimension": "of", "values": ["a", "b"]}, {"dimension": "sex", "values": ["female", "Female "]}]
    with units() as uow, pytest.raises(Malformed) as refused:
        collections.create(uow, {"slug": "labour", "title": "Labour", "partitions": partitions})
    assert [fault.where for fault in refused.value.faults] == [
        ("partitions", 1, "dimension"),
        ("partitions", 2, "values", 1),
    ]


def test_an_empty_collection_can_be_deleted(units: SqlUnits) -> None:
    created(units, "labour", references=["default"])
    with units() as uow:
        collections.delete(uow, "labour")
        uow.commit()
    with units() as uow:
        with pytest.raises(NotFound):
            collections.get(uow, "labour")
        with pytest.raises(NotFound):
            collections.delete(uow, "labour")


def test_a_collection_in_use_cannot_be_deleted(units: SqlUnits) -> None:
    created(units, "rates")
    created(units, "labour", references=["rates"])
    with units() as uow:
        claims.record(uow, samples.claim(collection="labour"))
        uow.commit()
    with units() as uow:
        with pytest.raises(Conflict, match="it has other collections that reference it"):
            collections.delete(uow, "rates")
        with pytest.raises(Conflict, match="it has claims"):
            collections.delete(uow, "labour")
    with units() as uow, pytest.raises(Conflict):
        uow.collections.remove("labour")


def test_collections_are_listed_by_slug(units: SqlUnits) -> None:
    for slug in ("labour", "cotton", "rates"):
        created(units, slug, references=["default"])
    with units(read_only=True) as uow:
        first = collections.list_(uow, limit=2)
        second = collections.list_(uow, limit=2, after=first.next_after)
    assert [[one.slug for one in page.items] for page in (first, second)] == [
        ["cotton", "default"],
        ["labour", "rates"],
    ]
    assert [one.references for one in first.items] == [("default",), ()]
    assert second.next_after is None
