"""Parts of a system: some of its figures with some of its checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.domain.disjoint import DisjointSets
from service.domain.joint.system import System

# A figure by the number of its quantity, or a check by the complement (~) of the number of its rule.
Element = int


@dataclass(frozen=True, slots=True)
class Parts:
    """Figures whose readings are held to, by the numbers of their quantities, and rules by theirs."""

    figures: frozenset[int] = frozenset()
    rules: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.figures) + len(self.rules)

    def __iter__(self) -> Iterator[Element]:
        """Its elements in a fixed order, figures first."""
        yield from sorted(self.figures)
        yield from (~rule for rule in sorted(self.rules))

    @classmethod
    def of(cls, elements: Iterator[Element] | frozenset[Element] | set[Element] | list[Element]) -> Parts:
        """The parts that ``elements`` make."""
        taken = frozenset(elements)
        return cls(
            frozenset(element for element in taken if element >= 0),
            frozenset(~element for element in taken if element < 0),
        )

    @property
    def elements(self) -> frozenset[Element]:
        """Its elements as a set."""
        return self.figures | {~rule for rule in self.rules}

    def without(self, element: Element) -> Parts:
        """It less one element."""
        if element >= 0:
            return replace(self, figures=self.figures - {element})
        return replace(self, rules=self.rules - {~element})

    def is_subset(self, other: Parts) -> bool:
        """Whether all of it is in ``other``."""
        return self.figures <= other.figures and self.rules <= other.rules


def components(system: System) -> tuple[Parts, ...]:
    """The parts that share no quantity with each other, by their first figures.

    Figures that say nothing are in none of them: they cannot be wrong.
    """
    groups: DisjointSets[int] = DisjointSets()
    members = [sorted({system.owners[variable] for variable in rule.variables.values()}) for rule in system.rules]
    for joined in members:
        for other in joined[1:]:
            groups.join(*sorted((groups.root(joined[0]), groups.root(other))))
    figures: dict[int, set[int]] = {}
    rules: dict[int, set[int]] = {}
    for number, quantity in enumerate(system.quantities):
        group = figures.setdefault(groups.root(number), set())
        if quantity.known:
            group.add(number)
    for number, joined in enumerate(members):
        # A relation of constants alone is a component of its own.
        place = groups.root(joined[0]) if joined else len(system.quantities) + number
        rules.setdefault(place, set()).add(number)
    return tuple(Parts(frozenset(figures.get(place, ())), frozenset(rules[place])) for place in sorted(rules))
