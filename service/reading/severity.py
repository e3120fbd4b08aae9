"""How much it matters that a check which was read in a text does not hold."""

from __future__ import annotations

from service.domain.checks.conversion import KIND as CONVERSION
from service.domain.result import Verdict
from service.reading.prose.found import Severity


def severity_of(verdict: Verdict, kind: str, severity: Severity) -> Severity | None:
    """The severity of what came of a check whose failure has ``severity``; None where it is no finding.

    A strained one is a warning, but for conversions: in brackets they are rounded as a matter of course. Where even a
    failure is only a warning, it is nothing: round figures and words that may mean something else are doubts enough.
    """
    if verdict is Verdict.INCONSISTENT:
        return severity
    if verdict is Verdict.STRAINED and kind != CONVERSION.name and severity == "error":
        return "warning"
    return None
