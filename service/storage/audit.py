"""The table of the audit log. Each transaction adds what it did, as its last statement; nothing is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Text, case, cast, null, or_, select

from service.application.access import Action, AuditEntry, AuditFilters
from service.application.stamps import first_id_from, instant_of, new_id
from service.storage import bulk
from service.storage.reach import Reach
from service.storage.tables import audit

# A list shows the things of an entry if they are no more than these: a batch has up to 50,000.
MOST_LISTED: Final = 100

_OTHERS = [column for column in audit.columns if column.name != "things"]
_listed = select(*_OTHERS, case((audit.c.count <= MOST_LISTED, audit.c.things), else_=null()).label("things"))


class StoredAudit:
    """``ports.Audit`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def page(self, filters: AuditFilters, limit: int, after: UUID | None) -> Sequence[AuditEntry]:
        statement = _listed.where(*self._visible(), *_conditions(filters)).order_by(audit.c.id).limit(limit)
        if after is not None:
            statement = statement.where(audit.c.id > after)
        return [_record(row) for row in self._connection.execute(statement).mappings()]

    def get(self, entry_id: UUID) -> AuditEntry | None:
        statement = select(audit).where(audit.c.id == entry_id, *self._visible())
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else _record(row)

    def _visible(self) -> list[ColumnElement[bool]]:
        caller = self._reach.caller
        if not self._reach.limited or caller is None:
            return []
        own = self._reach.of_own(audit.c.collection)
        # What is of no collection is its own business if it did that itself.
        return own if caller.token_id is None else [or_(*own, audit.c.token_id == caller.token_id)]


def keep(connection: Connection, reach: Reach) -> None:
    """Store what was noted, and begin anew."""
    caller = reach.caller
    if caller is None or not reach.notes:
        return
    rows: list[bulk.Row] = []
    for (action, kind, collection), things in reach.notes.items():
        entry = new_id()
        rows.append(
            (
                entry,
                instant_of(entry),
                caller.name,
                caller.token_id,
                caller.request_id,
                caller.operation,
                action.value,
                kind,
                collection,
                [str(thing) for thing in things],
                len(things),
            )
        )
    bulk.insert(connection, audit, rows)
    reach.notes = {}


def _conditions(filters: AuditFilters) -> list[ColumnElement[bool]]:
    equal = (
        (audit.c.collection, filters.collection),
        (audit.c.actor, filters.actor),
        (audit.c.operation, filters.operation),
        (audit.c.request_id, filters.request_id),
        (audit.c.action, filters.action and filters.action.value),
        (audit.c.kind, filters.kind),
    )
    wanted: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    # Ids begin with their time, and are what the table is sorted by.
    if filters.since is not None:
        wanted.append(audit.c.id >= first_id_from(filters.since))
    if filters.until is not None:
        wanted.append(audit.c.id < first_id_from(filters.until))
    if filters.thing is not None:
        wanted.append(cast(audit.c.things, Text).contains(f'"{filters.thing}"', autoescape=True))
    return wanted


def _record(row: RowMapping) -> AuditEntry:
    things = row["things"]
    return AuditEntry(
        **{**row, "action": Action(row["action"]), "things": None if things is None else tuple(things)},
    )
