"""The tables of claims and their revisions."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, exists, select, tuple_, update

from service.application.access import Action
from service.application.paging import portions
from service.application.queries import ClaimFilters, StoredRate
from service.application.records import Claim, ClaimStatus
from service.storage import bulk
from service.storage.claim_rows import FIRST_DAY, LAST_DAY, claim_row, record, revision_row
from service.storage.rates import rates_near
from service.storage.reach import Reach
from service.storage.source_reach import visible
from service.storage.source_uses import keep_uses
from service.storage.tables import check_claims, claims, collections, sources
from service.storage.tables import claim_revisions as revisions
from service.storage.types import has_word

_of_any_revision = select(
    claims.c.collection, claims.c.created_at.label("first_created_at"), *revisions.columns
).select_from(revisions.join(claims, claims.c.id == revisions.c.claim_id))
_of_current = _of_any_revision.where(revisions.c.revision == claims.c.revision)
_one = _of_current.where(claims.c.id == bindparam("claim_id"))
_lock = select(claims.c.id).where(claims.c.id == bindparam("claim_id")).with_for_update()
_collection = select(claims.c.collection).where(claims.c.id == bindparam("claim_id"))
_footing = select(
    exists().where(collections.c.slug == bindparam("collection")),
    exists().where(sources.c.id == bindparam("source_id")),
)
_append = (
    update(claims)
    .where(claims.c.id == bindparam("claim_id"), claims.c.revision == bindparam("number") - 1)
    .values(revision=bindparam("number"))
)

# What the column holds; a database refuses to compare it with more.
LAST_REVISION = 2**31 - 1


class StoredClaims:
    """``ports.Claims`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def footing(self, collection: str, source_id: UUID | None) -> tuple[bool, bool]:
        row = self._connection.execute(_footing, {"collection": collection, "source_id": source_id}).one()
        if not self._reach.limited:
            return bool(row[0]), bool(row[1])
        collection_exists = bool(row[0]) and self._reach.may_change(collection)
        source_exists = source_id is not None and source_id in visible(self._connection, self._reach, [source_id])
        return collection_exists, source_exists

    def add(self, claims_: Sequence[Claim]) -> None:
        self._note(Action.CREATED, claims_)
        bulk.insert(self._connection, claims, [claim_row(claim) for claim in claims_])
        bulk.insert(self._connection, revisions, [revision_row(claim) for claim in claims_])
        keep_uses(self._connection, claims_)

    def restore(self, histories: Sequence[Sequence[Claim]]) -> None:
        self._note(Action.CREATED, [history[-1] for history in histories])
        every = [claim for history in histories for claim in history]
        bulk.insert(self._connection, claims, [claim_row(history[-1]) for history in histories])
        bulk.insert(self._connection, revisions, [revision_row(claim) for claim in every])
        keep_uses(self._connection, every)

    def histories(self, ids: Several[UUID]) -> dict[UUID, tuple[Claim, ...]]:
        rows = self._connection.execute(
            _of_any_revision.where(claims.c.id.in_(ids)).order_by(claims.c.id, revisions.c.revision)
        ).mappings()
        return {
            claim_id: tuple(map(record, some))
            for claim_id, some in groupby(self._seen(rows), key=itemgetter("claim_id"))
        }

    def get(self, claim_id: UUID, *, lock: bool = False) -> Claim | None:
        if lock:
            # Before others have to wait for it.
            if self._reach.limited and not self._reach.may_change(
                self._connection.scalar(_collection, {"claim_id": claim_id})
            ):
                return None
            # Apart from reading: a statement that waited for another writer sees the claim as that one left it, but
            # joins it with the revisions that there were before.
            self._connection.execute(_lock, {"claim_id": claim_id})
        return self._found(self._connection.execute(_one, {"claim_id": claim_id}).mappings().one_or_none())

    def current(self, ids: Several[UUID]) -> dict[UUID, Claim]:
        rows = self._connection.execute(_of_current.where(claims.c.id.in_(ids))).mappings()
        return {row["claim_id"]: record(row) for row in self._seen(rows)}

    def at(self, revisions_: Several[tuple[UUID, int]]) -> dict[UUID, Claim]:
        if not revisions_:
            return {}
        named = tuple_(revisions.c.claim_id, revisions.c.revision).in_(revisions_)
        rows = self._connection.execute(_of_any_revision.where(named)).mappings()
        return {row["claim_id"]: record(row) for row in self._seen(rows)}

    def page(self, filters: ClaimFilters, limit: int, after: UUID | None) -> Sequence[Claim]:
        wanted = (*self._reach.of_seen(claims.c.collection, filters.collection), *_conditions(filters))
        statement = _of_current.where(*wanted).order_by(claims.c.id).limit(limit)
        if after is not None:
            statement = statement.where(claims.c.id > after)
        return [record(row) for row in self._connection.execute(statement).mappings()]

    def revise(self, claim: Claim) -> bool:
        self._note(Action.CHANGED, [claim])
        done = self._connection.execute(_append, {"claim_id": claim.id, "number": claim.revision})
        if done.rowcount != 1:
            return False
        bulk.insert(self._connection, revisions, [revision_row(claim)])
        keep_uses(self._connection, [claim])
        return True

    def revise_all(self, claims_: Sequence[Claim]) -> bool:
        self._note(Action.CHANGED, claims_)
        for some in portions(claims_):
            before = [(claim.id, claim.revision - 1) for claim in some]
            done = self._connection.execute(
                update(claims)
                .where(tuple_(claims.c.id, claims.c.revision).in_(before))
                .values(revision=claims.c.revision + 1)
            )
            if done.rowcount != len(some):
                return False
        bulk.insert(self._connection, revisions, [revision_row(claim) for claim in claims_])
        keep_uses(self._connection, claims_)
        return True

    def untouched(self, ids: Several[UUID]) -> set[UUID]:
        # By a check of whichever collection: what somebody counts on is not taken back, seen or not.
        used = exists().where(check_claims.c.claim_id == claims.c.id)
        first = revisions.join(claims, (claims.c.id == revisions.c.claim_id) & (claims.c.revision == 1))
        statement = (
            select(claims.c.id)
            .select_from(first)
            .where(revisions.c.revision == 1, revisions.c.status == ClaimStatus.CANDIDATE.value, ~used)
        )
        found: set[UUID] = set()
        for some in portions(list(ids)):
            found.update(self._connection.scalars(statement.where(claims.c.id.in_(some))))
        return found

    def revisions(self, claim_id: UUID, limit: int, after: int | None) -> Sequence[Claim]:
        if after is not None and after > LAST_REVISION:
            return []
        statement = (
            _of_any_revision.where(claims.c.id == claim_id, revisions.c.revision > max(after or 0, 0))
            .order_by(revisions.c.revision)
            .limit(limit)
        )
        return [record(row) for row in self._seen(self._connection.execute(statement).mappings())]

    def revision(self, claim_id: UUID, number: int) -> Claim | None:
        if not 0 < number <= LAST_REVISION:
            return None
        statement = _of_any_revision.where(claims.c.id == claim_id, revisions.c.revision == number)
        return self._found(self._connection.execute(statement).mappings().one_or_none())

    def rates_near(
        self, units: Several[str], collections_: Several[str], first: date, last: date
    ) -> Sequence[StoredRate]:
        seen = [slug for slug in collections_ if self._reach.sees(slug)]
        return rates_near(self._connection, units, seen, first, last)

    def _found(self, row: RowMapping | None) -> Claim | None:
        return None if row is None or not self._reach.sees(row["collection"]) else record(row)

    def _seen(self, rows: Iterable[RowMapping]) -> Iterable[RowMapping]:
        """Those of claims that the caller sees."""
        return (row for row in rows if self._reach.sees(row["collection"])) if self._reach.limited else rows

    def _note(self, action: Action, claims_: Iterable[Claim]) -> None:
        for slug, some in groupby(claims_, key=attrgetter("collection")):
            self._reach.note(action, "claim", slug, [claim.id for claim in some])


def _conditions(filters: ClaimFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    equal = (
        (revisions.c.source_id, filters.source_id),
        (revisions.c.measure, filters.measure),
        (revisions.c.status, filters.status and filters.status.value),
        (revisions.c.unit, filters.unit),
    )
    wanted += [column == value for column, value in equal if value is not None]
    if filters.tag is not None:
        wanted.append(has_word(revisions.c.tags, filters.tag))
    if filters.period is not None:
        start, end = filters.period.start or FIRST_DAY, filters.period.end or LAST_DAY
        wanted.append(and_(revisions.c.period_start <= end, revisions.c.period_end >= start))
    if filters.text is not None:
        wanted.append(revisions.c.search.contains(filters.text.casefold(), autoescape=True))
    return wanted
