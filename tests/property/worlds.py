"""Databases with things of several collections, drawn at random, and what a token limited to some of these may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import Engine

from service.application.access import Caller, Scope
from service.application.records import (
    Claim,
    ClaimStatus,
    Collection,
    Document,
    DocumentContent,
    Report,
    ReportStatus,
    Source,
    SourceKind,
    StoredCheck,
    Waiver,
)
from service.domain.figure import Figure
from service.domain.result import Verdict
from service.reading.text_form import TextForm
from service.storage import SqlUnits
from service.storage.tables import metadata

SLUGS: Final = ("apples", "berries", "cherries", "dates")
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
UNITS: Final = st.sampled_from(["KZT/USD", "KZT", "USD", "person"])
# Drawn now and then for several sources: what the same words stand for is one source, if it is seen.
TITLES: Final = st.sampled_from(["Yearbook", "Bulletin", "Statement"])


@dataclass(frozen=True, slots=True)
class World:
    """What is stored. ``made_for`` are the collections of the token that created a source, if that was limited."""

    references: Mapping[str, tuple[str, ...]]
    sources: tuple[Source, ...]
    made_for: Mapping[UUID, frozenset[str]]
    histories: tuple[tuple[Claim, ...], ...]
    documents: tuple[Document, ...]
    checks: tuple[StoredCheck, ...]
    waivers: tuple[Waiver, ...]
    reports: tuple[Report, ...]

    def seen_by(self, own: frozenset[str]) -> World:
        """What there would be if nothing existed that a token limited to ``own`` may not see."""
        seen = {slug for mine in own for slug in (mine, *self.references[mine])}
        histories = tuple(history for history in self.histories if history[0].collection in seen)
        documents = tuple(document for document in self.documents if document.collection in own)
        sources = {claim.source_id for history in histories for claim in history}
        sources |= {document.source_id for document in documents}
        sources |= {source for source, slugs in self.made_for.items() if slugs & own}
        cites = {source.id: source.cites for source in self.sources}
        while further := {cited for source in sources for cited in cites[source]} - sources:
            sources |= further
        return World(
            references={
                slug: tuple(other for other in others if other in seen)
                for slug, others in self.references.items()
                if slug in seen
            },
            sources=tuple(source for source in self.sources if source.id in sources),
            made_for=self.made_for,
            histories=histories,
            documents=documents,
            checks=tuple(check for check in self.checks if check.collection in own),
            waivers=tuple(waiver for waiver in self.waivers if waiver.collection in own),
            reports=tuple(report for report in self.reports if own.issuperset(report.collections)),
        )

    def stored(self, engine: Engine) -> SqlUnits:
        """A database with just this in it."""
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        units = SqlUnits(engine)
        self._store(units)
        return units

    def _store(self, units: SqlUnits) -> None:
        for source in self.sources:
            made_for = self.made_for.get(source.id)
            by = units if made_for is None else units.on_behalf_of(limited_to(made_for))
            with by() as uow:
                uow.sources.add([source])
                uow.commit()
        with units() as uow:
            for slug in self.references:
                uow.collections.add(Collection(slug=slug, title=slug, created_at=NOW, updated_at=NOW))
            for slug, references in self.references.items():
                found = uow.collections.get(slug)
                assert found is not None
                uow.collections.put(replace(found, references=references))
            uow.claims.restore(self.histories)
            for document in self.documents:
                uow.documents.add(document, DocumentContent(text="Nothing."))
            for check in self.checks:
                uow.checks.add(check, [UUID(check.body["figures"]["amounts"][0]["claim"])])
            for waiver in self.waivers:
                uow.waivers.add(waiver)
            for report in self.reports:
                uow.reports.add(report, b"{}", b"{}")
            uow.commit()


def limited_to(own: frozenset[str]) -> Caller:
    """Whoever holds a token that is limited to some collections."""
    scopes = frozenset((Scope.READ, Scope.WRITE))
    return Caller(name="somebody", token_id=UUID(int=1), scopes=scopes, collections=own)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few things of everything, used across collections in all ways that the service allows."""
    ids = (UUID(int=number) for number in range(1, 1000))
    slugs = st.sampled_from(SLUGS)
    references = {slug: tuple(draw(st.sets(st.sampled_from(_others(slug)), max_size=2))) for slug in SLUGS}
    sources: list[Source] = []
    made_for: dict[UUID, frozenset[str]] = {}
    for _ in range(draw(st.integers(1, 6))):
        cites = draw(st.sets(st.sampled_from([source.id for source in sources]), max_size=2)) if sources else ()
        sources.append(_source(next(ids), draw(TITLES), tuple(cites)))
        if draw(st.booleans()):
            made_for[sources[-1].id] = draw(st.frozensets(slugs, min_size=1, max_size=2))
    a_source = st.sampled_from([source.id for source in sources])
    histories: list[tuple[Claim, ...]] = []
    for _ in range(draw(st.integers(0, 8))):
        first = _claim(next(ids), draw(slugs), draw(a_source), draw(UNITS), draw(st.integers(1, 3)))
        revised = replace(first, revision=2, source_id=draw(a_source), statement="Revised.")
        histories.append((first, revised)[: draw(st.integers(1, 2))])
    documents = [
        Document(id=next(ids), collection=draw(slugs), source_id=draw(a_source), format=TextForm.PLAIN, created_at=NOW)
        for _ in range(draw(st.integers(0, 3)))
    ]
    checks, waivers = [], []
    for slug in SLUGS:
        usable = [history[-1] for history in histories if history[0].collection in (slug, *references[slug])]
        for claim in draw(st.lists(st.sampled_from(usable), max_size=1)) if usable else ():
            checks.append(_check(next(ids), slug, claim))
            waivers.append(_waiver(next(ids), checks[-1], claim))
    reports = [_report(next(ids), draw(st.sets(slugs, min_size=1, max_size=2))) for _ in range(draw(st.integers(0, 3)))]
    return World(
        references,
        tuple(sources),
        made_for,
        tuple(histories),
        tuple(documents),
        tuple(checks),
        tuple(waivers),
        tuple(reports),
    )


