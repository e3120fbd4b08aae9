"""Claims: figures with what they measure, who states them and when. A claim is revised and retracted, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from service.application.claim_drafts import Draft, draft, members
from service.application.errors import BatchMalformed, NotFound, Stale
from service.application.paging import page_of
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters, Page
from service.application.records import Claim, ClaimStatus, Source
from service.application.sources import match_or_create, missing_cite
from service.application.stamps import now
from service.domain.errors import Malformed

LARGEST_BATCH = 50_000
MOST_FAULTY_LINES = 100

# Claims not stored yet, each with the number of its line.
Batch = Sequence[tuple[int, Draft]]


def record(uow: UnitOfWork, body: Mapping[str, Any]) -> Claim:
    """Store a claim: ``figure``, either ``source_id`` or an inline ``source``, and optionally the other members.

    An inline source is matched with a stored one (see ``Source.identity``) or created with the claim.
    Raises Malformed, also when the collection or the source does not exist.
    """
    item = draft(body, now())
    require_footing(uow, item.claim.collection, item.named_source)
    try:
        claims = _with_sources(uow, [(1, item)])
    except BatchMalformed as error:
        raise error.lines[0][1] from None
    uow.claims.add(claims)
    return claims[0]


def require_footing(uow: UnitOfWork, collection: str, source_id: UUID | None) -> None:
    """Raises Malformed when the collection or the source that claims are to have does not exist."""
    collection_exists, source_exists = uow.claims.footing(collection, source_id)
    if not collection_exists:
        raise _no_collection(collection)
    if not source_exists and source_id is not None:
        raise _no_source(source_id)


def draft_batch(lines: Iterable[tuple[int, Mapping[str, Any] | Malformed]]) -> Batch:
    """Up to 50,000 claims ready to be stored. Each comes with the number of its line, for errors.

    Needs no transaction, so that nobody waits while many lines are read. A line that was refused already, for its
    shape, is given as its Malformed, so that all faults are told together. Raises BatchMalformed with what is wrong by
    line (reading stops after 100 faulty ones), and Malformed when there are no lines or too many.
    """
    drafts: list[tuple[int, Draft]] = []
    faulty: list[tuple[int, Malformed]] = []
    sources: dict[str, Source] = {}
    instant = now()
    for number, body in lines:
        if len(drafts) + len(faulty) >= LARGEST_BATCH:
            raise Malformed(f"a batch has at most {LARGEST_BATCH} claims; split it")
        if len(faulty) >= MOST_FAULTY_LINES:
            raise BatchMalformed(tuple(faulty), complete=False)
        try:
            if isinstance(body, Malformed):
                raise body
            drafts.append((number, draft(body, instant, sources)))
        except Malformed as error:
            faulty.append((number, error))
    _refuse(faulty)
    if not drafts:
        raise Malformed("a batch has at least one claim")
    return drafts


def record_batch(uow: UnitOfWork, batch: Batch) -> tuple[Claim, ...]:
    """Store the claims of a batch, all or none. Raises BatchMalformed when a collection or a source does not exist."""
    claims = settle(uow, batch)
    uow.claims.add(claims)
    return claims


def settle(uow: UnitOfWork, batch: Batch) -> tuple[Claim, ...]:
    """The claims of a batch, not stored yet, with sources that are: those that they bring are matched or created.

    Raises BatchMalformed when a collection or a source does not exist.
    """
    collections = uow.collections.existing({draft.claim.collection for _, draft in batch})
    named = {draft.claim.source_id for _, draft in batch if draft.source is None}
    sources = uow.sources.existing(named) if named else set()
    faulty: list[tuple[int, Malformed]] = []
    for number, item in batch:
        if item.claim.collection not in collections:
            faulty.append((number, _no_collection(item.claim.collection)))
        elif item.source is None and item.claim.source_id not in sources:
            faulty.append((number, _no_source(item.claim.source_id)))
    _refuse(faulty)
    return _with_sources(uow, batch)


def get(uow: UnitOfWork, claim_id: UUID) -> Claim:
    """The current revision of a claim. Raises NotFound."""
    claim = uow.claims.get(claim_id)
    if claim is None:
        raise NotFound("claim", claim_id)
    return claim


def list_(uow: UnitOfWork, filters: ClaimFilters, *, limit: int, after: UUID | None = None) -> Page[Claim, UUID]:
    """Current revisions that pass the filters, in the order of their ids, oldest first, from after ``after``."""
    return page_of(uow.claims.page(filters, limit + 1, after), limit, lambda claim: claim.id)


def revise(uow: UnitOfWork, claim_id: UUID, changes: Mapping[str, Any], *, if_match: int | None = None) -> Claim:
    """Make a revision with some members changed; members left out stay. A change of nothing makes no revision.

    ``collection`` cannot change. Raises NotFound, Stale when the current revision is not ``if_match``, Malformed.
    """
    claim = _lock(uow, claim_id, if_match)
    changed = replace(claim, **members(changes))
    if changed.source_id != claim.source_id and not uow.sources.existing([changed.source_id]):
        raise _no_source(changed.source_id)
    return supersede(uow, claim, changed)


def retract(uow: UnitOfWork, claim_id: UUID, *, if_match: int | None = None) -> Claim:
    """Take a claim back: a revision with the status ``retracted``. Retracting it again changes nothing.

    Raises NotFound, Stale when the current revision is not ``if_match``.
    """
    claim = _lock(uow, claim_id, if_match)
    return supersede(uow, claim, replace(claim, status=ClaimStatus.RETRACTED))


def revisions(uow: UnitOfWork, claim_id: UUID, *, limit: int, after: int | None = None) -> Page[Claim, int]:
    """Every revision of a claim, oldest first, from the one after number ``after``. Raises NotFound."""
    found = uow.claims.revisions(claim_id, limit + 1, after)
    if not found:
        get(uow, claim_id)
    return page_of(found, limit, lambda claim: claim.revision)


def revision(uow: UnitOfWork, claim_id: UUID, number: int) -> Claim:
    """One revision of a claim, current or not. Raises NotFound."""
    found = uow.claims.revision(claim_id, number)
    if found is None:
        raise NotFound("revision", f"{number} of claim {claim_id}")
    return found


def supersede(uow: UnitOfWork, claim: Claim, changed: Claim) -> Claim:
    """Make a revision of ``claim`` that says what ``changed`` says, if that is anything else. Raises Stale."""
    # As they are written: 4.50 equals 4.5 as a number, but it is known to another digit.
    if changed == claim and changed.figure.canonical() == claim.figure.canonical():
        return claim
    changed = replace(changed, revision=claim.revision + 1, updated_at=now())
    if not uow.claims.revise(changed):
        raise Stale(get(uow, claim.id).revision)
    return changed


def _with_sources(uow: UnitOfWork, drafts: Batch) -> tuple[Claim, ...]:
    inline = [(number, draft.source) for number, draft in drafts if draft.source is not None]
    if not inline:
        return tuple(draft.claim for _, draft in drafts)
    cited = {cite for _, source in inline for cite in source.cites}
    existing = uow.sources.existing(cited) if cited else set()
    _refuse((number, error.within("source")) for number, source in inline if (error := missing_cite(source, existing)))
    sources = {source.id: source for _, source in inline}
    ids = match_or_create(uow, list(sources.values()))
    # A claim carries the id of the source that it brought; only where that one was there before, it has another.
    known = {source.id: ids[source.identity] for source in sources.values() if ids[source.identity] != source.id}
    return tuple(
        replace(draft.claim, source_id=known[draft.claim.source_id]) if draft.claim.source_id in known else draft.claim
        for _, draft in drafts
    )


def _refuse(lines: Iterable[tuple[int, Malformed]]) -> None:
    shown = tuple(islice(lines, MOST_FAULTY_LINES + 1))
    if shown:
        raise BatchMalformed(shown[:MOST_FAULTY_LINES], complete=len(shown) <= MOST_FAULTY_LINES)


def _lock(uow: UnitOfWork, claim_id: UUID, if_match: int | None) -> Claim:
    claim = uow.claims.get(claim_id, lock=True)
    if claim is None:
        raise NotFound("claim", claim_id)
    if if_match is not None and if_match != claim.revision:
        raise Stale(claim.revision)
    return claim


def _no_collection(slug: str) -> Malformed:
    return Malformed(f'there is no collection "{slug}"; create it first', "collection")


def _no_source(source_id: UUID) -> Malformed:
    return Malformed(f"there is no source {source_id}; create it first, or describe it inline as source", "source_id")
