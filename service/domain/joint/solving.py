"""The verdict on a system, its conflicts and whom to blame, within the time that there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, product

from service.domain.budget import Budget, LimitExceeded
from service.domain.joint.blame import ChecksContradict, smallest_blames
from service.domain.joint.conflicts import all_conflicts, shrunk
from service.domain.joint.feasibility import FEW, Feasibility, Question
from service.domain.joint.parts import Parts, components
from service.domain.joint.repair import Repair, repairs
from service.domain.joint.result import Blame, Blamed, Conflict, Joint
from service.domain.joint.system import System
from service.domain.result import Verdict
from service.domain.wording import plain, range_of

# More than these are not listed: nobody reads on.
MOST_CONFLICTS = 100
MOST_BLAMES = 50


@dataclass
class _Broken:
    """What is known of a component that cannot hold."""

    feasibility: Feasibility
    contradiction: Parts
    conflicts: list[Parts] = field(default_factory=list)
    blames: list[tuple[frozenset[int], list[Repair]]] = field(default_factory=list)
    checks_contradict: bool = False
    complete: bool = True


def solve(system: System) -> Joint:
    """The joint result of ``system``, by the end of its time limit: of equal systems the same, given the time."""
    return _Solving(system).joint()


class _Solving:
    def __init__(self, system: System) -> None:
        self._system = system
        self._budget = Budget(system.time_limit)
        self._components = components(system)

    def joint(self) -> Joint:
        """Everything that can be told."""
        # The small ones first, so that one hard component does not leave the others undecided.
        parts = sorted(self._components, key=len)
        strict, open_strict = self._decided(parts, generous=False)
        doubtful = [broken.feasibility.parts for broken in strict] + open_strict
        generous, open_generous = self._decided(doubtful, generous=True)
        if generous:
            return self._told(Verdict.INCONSISTENT, generous, generous=True, complete=not open_generous)
        if open_generous or open_strict:
            return self._told(Verdict.UNDETERMINED, strict, generous=False, complete=False)
        return self._told(Verdict.STRAINED if strict else Verdict.CONSISTENT, strict, generous=False, complete=True)

    def _decided(self, parts: list[Parts], *, generous: bool) -> tuple[list[_Broken], list[Parts]]:
        """The components that cannot hold under a reading, and those for which the time did not suffice."""
        question = Question(self._system, generous, self._budget)
        broken, undecided = [], []
        for component in self._not_plain(question, parts):
            feasibility = Feasibility(question, component)
            try:
                found = feasibility.decide(component)
            except LimitExceeded:
                undecided.append(component)
            else:
                if isinstance(found, Parts):
                    broken.append(_Broken(feasibility, found))
        return broken, undecided

    def _not_plain(self, question: Question, parts: list[Parts]) -> list[Parts]:
        """The components but for those that plainly can hold: most of the many small ones that a collection has."""
        small = [component for component in parts if len(component) <= FEW]
        if len(small) < 2:
            return parts
        together = Parts(
            frozenset().union(*(component.figures for component in small)),
            frozenset().union(*(component.rules for component in small)),
        )
        try:
            holding = Feasibility(question, together).guess()
        except LimitExceeded:
            return parts
        return [component for component in parts if len(component) > FEW or not component.elements <= holding]

    def _told(self, verdict: Verdict, broken: list[_Broken], *, generous: bool, complete: bool) -> Joint:
        for component in broken:
            _explain(component)
        broken.sort(key=lambda component: sorted(component.feasibility.parts.elements, key=_place))
        found = (parts for component in broken for parts in component.conflicts)
        conflicts = [self._conflict(parts) for parts in sorted(found, key=_directness)]
        blames = self._blames(broken)
        complete = complete and all(component.complete for component in broken) and not self._budget.hurried
        if len(conflicts) > MOST_CONFLICTS or len(blames) > MOST_BLAMES:
            complete = False
        return Joint(
            verdict=verdict,
            readings=("generous" if generous else "strict") if broken else None,
            conflicts=tuple(conflicts[:MOST_CONFLICTS]),
            blames=tuple(blames[:MOST_BLAMES]),
            complete=complete,
            components=len(self._components),
            left_out=self._system.left_out,
        )

    def _conflict(self, parts: Parts) -> Conflict:
        return Conflict(
            tuple(self._system.quantities[figure].ref for figure in sorted(parts.figures)),
            tuple(self._system.rules[rule].key for rule in sorted(parts.rules)),
        )

    def _blames(self, broken: list[_Broken]) -> list[Blame]:
        """One smallest set of each component, in every combination."""
        choices = [component.blames for component in broken if not component.checks_contradict]
        if not choices:
            return []
        combined = islice(product(*choices), MOST_BLAMES + 1)
        found = []
        for combination in combined:
            mended = sorted((repair for _, mends in combination for repair in mends), key=lambda repair: repair.figure)
            weight = sum(self._system.quantities[repair.figure].weight for repair in mended)
            found.append(Blame(weight, tuple(self._blamed(repair) for repair in mended)))
        return found

    def _blamed(self, repair: Repair) -> Blamed:
        quantity = self._system.quantities[repair.figure]
        unit = quantity.figure.unit
        needed = None if repair.needed is None else range_of(repair.needed, unit)
        return Blamed(quantity.ref, needed, None if repair.example is None else plain(repair.example), str(unit))


def _explain(broken: _Broken) -> None:
    """Finds conflicts and blames of a component, as far as the time goes: what is asked for most comes first."""
    feasibility = broken.feasibility
    try:
        broken.conflicts.append(shrunk(feasibility.question, broken.contradiction))
        contradictions = list(broken.conflicts)
        try:
            for figures, witness in smallest_blames(feasibility, contradictions):
                broken.blames.append((figures, repairs(feasibility, figures, witness)))
                if len(broken.blames) > MOST_BLAMES:
                    break
        except ChecksContradict:
            broken.checks_contradict = True
        broken.blames.sort(key=lambda blame: sorted(blame[0]))
        for conflict in islice(all_conflicts(feasibility, contradictions), MOST_CONFLICTS + 1):
            if conflict not in broken.conflicts:
                broken.conflicts.append(conflict)
    except LimitExceeded:
        broken.complete = False


def _place(element: int) -> tuple[bool, int]:
    """Figures before rules, each by their numbers."""
    return (element < 0, abs(element))


def _directness(conflict: Parts) -> tuple[int, int, list[int], list[int]]:
    """Conflicts with few checks before others, then those with few figures, then in the order of these."""
    return len(conflict.rules), len(conflict.figures), sorted(conflict.figures), sorted(conflict.rules)
