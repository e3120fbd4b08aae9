"""The weighted mean of parts, as a tree in which each part and each weight occurs once.

So it is exact where its arithmetic written out, with every weight twice, would not be. A part or a weight ranges over
an interval here, never over a set with gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from service.domain.budget import Budget
from service.domain.digits import Length, length_of, product_of, reciprocal_of, sum_of
from service.domain.interval import EVERYTHING, NON_NEGATIVE, NOTHING, Interval, IntervalSet, total
from service.domain.relation import Relation, Values
from service.domain.span import hull_of, hulls_but_each, no_less, no_more
from service.domain.tree import Box, Constant, Nature, Node, Product, Quotient, Sum
from service.domain.units import DIMENSIONLESS

ZERO = IntervalSet.point(0)
_FROM_ZERO = IntervalSet.of(NON_NEGATIVE)
_ABOVE_ZERO = IntervalSet.of(Interval(Fraction(0), None, True))


@dataclass(frozen=True, slots=True)
class Mean(Node):
    """The mean of ``parts`` by their ``weights``, none of which is negative and not all of which are zero.

    Its least value over a box is found as for interval weighted averages (Dong and Wong, "Fuzzy weighted averages and
    implementation of the extension principle", Fuzzy Sets and Systems 21, 1987): parts below it weigh as much as they
    can, parts above as little.
    """

    parts: tuple[Node, ...]
    weights: tuple[Node, ...]
    divisor: Node

    @classmethod
    def of(cls, parts: Sequence[Node], weights: Sequence[Node] | None = None) -> Mean:
        """The mean of ``parts``, which are comparable; without ``weights`` each counts the same."""
        same = Constant(DIMENSIONLESS, Nature.EITHER, Fraction(1), "1")
        weighing = tuple(weights) if weights is not None else (same,) * len(parts)
        return cls(parts[0].unit, parts[0].nature, tuple(parts), weighing, _sum(weighing))

    @property
    def children(self) -> tuple[Node, ...]:
        return (*self.parts, *(weight for weight in self.weights if not isinstance(weight, Constant)))

    @property
    def written_out(self) -> Quotient:
        """The same as arithmetic, for where names repeat anyway."""
        return Quotient(self.unit, self.nature, self.dividend, self.divisor)

    @property
    def dividend(self) -> Node:
        """The sum of the parts, each by its weight."""
        pairs = zip(self.parts, self.weights, strict=True)
        return _sum(
            [part if isinstance(w, Constant) else Product(part.unit, part.nature, part, w) for part, w in pairs]
        )

    def __str__(self) -> str:
        if any(not isinstance(weight, Constant) for weight in self.weights):
            return f"({self.dividend}) / ({self.divisor})"
        return f"({self.dividend}) / {len(self.parts)}"

    def over(self, box: Box) -> IntervalSet:
        parts, weights = self._ranges(box)
        if parts is None:
            return NOTHING
        counting = [(part, weight) for part, weight in zip(parts, weights, strict=True) if weight.upper != 0]
        if not counting:
            return NOTHING
        if all(0 in weight for weight in weights):
            # Any one of them may be all that there is.
            return hull_of([part for part, _ in counting]) or NOTHING
        least = _least(counting)
        most = _least([(-part, weight) for part, weight in counting])
        lower, upper = least, None if most is None else -most
        return IntervalSet.of(
            Interval(
                lower,
                upper,
                lower is not None and 0 not in _balance(counting, lower),
                upper is not None and 0 not in _balance(counting, upper),
            )
        )

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
        return dict(self.solved(target, box))

    def solved(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> Iterator[tuple[str, IntervalSet]]:
        """What :meth:`backward` finds, figure by figure, for a caller who watches the clock."""
        known = box if isinstance(box, Box) else Box(box)
        parts, weights = self._ranges(known)
        if parts is None:
            # Where a part or a weight can be nothing at all, nothing would do for the others.
            yield from ((name, NOTHING) for node in self.children for name in node.names())
            return
        solutions = [_Solution(parts, weights, piece) for piece in target.pieces]
        for place, (part, weight) in enumerate(zip(self.parts, self.weights, strict=True)):
            for node, solve in ((part, _Solution.part), (weight, _Solution.weight)):
                if not isinstance(node, Constant):
                    values = IntervalSet.of(*(piece for one in solutions for piece in solve(one, place).pieces))
                    yield from node.backward(values, known).items()

    def _ranges(self, box: Box) -> tuple[list[Interval] | None, list[Interval]]:
        """The parts and the weights over a box; no parts where one of them can be nothing."""
        parts = [box.of(part) for part in self.parts]
        weights = [box.of(weight) & _FROM_ZERO for weight in self.weights]
        if any(values.is_empty for values in (*parts, *weights)):
            return None, []
        return [values.hull for values in parts], [values.hull for values in weights]


@length_of.register(Mean)
def _length_of_mean(mean: Mean, box: Mapping[str, IntervalSet], lengths: Mapping[int, Length]) -> Length:
    # Weights that are all the same are no operands.
    weights = [lengths.get(id(weight)) or length_of(weight, box, lengths) for weight in mean.weights]
    weighted = [product_of(lengths[id(part)], weight) for part, weight in zip(mean.parts, weights, strict=True)]
    return product_of(sum_of(weighted), reciprocal_of(sum_of(weights)))


@dataclass(frozen=True)
class MeanIs(Relation):
    """A mean is that of its parts."""

    @classmethod
    def of(cls, mean: Node, parts: Mean) -> Relation:
        """``mean`` equals ``parts``, in the form in which that is decided exactly."""
        names = (*mean.names(), *parts.names())
        if len(names) > len(set(names)):
            return Relation.compare(mean, "==", parts.written_out)
        return cls(mean, parts, ZERO)

    def admissible(self, box: Values, domains: Values, budget: Budget) -> dict[str, IntervalSet]:
        assert isinstance(self.right, Mean)
        found = {name: self.right.forward(box) & domains[name] for name in self.left.names()}
        for name, values in self.right.solved(self.left.forward(box), box):
            budget.watch()
            found[name] = values & domains[name]
        return found

    def conjuncts(self) -> tuple[Relation, ...]:
        assert isinstance(self.right, Mean)
        parts = self.right
        times = Product(self.left.unit, self.left.nature, self.left, parts.divisor)
        return Relation.compare(times, "==", parts.dividend), Relation.within(parts.divisor, _ABOVE_ZERO)


class _Solution:
    """For which values of one part or weight the others let the mean be in ``target``.

    The mean can be no less than t exactly where the sum of ``weight * (part - t)`` can be no less than zero, and that
    sum ranges over an interval that is exact: nothing in it repeats. Where this begins or ends, the sum is zero with
    the others at an end of theirs, so it is enough to look there and once between.
    """

    def __init__(self, parts: Sequence[Interval], weights: Sequence[Interval], target: Interval) -> None:
        self._parts, self._weights, self._target = parts, weights, target
        terms = ([_term(part, weight, end) for part, weight in zip(parts, weights, strict=True)] for end in self._ends)
        self._rest = [list(_all_but_each(of_end)) for of_end in terms]
        # Those that must weigh something. Without any, the sum is zero for no weights at all, which tells nothing.
        self._needed = [place for place, weight in enumerate(weights) if 0 not in weight]
        self._others = list(hulls_but_each([p if w.upper != 0 else None for p, w in zip(parts, weights, strict=True)]))

    @property
    def _ends(self) -> list[Fraction]:
        return [end for end in (self._target.lower, self._target.upper) if end is not None]

    def part(self, place: int) -> IntervalSet:
        """What part may be at ``place``."""
        weight = self._weights[place]
        if not self._needed:
            return self._part_among_any(place)
        breaks = list(self._ends)
        for end, rest in zip(self._ends, self._rest, strict=True):
            limits = (rest[place].hull.lower, rest[place].hull.upper)
            breaks += [
                end - limit / w for limit in limits if limit is not None for w in (weight.lower, weight.upper) if w
            ]
        return _where(breaks, lambda value: self._reaches(place, Interval.point(value), weight))

    def weight(self, place: int) -> IntervalSet:
        """What weight may be at ``place``."""
        part = self._parts[place]
        breaks = [Fraction(0)]
        for end, rest in zip(self._ends, self._rest, strict=True):
            limits = [limit for limit in (rest[place].hull.lower, rest[place].hull.upper) if limit is not None]
            slopes = [p - end for p in (part.lower, part.upper) if p is not None and p != end]
            breaks += [-limit / slope for limit in limits for slope in slopes]
        found = _where(breaks, lambda value: self._reaches(place, part, Interval.point(value)))
        if all(needed == place for needed in self._needed):
            others = self._others[place]
            without = others is not None and not (others & self._whole).is_empty
            return (found & _ABOVE_ZERO) | (ZERO if without else NOTHING)
        return found & _FROM_ZERO

    def _part_among_any(self, place: int) -> IntervalSet:
        """The same where any part may be all that there is, so that the mean may be anywhere between any of them."""
        others, target = self._others[place], self._whole
        if others is None:
            return target if self._weights[place].upper != 0 else NOTHING
        if not (others & target).is_empty:
            return EVERYTHING
        if self._weights[place].upper == 0:
            return NOTHING
        return no_less(target) if (others & no_less(target)).is_empty else no_more(target)

    @property
    def _whole(self) -> IntervalSet:
        return IntervalSet((self._target,))

    def _reaches(self, place: int, part: Interval, weight: Interval) -> bool:
        """Whether the mean can be in the target: no less than its lower end can be, and no more than its upper one."""
        sums = [rest[place] + _term(part, weight, end) for end, rest in zip(self._ends, self._rest, strict=True)]
        low, high = self._target.lower, self._target.upper
        return (low is None or _exceeds(sums[0], or_equals=not self._target.lower_open)) and (
            high is None or _exceeds(-sums[-1], or_equals=not self._target.upper_open)
        )


def _least(counting: Sequence[tuple[Interval, Interval]]) -> Fraction | None:
    """The end below which no mean of parts lies, given parts that may weigh something; ``None`` if there is none.

    For a mean below v, the sum of ``weight * (part - v)`` must be negative at its least, with parts below v weighing as
    much as they can and those above as little. That least falls as v rises, in a line between one part and the next.
    """
    ordered: list[tuple[Fraction, Interval]] = []
    for part, weight in counting:
        if part.lower is None:
            return None
        ordered.append((part.lower, weight))
    ordered.sort(key=lambda item: item[0])
    weighted = sum((_at_least(weight) * part for part, weight in ordered), Fraction(0))
    weights = sum((_at_least(weight) for _, weight in ordered), Fraction(0))
    for place, (end, weight) in enumerate(ordered):
        # All before this part weigh as much as they can; it counts for nothing where the mean is its own value.
        if weighted - weights * end <= 0 or weight.upper is None:
            return _zero(weighted, weights, end, ordered[place - 1][0] if place else end)
        weighted += (weight.upper - _at_least(weight)) * end
        weights += weight.upper - _at_least(weight)
    return weighted / weights


def _zero(weighted: Fraction, weights: Fraction, at_most: Fraction, at_least: Fraction) -> Fraction:
    """Where the line ``weighted - weights * v`` is zero, which is between the two."""
    return min(max(weighted / weights, at_least), at_most) if weights else at_most


def _at_least(weight: Interval) -> Fraction:
    assert weight.lower is not None
    return weight.lower


def _term(part: Interval, weight: Interval, end: Fraction) -> IntervalSet:
    return IntervalSet((weight * part.affine(Fraction(1), -end),))


def _balance(counting: Sequence[tuple[Interval, Interval]], mean: Fraction) -> IntervalSet:
    """The values of the sum of ``weight * (part - mean)``: zero is among them if the mean can be just that."""
    return total(_term(part, weight, mean) for part, weight in counting)


def _exceeds(values: IntervalSet, *, or_equals: bool) -> bool:
    hull = values.hull
    return hull.upper is None or hull.upper > 0 or (or_equals and 0 in values)


def _where(breaks: Sequence[Fraction], holds: Callable[[Fraction], bool]) -> IntervalSet:
    """The values for which something holds that can only change at ``breaks``."""
    found = []
    previous: Fraction | None = None
    for value in [*sorted(set(breaks)), None]:
        stretch = Interval(previous, value, True, True)
        if holds(stretch.some_value()):
            found.append(stretch)
        if value is not None and holds(value):
            found.append(Interval.point(value))
        previous = value
    return IntervalSet.of(*found)


def _all_but_each(terms: Sequence[IntervalSet]) -> Iterator[IntervalSet]:
    """For each of ``terms`` the sum of all others, in linear time."""
    after = list(accumulate(reversed(terms), IntervalSet.__add__, initial=ZERO))
    before = ZERO
    for place, term in enumerate(terms):
        yield before + after[len(terms) - place - 1]
        before = before + term


def _sum(terms: Sequence[Node]) -> Node:
    first = terms[0]
    return first if len(terms) == 1 else Sum(first.unit, first.nature, tuple((1, term) for term in terms))
