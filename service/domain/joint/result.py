"""What a collection as a whole comes to, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from service.domain.dates import DATE
from service.domain.interval import IntervalSet
from service.domain.joint.system import Ref
from service.domain.joint.union import told
from service.domain.result import Verdict
from service.domain.wording import describe, grouped

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures and checks that cannot all hold, none of them superfluous."""

    figures: tuple[Ref, ...]
    checks: tuple[str, ...]

    @property
    def within_checks(self) -> bool:
        """Whether no figure is in it: the checks contradict each other whatever the figures."""
        return not self.figures

    @property
    def text(self) -> str:
        """It in words."""
        checks = f"{len(self.checks)} checks" if len(self.checks) > 1 else "this check"
        if self.within_checks:
            return f"No figures could ever satisfy {checks}."
        figures = ", ".join(ref.printed for ref in self.figures)
        if len(self.figures) == 1:
            return f"{figures} cannot stand with {checks}."
        return f"These cannot all be true with {checks}: {figures}."

    def as_json(self) -> Json:
        """It in its wire form."""
        return {
            "figures": [ref.as_json() for ref in self.figures],
            "checks": list(self.checks),
            "within_checks": self.within_checks,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Blamed:
    """A figure that is blamed, with the range it would have to be in and an example, as the wire shows them."""

    ref: Ref
    needed: Json | None
    example: str | None
    unit: str

    @property
    def text(self) -> str:
        """It in words."""
        if self.needed is None:
            return f"{self.ref.printed} would have to be another{self._such}."
        only = self.needed["lower"] is not None and self.needed["lower"] == self.needed["upper"]
        return f"{self.ref.printed} would have to be {self.needed['text']}{'' if only else self._such}."

    @property
    def _such(self) -> str:
        if self.example is None:
            return ""
        if self.unit == str(DATE):
            return f", such as {describe(IntervalSet.point(Fraction(self.example)), DATE)}"
        return f", such as {grouped(self.example)} {self.unit}".rstrip()

    def as_json(self) -> Json:
        """It in its wire form."""
        return {**self.ref.as_json(), "needed": self.needed, "example": self.example, "text": self.text}


@dataclass(frozen=True, slots=True)
class Blame:
    """A smallest set of figures that explains every conflict by being wrong."""

    weight: int
    figures: tuple[Blamed, ...]

    def as_json(self) -> Json:
        """It in its wire form."""
        return {"weight": str(self.weight), "figures": [blamed.as_json() for blamed in self.figures]}


@dataclass(frozen=True, slots=True)
class Joint:
    """Whether one assignment of values satisfies every figure and check at once, and what is wrong if none does.

    ``readings`` are those under which the conflicts and blames hold: generous ones where the verdict is inconsistent,
    strict ones where it is strained. ``complete`` is false where a limit cut a list short.
    """

    verdict: Verdict
    readings: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    blames: tuple[Blame, ...] = ()
    complete: bool = True
    components: int = 0
    left_out: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> Json:
        """The result in its wire form."""
        joint = {
            "verdict": self.verdict.value,
            "readings": self.readings,
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "blames": [blame.as_json() for blame in self.blames],
            "complete": self.complete,
            "components": self.components,
            "left_out": [{"check": key, "why": why} for key, why in self.left_out],
        }
        return told(joint)

    @property
    def text(self) -> str:
        """It in words."""
        return str(self.as_json()["text"])

    @property
    def reason(self) -> str | None:
        """Why a verdict is undetermined."""
        reason: str | None = self.as_json()["reason"]
        return reason
