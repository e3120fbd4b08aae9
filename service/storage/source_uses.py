"""The table of which collections have claims of a source, kept beside the claims that it follows from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, select, true
from sqlalchemy.dialects import postgresql, sqlite

from service.application.paging import PORTION, portions
from service.application.records import Claim
from service.storage.tables import claim_revisions, claims, source_uses

_known = select(source_uses).where(source_uses.c.source_id.in_(bindparam("ids", expanding=True)))
_every = (
    select(claims.c.collection, claim_revisions.c.source_id)
    .distinct()
    .select_from(claims.join(claim_revisions, claim_revisions.c.claim_id == claims.c.id))
    .where(true())  # without, SQLite takes the ON of ON CONFLICT for one of the join
)


def keep_uses(connection: Connection, claims_: Iterable[Claim]) -> None:
    """Add the sources of claims that are stored in this transaction."""
    uses = {(claim.collection, claim.source_id) for claim in claims_}
    # As a rule they are there: asked first, nobody waits for others who add the same.
    for some in portions(sorted({source for _, source in uses}), PORTION):
        uses -= {(row.collection, row.source_id) for row in connection.execute(_known, {"ids": some})}
    if uses:
        # In order, so that of two who add the same, none waits for the other in a circle.
        rows = [{"collection": collection, "source_id": source} for collection, source in sorted(uses)]
        connection.execute(_insert(connection).on_conflict_do_nothing(), rows)


def complete_uses(connection: Connection) -> None:
    """Add what programs of an older schema left out, which may have worked beside this one for a while."""
    columns = ["collection", "source_id"]
    connection.execute(_insert(connection).from_select(columns, _every).on_conflict_do_nothing())


def _insert(connection: Connection) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(source_uses)
