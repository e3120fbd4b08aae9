"""The table of collections."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, exists, func, select, update

from service.application.access import Action
from service.application.records import Collection
from service.domain.discovery.partition import Partition
from service.storage import bulk
from service.storage.reach import Reach
from service.storage.tables import checks, claims, collection_references, collections, documents, waivers

# The key of the advisory lock of PostgreSQL; any number that nobody else uses.
SERIALISED = 0x43_6F_6C_6C

_DELETE = "delete one"
_COLUMNS = collections.columns.keys()
_lock = select(collections.c.slug).where(collections.c.slug == bindparam("slug")).with_for_update()


class StoredCollections:
    """``ports.Collections`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, collection: Collection) -> None:
        self._reach.require_all("create a collection")
        self._note(Action.CREATED, collection)
        bulk.insert(self._connection, collections, [_row(collection)])
        self._link(collection)

    def get(self, slug: str, *, lock: bool = False) -> Collection | None:
        if not self._reach.sees(slug):
            return None
        if lock:
            self._reach.require(slug)
            # Apart from reading: a statement that waited for another writer sees the collection as that one left it,
            # but joins it with the references that there were before.
            self._connection.execute(_lock, {"slug": slug})
        return next(iter(self._read(select(collections).where(collections.c.slug == slug))), None)

    def existing(self, slugs: Several[str]) -> set[str]:
        found = self._connection.scalars(select(collections.c.slug).where(collections.c.slug.in_(slugs)))
        return {slug for slug in found if self._reach.sees(slug)}

    def serialise(self) -> None:
        # In SQLite every transaction that writes has waited for the others already.
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(SERIALISED)))

    def page(self, limit: int, after: str | None) -> Sequence[Collection]:
        seen = self._reach.of_seen(collections.c.slug)
        statement = select(collections).where(*seen).order_by(collections.c.slug).limit(limit)
        if after is not None:
            statement = statement.where(collections.c.slug > after)
        return self._read(statement)

    def replace(self, collection: Collection) -> bool:
        self._note(Action.CHANGED, collection)
        done = self._connection.execute(
            update(collections)
            .where(collections.c.slug == collection.slug, collections.c.version == collection.version - 1)
            .values(dict(zip(collections.columns.keys(), _row(collection), strict=True)))
        )
        if done.rowcount != 1:
            return False
        self._relink(collection)
        return True

    def put(self, collection: Collection) -> None:
        self._note(Action.CHANGED, collection)
        self._connection.execute(
            update(collections)
            .where(collections.c.slug == collection.slug)
            .values(dict(zip(collections.columns.keys(), _row(collection), strict=True)))
        )
        self._relink(collection)

    def remove(self, slug: str) -> None:
        self._reach.require_all(_DELETE)
        self._reach.note(Action.DELETED, "collection", slug, [slug])
        self._connection.execute(delete(collections).where(collections.c.slug == slug))

    def use_of(self, slug: str) -> str | None:
        self._reach.require_all(_DELETE)  # it may be used where that token does not see
        found = self._connection.execute(
            select(
                exists().where(claims.c.collection == slug),
                exists().where(documents.c.collection == slug),
                exists().where(checks.c.collection == slug),
                exists().where(waivers.c.collection == slug),
                exists().where(collection_references.c.referenced == slug),
            )
        ).one()
        uses = ("claims", "documents", "checks", "waivers", "other collections that reference it")
        return " and ".join(use for use, used in zip(uses, found, strict=True) if used) or None

    def _relink(self, collection: Collection) -> None:
        self._connection.execute(
            delete(collection_references).where(collection_references.c.collection == collection.slug)
        )
        self._link(collection)

    def _link(self, collection: Collection) -> None:
        rows = [(collection.slug, place, slug) for place, slug in enumerate(collection.references)]
        bulk.insert(self._connection, collection_references, rows)

    def _read(self, chosen: Select[Any]) -> list[Collection]:
        """The collections chosen, in the order of their slugs.

        One SELECT for them and for what they reference: with two, a change between them would show the references of
        one version in another.
        """
        some = chosen.subquery()
        rows = self._connection.execute(
            select(some, collection_references.c.referenced)
            .select_from(some.outerjoin(collection_references, collection_references.c.collection == some.c.slug))
            .order_by(some.c.slug, collection_references.c.position)
        ).mappings()
        return [
            _record(first, tuple(slug for row in (first, *rest) if self._shows(slug := row["referenced"])))
            for _, (first, *rest) in groupby(rows, key=itemgetter("slug"))
        ]

    def _shows(self, referenced: str | None) -> bool:
        return referenced is not None and self._reach.sees(referenced)

    def _note(self, action: Action, collection: Collection) -> None:
        self._reach.note(action, "collection", collection.slug, [collection.slug])


def _row(collection: Collection) -> bulk.Row:
    return (
        collection.slug,
        collection.title,
        collection.description,
        collection.version,
        collection.created_at,
        collection.updated_at,
        [asdict(partition) for partition in collection.partitions],
    )


def _record(row: RowMapping, references: tuple[str, ...]) -> Collection:
    members = {name: row[name] for name in _COLUMNS}
    members["partitions"] = tuple(
        Partition(partition["dimension"], tuple(partition["values"])) for partition in row["partitions"]
    )
    return Collection(**members, references=references)
