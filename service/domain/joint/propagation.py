"""Exact interval propagation with reasons: a quick proof that some figures and checks cannot all hold.

Each condition narrows what its variables may be given the others (HC4 on the terms of its rows), again and again, until
nothing changes or nothing is left. Every narrowing remembers what it rests on, so a contradiction comes with the
figures and checks that led to it, as a SAT solver explains a conflict by its trail. Slow convergence is cut off: what
is not settled here is for the solvers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from service.domain.budget import Budget
from service.domain.interval import EVERYTHING, NOTHING, IntervalSet
from service.domain.joint.condition import Alternative, Condition, Row
from service.domain.joint.parts import Parts
from service.domain.joint.system import System
from service.domain.polynomial import bits_of
from service.domain.roots import roots
from service.domain.tree import solve_factor
from service.domain.whole import whole_in

# Narrowings that take off less than this share of an interval are left to the solvers, and so are longer numbers.
LEAST_GAIN = 64
MOST_BITS = 512
# Sets of more intervals than these are not told apart any further, or their number doubles again and again.
MOST_PIECES = 8
# How often each condition is looked at, on average, before propagation gives up.
MOST_VISITS = 30


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What propagation came to: what each variable may be at most, or what contradicts itself."""

    bounds: Mapping[int, IntervalSet]
    contradiction: Parts | None


def propagate(
    system: System, parts: Parts, *, generous: bool, budget: Budget, also: Mapping[int, IntervalSet] | None = None
) -> Narrowed:
    """What the variables of ``parts`` may be, each at least all that it can be; ``also`` narrows some beforehand.

    Raises ``LimitExceeded``.
    """
    return _Propagation(system, parts, generous, budget, also or {}).run()


class _Propagation:
    def __init__(
        self, system: System, parts: Parts, generous: bool, budget: Budget, also: Mapping[int, IntervalSet]
    ) -> None:
        self._system = system
        self._budget = budget
        self._conditions: list[tuple[int, Condition]] = [
            (rule, condition) for rule in sorted(parts.rules) for condition in system.rules[rule].conditions
        ]
        self._watching: dict[int, list[int]] = {}
        for number, (_, condition) in enumerate(self._conditions):
            for variable in condition.variables:
                self._watching.setdefault(variable, []).append(number)
        self._bounds: dict[int, IntervalSet] = {}
        # Each narrowing: what it comes from (a figure, or ~rule) and the earlier ones that it rests on.
        self._trail: list[tuple[int, tuple[int, ...]]] = []
        self._latest: dict[int, int] = {}
        for variable in self._watching:
            quantity = system.quantities[system.owners[variable]]
            values = also.get(variable, EVERYTHING)
            if system.owners[variable] in parts.figures:
                values = values & IntervalSet((quantity.generous if generous else quantity.strict,))
                self._latest[variable] = len(self._trail)
                self._trail.append((system.owners[variable], ()))
            self._bounds[variable] = whole_in(values) if system.whole(variable) else values

    def run(self) -> Narrowed:
        """Narrows until nothing changes."""
        for variable, values in self._bounds.items():
            if values.is_empty:
                return Narrowed(self._bounds, self._explained(self._reasons((variable,))))
        queue = deque(range(len(self._conditions)))
        queued = set(queue)
        for visit in range(MOST_VISITS * len(self._conditions)):
            if not queue:
                break
            if visit % 32 == 0:
                self._budget.watch()
            number = queue.popleft()
            queued.discard(number)
            rule, condition = self._conditions[number]
            found = _narrowed(condition, self._bounds)
            reasons = self._reasons(condition.variables)
            if found is None:
                return Narrowed(self._bounds, self._explained(reasons, ~rule))
            for variable, narrowed in found.items():
                values = whole_in(narrowed) if self._system.whole(variable) else narrowed
                if len(values.pieces) > MOST_PIECES:
                    values = self._bounds[variable] & IntervalSet((values.hull,))
                if values.is_empty:
                    return Narrowed(self._bounds, self._explained(reasons, ~rule))
                if not _worthwhile(self._bounds[variable], values):
                    continue
                self._bounds[variable] = values
                self._latest[variable] = len(self._trail)
                self._trail.append((~rule, reasons))
                # A narrowing to whole numbers, or of a square, may narrow the same condition again.
                fresh = [other for other in self._watching[variable] if other not in queued]
                queue.extend(fresh)
                queued.update(fresh)
        return Narrowed(self._bounds, None)

    def _reasons(self, variables: Iterable[int]) -> tuple[int, ...]:
        return tuple(self._latest[variable] for variable in variables if variable in self._latest)

    def _explained(self, reasons: tuple[int, ...], *also: int) -> Parts:
        """Everything that ``reasons`` rest on."""
        elements = set(also)
        seen: set[int] = set()
        open_reasons = list(reasons)
        while open_reasons:
            reason = open_reasons.pop()
            if reason not in seen:
                seen.add(reason)
                element, earlier = self._trail[reason]
                elements.add(element)
                open_reasons.extend(earlier)
        return Parts.of(elements)


