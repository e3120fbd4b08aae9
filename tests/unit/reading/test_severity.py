"""What is told of the checks of a text: which of them are findings, and how they are counted."""

from __future__ import annotations

import pytest

from service.domain.result import Verdict
from service.reading.prose.found import Severity
from service.reading.severity import severity_of, tally
from service.reading.span import Span
from service.reading.suppression import Suppression


@pytest.mark.parametrize(
    ("verdict", "kind", "severity", "told"),
    [
        (Verdict.INCONSISTENT, "sum", "error", "error"),
        (Verdict.INCONSISTENT, "conversion", "warning", "warning"),
        (Verdict.STRAINED, "sum", "error", "warning"),
        (Verdict.STRAINED, "sum", "warning", None),
        (Verdict.STRAINED, "conversion", "error", None),
        (Verdict.CONSISTENT, "sum", "error", None),
        (Verdict.UNDETERMINED, "sum", "error", None),
    ],
)
def test_what_fails_is_a_finding_and_what_is_strained_a_lesser_one(
    verdict: Verdict, kind: str, severity: Severity, told: Severity | None
) -> None:
    assert severity_of(verdict, kind, severity) == told


def test_what_is_silenced_is_counted_under_its_verdict_too() -> None:
    comment = Suppression(Span(0, 9), Span(10, 20), reason="so")
    findings = [("conversion", Span(12, 14)), ("conversion", Span(22, 24))]
    told = tally({Verdict.INCONSISTENT: 2, Verdict.CONSISTENT: 3}, findings, [comment], left_out=4)

    assert [one is not None for one in told.silent] == [True, False]
    assert told.suppressions == (told.silent[0],)
    assert told.counts == {
        "consistent": 3,
        "strained": 0,
        "inconsistent": 2,
        "undetermined": 0,
        "suppressed": 1,
        "total": 5,
        "left_out": 4,
    }
