"""A token that is limited to collections: for it there is nothing else, and nothing else is changed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from service.application import checks, claims, collections, documents, sources, waivers
from service.application.errors import Conflict, Forbidden, NotFound
from service.application.lineage import origins_of
from service.application.ports import UnitOfWork, UnitOfWorkFactory
from service.application.queries import ClaimFilters, WaiverFilters
from service.application.records import DocumentContent, WaiverState
from service.application.reports import store
from service.application.results import result_of_check
from service.application.uncached import Uncached
from service.domain.errors import Malformed
from service.storage import SqlUnits, open_scratch
from service.storage.tables import metadata
from tests.property.worlds import NOW, SLUGS, World, limited_to, worlds

OWN = st.frozensets(st.sampled_from(SLUGS), max_size=2)
Telling = Callable[[UnitOfWork], Any]


@pytest.fixture(scope="module")
def databases() -> Iterator[tuple[Engine, Engine]]:
    """Two, for whatever world is stored next."""
    whole, part = open_scratch(), open_scratch()
    yield whole, part
    whole.dispose()
    part.dispose()


@settings(max_examples=20)
@given(world=worlds(), own=OWN)
def test_what_a_limited_token_sees_is_all_there_would_be_if_nothing_else_existed(
    databases: tuple[Engine, Engine], world: World, own: frozenset[str]
) -> None:
    seen = world.stored(databases[0]).on_behalf_of(limited_to(own))
    part = world.seen_by(own).stored(databases[1])
    for name, telling in tellings(world):
        assert told(seen, telling) == told(part, telling), name
    for slug in sorted(own):
        assert report(seen, slug) == report(part, slug)


@settings(max_examples=25)
@given(world=worlds(), own=OWN)
def test_nothing_that_a_limited_token_tries_changes_what_is_not_its_own(
    databases: tuple[Engine, Engine], world: World, own: frozenset[str]
) -> None:
    units = world.stored(databases[0])
    before = beyond(units, world, own)
    by = units.on_behalf_of(limited_to(own))
    for name, attempt, expected in attempts(world, world.seen_by(own), own):
        assert attempted(by, attempt) == expected, name
    assert beyond(units, world, own) == before


def told(units: UnitOfWorkFactory, telling: Telling) -> Any:
    with units(read_only=True) as uow:
        try:
            return telling(uow)
        except (NotFound, Malformed) as error:
            return str(error)


def tellings(world: World) -> Iterator[tuple[str, Telling]]:
    """Every question to what is stored, about everything that is stored anywhere."""
    yield from about_all(world)
    for slug in SLUGS:
        yield from about_collection(slug)
    for source in world.sources:
        yield from about_source(source.id)
    for history in world.histories:
        yield from about_claim(history[0].id)
    for check in world.checks:
        yield from about_check(check.id)
    for document in world.documents:
        yield f"document {document.id}", partial(documents.get, document_id=document.id)
        yield f"text of {document.id}", partial(content, document_id=document.id)
    for waiver in world.waivers:
        yield f"waiver {waiver.id}", partial(waivers.get, waiver_id=waiver.id)
    for one in world.reports:
        yield f"report {one.id}", partial(store.document, report_id=one.id)
        yield f"basis of {one.id}", partial(basis, report_id=one.id)


def about_all(world: World) -> Iterator[tuple[str, Telling]]:
    claim_ids = [history[0].id for history in world.histories]
    pins = [(claim.id, claim.revision) for history in world.histories for claim in history]
    source_ids = [source.id for source in world.sources]
    identities = {source.identity for source in world.sources}
    days = date(2004, 1, 1), date(2004, 12, 31)
    yield "collections", lambda uow: [uow.collections.page(9, None), uow.collections.existing(SLUGS)]
    yield "sources", lambda uow: [uow.sources.page(9, None), uow.sources.page(2, UUID(int=1))]
    yield "claims", lambda uow: [uow.claims.page(ClaimFilters(), 3, after) for after in (None, *claim_ids)]
    yield "sources by id", lambda uow: [uow.sources.several(source_ids), uow.sources.existing(source_ids)]
    yield "sources by identity", lambda uow: uow.sources.by_identity(identities)
    yield "lineage", lambda uow: [uow.sources.lineage(source_ids), origins_of(uow, source_ids)]
    yield "claims by id", lambda uow: [uow.claims.current(claim_ids), uow.claims.histories(claim_ids)]
    yield "claims at revisions", lambda uow: uow.claims.at(pins)
    yield "rates", lambda uow: uow.claims.rates_near(["KZT/USD"], SLUGS, *days)
    yield "documents", lambda uow: uow.documents.page(None, None, 9, None)
    yield "checks", lambda uow: uow.checks.page(None, 9, None)
    yield "waivers", lambda uow: uow.waivers.page(None, 9, None)
    yield "reports", lambda uow: uow.reports.page(None, 9, None)


def about_collection(slug: str) -> Iterator[tuple[str, Telling]]:
    yield f"collection {slug}", partial(collections.get, slug=slug)
    yield f"claims of {slug}", lambda uow: uow.claims.page(ClaimFilters(collection=slug), 9, None)
    yield f"checks of {slug}", lambda uow: [uow.checks.page(slug, 9, None), uow.checks.collections_used(slug)]
    yield f"documents of {slug}", lambda uow: uow.documents.page(slug, None, 9, None)
    yield f"checks read in {slug}", lambda uow: uow.documents.checks(slug, 9, None)
    yield f"waivers of {slug}", lambda uow: uow.waivers.page(slug, 9, None)
    yield f"reports on {slug}", lambda uow: uow.reports.page(slug, 9, None)


def about_source(source: UUID) -> Iterator[tuple[str, Telling]]:
    yield f"source {source}", partial(sources.get, source_id=source)
    yield f"claims of source {source}", lambda uow: uow.claims.page(ClaimFilters(source_id=source), 9, None)
    yield f"documents of source {source}", lambda uow: uow.documents.page(None, source, 9, None)


def about_claim(claim: UUID) -> Iterator[tuple[str, Telling]]:
    yield f"claim {claim}", partial(claims.get, claim_id=claim)
    yield f"revisions of {claim}", partial(claims.revisions, claim_id=claim, limit=9)
    yield f"revision 2 of {claim}", partial(claims.revision, claim_id=claim, number=2)


def about_check(check: UUID) -> Iterator[tuple[str, Telling]]:
    yield f"check {check}", partial(checks.get, check_id=check)
    yield f"inputs of {check}", lambda uow: uow.checks.inputs(check)
    yield f"result of {check}", lambda uow: result_of_check(uow, Uncached(), check).body
    states = [WaiverFilters(check=str(check), state=(state, NOW)) for state in WaiverState]
    yield f"waivers of {check}", lambda uow: [uow.waivers.page(None, 9, None, state) for state in states]


def content(uow: UnitOfWork, document_id: UUID) -> DocumentContent | None:
    return uow.documents.content(document_id)


def basis(uow: UnitOfWork, report_id: UUID) -> bytes | None:
    return uow.reports.basis(report_id)


def report(units: UnitOfWorkFactory, slug: str) -> Any:
    """What a report on a collection says."""
    made = store.make(units, Uncached(), {"collection": slug}, at_once=1000)
    assert made.document is not None, made.report.detail
    return orjson.loads(made.document)


def attempted(units: UnitOfWorkFactory, attempt: Telling) -> str:
    with units() as uow:
        try:
            attempt(uow)
        except Forbidden:
            return "forbidden"
        except NotFound:
            return "not there"
        except Malformed as error:
            return "not there" if "there is no" in str(error) else "done"
        except Conflict:
            return "done"  # as far as it depends on who asks
        uow.commit()
    return "done"


def outcome(*, mine: bool, seen: bool) -> str:
    return "done" if mine else "forbidden" if seen else "not there"


def attempts(world: World, seen: World, own: frozenset[str]) -> Iterator[tuple[str, Telling, str]]:
    """Changes of everything: what is tried, and what should come of it."""
    for slug in SLUGS:
        usual = outcome(mine=slug in own, seen=slug in seen.references)
        new = {"collection": slug, "source": {"title": "New", "kind": "report"}, "figure": {"value": "1", "unit": "kg"}}
        yield f"claim in {slug}", partial(claims.record, body=new), usual
        yield f"title of {slug}", partial(collections.change, slug=slug, changes={"title": "x"}), usual
        for other in sorted(set(SLUGS) - seen.references.keys()):
            changes = {"references": [other]}
            yield (
                f"{slug} to {other}",
                partial(collections.change, slug=slug, changes=changes),
                "not there" if usual == "done" else usual,
            )
    for history in world.histories:
        claim = history[0]
        usual = outcome(mine=claim.collection in own, seen=history in seen.histories)
        yield f"claim {claim.id}", partial(claims.revise, claim_id=claim.id, changes={"statement": "x"}), usual
        yield f"no claim {claim.id}", partial(claims.retract, claim_id=claim.id), usual
    for source in world.sources:
        visible = source in seen.sources
        mine = visible and not used_beyond(world, source.id, own)
        change = partial(sources.change, source_id=source.id, changes={"title": "x"})
        yield f"source {source.id}", change, outcome(mine=mine, seen=visible)
    for check in world.checks:
        usual = outcome(mine=check in seen.checks, seen=False)
        yield f"check {check.id}", partial(checks.change, check_id=check.id, changes={"name": "x"}), usual
    for waiver in world.waivers:
        usual = outcome(mine=waiver in seen.waivers, seen=False)
        yield f"waiver {waiver.id}", partial(waivers.change, waiver_id=waiver.id, changes={"reason": "x"}), usual
        yield f"no waiver {waiver.id}", partial(waivers.delete, waiver_id=waiver.id), usual
    for check in world.checks:
        usual = outcome(mine=check in seen.checks, seen=False)
        yield f"no check {check.id}", partial(checks.delete, check_id=check.id), usual
    for document in world.documents:
        usual = outcome(mine=document in seen.documents, seen=False)
        yield f"no document {document.id}", partial(documents.delete, document_id=document.id), usual
    for one in world.reports:
        yield (
            f"no report {one.id}",
            partial(store.stop, report_id=one.id),
            outcome(mine=one in seen.reports, seen=False),
        )


def used_beyond(world: World, source: UUID, own: frozenset[str]) -> bool:
    """Whether anything beyond ``own`` rests on a source, or a token of other collections created it."""
    citing = {source}
    while further := {one.id for one in world.sources if set(one.cites) & citing} - citing:
        citing |= further
    return (
        any(claim.source_id in citing for one in world.histories for claim in one if claim.collection not in own)
        or any(document.source_id in citing for document in world.documents if document.collection not in own)
        or any(not world.made_for.get(one, own) <= own for one in citing)
    )


def beyond(units: SqlUnits, world: World, own: frozenset[str]) -> Any:
    """All rows of the database that are of what is not the token's own."""
    theirs: set[object] = {slug for slug in SLUGS if slug not in own}
    theirs |= {history[0].id for history in world.histories if history[0].collection not in own}
    for some in (world.documents, world.checks, world.waivers):
        theirs |= {one.id for one in some if one.collection not in own}
    theirs |= {one.id for one in world.reports if not own.issuperset(one.collections)}
    theirs |= {source.id for source in world.sources if used_beyond(world, source.id, own)}
    with units(read_only=True) as uow:
        rows = {table.name: uow._connection.execute(select(table)).all() for table in metadata.sorted_tables}
    return {name: [row for row in some if row[0] in theirs] for name, some in rows.items()}
