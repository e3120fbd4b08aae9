"""What is told of the checks that were read in a text: how much a failure matters, and how many came to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.checks.conversion import KIND as CONVERSION
from service.domain.result import Verdict
from service.reading.prose import RULES
from service.reading.prose.found import Severity
from service.reading.span import Span
from service.reading.suppression import Suppression, silenced


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


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the checks of a text all together.

    ``silent`` has for each finding the comment that asks for silence about it, and ``suppressions`` are these comments,
    with what became of them. ``counts`` has a number of checks for each verdict, ``suppressed`` for the findings that
    comments ask for silence about, which are counted under their verdict too, ``total``, and ``left_out`` for checks
    that were not answered.
    """

    silent: tuple[Suppression | None, ...]
    suppressions: tuple[Suppression, ...]
    counts: Mapping[str, int]


def tally(
    verdicts: Mapping[Verdict, int],
    findings: Sequence[tuple[str, Span]],
    suppressions: Sequence[Suppression],
    left_out: int = 0,
) -> Tally:
    """Counts checks, given how many have each verdict, and the findings among them by their rules and places."""
    silent, after = silenced(suppressions, findings, RULES)
    counts = {verdict.value: verdicts.get(verdict, 0) for verdict in Verdict}
    total = sum(counts.values())
    suppressed = sum(comment is not None for comment in silent)
    told = {**counts, "suppressed": suppressed, "total": total, "left_out": left_out}
    return Tally(tuple(silent), tuple(after), told)
