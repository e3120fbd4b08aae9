"""The table of reports. What a finished one says is kept compressed, apart from the columns that lists show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, literal, or_, select, update

from service.application.access import Action
from service.application.queries import Backlog, Recent
from service.application.records import Report, ReportStatus
from service.storage.packing import packed, unpacked
from service.storage.reach import Reach
from service.storage.tables import checks, claims, report_parts, reports
from service.storage.types import document as json_text
from service.storage.types import has_word, only_words

_NOT_OVER = [status.value for status in (ReportStatus.QUEUED, ReportStatus.RUNNING)]
SHOWN = [column for column in reports.columns if column.name not in {"document", "basis"}]


class StoredReports:
    """``ports.Reports`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, report: Report, document: bytes | None = None, basis: bytes | None = None) -> None:
        for slug in report.collections:
            self._reach.note(Action.CREATED, "report", slug, [report.id])
        self._connection.execute(reports.insert(), _values(report, document, basis))

    def get(self, report_id: UUID) -> Report | None:
        statement = select(*SHOWN).where(reports.c.id == report_id, *self._own())
        found = self._connection.execute(statement).mappings().one_or_none()
        return None if found is None else record(found)

    def document(self, report_id: UUID) -> bytes | None:
        return unpacked(
            self._connection.scalar(select(reports.c.document).where(reports.c.id == report_id, *self._own()))
        )

    def basis(self, report_id: UUID) -> bytes | None:
        return unpacked(self._connection.scalar(select(reports.c.basis).where(reports.c.id == report_id, *self._own())))

    def page(self, collection: str | None, limit: int, after: UUID | None) -> Sequence[Report]:
        statement = select(*SHOWN).where(*self._own()).order_by(reports.c.id).limit(limit)
        if collection is not None:
            statement = statement.where(has_word(reports.c.collections, collection))
        if after is not None:
            statement = statement.where(reports.c.id > after)
        return [record(row) for row in self._connection.execute(statement).mappings()]

    def extent(self, collection: str, most: int) -> int:
        self._reach.require(collection)
        each = [select(table.c.id).where(table.c.collection == collection).limit(most) for table in (claims, checks)]
        counts = [select(func.count()).select_from(some.subquery()).scalar_subquery() for some in each]
        return min(most, sum(self._connection.execute(select(*counts)).one()))

    def backlog(self) -> Backlog:
        unfinished = reports.c.status.in_(_NOT_OVER)
        waiting = select(reports.c.status, func.count(), func.min(reports.c.created_at)).where(unfinished)
        found = {row[0]: row[1:] for row in self._connection.execute(waiting.group_by(reports.c.status))}
        # Parts outlive their report by a little, where it was cancelled.
        parts = select(report_parts.c.status, func.count()).join(reports).where(unfinished)
        _, oldest = found.get(ReportStatus.QUEUED.value, (0, None))
        return Backlog(
            reports={status: count for status, (count, _) in found.items()},
            parts={row[0]: row[1] for row in self._connection.execute(parts.group_by(report_parts.c.status))},
            oldest=oldest,
        )

    def waiting(self, alive: Recent) -> Report | None:
        left = and_(reports.c.status == ReportStatus.RUNNING.value, outside(reports.c.heartbeat, alive))
        statement = (
            select(*SHOWN)
            .where(or_(reports.c.status == ReportStatus.QUEUED.value, left))
            .order_by(reports.c.id)
            .limit(1)
        )
        found = self._connection.execute(statement).mappings().one_or_none()
        return None if found is None else record(found)

    def replace(self, report: Report, document: bytes | None = None, basis: bytes | None = None) -> bool:
        self._reach.require(*report.collections)
        # Compressed before the first statement, which others may have to wait for.
        values = _values(report, document, basis)
        done = self._connection.execute(
            update(reports).where(reports.c.id == report.id, reports.c.version == report.version - 1).values(values)
        )
        if done.rowcount != 1:
            return False
        if report.status.over:  # how far one has come is no change that anybody made
            for slug in report.collections:
                self._reach.note(Action.CHANGED, "report", slug, [report.id])
        return True

    def remove(self, report_id: UUID, version: int) -> bool:
        gone = delete(reports).where(reports.c.id == report_id, reports.c.version == version, *self._own())
        collections = self._connection.scalar(gone.returning(reports.c.collections))
        for slug in collections or ():
            self._reach.note(Action.DELETED, "report", slug, [report_id])
        return collections is not None

    def _own(self) -> list[ColumnElement[bool]]:
        """What lets reports through that are on nothing but the caller's own collections."""
        own = self._reach.own
        return [] if own is None else [only_words(reports.c.collections, literal(json_text(sorted(own))))]


def _values(report: Report, document: bytes | None, basis: bytes | None) -> dict[str, Any]:
    return {
        "id": report.id,
        "collections": list(report.collections),
        "status": report.status.value,
        "detail": report.detail,
        "options": dict(report.options),
        "done": report.done,
        "total": report.total,
        "attempts": report.attempts,
        "heartbeat": report.heartbeat,
        "counts": None if report.counts is None else dict(report.counts),
        "document": packed(document),
        "basis": packed(basis),
        "version": report.version,
        "created_at": report.created_at,
        "updated_at": report.updated_at,
        "finished_at": report.finished_at,
        "planned": report.planned,
    }


def outside(heartbeat: ColumnElement[datetime | None], alive: Recent) -> ColumnElement[bool]:
    """Whether a heartbeat is not of somebody who lives."""
    return or_(heartbeat < alive.since, heartbeat > alive.until)


def record(row: RowMapping) -> Report:
    return Report(**{**row, "status": ReportStatus(row["status"]), "collections": tuple(row["collections"])})
