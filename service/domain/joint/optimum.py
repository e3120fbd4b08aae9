"""How far a variable can reach while the parts of a component hold."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.joint.feasibility import Feasibility
from service.domain.joint.parts import Parts
from service.domain.joint.propagation import propagate
from service.domain.joint.smt import Smt
from service.domain.whole import whole_in

# What is further away from a figure than so many elements hardly bounds it, and would take long to ask.
MOST_AROUND = 150


def reach(feasibility: Feasibility, parts: Parts, also: Mapping[int, IntervalSet], variable: int) -> IntervalSet:
    """A set that holds every value that ``variable`` can have while ``parts`` hold and ``also`` is kept to.

    ``variable`` is a figure whose own reading does not fit. The set is exact where everything is linear, as far as
    :data:`MOST_AROUND` elements tell. Raises ``LimitExceeded``.
    """
    question = feasibility.question
    system = question.system
    near = feasibility.around({variable}, parts, MOST_AROUND)
    known = propagate(system, near, generous=question.generous, budget=question.budget, also=also)
    values = known.bounds.get(variable, EVERYTHING) & also.get(variable, EVERYTHING)
    # It is blamed because what it says does not fit.
    values = values & IntervalSet((question.reading(variable),)).complement()
    values = values & _optimized(feasibility, near, also, variable)
    return whole_in(values) if system.whole(variable) else values


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
