"""The audit log: who changed what, when, and in answer to which request."""

from __future__ import annotations

from uuid import UUID

from service.application.access import AuditEntry, AuditFilters
from service.application.errors import NotFound
from service.application.paging import page_of
from service.application.ports import UnitOfWork
from service.application.queries import Page


def list_(uow: UnitOfWork, filters: AuditFilters, *, limit: int, after: UUID | None = None) -> Page[AuditEntry, UUID]:
    """Entries that pass the filters, oldest first, from the one after ``after``; the things of large ones left out."""
    return page_of(uow.audit.page(filters, limit + 1, after), limit, lambda entry: entry.id)


def get(uow: UnitOfWork, entry_id: UUID) -> AuditEntry:
    """One entry with all its things. Raises NotFound."""
    entry = uow.audit.get(entry_id)
    if entry is None:
        raise NotFound("audit entry", entry_id)
    return entry
