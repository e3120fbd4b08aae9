"""Whether some parts of a system can hold together: a point that shows it, or a contradiction among them.

What is proposed may come from anywhere; what is answered rests on exact arithmetic alone. A point is held against every
reading and relation before it counts, and a contradiction comes from exact propagation or from z3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import z3

from service.domain.budget import Budget
from service.domain.interval import Interval, IntervalSet
from service.domain.joint.parts import Element, Parts
from service.domain.joint.propagation import propagate
from service.domain.joint.smt import Smt
from service.domain.joint.system import System


@dataclass(frozen=True)
class Question:
    """A system under one of its two readings, and how long it may be asked about."""

    system: System
    generous: bool
    budget: Budget

    @cached_property
    def context(self) -> z3.Context:
        """What the z3 solvers of this question share."""
        return z3.Context()

    @cached_property
    def variables(self) -> Mapping[int, tuple[int, ...]]:
        """For each quantity the variables that have its reading."""
        found: dict[int, list[int]] = {}
        for variable, owner in enumerate(self.system.owners):
            found.setdefault(owner, []).append(variable)
        return {owner: tuple(variables) for owner, variables in found.items()}

    def reading(self, figure: int) -> Interval:
        """What a figure says."""
        quantity = self.system.quantities[figure]
        return quantity.generous if self.generous else quantity.strict

    def holds(self, element: Element, values: Mapping[int, Fraction]) -> bool:
        """Whether a figure or rule holds at a point; where the point has no value for it, it does not."""
        if element >= 0:
            reading = self.reading(element)
            return all(v not in values or values[v] in reading for v in self.variables[element])
        rule = self.system.rules[~element]
        return all(v in values for v in rule.variables.values()) and rule.holds(values)

    def possible(self, values: Mapping[int, Fraction]) -> bool:
        """Whether a point is one at all: whole where things are counted, each value within its domain."""
        system = self.system
        return all(
            value in system.quantities[system.owners[variable]].domain
            and (value.denominator == 1 or not system.whole(variable))
            for variable, value in values.items()
        )


@dataclass(frozen=True, slots=True)
class Witness:
    """A point, and the elements that hold at it.

    ``values`` lacks what is irrational: there z3 vouches for the elements that it was asked about.
    """

    values: Mapping[int, Fraction]
    holding: frozenset[Element]


class Feasibility:
    """Answers for all that is less than ``parts``, and remembers its answers."""

    def __init__(self, question: Question, parts: Parts) -> None:
        self.question = question
        self.parts = parts
        self._witnesses: list[Witness] = []
        self._contradictions: list[Parts] = []

    def decide(self, parts: Parts) -> Witness | Parts:
        """A witness that ``parts`` can hold together, or a part of them that cannot. Raises ``LimitExceeded``."""
        wanted = parts.elements
        for witness in self._witnesses:
            if wanted <= witness.holding:
                return witness
        for contradiction in self._contradictions:
            if contradiction.is_subset(parts):
                return contradiction
        found = self._found(parts, None)
        if isinstance(found, Witness):
            self._witnesses.append(found)
        else:
            self._contradictions.append(found)
        return found

    def decide_within(self, parts: Parts, also: Mapping[int, IntervalSet]) -> Witness | None:
        """A witness for ``parts`` in which some variables lie in sets given, if there is one. Raises as above."""
        found = self._found(parts, also)
        return found if isinstance(found, Witness) else None

    def _found(self, parts: Parts, also: Mapping[int, IntervalSet] | None) -> Witness | Parts:
        question = self.question
        narrowed = propagate(question.system, parts, generous=question.generous, budget=question.budget, also=also)
        if narrowed.contradiction is not None:
            return narrowed.contradiction
        answer = self._smt.check(parts, also)
        if isinstance(answer, Parts):
            return answer
        return self._verified(parts, answer.values)

    def _verified(self, parts: Parts, values: Mapping[int, Fraction | None]) -> Witness:
        """The witness that a solution of z3 is, held against all that it is to satisfy."""
        known = {variable: value for variable, value in values.items() if value is not None}
        holding = frozenset(element for element in self.parts if self.question.holds(element, known))
        if len(known) == len(values):
            wrong = parts.elements - holding
            if wrong or not self.question.possible(known):
                raise AssertionError(f"a solution does not satisfy {sorted(wrong)}")
        return Witness(known, holding | parts.elements)

    @cached_property
    def _smt(self) -> Smt:
        question = self.question
        return Smt(question.system, self.parts, question.context, generous=question.generous, budget=question.budget)
