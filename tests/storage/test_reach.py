"""How far units of work on behalf of somebody reach, in both databases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, event, text

from service.application import checks, claims, collections, sources, tokens
from service.application.access import Caller, Scope
from service.application.errors import Forbidden
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters
from service.application.records import Claim, Source
from service.application.stamps import new_id
from service.storage import SqlUnits, bulk, open_engine, open_scratch, upgrade
from service.storage.claim_rows import claim_row, revision_row
from service.storage.tables import claim_revisions
from service.storage.tables import claims as claims_table
from tests import samples
from tests.property.test_reach import OWN, attempted, attempts, tellings, told
from tests.property.worlds import World, limited_to, worlds

MINE = limited_to(frozenset(["mine"]))


@pytest.fixture
def databases(postgresql_url: str) -> Iterator[tuple[Engine, Engine]]:
    """One in PostgreSQL, and one for what should be seen of it."""
    whole, part = open_engine(postgresql_url), open_scratch()
    yield whole, part
    whole.dispose()
    part.dispose()


@pytest.fixture
def stored(units: SqlUnits) -> dict[str, Claim]:
    """A claim in each of three collections, of which the first references the second."""
    found = {}
    with units() as uow:
        for slug, references in (("theirs", []), ("rates", []), ("mine", ["rates"])):
            collections.create(uow, {"slug": slug, "title": slug, "references": references})
            found[slug] = claims.record(uow, samples.claim(collection=slug, source=samples.source(title=slug)))
        uow.commit()
    return found


@pytest.fixture
def mine(units: SqlUnits) -> SqlUnits:
    """On behalf of a token that is limited to one collection."""
    return units.on_behalf_of(MINE)


# As in tests/property with SQLite; PostgreSQL is asked in other words.
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), own=OWN)
def test_postgresql_shows_what_there_would_be_if_nothing_else_existed(
    databases: tuple[Engine, Engine], world: World, own: frozenset[str]
) -> None:
    by = world.stored(databases[0]).on_behalf_of(limited_to(own))
    seen = world.seen_by(own)
    part = seen.stored(databases[1])
    for name, telling in tellings(world):
        assert told(by, telling) == told(part, telling), name
    for name, attempt, expected in attempts(world, seen, own):
        assert attempted(by, attempt) == expected, name


def test_what_may_only_be_seen_is_refused_wherever_it_is_written(mine: SqlUnits, stored: dict[str, Claim]) -> None:
    rate = stored["rates"]
    writes: list[Callable[[UnitOfWork], Any]] = [
        lambda uow: uow.claims.get(rate.id, lock=True),
        lambda uow: uow.claims.add([rate]),
        lambda uow: uow.claims.restore([[rate]]),
        lambda uow: uow.claims.revise(rate),
        lambda uow: uow.claims.revise_all([rate]),
        lambda uow: uow.collections.get("rates", lock=True),
        lambda uow: uow.collections.put(collections.get(uow, "rates")),
        lambda uow: uow.collections.remove("rates"),
        lambda uow: uow.collections.use_of("mine"),
        lambda uow: uow.sources.get(rate.source_id, lock=True),
        lambda uow: uow.sources.of_collection("rates"),
        lambda uow: uow.checks.add(checks.draft({"collection": "rates", "name": "x", "kind": "equal"}), []),
        lambda uow: uow.reports.extent("rates", 1),
        lambda uow: uow.tokens.revoke(rate.id, rate.created_at),
    ]
    for write in writes:
        with mine() as uow, pytest.raises(Forbidden):
            write(uow)


def test_whoever_may_only_read_writes_nothing_even_in_a_collection_of_its_own(
    units: SqlUnits, stored: dict[str, Claim]
) -> None:
    reader = Caller(name="reader", scopes=frozenset((Scope.READ,)))
    with units.on_behalf_of(reader)() as uow:
        assert claims.get(uow, stored["mine"].id) == stored["mine"]
        with pytest.raises(Forbidden, match="may only read"):
            claims.retract(uow, stored["mine"].id)


def test_a_claim_that_may_only_be_seen_is_refused_without_waiting_for_who_changes_it(
    units: SqlUnits, mine: SqlUnits, stored: dict[str, Claim], engine: Engine
) -> None:
    if engine.dialect.name == "sqlite":  # where all writers wait for each other anyway
        return
    with units() as other, mine() as uow:
        for one in (stored["rates"], stored["theirs"]):
            claims.retract(other, one.id)
        with pytest.raises(Forbidden):
            uow.claims.get(stored["rates"].id, lock=True)
        assert uow.claims.get(stored["theirs"].id, lock=True) is None


def test_inline_sources_are_matched_with_those_that_are_seen(units: SqlUnits, mine: SqlUnits) -> None:
    with units() as uow:
        for slug in ("mine", "theirs"):
            collections.create(uow, {"slug": slug, "title": slug})
        foreign = claims.record(uow, samples.claim(collection="theirs"))
        uow.commit()
    recorded = []
    for _ in range(2):
        with mine() as uow:
            recorded.append(claims.record(uow, samples.claim(collection="mine")).source_id)
            uow.commit()
    assert recorded[0] == recorded[1] != foreign.source_id


@pytest.mark.usefixtures("stored")
def test_a_source_is_changed_by_who_has_all_that_rests_on_it(units: SqlUnits, mine: SqlUnits) -> None:
    def changed(source: Source) -> Source:
        with mine() as uow:
            found = sources.change(uow, source.id, {"title": "Changed"})
            uow.commit()
        return found

    with mine() as uow:
        source = sources.create(uow, samples.source())
        uow.commit()
    assert changed(source).version == 2
    with units() as uow:
        citing = sources.create(uow, samples.source(title="Citing", cites=[str(source.id)]))
        claims.record(uow, samples.claim(collection="theirs", source_id=str(citing.id)))
        uow.commit()
    with pytest.raises(Forbidden, match="beyond those of this token"):
        changed(source)


@pytest.mark.usefixtures("stored")
def test_a_source_that_somebody_comes_to_use_while_it_is_being_changed_is_not_changed(
    units: SqlUnits, mine: SqlUnits, engine: Engine
) -> None:
    if engine.dialect.name == "sqlite":  # where all writers wait for each other anyway
        return
    with mine() as uow:
        source = sources.create(uow, samples.source())
        uow.commit()
    refused: list[Forbidden] = []

    def change() -> None:
        with mine() as uow:
            try:
                sources.change(uow, source.id, {"title": "Changed"})
            except Forbidden as error:
                refused.append(error)

    other = Thread(target=change)
    with units() as uow:
        claims.record(uow, samples.claim(collection="theirs", source_id=str(source.id)))
        other.start()
        wait_for_a_lock(engine, other)
        uow.commit()
    other.join()
    assert len(refused) == 1


def wait_for_a_lock(engine: Engine, thread: Thread) -> None:
    """Return once a transaction waits for another one, or the thread that was to make it wait is through."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while thread.is_alive():
        with engine.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.01)


