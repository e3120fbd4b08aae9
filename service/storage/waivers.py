"""The table of waivers, and the revisions of claims that they saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, delete, exists, or_, select, update

from service.application.access import Action
from service.application.queries import EVERY_WAIVER, Successor, WaiverFilters
from service.application.records import Waiver, WaiverState
from service.domain.result import Verdict
from service.storage import bulk
from service.storage.reach import Reach
from service.storage.tables import checks, claims, waiver_claims, waivers

_lock = select(waivers.c.id).where(waivers.c.id == bindparam("waiver_id")).with_for_update()

# A claim that has been revised since, and a stored check that has been changed or is gone.
_claim_moved = and_(waiver_claims.c.claim_id == claims.c.id, waiver_claims.c.revision != claims.c.revision)
_check_moved = and_(waivers.c.check_id.is_not(None), checks.c.version.is_distinct_from(waivers.c.check_version))


class StoredWaivers:
    """``ports.Waivers`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, waiver: Waiver) -> None:
        self._note(Action.CREATED, waiver)
        bulk.insert(self._connection, waivers, [_row(waiver)])
        rows = [(waiver.id, place, claim, revision) for place, (claim, revision) in enumerate(waiver.claims)]
        bulk.insert(self._connection, waiver_claims, rows)

    def get(self, waiver_id: UUID, *, lock: bool = False) -> Waiver | None:
        own = self._reach.of_own(waivers.c.collection)
        if lock:
            self._connection.execute(_lock.where(*own) if own else _lock, {"waiver_id": waiver_id})
        return next(iter(self._read(select(waivers).where(waivers.c.id == waiver_id, *own))), None)

    def page(
        self, collection: str | None, limit: int, after: UUID | None, others: WaiverFilters = EVERY_WAIVER
    ) -> Sequence[Waiver]:
        wanted = self._reach.of_own(waivers.c.collection, collection)
        statement = select(waivers).where(*wanted).order_by(waivers.c.id).limit(limit)
        if after is not None:
            statement = statement.where(waivers.c.id > after)
        if others.check is not None:
            statement = statement.where(waivers.c.check == others.check)
        if others.state is not None:
            statement = statement.where(_in_state(*others.state))
        return self._read(statement)

    def successors(self, ids: Several[UUID]) -> dict[UUID, tuple[Successor, ...]]:
        found: dict[UUID, list[Successor]] = defaultdict(list)
        changed = (
            select(waivers.c.id, waivers.c.check_id, checks.c.version)
            .select_from(waivers.outerjoin(checks, checks.c.id == waivers.c.check_id))
            .where(waivers.c.id.in_(ids), _check_moved)
        )
        for waiver_id, check_id, version in self._connection.execute(changed):
            found[waiver_id].append(Successor("check", check_id, version))
        revised = (
            select(waiver_claims.c.waiver_id, claims.c.id, claims.c.revision)
            .select_from(waiver_claims.join(claims, _claim_moved))
            .where(waiver_claims.c.waiver_id.in_(ids))
            .order_by(waiver_claims.c.waiver_id, waiver_claims.c.position)
        )
        for waiver_id, claim_id, revision in self._connection.execute(revised):
            found[waiver_id].append(Successor("claim", claim_id, revision))
        return {waiver_id: tuple(successors) for waiver_id, successors in found.items()}

    def replace(self, waiver: Waiver) -> bool:
        self._note(Action.CHANGED, waiver)
        done = self._connection.execute(
            update(waivers)
            .where(waivers.c.id == waiver.id, waivers.c.version == waiver.version - 1)
            .values(dict(zip(waivers.columns.keys(), _row(waiver), strict=True)))
        )
        return done.rowcount == 1

    def remove(self, waiver_id: UUID) -> None:
        collection = self._connection.scalar(
            delete(waivers).where(waivers.c.id == waiver_id).returning(waivers.c.collection)
        )
        if collection is not None:
            self._reach.note(Action.DELETED, "waiver", collection, [waiver_id])

    def _note(self, action: Action, waiver: Waiver) -> None:
        self._reach.note(action, "waiver", waiver.collection, [waiver.id])

    def _read(self, chosen: Select[Any]) -> list[Waiver]:
        """The waivers chosen, in the order of their ids, with the claims that they saw."""
        some = chosen.subquery()
        rows = self._connection.execute(
            select(some, waiver_claims.c.claim_id, waiver_claims.c.revision)
            .select_from(some.outerjoin(waiver_claims, waiver_claims.c.waiver_id == some.c.id))
            .order_by(some.c.id, waiver_claims.c.position)
        )
        return [
            _record(first, tuple((row.claim_id, row.revision) for row in (first, *rest) if row.claim_id is not None))
            for _, (first, *rest) in groupby(rows, key=attrgetter("id"))
        ]


def _in_state(state: WaiverState, instant: datetime) -> ColumnElement[bool]:
    superseded = or_(
        exists().where(waiver_claims.c.waiver_id == waivers.c.id, _claim_moved),
        and_(
            waivers.c.check_id.is_not(None),
            ~exists().where(checks.c.id == waivers.c.check_id, checks.c.version == waivers.c.check_version),
        ),
    )
    if state is WaiverState.SUPERSEDED:
        return superseded
    over = waivers.c.expires <= instant
    if state is WaiverState.EXPIRED:
        return and_(~superseded, over)
    return and_(~superseded, or_(waivers.c.expires.is_(None), ~over))


def _row(waiver: Waiver) -> bulk.Row:
    return (
        waiver.id,
        waiver.collection,
        waiver.check,
        None if waiver.check_version is None else UUID(waiver.check),
        waiver.check_version,
        waiver.name,
        waiver.verdict.value,
        waiver.digest,
        waiver.reason,
        waiver.expires,
        waiver.version,
        waiver.created_at,
        waiver.updated_at,
    )


def _record(row: Row[Any], claims_: tuple[tuple[UUID, int], ...]) -> Waiver:
    return Waiver(
        id=row.id,
        collection=row.collection,
        check=row.check,
        check_version=row.check_version,
        name=row.name,
        claims=claims_,
        verdict=Verdict(row.verdict),
        digest=row.digest,
        reason=row.reason,
        expires=row.expires,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
