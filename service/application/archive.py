"""Collections as they are kept outside the database: a stream of all that is stored of them.

The order is such that whatever a thing refers to comes before it: collections, sources (cited ones first), claims with
every revision, checks, documents, waivers. Results and reports are not in it; they can be had again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias
from uuid import UUID

from service.application import checks, claims, collections, documents, waivers
from service.application.paging import PORTION, all_of, portions
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters
from service.application.records import (
    Claim,
    Collection,
    Document,
    DocumentContent,
    Source,
    StoredCheck,
    Waiver,
)

# Claims whose revisions are read at once; there may be many of each.
HISTORIES: Final = 500


@dataclass(frozen=True, slots=True)
class History:
    """A claim with every revision, oldest first."""

    revisions: tuple[Claim, ...]

    @property
    def current(self) -> Claim:
        """The last revision."""
        return self.revisions[-1]

    @property
    def id(self) -> UUID:
        """The id of the claim."""
        return self.current.id


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document with its text and what was read in it."""

    document: Document
    content: DocumentContent

    @property
    def id(self) -> UUID:
        """The id of the document."""
        return self.document.id


Entry: TypeAlias = Collection | Source | History | StoredCheck | KeptDocument | Waiver


def entries(uow: UnitOfWork, slugs: Sequence[str]) -> Iterator[Entry]:
    """Everything that is stored of some collections; ``uow`` is a snapshot of the database. Raises NotFound.

    Of other collections there is nothing in it, though claims of those may be referred to. Kept in memory are the ids
    of sources and a page of each.
    """
    yield from [collections.get(uow, slug) for slug in slugs]
    yield from _sources(uow, slugs)
    for slug in slugs:
        yield from _histories(uow, slug)
    for slug in slugs:
        yield from all_of(partial(checks.list_, uow, collection=slug, limit=PORTION))
    for slug in slugs:
        for document in all_of(partial(documents.list_, uow, collection=slug, limit=PORTION)):
            content = uow.documents.content(document.id)
            if content is not None:
                yield KeptDocument(document, content)
    for slug in slugs:
        for standing in all_of(partial(waivers.list_, uow, collection=slug, limit=PORTION)):
            yield standing.waiver


def _sources(uow: UnitOfWork, slugs: Sequence[str]) -> Iterator[Source]:
    used = {source for slug in slugs for source in uow.sources.of_collection(slug)}
    every = {source for some in portions(sorted(used)) for source in uow.sources.lineage(some)}
    cites: dict[UUID, tuple[UUID, ...]] = {}
    for some in portions(sorted(every)):
        cites |= {source.id: source.cites for source in uow.sources.several(some).values() if source.cites}
    for some in portions(_cited_first(sorted(every), cites)):
        found = uow.sources.several(some)
        yield from (found[source] for source in some)


def _cited_first(ids: Sequence[UUID], cites: Mapping[UUID, Sequence[UUID]]) -> list[UUID]:
    """``ids`` in their order, but that each comes after those that it cites. Citing goes one way, so this ends."""
    placed: dict[UUID, None] = {}
    for first in ids:
        waiting = [first]
        while waiting:
            missing = [cited for cited in cites.get(waiting[-1], ()) if cited not in placed]
            if missing:
                waiting.append(missing[0])
            else:
                placed[waiting.pop()] = None
    return list(placed)


def _histories(uow: UnitOfWork, slug: str) -> Iterator[History]:
    every = all_of(partial(claims.list_, uow, ClaimFilters(collection=slug), limit=HISTORIES))
    page: list[Claim] = []
    for claim in every:
        page.append(claim)
        if len(page) == HISTORIES:
            yield from _with_revisions(uow, page)
            page = []
    yield from _with_revisions(uow, page)


def _with_revisions(uow: UnitOfWork, page: Sequence[Claim]) -> Iterator[History]:
    revised = [claim.id for claim in page if claim.revision > 1]
    before = uow.claims.histories(revised) if revised else {}
    for claim in page:
        yield History(before.get(claim.id, (claim,)))
