"""The figures of a check as boxes of values in base units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from service.domain.checks.kind import Question
from service.domain.figure import Figure
from service.domain.interval import EVERYTHING, NON_NEGATIVE, IntervalSet
from service.domain.policy import Policy
from service.domain.tree import Box
from service.domain.wording import to_base


@dataclass(frozen=True)
class Readings:
    """What each of ``figures`` may be, in base units, under ``policy`` and within what ``question`` lets it be."""

    figures: Mapping[str, Figure]
    policy: Policy
    question: Question

    @cached_property
    def domains(self) -> Mapping[str, IntervalSet]:
        """Every value that a figure could have had at all."""
        return {
            name: _sign_kept(figure, name in self.question.signed) & self.question.domains.get(name, EVERYTHING)
            for name, figure in self.figures.items()
        }

    @cached_property
    def printed(self) -> Box:
        """What the digits say, be it possible or not (a share of 120 %): for showing, not for deciding."""
        return Box(
            {
                name: to_base(figure.strict(self.policy), figure.unit)
                & _sign_kept(figure, name in self.question.signed)
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
        return Box(
            {
                name: to_base(figure.generous(self.policy), figure.unit) & self.domains[name]
                for name, figure in self.figures.items()
            }
        )


def _sign_kept(figure: Figure, signed: bool) -> IntervalSet:
    """Quantities of something (kilograms, tenge, people) that are not printed negative are not negative.

    Pure numbers, percentages and temperatures may have either sign, and so may a figure that its kind calls signed.
    """
    if signed or not figure.unit.dimension or figure.unit.offset:
        return EVERYTHING
    if any(end is not None and end < 0 for end in (figure.value, figure.lower, figure.upper)):
        return EVERYTHING
    return IntervalSet((NON_NEGATIVE,))
