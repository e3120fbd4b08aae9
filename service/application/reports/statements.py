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
    pins = sorted({(UUID(pin["claim"]), pin["revision"]) for pin in _mentioned(content)})
    claims: dict[UUID, Claim] = {}
    sources: dict[UUID, Source] = {}
    for portion in portions(pins):
        found = uow.claims.at(portion)
        claims |= found
        sources |= uow.sources.several({claim.source_id for claim in found.values()} - sources.keys())
    return {str(claim.id): _statement(claim, sources.get(claim.source_id)) for claim in claims.values()}


def _mentioned(content: Content) -> Iterator[Mapping[str, Any]]:
    return chain(chain.from_iterable(item["claims"] for item in content["results"]), content["coverage"]["unchecked"])


def _statement(claim: Claim, source: Source | None) -> Statement:
    return {
        "statement": claim.statement or (from_members(claim) if claim.quote is None else None),
        "quote": None if claim.quote is None else claim.quote.exact,
        "source": None if source is None else name_of(source),
    }
