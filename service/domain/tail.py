"""The p value of a test statistic as a tree, and the relation that a stated p follows from a statistic.

What p takes for certain and what it can take at most differ by a hair. What falls into the hair is computed with more
digits, and remains undecided where these do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from service.domain.budget import Budget, LimitExceeded
from service.domain.digits import Length, length_of
from service.domain.interval import NOTHING, Interval, IntervalSet
from service.domain.p_values import DOMAINS, Distribution, Reach, Statistic, Tail
from service.domain.quantiles import statistics_with
from service.domain.relation import Relation, Values
from service.domain.tree import Box, Nature, Node
from service.domain.units import DIMENSIONLESS

PROBABILITY = IntervalSet.of(Interval(Fraction(0), Fraction(1)))
FREE = Interval(Fraction(0), None, True)
# Beyond so many degrees of freedom hardly anything changes.
_MOST_FREEDOM = 10_000


@dataclass(frozen=True, slots=True)
class PValue(Node):
    """The p value of ``statistic``, a figure, with degrees of ``freedom``."""

    test: Statistic
    tail: Tail
    statistic: Node
    freedom: tuple[Node, ...]

    @classmethod
    def of(cls, test: Statistic, tail: Tail, statistic: Node, freedom: tuple[Node, ...]) -> PValue:
        """The p value of a statistic; as many degrees of freedom as :data:`FREEDOM` says."""
        return cls(DIMENSIONLESS, Nature.EITHER, test, tail, statistic, freedom)

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.statistic, *self.freedom)

    def __str__(self) -> str:
        return f"p({', '.join(map(str, self.children))})"

    def over(self, box: Box) -> IntervalSet:
        reach = self.reach(box, precise=True)
        return NOTHING if reach is None else IntervalSet((reach.enclosed,))

    def reach(self, box: Values, *, precise: bool) -> Reach | None:
        """What p takes over a box; ``None`` where a figure can be nothing."""
        statistic = self.statistic.forward(box) & IntervalSet((DOMAINS[self.test],))
        freedom = [each.forward(box) & IntervalSet((FREE,)) for each in self.freedom]
        if statistic.is_empty or any(each.is_empty for each in freedom):
            return None
        distribution = Distribution(self.test, tuple(each.hull for each in freedom), precise)
        return distribution.tail(self.tail, statistic.hull)


@length_of.register(PValue)
def _length_of_p(_p: PValue, _box: Values, _lengths: Mapping[int, Length]) -> Length:
    # Computed to so many digits, whatever those of its operands are.
    return Length(512, 1, 512)


@dataclass(frozen=True)
class Follows(Relation):
    """``left``, a :class:`PValue`, lies in what a stated p stands for, or in ``allowed`` where none was.

    ``counted``: whether the degrees of freedom are whole numbers.
    """

    counted: bool = False

    @classmethod
    def stated(cls, p: PValue, stated: Node, *, counted: bool) -> Follows:
        """``stated`` follows from the statistic."""
        return cls(p, stated, IntervalSet.point(0), counted)

    @classmethod
    def within_range(cls, p: PValue, allowed: IntervalSet, *, counted: bool) -> Follows:
        """The p value lies in ``allowed``."""
        return cls(p, None, allowed, counted)

    @property
    def p(self) -> PValue:
        """The p value that follows from the statistic."""
        assert isinstance(self.left, PValue)
        return self.left

    def conjuncts(self) -> None:
        return None

    def can_hold(self, box: Values, budget: Budget) -> bool:
        target = self.expected(box, budget)
        for reach in self._closer(box, budget):
            enclosed = IntervalSet((reach.enclosed,))
            if not (reach.attained & target).is_empty or enclosed.is_subset(target):
                return True
            if (enclosed & target).is_empty:
                return False
        return self._undecided(box)

    def can_fail(self, box: Values, budget: Budget) -> bool:
        target = self.expected(box, budget)
        for reach in self._closer(box, budget):
            enclosed = IntervalSet((reach.enclosed,))
            if enclosed.is_subset(target):
                return False
            if not reach.attained.is_subset(target) or (enclosed & target).is_empty:
                return True
        return self._undecided(box)

    def expected(self, box: Values, budget: Budget) -> IntervalSet:
        return self.allowed if self.right is None else self.right.forward(box) & PROBABILITY

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        """What the stated p could be, and the statistic; and a number of degrees of freedom that p rises or falls in.

        Ends are a hair further out than need be: about the twelfth digit of the statistic.
        """
        target = self.expected(box, budget)
        found: dict[str, IntervalSet] = {}
        for solve in (self._stated, self._statistic, self._freedom):
            budget.watch()
            try:
                found |= solve(box, target)
            except LimitExceeded:
                # Left out: it cannot be told.
                continue
        return {name: values & domains[name] for name, values in found.items()}

    def _stated(self, box: Values, target: IntervalSet) -> dict[str, IntervalSet]:
        reach = self.p.reach(box, precise=True)
        if self.right is None:
            return {}
        if reach is None:
            return self.right.backward(NOTHING, box)
        if not all(_width(end) <= Fraction(1, 10**30) for end in (reach.low, reach.high)):
            raise LimitExceeded
        return self.right.backward(IntervalSet((reach.enclosed,)), box)

    def _statistic(self, box: Values, target: IntervalSet) -> dict[str, IntervalSet]:
        freedom = [each.forward(box) for each in self.p.freedom]
        if target.is_empty or any(each.is_empty for each in freedom):
            return self.p.statistic.backward(NOTHING, box)
        values = statistics_with(self.p.test, self.p.tail, target.hull, [each.hull for each in freedom])
        return self.p.statistic.backward(values, box)

    def _freedom(self, box: Values, target: IntervalSet) -> dict[str, IntervalSet]:
        if len(self.p.freedom) != 1 or not self.counted:
            return {}
        (freedom,) = self.p.freedom

        def reach(number: int) -> Interval | None:
            at = Box({**box, **{name: IntervalSet.point(number) for name in freedom.names()}})
            found = self.p.reach(at, precise=False)
            return None if found is None else found.enclosed

        return freedom.backward(_numbers(reach, target, falls=self.p.test is not Statistic.CHI2), box)

    def _closer(self, box: Values, budget: Budget) -> Iterator[Reach]:
        """What p takes, more closely the second time; nothing where a figure can be nothing."""
        for precise in (False, True):
            budget.watch()
            reach = self.p.reach(box, precise=precise)
            if reach is None:
                return
            yield reach

    def _undecided(self, box: Values) -> bool:
        if self.p.reach(box, precise=False) is None:
            return False
        raise LimitExceeded


def _width(interval: Interval) -> Fraction:
    assert interval.lower is not None
    assert interval.upper is not None
    return interval.upper - interval.lower


def _numbers(reach: Callable[[int], Interval | None], target: IntervalSet, *, falls: bool) -> IntervalSet:
    """The whole numbers for which p, which ``falls`` in them or rises, can be in ``target``.

    Raises ``LimitExceeded`` where they may be without end.
    """
    if target.is_empty or reach(1) is None:
        return NOTHING

    def above(number: int) -> bool:
        """Whether all that p takes is beyond the target on the side where it begins."""
        found = reach(number)
        assert found is not None
        return _beyond(found, target.hull, falls)

    def below(number: int) -> bool:
        found = reach(number)
        assert found is not None
        return _beyond(found, target.hull, not falls)

    first = _first(lambda number: not above(number))
    if first is None:
        raise LimitExceeded
    after = _first(below)
    if after is None:
        raise LimitExceeded
    return NOTHING if after <= first else IntervalSet.of(Interval(Fraction(first), Fraction(after - 1)))


def _beyond(found: Interval, target: Interval, above: bool) -> bool:
    one, other = (found, target) if above else (-found, -target)
    if one.lower is None or other.upper is None:
        return False
    return one.lower > other.upper or (one.lower == other.upper and (one.lower_open or other.upper_open))


def _first(holds: Callable[[int], bool]) -> int | None:
    """The first whole number for which something holds that holds for all after it; ``None`` if it is a large one."""
    if not holds(_MOST_FREEDOM):
        return None
    low, high = 0, _MOST_FREEDOM
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
