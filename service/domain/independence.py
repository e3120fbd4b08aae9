"""How many sources are independent of each other: those that quote one release count once."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.context import Origin


def independent_sources(sources: Sequence[Origin | None]) -> int:
    """How many of ``sources`` are independent: those that share an origin count once, a figure without one for itself.

    The number of groups that hang together by origins they share, directly or through others (union and find).
    """
    parents: dict[str, str] = {}

    def root(source: str) -> str:
        parents.setdefault(source, source)
        while parents[source] != source:
            parents[source] = parents[parents[source]]
            source = parents[source]
        return source

    for source in sources:
        for origin in () if source is None else (source.id, *source.origins):
            assert source is not None
            parents[root(origin)] = root(source.id)
    return sources.count(None) + len({root(source.id) for source in sources if source is not None})
