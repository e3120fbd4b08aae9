"""The table of sources, and who cites whom."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, delete, exists, func, select, update

from service.application.access import Action
from service.application.errors import Forbidden
from service.application.paging import portions
from service.application.records import Source, SourceKind
from service.storage import bulk
from service.storage.reach import Reach
from service.storage.source_reach import MOST_PARAMETERS, all_visible, used_beyond, visible
from service.storage.tables import claim_revisions, claims, documents, source_cites, sources

# The key of the advisory lock of PostgreSQL; any number that nobody else uses.
SERIALISED = 0x50_55_72_63

_lock = select(sources.c.id).where(sources.c.id == bindparam("source_id")).with_for_update()


class StoredSources:
    """``ports.Sources`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, sources_: Sequence[Source]) -> None:
        self._note(Action.CREATED, [source.id for source in sources_])
        own = None if self._reach.own is None else sorted(self._reach.own)
        bulk.insert(self._connection, sources, [(*_row(source), own) for source in sources_])
        self._link(sources_)

    def get(self, source_id: UUID, *, lock: bool = False) -> Source | None:
        if not self._seen([source_id]):
            return None
        if lock:
            self._require_own(source_id)  # before others have to wait for it
            # Apart from reading: a statement that waited for another writer sees the source as that one left it, but
            # joins it with the cites that there were before.
            self._connection.execute(_lock, {"source_id": source_id})
            self._require_own(source_id)  # somebody may have come to use it meanwhile; from here on nobody can
        return next(iter(self._read(select(sources).where(sources.c.id == source_id))), None)

    def existing(self, ids: Several[UUID]) -> set[UUID]:
        return self._seen(
            {
                found
                for some in portions(list(ids), MOST_PARAMETERS)
                for found in self._connection.scalars(select(sources.c.id).where(sources.c.id.in_(some)))
            }
        )

    def several(self, ids: Several[UUID]) -> dict[UUID, Source]:
        found: dict[UUID, Source] = {}
        for some in portions(list(self._seen(ids)), MOST_PARAMETERS):
            found |= {source.id: source for source in self._read(select(sources).where(sources.c.id.in_(some)))}
        return found

    def of_collection(self, slug: str) -> set[UUID]:
        self._reach.require(slug)
        of_claims = (
            select(claim_revisions.c.source_id)
            .select_from(claims.join(claim_revisions, claim_revisions.c.claim_id == claims.c.id))
            .where(claims.c.collection == slug)
        )
        of_documents = select(documents.c.source_id).where(documents.c.collection == slug)
        return set(self._connection.scalars(of_claims.union(of_documents)))

    def by_identity(self, identities: Several[str]) -> dict[str, UUID]:
        found: dict[str, UUID] = {}
        for some in portions(list(identities), MOST_PARAMETERS):
            # Of several the oldest, which comes last here, stays in the mapping.
            rows = self._connection.execute(
                select(sources.c.identity, sources.c.id)
                .where(sources.c.identity.in_(some))
                .order_by(sources.c.id.desc())
            ).all()
            seen = self._seen({row.id for row in rows})
            found |= {row.identity: row.id for row in rows if row.id in seen}
        return found

    def serialise(self) -> None:
        # In SQLite every transaction that writes has waited for the others already.
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(SERIALISED)))

    def lineage(self, ids: Several[UUID]) -> set[UUID]:
        cited = select(sources.c.id).where(sources.c.id.in_(self._seen(ids))).cte("lineage", recursive=True)
        cited = cited.union(select(source_cites.c.cited_id).join(cited, source_cites.c.source_id == cited.c.id))
        return set(self._connection.scalars(select(cited.c.id)))

    def page(self, limit: int, after: UUID | None) -> Sequence[Source]:
        statement = select(sources).order_by(sources.c.id).limit(limit)
        if self._reach.limited:
            statement = statement.where(sources.c.id.in_(all_visible(self._reach)))
        if after is not None:
            statement = statement.where(sources.c.id > after)
        return self._read(statement)

    def replace(self, source: Source) -> bool:
        self._note(Action.CHANGED, [source.id])
        members = dict(zip(sources.columns.keys(), (*_row(source), None), strict=True))
        del members["collections"]  # whose it is does not change
        done = self._connection.execute(
            update(sources).where(sources.c.id == source.id, sources.c.version == source.version - 1).values(members)
        )
        if done.rowcount != 1:
            return False
        self._connection.execute(delete(source_cites).where(source_cites.c.source_id == source.id))
        self._link([source])
        return True

    def remove(self, source_id: UUID) -> None:
        self._note(Action.DELETED, [source_id])
        self._connection.execute(delete(sources).where(sources.c.id == source_id))

    def use_of(self, source_id: UUID) -> str | None:
        found = self._connection.execute(
            select(
                exists().where(claim_revisions.c.source_id == source_id),
                exists().where(documents.c.source_id == source_id),
                exists().where(source_cites.c.cited_id == source_id),
            )
        ).one()
        uses = ("claims", "documents", "sources that cite it")
        return " and ".join(use for use, used in zip(uses, found, strict=True) if used) or None

    def _seen(self, ids: Several[UUID]) -> set[UUID]:
        """Those of ``ids`` that the caller sees, if they exist."""
        return visible(self._connection, self._reach, ids) if self._reach.limited and ids else set(ids)

    def _require_own(self, source_id: UUID) -> None:
        if self._reach.limited and used_beyond(self._connection, self._reach, source_id):
            raise Forbidden("collections beyond those of this token use this source, so it cannot change it")

    def _note(self, action: Action, ids: Several[UUID]) -> None:
        self._reach.note(action, "source", None, ids)

    def _link(self, sources_: Sequence[Source]) -> None:
        rows = [(source.id, place, cited) for source in sources_ for place, cited in enumerate(source.cites)]
        bulk.insert(self._connection, source_cites, rows)

    def _read(self, chosen: Select[Any]) -> list[Source]:
        """The sources chosen, in the order of their ids.

        One SELECT for them and for what they cite: with two, a change between them would show the cites of one version
        in another.
        """
        some = chosen.subquery()
        rows = self._connection.execute(
            select(some, source_cites.c.cited_id)
            .select_from(some.outerjoin(source_cites, source_cites.c.source_id == some.c.id))
            .order_by(some.c.id, source_cites.c.position)
        )
        return [
            _record(first, tuple(row.cited_id for row in (first, *rest) if row.cited_id is not None))
            for _, (first, *rest) in groupby(rows, key=attrgetter("id"))
        ]


def _row(source: Source) -> bulk.Row:
    return (
        source.id,
        source.publisher,
        source.title,
        source.kind.value,
        list(source.authors),
        source.url,
        source.published,
        source.reference,
        source.identity,
        source.version,
        source.created_at,
        source.updated_at,
    )


def _record(row: Row[Any], cites: tuple[UUID, ...]) -> Source:
    return Source(
        id=row.id,
        publisher=row.publisher,
        title=row.title,
        kind=SourceKind(row.kind),
        authors=tuple(row.authors),
        url=row.url,
        published=row.published,
        cites=cites,
        reference=row.reference,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
