"""How many sources are independent of each other: those that quote one release count once."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.context import Origin
from service.domain.disjoint import DisjointSets


def independent_sources(sources: Sequence[Origin | None]) -> int:
    """How many of ``sources`` are independent: those that share an origin count once, a figure without one for itself.

    The number of groups that hang together by origins they share, directly or through others.
    """
    groups: DisjointSets[str] = DisjointSets()
    known = [source for source in sources if source is not None]
    for source in known:
        for origin in source.origins:
            groups.join(source.id, origin)
    return sources.count(None) + len({groups.root(source.id) for source in known})
