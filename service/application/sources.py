"""Sources: who said a figure, where and when, and whom they quote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service.application import fields
from service.application.errors import Conflict, NotFound, Stale
from service.application.paging import page_of
from service.application.ports import UnitOfWork
from service.application.queries import Page
from service.application.records import Source, SourceKind
from service.application.stamps import new_id, now
from service.domain.errors import Malformed


def create(uow: UnitOfWork, body: Mapping[str, Any]) -> Source:
    """Store a source: ``title``, ``kind``, and if given the other members.

    Raises Malformed when a cited source does not exist or ``published`` is not EDTF.
    """
    source = draft(body, now())
    _require_cited(uow, source)
    uow.sources.add([source])
    return source


def match_or_create(uow: UnitOfWork, drafts: Sequence[Source]) -> dict[str, UUID]:
    """The id of a stored source for each identity among ``drafts``; the ones not stored yet are created.

    ``cites`` (which the caller has checked) and ``reference`` of a draft count only when it is created. Two
    transactions at once that name one new source create one.
    """
    wanted = {source.identity: source for source in drafts}
    found = uow.sources.by_identity(wanted.keys())
    missing = wanted.keys() - found.keys()
    if missing:
        uow.sources.serialise()
        found |= uow.sources.by_identity(missing)
        created = [source for identity, source in wanted.items() if identity not in found]
        if created:
            uow.sources.add(created)
        found |= {source.identity: source.id for source in created}
    return found


def draft(body: Mapping[str, Any], instant: datetime) -> Source:
    """A source as a body describes it, made at ``instant`` and not stored. Raises Malformed."""
    return Source(
        id=new_id(),
        publisher=body.get("publisher"),
        title=body["title"],
        kind=fields.choice(SourceKind, body["kind"], "kind"),
        authors=tuple(body.get("authors") or ()),
        url=body.get("url"),
        published=fields.edtf(body.get("published"), "published"),
        cites=fields.identifiers(body.get("cites"), "cites"),
        reference=bool(body.get("reference", False)),
        created_at=instant,
        updated_at=instant,
    )


def get(uow: UnitOfWork, source_id: UUID) -> Source:
    """One source. Raises NotFound."""
    source = uow.sources.get(source_id)
    if source is None:
        raise NotFound("source", source_id)
    return source


def list_(uow: UnitOfWork, *, limit: int, after: UUID | None = None) -> Page[Source, UUID]:
    """Sources in the order of their ids, oldest first, from the one after ``after``."""
    return page_of(uow.sources.page(limit + 1, after), limit, lambda source: source.id)


def change(uow: UnitOfWork, source_id: UUID, changes: Mapping[str, Any], *, if_match: int | None = None) -> Source:
    """Change any members of a source; members left out stay.

    Raises NotFound, Stale when the version is not ``if_match``, and Malformed, also when the source would come to cite
    itself, directly or through others.
    """
    if "cites" in changes:
        # Two changes at once could each close half of a circle; under this lock the second sees the first.
        uow.sources.serialise()
    source = _lock(uow, source_id, if_match)
    changed = replace(source, **_members(changes))
    if changed.cites != source.cites:
        _require_cited(uow, changed)
        if source_id in changed.cites:
            raise Malformed("a source does not cite itself", "cites", changed.cites.index(source_id))
        if source_id in uow.sources.lineage(changed.cites):
            raise Malformed("these sources cite this one, directly or through others; citing goes one way", "cites")
    if changed == source:
        return source
    changed = replace(changed, version=source.version + 1, updated_at=now())
    if not uow.sources.replace(changed):
        raise Stale(get(uow, source_id).version)
    return changed


def delete(uow: UnitOfWork, source_id: UUID, *, if_match: int | None = None) -> None:
    """Delete a source that no claim (in any revision) has and no other source cites.

    Raises NotFound, Stale, Conflict.
    """
    _lock(uow, source_id, if_match)
    use = uow.sources.use_of(source_id)
    if use is not None:
        raise Conflict(f"source {source_id} cannot be deleted: it has {use}")
    uow.sources.remove(source_id)


def _members(changes: Mapping[str, Any]) -> dict[str, Any]:
    fields.no_null(changes, "title", "kind", "reference")
    members = {name: changes[name] for name in ("publisher", "title", "url", "reference") if name in changes}
    if "kind" in changes:
        members["kind"] = fields.choice(SourceKind, changes["kind"], "kind")
    if "authors" in changes:
        members["authors"] = tuple(changes["authors"] or ())
    if "published" in changes:
        members["published"] = fields.edtf(changes["published"], "published")
    if "cites" in changes:
        members["cites"] = fields.identifiers(changes["cites"] or (), "cites")
    return members


def _lock(uow: UnitOfWork, source_id: UUID, if_match: int | None) -> Source:
    source = uow.sources.get(source_id, lock=True)
    if source is None:
        raise NotFound("source", source_id)
    if if_match is not None and if_match != source.version:
        raise Stale(source.version)
    return source


def missing_cite(source: Source, existing: Collection[UUID]) -> Malformed | None:
    """What is wrong with a source that cites one that does not exist, or None."""
    for place, cited in enumerate(source.cites):
        if cited not in existing:
            return Malformed(f"there is no source {cited} to cite; create it first", "cites", place)
    return None


def _require_cited(uow: UnitOfWork, source: Source) -> None:
    error = missing_cite(source, uow.sources.existing(source.cites) if source.cites else ())
    if error is not None:
        raise error
