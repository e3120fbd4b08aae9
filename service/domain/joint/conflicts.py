"""Minimal conflicts: parts that cannot all hold, none of them superfluous.

A contradiction is shrunk by leaving out one element after the other. All of them are found as MARCO does it (Liffiton,
Previti, Malik and Marques-Silva, "Fast, flexible MUS enumeration", Constraints 21, 2016): a map of the subsets that are
still open is asked for a large one, which either can hold, and is grown as far as it can, or is shrunk to a conflict;
both close part of the map.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

import z3

from service.domain.budget import LimitExceeded
from service.domain.joint.feasibility import Feasibility, Question, Witness
from service.domain.joint.parts import Element, Parts


def shrunk(question: Question, contradiction: Parts) -> Parts:
    """A minimal conflict within ``contradiction``. Raises ``LimitExceeded``."""
    small = Feasibility(question, contradiction)
    needed = contradiction
    # Checks first, and those with the last numbers: what is left then reads as the first that contradict each other.
    for element in chain((~rule for rule in sorted(contradiction.rules, reverse=True)), sorted(contradiction.figures)):
        if element in needed.elements:
            found = small.decide(needed.without(element))
            if isinstance(found, Parts):
                needed = found
    return needed


# So many subsets are looked at for further conflicts. It is a count, so that what is found does not depend on the time.
MOST_TRIED = 200


class Map:
    """The subsets of some elements of which it is not known whether they can hold."""

    def __init__(self, question: Question, parts: Parts) -> None:
        self._question = question
        self._elements = tuple(parts)
        self._literals = {element: z3.Bool(f"m{element}", question.context) for element in self._elements}
        self._solver = z3.Solver(ctx=question.context)
        self._solver.set("phase_selection", 1)
        self._conflicts: list[frozenset[Element]] = []

    def exclude_supersets(self, conflict: Parts) -> None:
        """What contains a conflict cannot hold."""
        self._conflicts.append(conflict.elements)
        self._solver.add(z3.Or(*(z3.Not(self._literals[element]) for element in conflict), self._false))

    def excludes(self, contradiction: Parts) -> bool:
        """Whether a conflict that is known is part of this."""
        return any(conflict <= contradiction.elements for conflict in self._conflicts)

    def exclude_subsets(self, holding: frozenset[Element]) -> None:
        """What is part of something that can hold can hold."""
        others = [self._literals[element] for element in self._elements if element not in holding]
        self._solver.add(z3.Or(*others, self._false))

    def some(self) -> Parts | None:
        """A subset that is open and as large as one can be, or ``None`` if none is. Raises ``LimitExceeded``."""
        left = self._question.budget.left
        if left <= 0:
            raise LimitExceeded
        self._solver.set("timeout", max(1, int(left * 1000)))
        answer = self._solver.check()
        if answer == z3.unsat:
            return None
        if answer != z3.sat:
            raise LimitExceeded
        model = self._solver.model()
        taken = {e for e in self._elements if z3.is_true(model.eval(self._literals[e], model_completion=True))}
        for element in self._elements:
            if element not in taken and not any(element in c and c <= taken | {element} for c in self._conflicts):
                taken.add(element)
        return Parts.of(taken)

    @property
    def _false(self) -> Any:
        return z3.BoolVal(False, self._question.context)


def all_conflicts(feasibility: Feasibility, contradictions: list[Parts]) -> Iterator[Parts]:
    """Every minimal conflict, first those within the ``contradictions`` known. Raises ``LimitExceeded``."""
    question = feasibility.question
    open_subsets = Map(question, feasibility.parts)
    for contradiction in contradictions:
        if not open_subsets.excludes(contradiction):
            conflict = shrunk(question, contradiction)
            open_subsets.exclude_supersets(conflict)
            yield conflict
    for tried in count():
        subset = open_subsets.some()
        if subset is None:
            return
        if tried == MOST_TRIED:
            raise LimitExceeded
        found = feasibility.decide(subset)
        if isinstance(found, Witness):
            open_subsets.exclude_subsets(_grown(feasibility, found))
        else:
            conflict = shrunk(question, found)
            open_subsets.exclude_supersets(conflict)
            yield conflict


def _grown(feasibility: Feasibility, witness: Witness) -> frozenset[Element]:
    """A maximal set of elements that can hold together, with all that hold in ``witness``."""
    holding = witness.holding
    for element in feasibility.parts:
        if element not in holding:
            found = feasibility.decide(Parts.of(holding | {element}))
            if isinstance(found, Witness):
                holding = found.holding
    return holding
