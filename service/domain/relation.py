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

from service.domain.budget import Budget, LimitExceeded, TooLarge
from service.domain.extremes import Image, image, meets, possible
from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, Interval, IntervalSet
from service.domain.normal_form import normal_form, without_repeats
from service.domain.polynomial import RationalFunction
from service.domain.tree import Box, Node, Sum, renamed

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
        return without_repeats(self._form)

    @cached_property
    def _form(self) -> RationalFunction:
        return normal_form(self.difference)

    def conjuncts(self) -> tuple[Relation, ...] | None:
        """Plain relations that together say the same, for reckoning with those of other checks; None if there are none.

        A name that ends in ``'`` is a copy: another quantity with the reading of the name before it.
        """
        return (self,)

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
        with _within_limits(budget):
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
        with _within_limits(budget):
            # Where names repeat this holds more than the values, but what is not even in it is no value.
            if (self.difference.forward(box) & target).is_empty:
                return False
            if len(self._occurrences) == len(self.names):
                return True
            if not (self.difference.forward(_middle_of(box, self.names)) & target).is_empty:
                return True
            plain = self._plain
            if plain is None:
                return meets(self._form, box, target, budget)
            return not (plain.forward(box) & target).is_empty


@dataclass(frozen=True)
class Coverage(Relation):
    """``left`` lies in the range that ``right`` stands for.

    ``right`` is then no single unknown value but all of its interval, whatever value ``left`` has: ``left`` certainly
    lies within only if none of its values is outside. A figure that both sides use is therefore one of its own in each.
    """

    @classmethod
    def of(cls, left: Node, right: Node) -> Coverage:
        """``left`` within the range of ``right``."""
        return cls(left, right, ALLOWED["=="])

    def conjuncts(self) -> tuple[Relation, ...]:
        # A reference is all of its range in each check that uses it, not one number out of it that they would share.
        assert self.right is not None
        right = renamed(self.right, {name: f"{name}'" for name in self.right.names()})
        return (Relation(self.left, right, self.allowed),)

    def can_hold(self, box: Values, budget: Budget) -> bool:
        return self._apart.can_hold(self._doubled(box), budget)

    def can_fail(self, box: Values, budget: Budget) -> bool:
        assert self.right is not None
        with _within_limits(budget):
            reference = _image_of(self.right, box, budget)
        if Relation.within(self.left, reference.enclosed.complement()).can_hold(box, budget):
            return True
        if reference.attained == reference.enclosed:
            return False
        if Relation.within(self.left, reference.attained.complement()).can_hold(box, budget):
            raise LimitExceeded
        return False

    def difference_over(self, box: Values, budget: Budget) -> IntervalSet:
        return self._apart.difference_over(self._doubled(box), budget)

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        found = self._apart.admissible(self._doubled(box), self._doubled(domains), budget)
        own = self.names - self._copies.keys()
        return {name: values for name, values in found.items() if name in own}

    @cached_property
    def _copies(self) -> Mapping[str, str]:
        """The figures that both sides use, each with the name of its copy on the right: one that no figure can have."""
        assert self.right is not None
        return {name: f"{name}'" for name in sorted({*self.left.names()} & {*self.right.names()})}

    @cached_property
    def _apart(self) -> Relation:
        right = self.right if self.right is None or not self._copies else renamed(self.right, self._copies)
        return Relation(self.left, right, self.allowed)

    def _doubled(self, box: Values) -> Values:
        return Box({**box, **{copy: box[name] for name, copy in self._copies.items()}}) if self._copies else box


@contextmanager
def _within_limits(budget: Budget) -> Iterator[None]:
    budget.watch()
    try:
        yield
    except TooLarge as error:
        raise LimitExceeded from error


def _middle_of(box: Values, names: frozenset[str]) -> Box:
    """One value for each of ``names``; nothing for one that can be nothing."""
    points = {name: [IntervalSet.point(piece.some_value()) for piece in box[name].pieces[:1]] for name in names}
    return Box({name: point[0] if point else NOTHING for name, point in points.items()})


def values_of(node: Node, box: Values, budget: Budget) -> IntervalSet:
    """The values of ``node`` over ``box``: exact where no name repeats, else at least all of them."""

    def measure() -> IntervalSet:
        with _within_limits(budget):
            return _image_of(node, box, budget).enclosed

    try:
        return box.measured(node, measure) if isinstance(box, Box) else measure()
    except LimitExceeded:
        return node.forward(box)


def _image_of(node: Node, box: Values, budget: Budget) -> Image:
    """The values of ``node`` over ``box``. Raises ``TooLarge``, ``LimitExceeded``."""
    names = node.names()
    if len(names) == len(set(names)):
        values = node.forward(box)
        return Image(values, values)
    form = normal_form(node)
    plain = without_repeats(form)
    if plain is not None:
        values = plain.forward(box)
        return Image(values, values)
    found = image(form, box, budget)
    return Image(found.attained, found.enclosed & node.forward(box))
