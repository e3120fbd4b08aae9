"""Smallest hitting sets: the fewest figures that take part in every conflict, weights counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence


def smallest(
    conflicts: Sequence[frozenset[int]], weights: Mapping[int, int], watch: Callable[[], None]
) -> Iterator[frozenset[int]]:
    """All sets of least weight that meet each of ``conflicts``, in a stable order; none if a conflict is empty.

    Branches over the members of the smallest conflict that is not met yet; conflicts that share no member bound what
    is still to be paid. ``watch`` is called now and then, and may raise.
    """
    if any(not conflict for conflict in conflicts):
        return
    search = _Search([sorted(conflict, key=lambda f: (weights[f], f)) for conflict in conflicts], weights, watch)
    yield from search.all_of(search.least())


class _Search:
    def __init__(self, conflicts: Sequence[list[int]], weights: Mapping[int, int], watch: Callable[[], None]) -> None:
        self._conflicts = sorted(conflicts, key=lambda conflict: (len(conflict), conflict))
        self._weights = weights
        self._watch = watch

    def least(self) -> int:
        """The weight of the smallest hitting sets: the first limit, from the lower bound up, that one keeps to."""
        limit = self._bound(self._conflicts)
        while next(self._within(limit), None) is None:
            limit += 1
        return limit

    def all_of(self, weight: int) -> Iterator[frozenset[int]]:
        """Each hitting set of ``weight``, which must be the least."""
        yield from self._within(weight)

    def _within(self, limit: int) -> Iterator[frozenset[int]]:
        # What was branched over before is barred from later branches, so no set comes twice.
        yield from self._branch(self._conflicts, frozenset(), frozenset(), limit)

    def _branch(
        self, unmet: list[list[int]], taken: frozenset[int], barred: frozenset[int], left: int
    ) -> Iterator[frozenset[int]]:
        self._watch()
        if not unmet:
            yield taken
            return
        if self._bound(unmet) > left:
            return
        # Of what is still open, the conflict with the fewest choices.
        choices = min(([f for f in conflict if f not in barred] for conflict in unmet), key=len)
        for figure in choices:
            weight = self._weights[figure]
            if weight <= left:
                rest = [conflict for conflict in unmet if figure not in conflict]
                yield from self._branch(rest, taken | {figure}, barred, left - weight)
            barred |= {figure}

    def _bound(self, unmet: list[list[int]]) -> int:
        """The least that must still be paid: for conflicts without a common member, the cheapest of each."""
        met: set[int] = set()
        bound = 0
        for conflict in unmet:
            if met.isdisjoint(conflict):
                met.update(conflict)
                bound += min(self._weights[figure] for figure in conflict)
        return bound
