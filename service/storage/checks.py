"""The table of checks, and which claims they are about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from service.application.access import Action
from service.application.queries import CheckInputs
from service.application.records import Severity, StoredCheck
from service.storage import bulk
from service.storage.reach import Reach
from service.storage.tables import check_claims, checks, claims

_inputs = (
    select(checks.c.version, claims.c.id, claims.c.revision)
    .select_from(checks.outerjoin(check_claims).outerjoin(claims, claims.c.id == check_claims.c.claim_id))
    .where(checks.c.id == bindparam("check_id"))
    .order_by(check_claims.c.position)
)


class StoredChecks:
    """``ports.Checks`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, check: StoredCheck, claims_: Sequence[UUID]) -> None:
        self._note(Action.CREATED, check)
        bulk.insert(self._connection, checks, [_row(check)])
        self._link(check, claims_)

    def get(self, check_id: UUID, *, lock: bool = False) -> StoredCheck | None:
        statement = select(checks).where(checks.c.id == check_id, *self._reach.of_own(checks.c.collection))
        row = self._connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
        return None if row is None else _record(row)

    def inputs(self, check_id: UUID) -> CheckInputs | None:
        own = self._reach.of_own(checks.c.collection)
        rows = self._connection.execute(_inputs.where(*own) if own else _inputs, {"check_id": check_id}).all()
        if not rows:
            return None
        return CheckInputs(rows[0][0], tuple((claim, revision) for _, claim, revision in rows if claim is not None))

    def page(self, collection: str | None, limit: int, after: UUID | None) -> Sequence[StoredCheck]:
        wanted = self._reach.of_own(checks.c.collection, collection)
        statement = select(checks).where(*wanted).order_by(checks.c.id).limit(limit)
        if after is not None:
            statement = statement.where(checks.c.id > after)
        return [_record(row) for row in self._connection.execute(statement).mappings()]

    def collections_used(self, collection: str) -> set[str]:
        used = (
            select(claims.c.collection)
            .distinct()
            .select_from(checks.join(check_claims).join(claims, claims.c.id == check_claims.c.claim_id))
            .where(*self._reach.of_own(checks.c.collection, collection))
        )
        return set(self._connection.execute(used).scalars())

    def replace(self, check: StoredCheck, claims_: Sequence[UUID]) -> bool:
        self._note(Action.CHANGED, check)
        done = self._connection.execute(
            update(checks)
            .where(checks.c.id == check.id, checks.c.version == check.version - 1)
            .values(dict(zip(checks.columns.keys(), _row(check), strict=True)))
        )
        if done.rowcount != 1:
            return False
        self._connection.execute(delete(check_claims).where(check_claims.c.check_id == check.id))
        self._link(check, claims_)
        return True

    def remove(self, check_id: UUID) -> None:
        collection = self._connection.scalar(
            delete(checks).where(checks.c.id == check_id).returning(checks.c.collection)
        )
        if collection is not None:
            self._reach.note(Action.DELETED, "check", collection, [check_id])

    def _note(self, action: Action, check: StoredCheck) -> None:
        self._reach.note(action, "check", check.collection, [check.id])

    def _link(self, check: StoredCheck, claims_: Sequence[UUID]) -> None:
        bulk.insert(self._connection, check_claims, [(check.id, place, claim) for place, claim in enumerate(claims_)])


def _row(check: StoredCheck) -> bulk.Row:
    return (
        check.id,
        check.collection,
        check.name,
        check.body,
        check.severity.value,
        check.rationale,
        check.version,
        check.created_at,
        check.updated_at,
    )


def _record(row: RowMapping) -> StoredCheck:
    return StoredCheck(**{**row, "severity": Severity(row["severity"])})
