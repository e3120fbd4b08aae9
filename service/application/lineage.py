"""Where what a source says comes from: whom it quotes, directly or through others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from service.application.ports import UnitOfWork
from service.application.records import Source
from service.domain.context import Origin


def origins_of(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Origin]:
    """For each of these sources, what a check has to know of it: its name, and where its lineage ends."""
    if not ids:
        return {}
    sources = uow.sources.several(uow.sources.lineage(ids))
    ends: dict[UUID, frozenset[UUID]] = {}
    return {
        source_id: Origin(
            id=str(source_id),
            name=name_of(sources[source_id]),
            origins=tuple(sorted(map(str, _ends(source_id, sources, ends)))),
            reference=sources[source_id].reference,
        )
        for source_id in ids
        if source_id in sources
    }


def origin_of_new(uow: UnitOfWork, source: Source) -> Origin:
    """The same for a source that is not stored yet, while those that it cites are."""
    ends = {end for cited in origins_of(uow, source.cites).values() for end in cited.origins}
    return Origin(
        id=str(source.id),
        name=name_of(source),
        origins=tuple(sorted(ends)) or (str(source.id),),
        reference=source.reference,
    )


def name_of(source: Source) -> str:
    """A source by publisher and title."""
    return f"{source.publisher}: {source.title}" if source.publisher else source.title


def _ends(source_id: UUID, sources: Mapping[UUID, Source], known: dict[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    """The sources that quote nobody, among those that this one comes from. Citing goes one way, so this ends."""
    waiting = [source_id]
    while waiting:
        current = waiting[-1]
        cites = [cited for cited in sources[current].cites if cited in sources]
        missing = [cited for cited in cites if cited not in known]
        if missing:
            waiting.extend(missing)
            continue
        known[current] = frozenset().union(*(known[cited] for cited in cites)) if cites else frozenset({current})
        waiting.pop()
    return known[source_id]
