from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, event

from service.application import sources
from service.application.errors import Conflict, NotFound, Stale
from service.application.records import Source
from service.domain.errors import Malformed
from service.storage import SqlUnits
from tests import samples


def created(units: SqlUnits, **members: Any) -> Source:
    with units() as uow:
        source = sources.create(uow, samples.source(**members))
        uow.commit()
    return source


def test_a_source_comes_back_as_it_was_created(units: SqlUnits) -> None:
    quoted = created(units, title="Statement", kind="statement")
    source = created(
        units,
        authors=["B", "A"],
        url="https://example.org/2004",
        published="2004-09-24",
        cites=[str(quoted.id)],
        reference=True,
    )
    with units(read_only=True) as uow:
        assert sources.get(uow, source.id) == source
        assert sources.list_(uow, limit=10).items == (quoted, source)
    assert source.cites == (quoted.id,)


def test_a_source_changed_during_a_read_shows_no_mixture(units: SqlUnits, engine: Engine) -> None:
    cited = created(units, title="Statement")
    source = created(units, title="Report")

    changes = [1]

    def change(*_: object) -> None:
        if not changes:
            return
        changes.clear()
        with units() as uow:
            sources.change(uow, source.id, {"cites": [str(cited.id)]})
            uow.commit()

    event.listen(engine, "after_cursor_execute", change)
    with units(read_only=True) as uow:
        found = sources.get(uow, source.id)
    assert (found.version, found.cites) == (1, ())
    with units(read_only=True) as uow:
        assert [(one.version, one.cites) for one in sources.list_(uow, limit=2).items] == [(1, ()), (2, (cited.id,))]


def test_a_source_can_be_created_twice(units: SqlUnits) -> None:
    assert created(units).id != created(units).id


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"kind": "rumour"}, ("kind",)),
        ({"published": "24.9.2004"}, ("published",)),
        ({"cites": ["somebody"]}, ("cites", 0)),
        ({"cites": ["01900000-0000-7000-8000-000000000000"]}, ("cites", 0)),
    ],
)
def test_what_a_source_cannot_be_is_refused_by_name(
    units: SqlUnits, members: dict[str, Any], where: tuple[str | int, ...]
) -> None:
    with units() as uow, pytest.raises(Malformed) as refused:
        sources.create(uow, samples.source(**members))
    assert refused.value.faults[0].where == where


def test_a_source_never_comes_to_cite_itself(units: SqlUnits) -> None:
    first = created(units, title="first")
    second = created(units, title="second", cites=[first.id])
    third = created(units, title="third", cites=[second.id])
    with units() as uow:
        with pytest.raises(Malformed, match="does not cite itself"):
            sources.change(uow, first.id, {"cites": [first.id]})
        with pytest.raises(Malformed, match="directly or through others"):
            sources.change(uow, first.id, {"cites": [third.id]})
        assert sources.change(uow, third.id, {"cites": [first.id]}).cites == (first.id,)


def test_two_changes_at_once_cannot_close_a_circle(units: SqlUnits) -> None:
    one, other = created(units, title="one"), created(units, title="other")
    ready = Barrier(2)
    outcomes: list[str] = []

    def cite(source: Source, cited: Source) -> None:
        ready.wait()
        try:
            with units() as uow:
                sources.change(uow, source.id, {"cites": [cited.id]})
                uow.commit()
            outcomes.append("done")
        except Malformed:
            outcomes.append("refused")

    threads = [Thread(target=cite, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]


def test_a_change_counts_the_version_and_keeps_what_it_does_not_name(units: SqlUnits) -> None:
    source = created(units, authors=["A"])
    with units() as uow:
        changed = sources.change(uow, source.id, {"publisher": None, "published": "2004"}, if_match=1)
        uow.commit()
    assert (changed.version, changed.publisher, changed.published, changed.authors) == (2, None, "2004", ("A",))
    with units() as uow:
        assert sources.get(uow, source.id) == changed
        with pytest.raises(Stale):
            sources.delete(uow, source.id, if_match=1)


def test_a_source_that_nobody_uses_can_be_deleted(units: SqlUnits) -> None:
    quoted = created(units)
    source = created(units, cites=[quoted.id])
    with units() as uow:
        with pytest.raises(Conflict, match="it has sources that cite it"):
            sources.delete(uow, quoted.id)
        sources.delete(uow, source.id)
        sources.delete(uow, quoted.id)
        uow.commit()
    with units() as uow, pytest.raises(NotFound):
        sources.get(uow, source.id)
