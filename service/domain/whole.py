"""Counts come whole: relations in which some figures can only be whole numbers.

Two and a half people satisfy ``2 * x == 5 person`` only on paper. A few whole numbers are tried one by one, which is
exact. A count that may be any of very many must at least have one among the values that fit the others; beyond that
fractions hardly matter, and it is taken for a quantity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from service.domain.budget import Budget
from service.domain.interval import EVERYTHING, NOTHING, Interval, IntervalSet
from service.domain.relation import Relation
from service.domain.tree import Box

# So many combinations of whole numbers are tried at most.
MOST_TRIED = 256


@dataclass(frozen=True, slots=True)
class CountedRelation:
    """A relation whose figures named ``whole`` are whole numbers (in base units: things counted have a factor of 1)."""

    relation: Relation
    whole: frozenset[str]

    def can_hold(self, box: Box, budget: Budget) -> bool:
        """As :meth:`Relation.can_hold`. Raises ``LimitExceeded``."""
        return self.relation.can_hold(box, budget) and any(
            (case is box or self.relation.can_hold(case, budget)) and self._leaves_whole(case, budget)
            for case in self._cases(box)
        )

    def _leaves_whole(self, box: Box, budget: Budget) -> bool:
        """Whether each count that was too many to try has a whole number among those that fit the others."""
        many = [name for name in self.relation.names & self.whole if not box[name].is_point]
        if not many:
            return True
        fitting = self.relation.admissible(box, dict.fromkeys(self.relation.names, EVERYTHING), budget)
        return not any(name in fitting and whole_in(fitting[name] & box[name]).is_empty for name in many)

    def can_fail(self, box: Box, budget: Budget) -> bool:
        """As :meth:`Relation.can_fail`. Raises ``LimitExceeded``."""
        return self.relation.can_fail(box, budget) and any(
            case is box or self.relation.can_fail(case, budget) for case in self._cases(box)
        )

    def admissible(self, box: Box, domains: Mapping[str, IntervalSet], budget: Budget) -> dict[str, IntervalSet]:
        """As :meth:`Relation.admissible`, whole numbers only for what is whole. Raises ``LimitExceeded``."""
        found: dict[str, IntervalSet] = {}
        for case in self._cases(box):
            for name, values in self.relation.admissible(case, domains, budget).items():
                found[name] = found.get(name, NOTHING) | values
        return {name: whole_in(values) if name in self.whole else values for name, values in found.items()}

    def _cases(self, box: Box) -> Iterator[Box]:
        """The box with its whole figures at each of their numbers; itself where there are none, or too many to try."""
        tried: dict[str, list[IntervalSet]] = {}
        combinations = 1
        for name, numbers in sorted(_few(self.relation.names & self.whole, box).items(), key=lambda few: len(few[1])):
            combinations *= len(numbers)
            if combinations > MOST_TRIED:
                break
            tried[name] = [IntervalSet.point(number) for number in numbers]
        if not tried:
            yield box
            return
        for numbers_taken in product(*tried.values()):
            yield Box({**box, **dict(zip(tried, numbers_taken, strict=True))})


def whole_in(values: IntervalSet) -> IntervalSet:
    """``values`` drawn in to the whole numbers at their ends, those that follow each other as one range."""
    drawn = [piece for piece in map(Interval.whole_numbers, values.pieces) if piece is not None]
    ranges: list[Interval] = []
    for piece in drawn:
        if ranges and ranges[-1].upper is not None and piece.lower == ranges[-1].upper + 1:
            ranges[-1] = ranges[-1].hull(piece)
        else:
            ranges.append(piece)
    return IntervalSet.of(*ranges)


def _few(names: frozenset[str], box: Box) -> dict[str, range]:
    """The whole numbers that each of ``names`` may be, for those that may be several but not many."""
    few = {}
    for name in sorted(names):
        hulls = whole_in(box[name]).pieces
        if len(hulls) != 1 or hulls[0].lower is None or hulls[0].upper is None or box[name].is_point:
            continue
        # Counted without a range, which has no length where it is of very many numbers.
        if hulls[0].upper - hulls[0].lower < MOST_TRIED:
            few[name] = range(int(hulls[0].lower), int(hulls[0].upper) + 1)
    return few
