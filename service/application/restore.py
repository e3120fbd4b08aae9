"""Bringing back what was kept outside the database, under the ids, revisions and instants that it had.

What is stored already stays as it is, if it is the same; so a file can be brought in again and changes nothing. What
differs is refused, and with it all of the file: whoever calls this undoes the transaction.

Each thing comes with its place in the file, for errors: they are Malformed, at that place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields as members_of
from dataclasses import replace
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from service.application import checks as checks_
from service.application.archive import History, KeptDocument
from service.application.collections import SELF_REFERENCE
from service.application.paging import portions
from service.application.pins import claims_of
from service.application.ports import UnitOfWork
from service.application.records import DEFAULT_COLLECTION, Claim, Collection, Source, StoredCheck, Waiver
from service.application.sources import missing_cite
from service.domain.errors import Malformed, within

Item = TypeVar("Item")
Where: TypeAlias = tuple[str | int, ...]
Located: TypeAlias = Sequence[tuple[Where, Item]]

_KEPT: Final = "what is stored stays as it is"


def collection(uow: UnitOfWork, found: Collection) -> bool:
    """Store a collection, without its references: what it references may come after it. Whether it is new.

    Of the default one, which always exists, the one of the file takes the place as long as nobody has changed it.
    """
    stored = uow.collections.get(found.slug, lock=True)
    if stored is None:
        uow.collections.add(replace(found, references=()))
        return True
    if stored == found:
        return False
    if stored.slug == DEFAULT_COLLECTION and stored.version == 1 and not stored.references:
        return True
    raise _differs(_members(stored), _members(found))


def references(uow: UnitOfWork, found: Collection) -> None:
    """Complete a collection that ``collection`` found to be new, once all others of the file are there."""
    missing = set(found.references) - uow.collections.existing(found.references) if found.references else set()
    for place, slug in enumerate(found.references):
        if slug == found.slug:
            raise Malformed(SELF_REFERENCE, "references", place)
        if slug in missing:
            raise Malformed(f'there is no collection "{slug}"; import it first, or with this one', "references", place)
    uow.collections.put(found)


def sources(uow: UnitOfWork, given: Located[Source]) -> int:
    """Store sources, each after those that it cites. How many are new."""
    known = uow.sources.several({source.id for _, source in given})
    cited = {cite for _, source in given for cite in source.cites}
    existing = uow.sources.existing(cited) if cited else set()
    new: list[Source] = []
    for where, source in given:
        if _is_new(where, known, source.id, source, _members):
            error = missing_cite(source, existing)
            if error is not None:
                raise error.within(*where)
            known[source.id] = source
            existing.add(source.id)
            new.append(source)
    uow.sources.add(new)
    return len(new)


def claims(uow: UnitOfWork, given: Located[History]) -> int:
    """Store claims with all their revisions; their sources and collections are there. How many are new."""
    stored: dict[UUID, tuple[Claim, ...]] = {}
    for some in portions([history.id for _, history in given]):
        stored |= uow.claims.histories(some)
    collections = uow.collections.existing({history.current.collection for _, history in given})
    sources = uow.sources.existing({claim.source_id for _, history in given for claim in history.revisions})
    known = {claim_id: History(revisions) for claim_id, revisions in stored.items()}
    new: list[History] = []
    for where, history in given:
        if _is_new(where, known, history.id, history, _said):
            if history.current.collection not in collections:
                raise _no_collection(history.current.collection).within(*where)
            for place, claim in enumerate(history.revisions):
                if claim.source_id not in sources:
                    earlier = () if claim is history.current else ("earlier", place)
                    raise Malformed(f"there is no source {claim.source_id}", *where, *earlier, "source_id")
            known[history.id] = history
            new.append(history)
    uow.claims.restore([history.revisions for history in new])
    return len(new)


def checks(uow: UnitOfWork, given: Located[StoredCheck]) -> int:
    """Store checks; their claims are there. How many are new."""
    return _one_by_one(given, uow.checks.get, _members, lambda check: checks_.restore(uow, check))


def documents(uow: UnitOfWork, given: Located[KeptDocument]) -> int:
    """Store documents; their sources, and the claims that were read in them, are there. How many are new."""

    def get(document_id: UUID) -> KeptDocument | None:
        document = uow.documents.get(document_id)
        content = None if document is None else uow.documents.content(document_id)
        return None if document is None or content is None else KeptDocument(document, content)

    def add(kept: KeptDocument) -> None:
        _require_read(uow, kept)
        uow.documents.add(kept.document, kept.content)

    return _one_by_one(given, get, lambda kept: {**_members(kept.document), **_members(kept.content)}, add)


def waivers(uow: UnitOfWork, given: Located[Waiver]) -> int:
    """Store waivers; the claims that they saw are there. How many are new."""

    def add(waiver: Waiver) -> None:
        if not uow.collections.existing([waiver.collection]):
            raise _no_collection(waiver.collection)
        for place, (claim, revision) in enumerate(waiver.claims):
            if uow.claims.revision(claim, revision) is None:
                raise Malformed(f"there is no revision {revision} of claim {claim}", "claims", place)
        uow.waivers.add(waiver)

    return _one_by_one(given, uow.waivers.get, _members, add)


def _one_by_one(
    given: Iterable[tuple[Where, Any]],
    get: Callable[[UUID], Any],
    told: Callable[[Any], Mapping[str, Any]],
    add: Callable[[Any], None],
) -> int:
    new = 0
    for where, item in given:
        stored = get(item.id)
        if _is_new(where, {} if stored is None else {item.id: stored}, item.id, item, told):
            with within(*where):
                add(item)
            new += 1
    return new


def _is_new(
    where: Where, known: Mapping[UUID, Item], item_id: UUID, item: Item, told: Callable[[Item], Mapping[str, Any]]
) -> bool:
    """Whether nothing has this id. Raises Malformed when something else than ``item`` has it."""
    stored = known.get(item_id)
    if stored is None:
        return True
    before, now = told(stored), told(item)
    if before != now:
        raise _differs(before, now).within(*where)
    return False


def _differs(stored: Mapping[str, Any], given: Mapping[str, Any]) -> Malformed:
    names = [name for name in stored if stored[name] != given.get(name)]
    return Malformed(f"is stored already and differs in {', '.join(names)}; {_KEPT}")


def _members(record: Any) -> dict[str, Any]:
    return {member.name: getattr(record, member.name) for member in members_of(record)}


def _said(history: History) -> dict[str, Any]:
    """A claim as it is told apart: figures as they are written, for 4.50 says more than 4.5 and is equal to it."""
    told = [{**_members(claim), "figure": claim.figure.canonical()} for claim in history.revisions]
    return {**told[-1], "earlier": told[:-1]}


def _require_read(uow: UnitOfWork, kept: KeptDocument) -> None:
    """Refuse a document whose places or claims do not exist: whoever looks at it would stumble over them."""
    document, content = kept.document, kept.content
    if not uow.collections.existing([document.collection]):
        raise _no_collection(document.collection)
    if not uow.sources.existing([document.source_id]):
        raise Malformed(f"there is no source {document.source_id}", "source_id")
    read = [figure.claim for figure in content.figures]
    known: dict[UUID, Claim] = {}
    for some in portions(read):
        known |= uow.claims.current(some)
    length = len(content.text)
    for place, figure in enumerate(content.figures):
        claim = known.get(figure.claim)
        if claim is None or claim.collection != document.collection:
            raise Malformed(f"there is no claim {figure.claim} in {document.collection}", "figures", place, "claim")
        if any(
            span is not None and span.end > length for span in (figure.place, figure.number, figure.thing, figure.base)
        ):
            raise _behind_the_end("figures", place)
    for place, check in enumerate(content.checks):
        for at, claim_id in claims_of(check.body).items():
            if claim_id not in known:
                raise Malformed(f"no figure of the document is claim {claim_id}", "checks", place, "body", *at)
        if any(span.end > length for span in (check.at, *check.places.values())):
            raise _behind_the_end("checks", place)
    for place, comment in enumerate(content.suppressions):
        if max(comment.at.end, comment.covers.end) > length:
            raise _behind_the_end("suppressions", place)


def _behind_the_end(*where: str | int) -> Malformed:
    return Malformed("points behind the end of the text", *where)


def _no_collection(slug: str) -> Malformed:
    return Malformed(f'there is no collection "{slug}"; import it first', "collection")
