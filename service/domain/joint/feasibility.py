"""Whether some parts of a system can hold together: a point that shows it, or a contradiction among them.

What is proposed may come from anywhere; what is answered rests on exact arithmetic alone. A point is held against every
reading and relation before it counts, and a contradiction comes from exact propagation or from z3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import z3

from service.domain.budget import Budget
from service.domain.interval import Interval, IntervalSet
from service.domain.joint.numeric import Numeric
from service.domain.joint.parts import Element, Parts
from service.domain.joint.propagation import propagate
from service.domain.joint.proposal import guess, propose
from service.domain.joint.smt import Point, Smt
from service.domain.joint.suspicion import Narrowed, narrow
from service.domain.joint.system import System

# Up to this many elements z3 is quick, and beyond so many a guess hardly ever right.
FEW = 40
MANY = 150
# How far from what a witness lacks another value is looked for, in steps from figure to figure, and among how many
# elements at most.
FARTHEST = 3
MOST_NEAR = 150
# The share of the time left that a part of a question may take before the whole of it is tried in another way.
PATIENCE = 0.1


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

    @property
    def set_up(self) -> bool:
        """Whether there is such a context yet: it takes some time to make one."""
        return "context" in self.__dict__

    @cached_property
    def variables(self) -> Mapping[int, tuple[int, ...]]:
        """For each quantity the variables that have its reading."""
        found: dict[int, list[int]] = {}
        for variable, owner in enumerate(self.system.owners):
            found.setdefault(owner, []).append(variable)
        return {owner: tuple(variables) for owner, variables in found.items()}

    def variables_of(self, element: Element) -> tuple[int, ...]:
        """The variables that a figure or rule is about."""
        if element >= 0:
            return self.variables[element]
        return self.system.rules[~element].about

    def reading(self, figure: int) -> Interval:
        """What a figure says."""
        quantity = self.system.quantities[figure]
        return quantity.generous if self.generous else quantity.strict

    def possible(self, values: Mapping[int, Fraction]) -> bool:
        """Whether a point is one at all: whole where things are counted."""
        system = self.system
        return all(value.denominator == 1 or not system.whole(variable) for variable, value in values.items())


@dataclass(frozen=True, slots=True)
class Witness:
    """A point, and the elements that hold at it.

    ``values`` lacks what is irrational: there z3 vouches for the elements that it was asked about.
    """

    values: Mapping[int, Fraction]
    holding: frozenset[Element]


_Way = Callable[[Parts, Mapping[int, IntervalSet], Narrowed], Witness | Parts | None]


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
        found = self._found(parts, {})
        if isinstance(found, Witness):
            self._witnesses.append(found)
        else:
            self._contradictions.append(found)
        return found

    def guess(self) -> frozenset[Element]:
        """Elements that hold at one point, which was not looked for long."""
        narrowed = narrow(self._numeric, self.parts, {}, self.question.budget.watch)
        point = guess(self._numeric, narrowed, self.question.budget)
        if not self.question.possible(point):
            return frozenset()
        return self._holding(point)

    def decide_within(self, parts: Parts, also: Mapping[int, IntervalSet]) -> Witness | None:
        """A witness for ``parts`` in which some variables lie in sets given, if there is one. Raises as above."""
        found = self._found(parts, also)
        return found if isinstance(found, Witness) else None

    def _found(self, parts: Parts, also: Mapping[int, IntervalSet]) -> Witness | Parts:
        narrowed = narrow(self._numeric, parts, also, self.question.budget.watch)
        for way in self._ways(parts, narrowed):
            found = way(parts, also, narrowed)
            if found is not None:
                return found
        return self._propagated(parts, also)

    def _ways(self, parts: Parts, narrowed: Narrowed) -> tuple[_Way, ...]:
        """How to come to an answer, the way that is likely to be quickest first."""
        if narrowed.suspects is not None:
            return (self._confirmed, self._asked)
        if len(parts) > MANY:
            return (self._near_another, self._proposed, self._near_a_contradiction, self._asked)
        if len(parts) > FEW or not self.question.set_up:
            return (self._guessed, self._proposed, self._asked)
        return (self._guessed, self._asked_briefly, self._proposed, self._asked)

    def _confirmed(self, parts: Parts, also: Mapping[int, IntervalSet], narrowed: Narrowed) -> Parts | None:
        """A contradiction among a few that floating point suspects of one, if exact arithmetic says so too."""
        question, suspects = self.question, narrowed.suspects
        assert suspects is not None
        exactly = propagate(question.system, suspects, generous=question.generous, budget=question.budget, also=also)
        if exactly.contradiction is not None:
            return exactly.contradiction
        answer = self._smt_for(suspects).check(suspects, also, share=PATIENCE)
        return answer if isinstance(answer, Parts) else None

    def _guessed(self, parts: Parts, also: Mapping[int, IntervalSet], narrowed: Narrowed) -> Witness | None:
        return self._tested(parts, guess(self._numeric, narrowed, self.question.budget), also)

    def _proposed(self, parts: Parts, also: Mapping[int, IntervalSet], narrowed: Narrowed) -> Witness | None:
        return self._tested(parts, propose(self._numeric, narrowed, self.question.budget), also)

    def _asked(
        self, parts: Parts, also: Mapping[int, IntervalSet], _: Narrowed, share: float = 1.0
    ) -> Witness | Parts | None:
        answer = self._smt.check(parts, also, share=share)
        return self._verified(parts, answer.values) if isinstance(answer, Point) else answer

    def _asked_briefly(
        self, parts: Parts, also: Mapping[int, IntervalSet], narrowed: Narrowed
    ) -> Witness | Parts | None:
        return self._asked(parts, also, narrowed, PATIENCE)

    def _propagated(self, parts: Parts, also: Mapping[int, IntervalSet]) -> Parts:
        """What is left to try where z3 gave up."""
        question = self.question
        exactly = propagate(question.system, parts, generous=question.generous, budget=question.budget, also=also)
        if exactly.contradiction is None:
            question.budget.give_up()
        return exactly.contradiction

    def _near_another(self, parts: Parts, also: Mapping[int, IntervalSet], _: Narrowed) -> Witness | None:
        """A witness that differs only here and there from one that is known, where what it lacks is little."""
        wanted = parts.elements
        known = min(self._witnesses, key=lambda witness: len(wanted - witness.holding), default=None)
        if known is None:
            return None
        free = {v for v, values in also.items() if v in known.values and known.values[v] not in values}
        for element in wanted - known.holding:
            free.update(self.question.variables_of(element))
        for _radius in range(FARTHEST):
            rules = {rule for variable in free for rule in self._rules_of.get(variable, ()) if rule in parts.rules}
            figures = {self.question.system.owners[variable] for variable in free} & parts.figures
            region = Parts(frozenset(figures), frozenset(rules))
            around = {variable for rule in rules for variable in self.question.system.rules[rule].about}
            if len(region) > MOST_NEAR or not around <= known.values.keys():
                break
            pinned = {variable: IntervalSet.point(known.values[variable]) for variable in around - free}
            answer = self._smt_for(region).check(region, {**also, **pinned}, share=PATIENCE)
            if isinstance(answer, Point):
                changed = {v: x for v, x in answer.values.items() if x is not None and x != known.values.get(v)}
                witness = self._changed(known, changed)
                if answer.rational and wanted <= witness.holding and self._keeps_to(also, witness.values):
                    return witness
            free |= around
        return None

    def _near_a_contradiction(self, parts: Parts, also: Mapping[int, IntervalSet], _: Narrowed) -> Parts | None:
        """Another contradiction near the one found last: where a figure is wrong, several mostly show it."""
        if not self._contradictions:
            return None
        last = self._contradictions[-1]
        near = self.around({v for element in last for v in self.question.variables_of(element)}, parts, MOST_NEAR)
        answer = self._smt_for(near).check(near, also, share=PATIENCE)
        return answer if isinstance(answer, Parts) else None

    def around(self, variables: AbstractSet[int], parts: Parts, most: int) -> Parts:
        """The elements of ``parts`` that are next to variables, and next to these, up to about so many."""
        system = self.question.system
        reached, front = set(variables), set(variables)
        rules: set[int] = set()
        while front and len(rules) + len(reached) < most:
            fresh = {rule for one in front for rule in self._rules_of.get(one, ())} & parts.rules - rules
            rules |= fresh
            front = {one for rule in fresh for one in system.rules[rule].about} - reached
            reached |= front
        return Parts(frozenset(system.owners[one] for one in reached) & parts.figures, frozenset(rules))

    def _holding(self, values: Mapping[int, Fraction]) -> frozenset[Element]:
        return frozenset(element for element in self.parts if self._holds(element, values))

    def _holds(self, element: Element, values: Mapping[int, Fraction]) -> bool:
        """Whether a figure or rule holds at a point; where the point has no value for it, it does not.

        A figure that cancels out of all rules needs none: it may be what it says.
        """
        if element < 0:
            return self.question.system.rules[~element].holds(values)
        reading = self.question.reading(element)
        return all(v in values and values[v] in reading for v in self.used(element))

    def used(self, figure: int) -> tuple[int, ...]:
        """The variables with the reading of a figure that these rules are about."""
        return tuple(v for v in self.question.variables[figure] if v in self._rules_of)

    def _changed(self, known: Witness, changed: Mapping[int, Fraction]) -> Witness:
        """A witness with some values changed; what does not use them holds as it did."""
        question = self.question
        values = {**known.values, **changed}
        touched: set[Element] = {question.system.owners[variable] for variable in changed} & self.parts.figures
        touched |= {~rule for variable in changed for rule in self._rules_of.get(variable, ())}
        if not question.possible(changed):
            return Witness(values, frozenset())
        return Witness(values, (known.holding - touched) | {e for e in touched if self._holds(e, values)})

    @staticmethod
    def _keeps_to(also: Mapping[int, IntervalSet], values: Mapping[int, Fraction]) -> bool:
        return all(values[variable] in allowed for variable, allowed in also.items() if variable in values)

    @cached_property
    def _rules_of(self) -> Mapping[int, tuple[int, ...]]:
        """For each variable the rules of this component that it stands in."""
        found: dict[int, list[int]] = {}
        for rule in sorted(self.parts.rules):
            for variable in self.question.system.rules[rule].about:
                found.setdefault(variable, []).append(rule)
        return {variable: tuple(rules) for variable, rules in found.items()}

    def _tested(
        self, parts: Parts, point: Mapping[int, Fraction] | None, also: Mapping[int, IntervalSet]
    ) -> Witness | None:
        """The witness that a proposal is, if it is one."""
        question = self.question
        if point is None or not question.possible(point) or not self._keeps_to(also, point):
            return None
        holding = self._holding(point)
        return Witness(point, holding) if parts.elements <= holding else None

    def _verified(self, parts: Parts, values: Mapping[int, Fraction | None]) -> Witness:
        """The witness that a solution of z3 is, held against all that it is to satisfy."""
        known = {variable: value for variable, value in values.items() if value is not None}
        holding = self._holding(known)
        if len(known) == len(values):
            wrong = parts.elements - holding
            if wrong or not self.question.possible(known):
                raise AssertionError(f"a solution does not satisfy {sorted(wrong)}")
        return Witness(known, holding | parts.elements)

    @cached_property
    def _numeric(self) -> Numeric:
        return Numeric(self.question.system, self.parts, generous=self.question.generous)

    @cached_property
    def _smt(self) -> Smt:
        return self._smt_for(self.parts)

    def _smt_for(self, parts: Parts) -> Smt:
        question = self.question
        return Smt(question.system, parts, question.context, generous=question.generous, budget=question.budget)
