"""The table of the parts that reports are split into. It is empty but for reports that are being made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, exists, func, or_, select, update

from service.application.queries import Recent
from service.application.records import Part, PartStatus, Report, ReportStatus
from service.storage.packing import packed, unpacked
from service.storage.reports import SHOWN, outside, record
from service.storage.tables import report_parts as parts
from service.storage.tables import reports

_SHOWN = [column for column in parts.columns if column.name not in {"asked", "content"}]
_IN_PARTS = and_(reports.c.status == ReportStatus.RUNNING.value, reports.c.planned == reports.c.version)


class StoredParts:
    """``ports.Parts`` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def report(self, report_id: UUID) -> Report | None:
        found = self._connection.execute(
            select(*SHOWN).where(reports.c.id == report_id, _IN_PARTS).with_for_update()
        ).mappings()
        row = found.one_or_none()
        return None if row is None else record(row)

    def add(self, given: Iterable[tuple[Part, bytes]]) -> None:
        self._connection.execute(parts.insert(), [{**_values(part), "asked": packed(asked)} for part, asked in given])

    def clear(self, report_id: UUID) -> None:
        self._connection.execute(delete(parts).where(parts.c.report_id == report_id))

    def purge(self) -> None:
        wanted = exists().where(reports.c.id == parts.c.report_id, _IN_PARTS)
        self._connection.execute(delete(parts).where(~wanted))

    def waiting(self, form: str, alive: Recent) -> Part | None:
        # Reports take turns, so that one of a few parts does not wait for one of thousands.
        statement = select(*_SHOWN).where(_left(form, alive)).order_by(parts.c.number, parts.c.report_id).limit(1)
        found = self._connection.execute(statement).mappings().one_or_none()
        return None if found is None else _record(found)

    def number_waiting(self, form: str, alive: Recent, most: int) -> int:
        some = select(parts.c.id).where(_left(form, alive)).limit(most).subquery()
        return self._connection.scalar(select(func.count()).select_from(some)) or 0

    def progress(self, report_id: UUID) -> tuple[int, int]:
        # The last one is put together from the others, and its steps are no checks.
        last = select(func.max(parts.c.number)).where(parts.c.report_id == report_id).scalar_subquery()
        others = and_(parts.c.report_id == report_id, parts.c.number < last)
        undone = func.count().filter(parts.c.status != PartStatus.DONE.value)
        done, left = self._connection.execute(
            select(func.coalesce(func.sum(parts.c.done), 0), undone).where(others)
        ).one()
        return int(done), int(left)

    def last(self, report_id: UUID) -> Part | None:
        found = self._connection.execute(
            select(*_SHOWN).where(parts.c.report_id == report_id).order_by(parts.c.number.desc()).limit(1)
        )
        row = found.mappings().one_or_none()
        return None if row is None else _record(row)

    def asked(self, part_id: UUID) -> bytes | None:
        return unpacked(self._connection.scalar(select(parts.c.asked).where(parts.c.id == part_id)))

    def contents(self, report_id: UUID) -> Iterator[bytes]:
        ids = self._connection.scalars(
            select(parts.c.id)
            .where(parts.c.report_id == report_id, parts.c.status == PartStatus.DONE.value)
            .order_by(parts.c.number)
        ).all()
        for part_id in ids:
            content = unpacked(self._connection.scalar(select(parts.c.content).where(parts.c.id == part_id)))
            if content is not None:
                yield content

    def replace(self, part: Part, content: bytes | None = None) -> bool:
        values = _values(part)
        if content is not None:
            values["content"] = packed(content)
        done = self._connection.execute(
            update(parts).where(parts.c.id == part.id, parts.c.version == part.version - 1).values(values)
        )
        return done.rowcount == 1

    def keep_alive(self, form: str, instant: datetime) -> None:
        known = exists().where(parts.c.report_id == reports.c.id, parts.c.form == form)
        self._connection.execute(update(reports).where(_IN_PARTS, known).values(heartbeat=instant))


def _left(form: str, alive: Recent) -> ColumnElement[bool]:
    """What nobody works on, of reports that are still made in these parts."""
    silent = and_(parts.c.status == PartStatus.RUNNING.value, outside(parts.c.heartbeat, alive))
    wanted = exists().where(reports.c.id == parts.c.report_id, _IN_PARTS)
    return and_(parts.c.form == form, or_(parts.c.status == PartStatus.WAITING.value, silent), wanted)


def _values(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "report_id": part.report_id,
        "number": part.number,
        "form": part.form,
        "status": part.status.value,
        "done": part.done,
        "total": part.total,
        "attempts": part.attempts,
        "heartbeat": part.heartbeat,
        "version": part.version,
        "created_at": part.created_at,
        "updated_at": part.updated_at,
    }


def _record(row: RowMapping) -> Part:
    return Part(**{**row, "status": PartStatus(row["status"])})
