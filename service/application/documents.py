"""Documents: texts kept with what was read in them. Their figures are candidates for claims until somebody states them.

Reading a text and answering its checks may take seconds, and a transaction that writes may hold everybody up. So both
are done before; the transaction only stores what came of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from service.application import read_checks
from service.application.claims import require_footing
from service.application.document_drafts import Draft, ReadDraft, draft, read
from service.application.errors import NotFound, Stale
from service.application.lineage import origin_of_new
from service.application.paging import PORTION, all_of, page_of, portions
from service.application.pins import revisions_of
from service.application.ports import ResultCache, UnitOfWork, UnitOfWorkFactory
from service.application.queries import Page
from service.application.read_checks import Answered, Asked
from service.application.records import Claim, ClaimStatus, Document, DocumentContent, Source, Waiver
from service.application.sources import match_or_create, missing_cite
from service.application.stamps import now
from service.application.waivers import covering, in_force
from service.domain.result import Verdict

Claims = Mapping[UUID, Claim]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document read, with what came of its checks, ready to be stored."""

    draft: ReadDraft
    answered: Answered


@dataclass(frozen=True, slots=True)
class Taken:
    """A stored document with all that it takes to tell how it stands, so that no transaction is open meanwhile."""

    document: Document
    content: DocumentContent
    claims: Claims
    asked: tuple[Asked, ...]
    waivers: Mapping[str, list[Waiver]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it stands: its claims in their current revisions, and what came of its checks."""

    document: Document
    content: DocumentContent
    claims: Claims
    answered: Answered
    waivers: Mapping[str, Waiver]


def prepare(units: UnitOfWorkFactory, cache: ResultCache, body: Mapping[str, Any]) -> Prepared:
    """The document that ``body`` describes, read: ``text``, ``source_id`` or an inline ``source``, and if given others.

    Those are ``collection``, ``format`` (plain) and ``date``, by default when the source was published. Raises
    Malformed, also when the collection or the source does not exist.
    """
    given = draft(body)
    with units(read_only=True) as uow:
        _require_footing(uow, given)
        found = _dated(uow, _sourced(uow, given))
    made = read(found)
    with units(read_only=True) as uow:
        asked = _asked(uow, made)
    return Prepared(made, read_checks.answer(cache, asked, made.content.suppressions))


def create(uow: UnitOfWork, cache: ResultCache, prepared: Prepared) -> Standing:
    """Store a document, its claims with it. Raises Malformed when its collection or its source is gone by now."""
    made = prepared.draft
    _require_footing(uow, made)
    answered = prepared.answered
    if made.source is not None:
        matched = made.of_source(match_or_create(uow, [made.source])[made.source.identity])
        if matched is not made:  # somebody stored the source at this moment, and results may name it
            made = replace(matched, source=None)
            answered = read_checks.answer(cache, _asked(uow, made), made.content.suppressions)
    uow.claims.add(made.claims)
    uow.documents.add(made.document, made.content)
    return Standing(made.document, made.content, _by_id(made.claims), answered, {})


def get(uow: UnitOfWork, document_id: UUID) -> Document:
    """One document, apart from its text. Raises NotFound."""
    document = uow.documents.get(document_id)
    if document is None:
        raise NotFound("document", document_id)
    return document


def list_(
    uow: UnitOfWork,
    *,
    collection: str | None = None,
    source_id: UUID | None = None,
    limit: int,
    after: UUID | None = None,
) -> Page[Document, UUID]:
    """Documents (of one collection, of one source) in the order of their ids, oldest first, from after ``after``."""
    found = uow.documents.page(collection, source_id, limit + 1, after)
    return page_of(found, limit, lambda document: document.id)


def take(uow: UnitOfWork, document_id: UUID) -> Taken:
    """What it takes to tell how a document stands. Raises NotFound."""
    document = get(uow, document_id)
    content = uow.documents.content(document_id)
    if content is None:
        raise NotFound("document", document_id)  # deleted this very moment
    claims = _current(uow, [figure.claim for figure in content.figures])
    asked = read_checks.ask(uow, document.collection, content.checks, claims)
    waivers = _in_force(uow, document.collection) if asked else {}
    return Taken(document, content, claims, tuple(asked), waivers)


def standing(cache: ResultCache, taken: Taken) -> Standing:
    """How a document stands. May take a while, where results are not kept yet."""
    answered = read_checks.answer(cache, taken.asked, taken.content.suppressions)
    waivers = {}
    for finding in answered.findings:
        claims = tuple(revisions_of(finding.result["inputs"]).items())
        verdict = Verdict(finding.result["verdict"])
        waiver = covering(taken.waivers, finding.check.key, claims, None, verdict)
        if waiver is not None:
            waivers[finding.check.key] = waiver
    return Standing(taken.document, taken.content, taken.claims, answered, waivers)


def delete(uow: UnitOfWork, document_id: UUID, *, seen: Claims | None = None) -> None:
    """Delete a document. Its candidates that nobody has touched are retracted, all other claims stay.

    Touched is what was revised, and what a stored check is about. Raises NotFound, and Stale when its claims are no
    longer those that were ``seen``, or when one was revised at this moment.
    """
    document = uow.documents.get(document_id, lock=True)
    content = None if document is None else uow.documents.content(document_id)
    if document is None or content is None:
        raise NotFound("document", document_id)
    ids = [figure.claim for figure in content.figures]
    claims = _current(uow, ids)
    if seen is not None and _pins(seen) != _pins(claims):
        raise Stale(None)
    instant = now()
    retracted = [
        replace(claims[claim], revision=claims[claim].revision + 1, status=ClaimStatus.RETRACTED, updated_at=instant)
        for claim in sorted(uow.claims.untouched(ids))
    ]
    if not uow.claims.revise_all(retracted):
        raise Stale(None)
    uow.documents.remove(document_id)


def _require_footing(uow: UnitOfWork, given: Draft | ReadDraft) -> None:
    named = given.document.source_id if given.source is None else None
    require_footing(uow, given.document.collection, named)
    source = given.source
    if source is not None and source.cites:
        error = missing_cite(source, uow.sources.existing(source.cites))
        if error is not None:
            raise error.within("source")


def _sourced(uow: UnitOfWork, given: Draft) -> Draft:
    """With the stored source instead of an inline one that is the same."""
    if given.source is None:
        return given
    known = uow.sources.by_identity([given.source.identity]).get(given.source.identity)
    if known is None:
        return given
    return replace(given, document=replace(given.document, source_id=known), source=None)


def _dated(uow: UnitOfWork, given: Draft) -> Draft:
    """With the date of its source, if it has none of its own."""
    if given.document.date is not None:
        return given
    source: Source | None = given.source or uow.sources.get(given.document.source_id)
    published = None if source is None else source.published
    return replace(given, document=replace(given.document, date=published))


def _asked(uow: UnitOfWork, made: ReadDraft) -> list[Asked]:
    source = made.source
    origins = {} if source is None else {source.id: origin_of_new(uow, source)}
    return read_checks.ask(uow, made.document.collection, made.content.checks, _by_id(made.claims), origins)


def _current(uow: UnitOfWork, ids: list[UUID]) -> dict[UUID, Claim]:
    claims: dict[UUID, Claim] = {}
    for portion in portions(ids):
        claims |= uow.claims.current(portion)
    return claims


def _in_force(uow: UnitOfWork, collection: str) -> dict[str, list[Waiver]]:
    def paged(*, after: UUID | None) -> Page[Waiver, UUID]:
        return page_of(uow.waivers.page(collection, PORTION + 1, after), PORTION, lambda waiver: waiver.id)

    return in_force(all_of(paged), now())


def _by_id(claims: Iterable[Claim]) -> Claims:
    return {claim.id: claim for claim in claims}


def _pins(claims: Claims) -> dict[UUID, int]:
    return {claim.id: claim.revision for claim in claims.values()}