@pytest.mark.parametrize("occasion", ["a token is made", "the schema is upgraded once more"])
def test_a_token_sees_the_sources_of_claims_that_programs_of_an_older_schema_stored(
    units: SqlUnits, mine: SqlUnits, stored: dict[str, Claim], engine: Engine, occasion: str
) -> None:
    def seen() -> list[UUID]:
        with mine(read_only=True) as uow:
            return [source.id for source in uow.sources.page(9, None)]

    with units() as uow:
        tokens.issue(uow, "writer", {Scope.WRITE}, collections=["mine"])
        source = sources.create(uow, samples.source(title="of the older program"))
        uow.commit()
    claim = replace(stored["mine"], id=new_id(), source_id=source.id)
    with engine.begin() as connection:  # as it does it
        bulk.insert(connection, claims_table, [claim_row(claim)])
        bulk.insert(connection, claim_revisions, [revision_row(claim)])
    assert source.id not in seen()
    if occasion == "a token is made":
        with units() as uow:
            tokens.issue(uow, "reader", {Scope.READ}, collections=["mine"])
            uow.commit()
    else:
        upgrade(engine.url.render_as_string(hide_password=False))
    assert seen() == [stored["rates"].source_id, stored["mine"].source_id, source.id]


def test_for_who_is_not_limited_no_statement_is_another_one(
    engine: Engine, units: SqlUnits, stored: dict[str, Claim]
) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    def asked(by: SqlUnits) -> list[str]:
        said.clear()
        claim = stored["mine"]
        with by(read_only=True) as uow:
            uow.claims.page(ClaimFilters(), 9, None)
            uow.claims.page(ClaimFilters(collection="mine"), 9, None)
            uow.claims.get(claim.id)
            uow.claims.current([claim.id])
            uow.claims.footing("mine", claim.source_id)
            uow.sources.page(9, None)
            uow.sources.several([claim.source_id])
            uow.sources.by_identity(["x"])
            uow.sources.lineage([claim.source_id])
            uow.collections.page(9, None)
            uow.collections.get("mine")
            uow.checks.page(None, 9, None)
            uow.checks.inputs(claim.id)
            uow.documents.page("mine", None, 9, None)
            uow.reports.page("mine", 9, None)
            uow.waivers.page("mine", 9, None)
        return said[:]

    administrator = units.on_behalf_of(Caller(name="administrator"))
    assert asked(administrator) == asked(units)
    assert not any("IN (" in statement and "collection" in statement for statement in asked(units)[:2])


def test_in_its_own_collections_a_limited_token_is_asked_no_more_statements(
    engine: Engine, mine: SqlUnits, stored: dict[str, Claim]
) -> None:
    count: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: count.append(given[2]))
    with mine(read_only=True) as uow:
        assert uow.claims.page(ClaimFilters(collection="mine"), 9, None) == [stored["mine"]]
        assert uow.claims.get(stored["mine"].id) == stored["mine"]
        assert list(uow.claims.at([(stored["mine"].id, 1)])) == [stored["mine"].id]
    assert len(count) == 3
