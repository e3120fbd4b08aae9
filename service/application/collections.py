"""Collections: dossiers of claims about one matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from service.application import fields
from service.application.errors import Conflict, NotFound, Stale
from service.application.paging import page_of
from service.application.ports import UnitOfWork
from service.application.queries import Page
from service.application.records import DEFAULT_COLLECTION, Collection
from service.application.stamps import now
from service.domain.discovery import Partition
from service.domain.errors import Fault, Malformed

SELF_REFERENCE: Final = "a collection does not reference itself; its own claims can be used anyway"


def create(uow: UnitOfWork, body: Mapping[str, Any]) -> Collection:
    """Store a collection: ``slug``, ``title`` and optionally ``description``, ``references`` (slugs), ``partitions``.

    Raises Conflict when the slug is taken, Malformed when a reference does not exist or is the collection itself, and
    for a partition that is none.
    """
    collection = draft(body)
    _require_references(uow, collection.slug, collection.references)
    uow.collections.add(collection)
    return collection


def draft(body: Mapping[str, Any]) -> Collection:
    """A collection as a body describes it, not stored. Raises Malformed for a partition that is none."""
    instant = now()
    return Collection(
        slug=body["slug"],
        title=body["title"],
        description=body.get("description"),
        references=fields.texts(body.get("references")),
        partitions=_partitions(body.get("partitions")),
        created_at=instant,
        updated_at=instant,
    )


def get(uow: UnitOfWork, slug: str) -> Collection:
    """One collection. Raises NotFound."""
    collection = uow.collections.get(slug)
    if collection is None:
        raise NotFound("collection", slug)
    return collection


def list_(uow: UnitOfWork, *, limit: int, after: str | None = None) -> Page[Collection, str]:
    """Collections in the order of their slugs, from the one after ``after``."""
    return page_of(uow.collections.page(limit + 1, after), limit, lambda collection: collection.slug)


def change(uow: UnitOfWork, slug: str, changes: Mapping[str, Any], *, if_match: int | None = None) -> Collection:
    """Change ``title``, ``description``, ``references`` or ``partitions``; members left out stay.

    Raises NotFound, Stale when the version is not ``if_match``, Malformed as for ``create``, and Conflict for a
    reference dropped while checks use claims that it gives.
    """
    collection = _lock(uow, slug, if_match)
    fields.no_null(changes, "title")
    members: dict[str, Any] = {name: changes[name] for name in ("title", "description") if name in changes}
    if "references" in changes:
        members["references"] = fields.texts(changes["references"])
        _require_references(uow, slug, members["references"])
    if "partitions" in changes:
        members["partitions"] = _partitions(changes["partitions"])
    changed = replace(collection, **members)
    if changed == collection:
        return collection
    _keep_what_is_used(uow, collection, changed)
    changed = replace(changed, version=collection.version + 1, updated_at=now())
    if not uow.collections.replace(changed):
        raise Stale(get(uow, slug).version)
    return changed


def delete(uow: UnitOfWork, slug: str, *, if_match: int | None = None) -> None:
    """Delete a collection that holds nothing and that no other one references.

    Raises NotFound, Stale, and Conflict for a collection in use and for the default one, which always exists.
    """
    _lock(uow, slug, if_match)
    if slug == DEFAULT_COLLECTION:
        raise Conflict("the default collection always exists and cannot be deleted")
    use = uow.collections.use_of(slug)
    if use is not None:
        raise Conflict(f"collection {slug} cannot be deleted: it has {use}")
    uow.collections.remove(slug)


def _partitions(given: Sequence[Mapping[str, Any]] | None) -> tuple[Partition, ...]:
    read: dict[Partition, None] = {}
    faults: list[Fault] = []
    for place, item in enumerate(given or ()):
        try:
            read[Partition.parse(item)] = None
        except Malformed as error:
            faults.extend(error.within("partitions", place).faults)
    if faults:
        raise Malformed.several(tuple(faults))
    return tuple(read)


def _lock(uow: UnitOfWork, slug: str, if_match: int | None) -> Collection:
    collection = uow.collections.get(slug, lock=True)
    if collection is None:
        raise NotFound("collection", slug)
    if if_match is not None and if_match != collection.version:
        raise Stale(collection.version)
    return collection


def _keep_what_is_used(uow: UnitOfWork, before: Collection, after: Collection) -> None:
    dropped = set(before.references) - set(after.references)
    used = sorted(dropped & uow.checks.collections_used(before.slug)) if dropped else []
    if used:
        raise Conflict(f"checks of {before.slug} use claims of {', '.join(used)}; change or delete those checks first")


def _require_references(uow: UnitOfWork, slug: str, references: Sequence[str]) -> None:
    existing = uow.collections.existing(references) if references else set()
    for place, reference in enumerate(references):
        if reference == slug:
            raise Malformed(SELF_REFERENCE, "references", place)
        if reference not in existing:
            raise Malformed(f'there is no collection "{reference}"; create it first', "references", place)
