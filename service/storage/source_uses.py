"""The table of which collections have claims of a source, kept beside the claims that it follows from."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from service.application.paging import PORTION, portions
from service.application.records import Claim
from service.storage import bulk
from service.storage.tables import claim_revisions, claims, source_uses, tokens

_known = select(source_uses).where(source_uses.c.source_id.in_(bindparam("ids", expanding=True)))
_pairs = (
    select(claims.c.collection, claim_revisions.c.source_id)
    .distinct()
    .select_from(claims.join(claim_revisions, claim_revisions.c.claim_id == claims.c.id))
    .subquery()
)
_missing = select(_pairs).where(
    ~exists().where(source_uses.c.collection == _pairs.c.collection, source_uses.c.source_id == _pairs.c.source_id)
)
_insert = {
    name: dialect.insert(source_uses).on_conflict_do_nothing()
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}
_needed = select(exists().where(tokens.c.collections.is_not(None), tokens.c.revoked_at.is_(None)))


def keep_uses(connection: Connection, claims_: Iterable[Claim]) -> None:
    """Add the sources of claims that are stored in this transaction.

    Comes last of what stores them: whoever adds the same waits for the end of this transaction.
    """
    uses = {(claim.collection, claim.source_id) for claim in claims_}
    if len(uses) > bulk.FEW:
        # Most are there as a rule, and many are asked for sooner than added in vain.
        for some in portions(sorted({source for _, source in uses}), PORTION):
            uses -= {(row.collection, row.source_id) for row in connection.execute(_known, {"ids": some})}
    _add(connection, uses)


def complete_uses(connection: Connection) -> None:
    """Add what programs of an older schema left out, which may have worked beside this one for a while.

    Reads every claim: some seconds for each million.
    """
    # Read first, so that no lock is held meanwhile; and added in the order in which all others add.
    uses = {(row.collection, row.source_id) for row in connection.execute(_missing)}
    _add(connection, uses)


def complete_uses_if_needed(connection: Connection) -> None:
    """The same where any token depends on it; one that is made later sees to it itself."""
    if connection.scalar(_needed):
        complete_uses(connection)


def _add(connection: Connection, uses: Iterable[tuple[str, UUID]]) -> None:
    # In order, so that of two who add the same, none waits for the other in a circle.
    rows = [{"collection": collection, "source_id": source} for collection, source in sorted(uses)]
    if rows:
        connection.execute(_insert[connection.dialect.name], rows)
