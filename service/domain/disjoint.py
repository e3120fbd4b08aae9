"""Things in groups that grow together (union and find)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


class DisjointSets(Generic[Thing]):
    """Each thing is in a group of its own until it is joined with others; every group is known by one of its things."""

    def __init__(self) -> None:
        self._parents: dict[Thing, Thing] = {}

    def root(self, thing: Thing) -> Thing:
        """The thing that the group of ``thing`` is known by."""
        parents = self._parents
        parents.setdefault(thing, thing)
        while parents[thing] != thing:
            parents[thing] = thing = parents[parents[thing]]
        return thing

    def join(self, one: Thing, other: Thing) -> None:
        """Puts the groups of both together, known by what that of ``one`` is known by."""
        self._parents[self.root(other)] = self.root(one)
