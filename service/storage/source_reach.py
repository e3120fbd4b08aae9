"""Which sources a caller sees that is limited to some collections.

Sources are of no collection. It sees those that the claims it sees have, in any revision, and its own documents; those
that a token of its collections created; and whatever these cite, directly or through others.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, exists, false, literal, or_, select, union

from service.application.paging import portions
from service.storage.reach import Reach
from service.storage.tables import claim_revisions, claims, documents, source_cites, sources
from service.storage.types import document, has_word, only_words

# Parameters of one IN list: SQLite takes 32,766, PostgreSQL 65,535.
MOST_PARAMETERS = 10_000

_of_claims = claim_revisions.join(claims, claims.c.id == claim_revisions.c.claim_id)


def visible(connection: Connection, reach: Reach, ids: Several[UUID]) -> set[UUID]:
    """Those of ``ids`` that a limited caller sees."""
    found: set[UUID] = set()
    for some in portions(list(ids), MOST_PARAMETERS):
        citing = _with_those_that_cite(some)
        used = (
            exists(select(1).select_from(_of_claims))
            .where(claim_revisions.c.source_id == citing.c.id, claims.c.collection.in_(sorted(reach.readable)))
            .correlate(citing)
        )
        written = exists().where(documents.c.source_id == citing.c.id, documents.c.collection.in_(_own(reach)))
        created = exists().where(sources.c.id == citing.c.id, _created_for(reach))
        statement = select(citing.c.given).distinct().where(or_(used, written, created))
        found.update(connection.scalars(statement))
    return found


def all_visible(reach: Reach) -> Select[Any]:
    """The ids of all sources that a limited caller sees."""
    first = union(
        select(claim_revisions.c.source_id.label("id"))
        .select_from(_of_claims)
        .where(claims.c.collection.in_(sorted(reach.readable))),
        select(documents.c.source_id).where(documents.c.collection.in_(_own(reach))),
        select(sources.c.id).where(_created_for(reach)),
    )
    seen = select(first.subquery().c.id).cte("seen", recursive=True)
    seen = seen.union(select(source_cites.c.cited_id).join(seen, source_cites.c.source_id == seen.c.id))
    return select(seen.c.id)


def used_beyond(connection: Connection, reach: Reach, source_id: UUID) -> bool:
    """Whether what a source says matters beyond the collections of a limited caller."""
    own = _own(reach)
    citing = _with_those_that_cite([source_id])
    used = (
        exists(select(1).select_from(_of_claims))
        .where(claim_revisions.c.source_id == citing.c.id, claims.c.collection.not_in(own))
        .correlate(citing)
    )
    written = exists().where(documents.c.source_id == citing.c.id, documents.c.collection.not_in(own))
    created = exists().where(
        sources.c.id == citing.c.id,
        sources.c.collections.is_not(None),
        ~only_words(sources.c.collections, literal(document(own))),
    )
    return connection.scalar(select(1).select_from(citing).where(or_(used, written, created)).limit(1)) is not None


def _with_those_that_cite(ids: Sequence[UUID]) -> CTE:
    """Each of ``ids`` as ``given`` with, as ``id``, itself and every source that cites it, directly or not."""
    citing = (
        select(sources.c.id.label("given"), sources.c.id).where(sources.c.id.in_(ids)).cte("citing", recursive=True)
    )
    return citing.union(
        select(citing.c.given, source_cites.c.source_id).join(citing, source_cites.c.cited_id == citing.c.id)
    )


def _created_for(reach: Reach) -> ColumnElement[bool]:
    created = or_(false(), *(has_word(sources.c.collections, slug) for slug in _own(reach)))
    return and_(sources.c.collections.is_not(None), created)


def _own(reach: Reach) -> list[str]:
    return sorted(reach.own or ())
