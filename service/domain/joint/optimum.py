"""What a figure can be while the parts of a component hold."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce

from service.domain.budget import Budget, LimitExceeded
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.joint.feasibility import Feasibility
from service.domain.joint.parts import Parts
from service.domain.joint.propagation import propagate
from service.domain.joint.smt import Smt
from service.domain.joint.system import Rule
from service.domain.relation import Relation
from service.domain.tree import Box, renamed
from service.domain.whole import CountedRelation, whole_in

# What is further away from a figure than so many elements hardly bounds it, and would take long to ask.
MOST_AROUND = 150
# The share of the time left that the projection of a relation, or a look at one stretch of a range, may take.
PATIENCE = 0.02


def reach(feasibility: Feasibility, parts: Parts, also: Mapping[int, IntervalSet], figure: int) -> IntervalSet | None:
    """A set that holds every value that ``figure`` can have while ``parts`` hold and ``also`` is kept to.

    What it says itself does not fit. The set is exact where the figure is the only one that is blamed and stands in one
    relation, and its ends are where everything is linear, as far as :data:`MOST_AROUND` elements tell. It is ``None``
    where no one value would do: a range that is to hold several. Raises ``LimitExceeded``.
    """
    variables = feasibility.used(figure)
    needed = reduce(
        IntervalSet.__and__, (_reach(feasibility, parts, also, variable) for variable in variables), EVERYTHING
    )
    return None if len(variables) > 1 and needed.is_empty else needed


def _reach(feasibility: Feasibility, parts: Parts, also: Mapping[int, IntervalSet], variable: int) -> IntervalSet:
    question = feasibility.question
    system = question.system
    near = feasibility.around({variable}, parts, MOST_AROUND)
    known = propagate(system, near, generous=question.generous, budget=question.budget, also=also)
    values = known.bounds.get(variable, EVERYTHING) & also.get(variable, EVERYTHING)
    if len(feasibility.used(system.owners[variable])) == 1:
        # It is blamed because what it says does not fit.
        values = values & IntervalSet((question.reading(system.owners[variable]),)).complement()
    values = values & _optimized(feasibility, near, also, variable)
    for rule in sorted(near.rules):
        if variable in system.rules[rule].about:
            for projection in _projections(feasibility, near, {**also, **known.bounds}, rule, variable):
                values = values & projection
    values = whole_in(values) if system.whole(variable) else values
    return _possible(feasibility, near, also, variable, values)


def _projections(
    feasibility: Feasibility, parts: Parts, bounds: Mapping[int, IntervalSet], rule: int, variable: int
) -> Iterator[IntervalSet]:
    """What each relation of a rule leaves to a variable, all others within ``bounds`` or else what they say.

    By the means of the single check: these are exact also where a name occurs more than once, and z3 and propagation
    are not.
    """
    question = feasibility.question
    system = question.system
    for relation, variables in _merged(system.rules[rule]):
        name = next((name for name, number in variables.items() if number == variable), None)
        if name is None:
            continue
        box: dict[str, IntervalSet] = {}
        for other, number in variables.items():
            owner = system.owners[number]
            said = IntervalSet((question.reading(owner),)) if owner in parts.figures else EVERYTHING
            box[other] = bounds.get(number, said)
        counted = CountedRelation(relation, frozenset(n for n, number in variables.items() if system.whole(number)))
        # By the time that this thread works: other work on the machine is not to make the answer another one.
        budget = Budget(Fraction(question.budget.left * PATIENCE), time.thread_time)
        try:
            found = counted.admissible(Box(box), dict.fromkeys(variables, EVERYTHING), budget)
        except LimitExceeded:
            question.budget.hurried |= budget.overdue
            continue
        if name in found:
            yield found[name]


def _merged(rule: Rule) -> Iterator[tuple[Relation, dict[str, int]]]:
    """The relations of a rule with one name for each variable, and the variables by these names."""
    names: dict[int, str] = {}
    for name, variable in rule.variables.items():
        names.setdefault(variable, name)
    same = {name: names[variable] for name, variable in rule.variables.items() if names[variable] != name}
    for relation in rule.relations:
        right = relation.right and renamed(relation.right, same)
        merged = Relation(renamed(relation.left, same), right, relation.allowed) if same else relation
        yield merged, {name: rule.variables[name] for name in sorted(merged.names)}


def _possible(
    feasibility: Feasibility, parts: Parts, also: Mapping[int, IntervalSet], variable: int, values: IntervalSet
) -> IntervalSet:
    """``values`` less the stretches that hold none, as far as z3 can soon tell."""
    if len(values.pieces) < 2:
        return values
    question = feasibility.question
    smt = Smt(question.system, parts, question.context, generous=question.generous, budget=question.budget)
    left = []
    for piece in values.pieces:
        answer = smt.check(parts, {**also, variable: IntervalSet((piece,))}, share=PATIENCE)
        question.budget.hurried |= answer is None and smt.hurried
        if not isinstance(answer, Parts):
            left.append(piece)
    return IntervalSet.of(*left)


def _optimized(feasibility: Feasibility, parts: Parts, also: Mapping[int, IntervalSet], variable: int) -> IntervalSet:
    """The range of ``variable`` by z3's optimizer, over what is linear among ``parts``."""
    question = feasibility.question
    linear = Parts(
        parts.figures,
        frozenset(
            rule
            for rule in parts.rules
            if all(
                row.linear
                for condition in question.system.rules[rule].conditions
                for rows in condition.alternatives
                for row in rows
            )
        ),
    )
    smt = Smt(question.system, linear, question.context, generous=question.generous, budget=question.budget)
    least = smt.extreme(linear, also, variable, upward=False)
    most = smt.extreme(linear, also, variable, upward=True)
    lower, lower_open = least or (None, True)
    upper, upper_open = most or (None, True)
    return IntervalSet((Interval(lower, upper, lower_open, upper_open),))
