"""What people know the claims of a report by, for its renderings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from service.application.lineage import name_of
from service.application.paging import portions
from service.application.ports import UnitOfWork
from service.application.records import Claim, Source
from service.application.reports.words import from_members
from service.domain.report import Content

Statement = dict[str, str | None]


def of(uow: UnitOfWork, content: Content) -> dict[str, Statement]:
    """For each claim that a report tells of: its ``statement``, ``quote`` and ``source``, at the revision it saw.

    One with neither statement nor quote is told by what its members say, as its statement.
    """
    return {str(claim.id): statement(claim, source) for claim, source in sourced(uow, content)}


def sourced(uow: UnitOfWork, content: Content) -> Iterator[tuple[Claim, Source | None]]:
    """The claims that a report tells of, at the revisions it saw, each with its source."""
    pins = sorted({(UUID(pin["claim"]), pin["revision"]) for pin in _mentioned(content)})
    sources: dict[UUID, Source] = {}
    for portion in portions(pins):
        found = uow.claims.at(portion)
        sources |= uow.sources.several({claim.source_id for claim in found.values()} - sources.keys())
        for claim in found.values():
            yield claim, sources.get(claim.source_id)


def _mentioned(content: Content) -> Iterator[Mapping[str, Any]]:
    return chain(chain.from_iterable(item["claims"] for item in content["results"]), content["coverage"]["unchecked"])


def statement(claim: Claim, source: Source | None) -> Statement:
    """What people know one claim by."""
    return {
        "statement": claim.statement or (from_members(claim) if claim.quote is None else None),
        "quote": None if claim.quote is None else claim.quote.exact,
        "source": None if source is None else name_of(source),
    }
