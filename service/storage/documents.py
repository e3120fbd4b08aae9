"""The table of documents. Their texts, and what was read in these, are left aside where lists are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, delete, select

from service.application.access import Action
from service.application.queries import DocumentChecks
from service.application.read_content import (
    check_of,
    figure_of,
    plain_check,
    plain_figure,
    plain_suppression,
    suppression_of,
)
from service.application.records import Document, DocumentContent
from service.reading.text_form import TextForm
from service.storage.reach import Reach
from service.storage.tables import documents

Json = dict[str, Any]

_SHOWN = [documents.c[name] for name in ("id", "collection", "source_id", "format", "date", "version", "created_at")]
_CONTENT = [documents.c[name] for name in ("text", "figures", "checks", "suppressions")]


class StoredDocuments:
    """``ports.Documents`` over one connection."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, document: Document, content: DocumentContent) -> None:
        self._reach.note(Action.CREATED, "document", document.collection, [document.id])
        self._connection.execute(documents.insert(), _values(document, content))

    def get(self, document_id: UUID, *, lock: bool = False) -> Document | None:
        statement = select(*_SHOWN).where(documents.c.id == document_id, *self._reach.of_own(documents.c.collection))
        row = self._connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
        return None if row is None else _record(row)

    def content(self, document_id: UUID) -> DocumentContent | None:
        statement = select(*_CONTENT).where(documents.c.id == document_id, *self._reach.of_own(documents.c.collection))
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            return None
        return DocumentContent(
            text=row.text,
            figures=tuple(map(figure_of, row.figures)),
            checks=tuple(map(check_of, row.checks)),
            suppressions=tuple(map(suppression_of, row.suppressions)),
        )

    def page(
        self, collection: str | None, source_id: UUID | None, limit: int, after: UUID | None
    ) -> Sequence[Document]:
        wanted = self._reach.of_own(documents.c.collection, collection)
        statement = select(*_SHOWN).where(*wanted).order_by(documents.c.id).limit(limit)
        if source_id is not None:
            statement = statement.where(documents.c.source_id == source_id)
        if after is not None:
            statement = statement.where(documents.c.id > after)
        return [_record(row) for row in self._connection.execute(statement).mappings()]

    def checks(self, collection: str, limit: int, after: UUID | None) -> Sequence[DocumentChecks]:
        statement = (
            select(documents.c.id, documents.c.checks)
            .where(*self._reach.of_own(documents.c.collection, collection))
            .order_by(documents.c.id)
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(documents.c.id > after)
        return [DocumentChecks(row.id, tuple(map(check_of, row.checks))) for row in self._connection.execute(statement)]

    def remove(self, document_id: UUID) -> None:
        collection = self._connection.scalar(
            delete(documents).where(documents.c.id == document_id).returning(documents.c.collection)
        )
        if collection is not None:
            self._reach.note(Action.DELETED, "document", collection, [document_id])


def _values(document: Document, content: DocumentContent) -> Json:
    return {
        "id": document.id,
        "collection": document.collection,
        "source_id": document.source_id,
        "format": document.format.value,
        "date": document.date,
        "text": content.text,
        "figures": [plain_figure(figure) for figure in content.figures],
        "checks": [plain_check(check) for check in content.checks],
        "suppressions": [plain_suppression(one) for one in content.suppressions],
        "version": document.version,
        "created_at": document.created_at,
    }


def _record(row: RowMapping) -> Document:
    return Document(**{**row, "format": TextForm(row["format"])})
