"""Whom to blame: the smallest sets of figures whose being wrong explains every conflict.

This is Reiter's diagnosis ("A theory of diagnosis from first principles", Artificial Intelligence 32, 1987) and the
error localisation of Fellegi and Holt (JASA 71, 1976): a smallest set of figures that meets every minimal conflict.
Conflicts are found as they are needed (implicit hitting sets): a smallest set that meets those known so far either
leaves a system that can hold, and then is one that was looked for, or shows a conflict that it misses.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.joint.feasibility import Feasibility, Witness
from service.domain.joint.hitting import smallest
from service.domain.joint.parts import Parts


class ChecksContradict(Exception):
    """The checks alone contradict each other, so that no figure is to blame."""


def smallest_blames(feasibility: Feasibility, contradictions: list[Parts]) -> Iterator[tuple[frozenset[int], Witness]]:
    """Every smallest set of figures to blame, each with a witness that all else can hold.

    ``contradictions`` are those known, minimal or not; those that are found on the way are added to them. Raises
    ``ChecksContradict``, ``LimitExceeded``.
    """
    question, parts = feasibility.question, feasibility.parts
    weights = {figure: question.system.quantities[figure].weight for figure in parts.figures}
    found: set[frozenset[int]] = set()
    least: int | None = None
    while True:
        if not all(contradiction.figures for contradiction in contradictions):
            raise ChecksContradict
        for figures in smallest([known.figures for known in contradictions], weights, question.budget.watch):
            weight = sum(weights[figure] for figure in figures)
            if least is not None and weight > least:
                return
            if figures in found:
                continue
            answer = feasibility.decide(Parts(parts.figures - figures, parts.rules))
            if isinstance(answer, Parts):
                contradictions.append(answer)
                break
            least = weight
            found.add(figures)
            yield figures, answer
        else:
            return
