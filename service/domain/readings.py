"""The figures of a check as boxes of values in base units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from service.domain.checks.kind import Question
from service.domain.figure import Figure, Qualifier
from service.domain.interval import EVERYTHING, NON_NEGATIVE, NON_POSITIVE, IntervalSet
from service.domain.policy import Policy
from service.domain.relation import Coverage
from service.domain.tree import Box
from service.domain.whole import CountedRelation
from service.domain.wording import to_base


@dataclass(frozen=True)
class Readings:
    """What each of ``figures`` may be, in base units, under ``policy`` and within what ``question`` lets it be."""

    figures: Mapping[str, Figure]
    policy: Policy
    question: Question

    @cached_property
    def relation(self) -> CountedRelation | None:
        """What must hold, if anything is asked, with counts as whole numbers."""
        relation = self.question.relation
        if relation is None:
            return None
        question = self.question
        whole = {name for name, figure in self.figures.items() if figure.whole} - question.averages | question.counts
        if isinstance(relation, Coverage) and relation.right is not None:
            # A reference is all of its range, not one number out of it.
            whole -= set(relation.right.names()) - set(relation.left.names())
        return CountedRelation(relation, frozenset(whole))

    @cached_property
    def domains(self) -> Mapping[str, IntervalSet]:
        """Every value that a figure could have had at all: what its kind leaves open."""
        return {name: self.question.domains.get(name, EVERYTHING) for name in self.figures}

    @cached_property
    def printed(self) -> Box:
        """What the digits say, be it possible or not (a share of 120 %): for showing, not for deciding."""
        return Box(
            {
                name: to_base(figure.strict(self.policy, whole=self._whole(name)), figure.unit)
                for name, figure in self.figures.items()
            }
        )

    @cached_property
    def strict(self) -> Box:
        """What the digits say, within what is possible."""
        if not self.question.domains:
            return self.printed
        return Box({name: values & self.domains[name] for name, values in self.printed.items()})

    @cached_property
    def generous(self) -> Box:
        """What the digits and hedges allow, within what is possible."""
        return Box({name: self._generous(name) & self.domains[name] for name in self.figures})

    def _generous(self, name: str) -> IntervalSet:
        if name in self.question.counts and self.figures[name].qualifier is Qualifier.STATED:
            return self.printed[name]
        figure = self.figures[name]
        return to_base(figure.generous(self.policy, whole=self._whole(name)), figure.unit)

    def _whole(self, name: str) -> bool | None:
        """Whether a figure is a whole number for what its kind takes it for; ``None``: as its unit says."""
        return True if name in self.question.counts else False if name in self.question.averages else None


def likeliest(values: IntervalSet, figure: Figure) -> IntervalSet:
    """Of the values that a figure could have had, those of the sign it was printed with, if there are any.

    A wage of -12 tenge would satisfy many a relation, but is nobody's correction of a wage of 4 tenge. An unknown
    quantity of something counts as not negative; a pure number, a percentage or a temperature may be either.
    """
    if not figure.unit.dimension or figure.unit.offset:
        return values
    printed = [end for end in (figure.value, figure.lower, figure.upper) if end is not None]
    below = figure.qualifier in (Qualifier.LESS_THAN, Qualifier.AT_MOST) and figure.value == 0
    if below or (any(end < 0 for end in printed) and any(end > 0 for end in printed)):
        return values
    likely = values & IntervalSet((NON_POSITIVE if any(end < 0 for end in printed) else NON_NEGATIVE,))
    return values if likely.is_empty else likely
