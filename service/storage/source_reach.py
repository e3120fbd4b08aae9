"""Which sources a caller sees that is limited to some collections.

Sources are of no collection. It sees those that the claims it sees have, in any revision, and its own documents; those
that a token of its collections created; and whatever these cite, directly or through others.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Connection, Select, Text, and_, bindparam, exists, or_, select, union

from service.application.paging import portions
from service.storage.reach import Reach
from service.storage.tables import documents, source_cites, source_uses, sources
from service.storage.types import any_word, document, only_words

# Parameters of one IN list: SQLite takes 32,766, PostgreSQL 65,535.
MOST_PARAMETERS = 10_000


def visible(connection: Connection, reach: Reach, ids: Several[UUID]) -> set[UUID]:
    """Those of ``ids`` that a limited caller sees."""
    found: set[UUID] = set()
    for some in portions(list(ids), MOST_PARAMETERS):
        found.update(connection.scalars(_visible, {"ids": some, **_parameters(reach)}))
    return found


def all_visible(reach: Reach) -> Select[Any]:
    """The ids of all sources that a limited caller sees."""
    return _all_visible.params(_parameters(reach))


def used_beyond(connection: Connection, reach: Reach, source_id: UUID) -> bool:
    """Whether what a source says matters beyond the collections of a limited caller."""
    return connection.scalar(_used_beyond, {"ids": [source_id], **_parameters(reach)}) is not None


def _parameters(reach: Reach) -> dict[str, Any]:
    own = sorted(reach.own or ())
    return {"own": own, "own_words": document(own), "readable": sorted(reach.readable)}


def _with_those_that_cite() -> CTE:
    """Each of ``ids`` as ``given`` with, as ``id``, itself and every source that cites it, directly or not."""
    given = select(sources.c.id.label("given"), sources.c.id).where(sources.c.id.in_(_IDS))
    citing = given.cte("citing", recursive=True)
    return citing.union(
        select(citing.c.given, source_cites.c.source_id).join(citing, source_cites.c.cited_id == citing.c.id)
    )


_IDS: Any = bindparam("ids", expanding=True)
_OWN: Any = bindparam("own", expanding=True)
_READABLE: Any = bindparam("readable", expanding=True)
_OWN_WORDS: Any = bindparam("own_words", type_=Text())

# Made once: putting such statements together takes longer than the database takes to answer them.
_citing = _with_those_that_cite()
_created = and_(sources.c.collections.is_not(None), any_word(sources.c.collections, _OWN_WORDS))
_visible = (
    select(_citing.c.given)
    .distinct()
    .where(
        or_(
            exists().where(source_uses.c.source_id == _citing.c.id, source_uses.c.collection.in_(_READABLE)),
            exists().where(documents.c.source_id == _citing.c.id, documents.c.collection.in_(_OWN)),
            exists().where(sources.c.id == _citing.c.id, _created),
        )
    )
)
_used_beyond = (
    select(1)
    .select_from(_citing)
    .where(
        or_(
            exists().where(source_uses.c.source_id == _citing.c.id, source_uses.c.collection.not_in(_OWN)),
            exists().where(documents.c.source_id == _citing.c.id, documents.c.collection.not_in(_OWN)),
            exists().where(
                sources.c.id == _citing.c.id,
                sources.c.collections.is_not(None),
                ~only_words(sources.c.collections, _OWN_WORDS),
            ),
        )
    )
    .limit(1)
)
_first = union(
    select(source_uses.c.source_id.label("id")).where(source_uses.c.collection.in_(_READABLE)),
    select(documents.c.source_id).where(documents.c.collection.in_(_OWN)),
    select(sources.c.id).where(_created),
).subquery()
_seen = select(_first.c.id).cte("seen", recursive=True)
_seen = _seen.union(select(source_cites.c.cited_id).join(_seen, source_cites.c.source_id == _seen.c.id))
_all_visible = select(_seen.c.id)
