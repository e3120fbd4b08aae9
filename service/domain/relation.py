"""A relation over named figures: whether it can hold, whether it can fail, and what each figure could have been.

``left compared with right`` is kept as one difference and the set it must lie in: ``a <= b`` is ``a - b`` in (-inf, 0].
Where every name occurs once, interval arithmetic answers exactly. Where one repeats, the difference is brought to
normal form and decided in :mod:`service.domain.extremes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from service.domain.extremes import Budget, LimitExceeded, image, meets, possible
from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, Interval, IntervalSet
from service.domain.polynomial import RationalFunction, TooLarge, normal_form, without_repeats
from service.domain.tree import Box, Node, Sum

ZERO = Fraction(0)

# What each name may be. Given as a ``Box`` it spares evaluating the same trees again.
Values = Mapping[str, IntervalSet]

ALLOWED: Mapping[str, IntervalSet] = {
    "==": IntervalSet.point(0),
    "!=": NON_ZERO,
    "<": IntervalSet.of(Interval(None, ZERO, True, True)),
    "<=": IntervalSet.of(Interval(None, ZERO)),
    ">": IntervalSet.of(Interval(ZERO, None, True)),
    ">=": IntervalSet.of(Interval(ZERO, None)),
}


@dataclass(frozen=True)
class Relation:
    """``left`` less ``right`` must lie in ``allowed``; without a ``right``, ``left`` itself must.

    All sets are in base units. :meth:`compare` and :meth:`within` build the two usual forms.
    """

    left: Node
    right: Node | None
    allowed: IntervalSet

    @classmethod
    def compare(cls, left: Node, operator: str, right: Node) -> Relation:
        """``left operator right``, for an operator of :data:`ALLOWED`."""
        return cls(left, right, ALLOWED[operator])

    @classmethod
    def within(cls, left: Node, allowed: IntervalSet) -> Relation:
        """``left`` lies in ``allowed``."""
        return cls(left, None, allowed)

    @cached_property
    def difference(self) -> Node:
        """The tree that must lie in ``allowed``."""
        if self.right is None:
            return self.left
        return Sum(self.left.unit, self.left.nature, ((1, self.left), (-1, self.right)))

    @cached_property
    def names(self) -> frozenset[str]:
        """The figures that it is about."""
        return frozenset(self._occurrences)

    @cached_property
    def _occurrences(self) -> list[str]:
        return self.difference.names()

    @cached_property
    def _plain(self) -> Node | None:
        """The difference as a tree in which no name repeats, so that interval arithmetic is exact, if there is one."""
        if len(self._occurrences) == len(self.names):
            return self.difference
        return without_repeats(self.difference)

    @cached_property
    def _form(self) -> RationalFunction:
        return normal_form(self.difference)

    def can_hold(self, box: Values, budget: Budget) -> bool:
        """Whether values in ``box`` exist that satisfy it. Raises :class:`LimitExceeded`."""
        return self._meets(box, self.allowed, budget)

    def can_fail(self, box: Values, budget: Budget) -> bool:
        """Whether values in ``box`` exist that violate it. Raises :class:`LimitExceeded`."""
        return self._meets(box, self.allowed.complement(), budget)

    def measured(self, box: Values, budget: Budget) -> IntervalSet:
        """The values of ``left`` over ``box``."""
        return values_of(self.left, box, budget)

    def expected(self, box: Values, budget: Budget) -> IntervalSet:
        """The values that ``left`` may have, given ``right`` over ``box``."""
        return self.allowed if self.right is None else values_of(self.right, box, budget) + self.allowed

    def difference_over(self, box: Values, budget: Budget) -> IntervalSet:
        """The values of :attr:`difference` over ``box``."""
        return values_of(self.difference, box, budget)

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        """For each figure, the values within its domain that could hold with all the others in ``box``.

        A figure is left out where this cannot be told exactly: where names repeat and one of them has a higher degree.
        Raises :class:`LimitExceeded`.
        """
        with _within_limits():
            plain = self._plain
            if plain is not None:
                box = box if isinstance(box, Box) else Box(box)
                found = plain.backward(self.allowed, box)
                # A name that cancels out may be anything, or nothing where the others fail without it.
                other = NOTHING if (plain.forward(box) & self.allowed).is_empty else EVERYTHING
                return {name: found.get(name, other) & domains[name] for name in self._order}
            exact: dict[str, IntervalSet] = {}
            for name in self._order:
                values = possible(self._form, name, domains[name], box, self.allowed, budget)
                if values is not None:
                    exact[name] = values
            return exact

    @property
    def _order(self) -> list[str]:
        return list(dict.fromkeys(self._occurrences))

    def _meets(self, box: Values, target: IntervalSet, budget: Budget) -> bool:
        with _within_limits():
            plain = self._plain
            if plain is None:
                return meets(self._form, box, target, budget)
            return not (plain.forward(box) & target).is_empty


@dataclass(frozen=True)
class Coverage(Relation):
    """``left`` lies in the range that ``right`` stands for.

    ``right`` is then no single unknown value but all of its interval: ``left`` certainly lies within only if none of
    its values is outside.
    """

    @classmethod
    def of(cls, left: Node, right: Node) -> Coverage:
        """``left`` within the range of ``right``."""
        return cls(left, right, ALLOWED["=="])

    def can_fail(self, box: Values, budget: Budget) -> bool:
        return not self.measured(box, budget).is_subset(self.expected(box, budget))


@contextmanager
def _within_limits() -> Iterator[None]:
    try:
        yield
    except TooLarge as error:
        raise LimitExceeded from error


def values_of(node: Node, box: Values, budget: Budget) -> IntervalSet:
    """The values of ``node`` over ``box``: exact where no name repeats, else at least all of them."""
    names = node.names()
    if len(names) == len(set(names)):
        return node.forward(box)
    try:
        plain = without_repeats(node)
        return image(normal_form(node), box, budget) if plain is None else plain.forward(box)
    except (TooLarge, LimitExceeded):
        return node.forward(box)
