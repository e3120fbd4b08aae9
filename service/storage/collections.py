"""The table of collections."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection, RowMapping, delete, exists, select, update

from service.application.records import Collection
from service.storage import bulk
from service.storage.tables import checks, claims, collection_references, collections


class StoredCollections:
    """``ports.Collections`` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, collection: Collection) -> None:
        bulk.insert(self._connection, collections, [_row(collection)])
        self._link(collection)

    def get(self, slug: str, *, lock: bool = False) -> Collection | None:
        statement = select(collections).where(collections.c.slug == slug)
        row = self._connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
        return None if row is None else _record(row, self._references([slug]).get(slug, ()))

    def existing(self, slugs: Several[str]) -> set[str]:
        return set(self._connection.scalars(select(collections.c.slug).where(collections.c.slug.in_(slugs))))

    def page(self, limit: int, after: str | None) -> Sequence[Collection]:
        statement = select(collections).order_by(collections.c.slug).limit(limit)
        if after is not None:
            statement = statement.where(collections.c.slug > after)
        rows = self._connection.execute(statement).mappings().all()
        references = self._references([row["slug"] for row in rows])
        return [_record(row, references.get(row["slug"], ())) for row in rows]

    def replace(self, collection: Collection) -> bool:
        done = self._connection.execute(
            update(collections)
            .where(collections.c.slug == collection.slug, collections.c.version == collection.version - 1)
            .values(dict(zip(collections.columns.keys(), _row(collection), strict=True)))
        )
        if done.rowcount != 1:
            return False
        self._connection.execute(
            delete(collection_references).where(collection_references.c.collection == collection.slug)
        )
        self._link(collection)
        return True

    def remove(self, slug: str) -> None:
        self._connection.execute(delete(collections).where(collections.c.slug == slug))

    def use_of(self, slug: str) -> str | None:
        found = self._connection.execute(
            select(
                exists().where(claims.c.collection == slug),
                exists().where(checks.c.collection == slug),
                exists().where(collection_references.c.referenced == slug),
            )
        ).one()
        uses = ("claims", "checks", "other collections that reference it")
        return " and ".join(use for use, used in zip(uses, found, strict=True) if used) or None

    def _link(self, collection: Collection) -> None:
        rows = [(collection.slug, place, slug) for place, slug in enumerate(collection.references)]
        bulk.insert(self._connection, collection_references, rows)

    def _references(self, slugs: Sequence[str]) -> dict[str, tuple[str, ...]]:
        table = collection_references
        rows = self._connection.execute(
            select(table.c.collection, table.c.referenced)
            .where(table.c.collection.in_(slugs))
            .order_by(table.c.collection, table.c.position)
        )
        return {slug: tuple(row[1] for row in group) for slug, group in groupby(rows, key=lambda row: row[0])}


def _row(collection: Collection) -> bulk.Row:
    return (
        collection.slug,
        collection.title,
        collection.description,
        collection.version,
        collection.created_at,
        collection.updated_at,
    )


def _record(row: RowMapping, references: tuple[str, ...]) -> Collection:
    return Collection(**row, references=references)
