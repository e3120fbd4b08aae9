"""What a measurement is: our work and a reference, turn by turn, and the ratio between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one piece of work compares. Rates are in ``unit``; more is better."""

    work: str
    reference: str
    target: float
    unit: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        """Ours in terms of the reference, a ratio for each turn, smallest first."""
        return sorted(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))

    def row(self) -> str:
        """One row of the table that ``HEAD`` begins."""
        ratios = self.ratios
        reached = "yes" if median(ratios) >= self.target else "no"
        return (
            f"| {self.work} | {self.reference} | {median(self.ours):,.0f} | {median(self.theirs):,.0f} {self.unit} "
            f"| {median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) | ≥ {self.target:.2f} | {reached} |"
        )


HEAD = (
    "| work | reference | ours | reference's | ratio (least–most) | target | reached |\n|---|---|---|---|---|---|---|"
)


def in_turns(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Both measured ``rounds`` times, alternating, so that what else the machine does befalls both alike."""
    mine, other = [], []
    for _ in range(rounds):
        mine.append(ours())
        other.append(theirs())
    return mine, other
