"""The system as z3 sees it: the exact answer where propagation has none.

z3's reals and integers are exact: linear arithmetic is decided by simplex over rationals, polynomials by nlsat
(Jovanović and de Moura, IJCAR 2012), whose solutions may be irrational. Every part stands behind a literal of its own,
so that one solver answers for all subsets, and a contradiction comes with the parts that it needs.

Solvers of one question share a context and no two questions do: contexts share nothing, so that threads don't meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any, Final

import z3

from service.domain.budget import Budget
from service.domain.interval import Interval, IntervalSet
from service.domain.joint.condition import Condition, Row
from service.domain.joint.parts import Parts
from service.domain.joint.system import System

# What z3 gives as the reason, by solver.
_OUT_OF_TIME: Final = frozenset({"timeout", "canceled"})


@dataclass(frozen=True, slots=True)
class Point:
    """Values for variables that satisfy what was asked; ``None`` for one that is irrational."""

    values: Mapping[int, Fraction | None]

    @property
    def rational(self) -> bool:
        """Whether all of its values are known exactly as fractions."""
        return None not in self.values.values()


class Smt:
    """One solver for ``parts`` and all that is less than them, under one of the two readings."""

    def __init__(self, system: System, parts: Parts, context: z3.Context, *, generous: bool, budget: Budget) -> None:
        self._system = system
        self._budget = budget
        self._generous = generous
        self._context = context
        self.solver = z3.Solver(ctx=self._context)
        self._variables: dict[int, Any] = {}
        self._literals = {element: z3.Bool(f"p{element}", self._context) for element in parts}
        self._elements = {str(literal): element for element, literal in self._literals.items()}
        for rule in sorted(parts.rules):
            budget.watch()
            for condition in system.rules[rule].conditions:
                self.solver.add(z3.Implies(self._literals[~rule], self._formula(condition)))
        for variable in list(self._variables):
            self._hold_to_its_reading(variable, parts)

    def check(
        self, parts: Parts, also: Mapping[int, IntervalSet] | None = None, *, share: float = 1.0
    ) -> Point | Parts | None:
        """A point that satisfies ``parts``, or some of them that nothing satisfies; ``None`` where z3 gives up.

        ``also`` narrows variables further, in which case all that can be said is that there is no point: the parts
        then told are those that it needs beside that. ``share`` is how much of the time left may be taken. Raises
        ``LimitExceeded`` where none is.
        """
        self.solver.push()
        try:
            for variable, values in (also or {}).items():
                self.solver.add(self._in_set(self._variable(variable), values, whole=self._system.whole(variable)))
            return self._answer(parts, share)
        finally:
            self.solver.pop()

    @property
    def hurried(self) -> bool:
        """Whether the last answer was ``None`` for want of time."""
        return self.solver.reason_unknown() in _OUT_OF_TIME

    def literals(self, parts: Parts) -> list[Any]:
        """What stands for each element of ``parts`` in ``solver``, in their order."""
        return [self._literals[element] for element in parts]

    def extreme(
        self, parts: Parts, also: Mapping[int, IntervalSet], variable: int, *, upward: bool
    ) -> tuple[Fraction | None, bool] | None:
        """The end of the range of a variable while ``parts`` hold, and whether it is open; ``None`` if not found.

        An end that is ``None`` is infinite. Raises ``LimitExceeded`` where no time is left.
        """
        optimizer = z3.Optimize(ctx=self._context)
        optimizer.add(*self.solver.assertions(), *self.literals(parts))
        for other, values in also.items():
            optimizer.add(self._in_set(self._variable(other), values, whole=self._system.whole(other)))
        it = self._variable(variable)
        goal = optimizer.maximize(it) if upward else optimizer.minimize(it)
        optimizer.set("timeout", self._milliseconds())
        if optimizer.check() != z3.sat:
            return None
        infinite, end, beside = (
            _fraction(part) for part in (optimizer.upper_values(goal) if upward else optimizer.lower_values(goal))
        )
        if infinite is None or end is None or beside is None:
            return None
        return (None, True) if infinite else (end, bool(beside))

    def _milliseconds(self, share: float = 1.0) -> int:
        self._budget.watch()
        return max(1, int(self._budget.left * share * 1000))

    def _answer(self, parts: Parts, share: float) -> Point | Parts | None:
        self.solver.set("timeout", self._milliseconds(share))
        answer = self.solver.check(*self.literals(parts))
        if answer == z3.sat:
            return self._point(self.solver.model())
        if answer == z3.unsat:
            return Parts.of([self._elements[str(literal)] for literal in self.solver.unsat_core()])
        return None

    def _point(self, model: Any) -> Point:
        return Point({number: _fraction(model.eval(v, model_completion=True)) for number, v in self._variables.items()})

    def _variable(self, number: int) -> Any:
        found = self._variables.get(number)
        if found is None:
            kind = z3.Int if self._system.whole(number) else z3.Real
            found = self._variables[number] = kind(f"x{number}", self._context)
        return found

    def _hold_to_its_reading(self, variable: int, parts: Parts) -> None:
        owner = self._system.owners[variable]
        quantity = self._system.quantities[owner]
        if owner in parts.figures:
            reading = quantity.generous if self._generous else quantity.strict
            within = self._within(self._variable(variable), reading, whole=self._system.whole(variable))
            self.solver.add(z3.Implies(self._literals[owner], self._all(within)))

    def _formula(self, condition: Condition) -> Any:
        ways = [self._all([part for row in rows for part in self._row(row)]) for rows in condition.alternatives]
        return ways[0] if len(ways) == 1 else z3.Or(*ways, self._false)

    @cached_property
    def _false(self) -> Any:
        return z3.BoolVal(False, self._context)

    def _all(self, formulas: list[Any]) -> Any:
        if len(formulas) == 1:
            return formulas[0]
        return z3.And(*formulas) if formulas else z3.BoolVal(True, self._context)

    def _row(self, row: Row) -> list[Any]:
        """A row with whole coefficients, over whole numbers alone if all its variables are."""
        whole = all(self._system.whole(variable) for variable in row.variables)
        scale = lcm(*(coefficient.denominator for coefficient, _ in row.terms))
        terms = []
        for coefficient, factors in row.terms:
            product = None
            for variable, exponent in factors:
                it = self._variable(variable)
                if not whole and self._system.whole(variable):
                    it = z3.ToReal(it)
                for _ in range(exponent):
                    product = it if product is None else product * it
            number = int(coefficient * scale)
            value = z3.IntVal(number, self._context) if whole else z3.RealVal(number, self._context)
            terms.append(product if number == 1 else value * product)
        total = terms[0] if len(terms) == 1 else z3.Sum(terms)
        return self._within(total, row.within.affine(Fraction(scale)), whole=whole)

    def _in_set(self, it: Any, values: IntervalSet, *, whole: bool) -> Any:
        ways = [self._all(self._within(it, piece, whole=whole)) for piece in values.pieces]
        return z3.Or(*ways, self._false)

    def _within(self, it: Any, interval: Interval, *, whole: bool) -> list[Any]:
        if whole:
            drawn = interval.whole_numbers()
            if drawn is None:
                return [self._false]
            interval = drawn
        if interval.lower is not None and interval.is_point:
            return [it == self._number(interval.lower, whole)]
        found = []
        if interval.lower is not None:
            end = self._number(interval.lower, whole)
            found.append(it > end if interval.lower_open else it >= end)
        if interval.upper is not None:
            end = self._number(interval.upper, whole)
            found.append(it < end if interval.upper_open else it <= end)
        return found

    def _number(self, value: Fraction, whole: bool) -> Any:
        return z3.IntVal(int(value), self._context) if whole else z3.RealVal(str(value), self._context)


def _fraction(value: Any) -> Fraction | None:
    if z3.is_int_value(value):
        return Fraction(value.as_long())
    if z3.is_rational_value(value):
        return Fraction(value.numerator_as_long(), value.denominator_as_long())
    return None