def _others(slug: str) -> list[str]:
    return [other for other in SLUGS if other != slug]


def _source(source_id: UUID, title: str, cites: tuple[UUID, ...]) -> Source:
    return Source(
        id=source_id,
        title=title,
        kind=SourceKind.REPORT,
        published="2004",
        cites=cites,
        created_at=NOW,
        updated_at=NOW,
    )


def _claim(claim_id: UUID, slug: str, source: UUID, unit: str, value: int) -> Claim:
    return Claim(
        id=claim_id,
        collection=slug,
        source_id=source,
        measure="amount",
        figure=Figure.parse({"value": str(value), "unit": unit}),
        period="2004",
        status=ClaimStatus.CANDIDATE if value == 3 else ClaimStatus.STATED,
        created_at=NOW,
        updated_at=NOW,
    )


def _check(check_id: UUID, slug: str, claim: Claim) -> StoredCheck:
    # In dollars it needs a rate, which is looked for among the claims of the collection and of those it references.
    amounts = [{"claim": str(claim.id)}, {"value": "2", "unit": "KZT"}]
    body = {"kind": "conversion", "figures": {"amounts": amounts}}
    return StoredCheck(id=check_id, collection=slug, name="fits", body=body, created_at=NOW, updated_at=NOW)


def _waiver(waiver_id: UUID, check: StoredCheck, claim: Claim) -> Waiver:
    return Waiver(
        id=waiver_id,
        collection=check.collection,
        check=str(check.id),
        check_version=1,
        name="fits",
        claims=((claim.id, 1),),
        verdict=Verdict.UNDETERMINED,
        digest="0" * 64,
        reason="So be it.",
        created_at=NOW,
        updated_at=NOW,
    )


def _report(report_id: UUID, slugs: set[str]) -> Report:
    return Report(
        id=report_id,
        collections=tuple(sorted(slugs)),
        status=ReportStatus.FINISHED,
        options={},
        created_at=NOW,
        updated_at=NOW,
        finished_at=NOW,
    )