def _worthwhile(before: IntervalSet, after: IntervalSet) -> bool:
    """Whether going on from ``after`` can be expected to lead anywhere that ``before`` does not."""
    was, now = before.hull, after.hull
    pairs = ((was.lower, now.lower), (was.upper, now.upper))
    if any(end is not None and bits_of(end) > MOST_BITS for _, end in pairs):
        return False
    if len(before.pieces) != len(after.pieces) or was.lower_open != now.lower_open or was.upper_open != now.upper_open:
        return True
    for old, new in pairs:
        if old is not None and new is not None and old != new:
            size = was.upper - was.lower if was.upper is not None and was.lower is not None else max(abs(old), abs(new))
            if abs(new - old) * LEAST_GAIN >= size:
                return True
    return False


def _narrowed(condition: Condition, bounds: Mapping[int, IntervalSet]) -> dict[int, IntervalSet] | None:
    """What the variables of a condition may be, for those that it narrows; ``None`` if it cannot hold."""
    alive = [found for rows in condition.alternatives if (found := _within(rows, bounds)) is not None]
    if not alive:
        return None
    if len(alive) == 1:
        return alive[0]
    shared = set(alive[0]).intersection(*alive[1:])
    return {variable: reduce(IntervalSet.__or__, (found[variable] for found in alive)) for variable in sorted(shared)}


def _within(rows: Alternative, bounds: Mapping[int, IntervalSet]) -> dict[int, IntervalSet] | None:
    found: dict[int, IntervalSet] = {}
    for row in rows:
        now = {variable: found.get(variable, bounds[variable]) for variable in row.variables} if found else bounds
        narrowed = narrowed_by(row, now)
        if narrowed is None:
            return None
        found |= narrowed
    return found


def narrowed_by(row: Row, bounds: Mapping[int, IntervalSet]) -> dict[int, IntervalSet] | None:
    """What the variables of a row may be given the others, for those that it narrows; ``None`` if it cannot hold."""
    within = IntervalSet((row.within,))
    values = [_product(coefficient, factors, bounds) for coefficient, factors in row.terms]
    after = [IntervalSet.point(0)]
    for value in reversed(values):
        after.append(value + after[-1])
    if (after[-1] & within).is_empty:
        return None
    before = IntervalSet.point(0)
    found: dict[int, IntervalSet] = {}
    for place, (coefficient, factors) in enumerate(row.terms):
        needed = within - (before + after[len(values) - place - 1])
        before = before + values[place]
        for position, (variable, exponent) in enumerate(factors):
            others = (*factors[:position], *factors[position + 1 :])
            target = solve_factor(needed, _product(coefficient, others, bounds))
            if exponent > 1:
                target = roots(target, exponent)
            known = found.get(variable, bounds[variable])
            narrowed = known & target
            if narrowed.is_empty:
                return None
            if narrowed != known:
                found[variable] = narrowed
    return found


def _product(
    coefficient: Fraction, factors: Sequence[tuple[int, int]], bounds: Mapping[int, IntervalSet]
) -> IntervalSet:
    product = IntervalSet.point(coefficient)
    for variable, exponent in factors:
        values = bounds[variable]
        if values.is_empty:
            return NOTHING
        product = product * (values if exponent == 1 else values**exponent)
    return product
