"""A linter for figures: everything in a text that cannot be true together, with the arithmetic and the place.

The checks are those that prose (:mod:`service.reading.prose`) and tables (:mod:`service.reading.tables.read_table`)
imply, and the engine answers them; nothing is stored. Pure, and the same text has the same findings in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.domain.period import Period
from service.domain.policy import Policy
from service.domain.result import Result, Verdict
from service.reading.checked import checked
from service.reading.mention import Reading
from service.reading.prose.found import Found, Severity
from service.reading.severity import severity_of, tally
from service.reading.suppression import Suppression
from service.reading.text_form import TextForm


@dataclass(frozen=True, slots=True)
class Finding:
    """A check of a text that does not hold as its figures are read; it points to ``found.at``.

    ``suppressed`` is the comment in the text that asks for silence about it; it is told all the same.
    """

    found: Found
    result: Result
    severity: Severity
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """All that was read in a text, and what does not fit together in it, in the order of the places.

    ``counts`` are as in :class:`~service.reading.severity.Tally`; left out are checks of which there are too many (see
    :class:`~service.reading.checked.CheckedText`).
    """

    reading: Reading
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    suppressions: tuple[Suppression, ...]


def lint(
    text: str, form: TextForm = TextForm.PLAIN, *, date: Period | None = None, policy: Policy | None = None
) -> Lint:
    """What does not fit together in ``text``.

    ``date`` is when it was written, which words such as "last year" need; ``policy`` says how figures are read.
    Takes time in proportion to the length of the text.
    """
    document = checked(text, form, date=date, policy=policy)
    counts: Counter[Verdict] = Counter()
    findings = []
    for found in document.founds:
        result = document.answers.to(found)
        if result is None:
            continue
        counts[result.verdict] += 1
        severity = severity_of(result.verdict, found.body["kind"], found.severity)
        if severity is not None:
            findings.append(Finding(found, result, severity))
    told = tally(
        counts, [(each.found.rule, each.found.at) for each in findings], document.suppressions, document.left_out
    )
    findings = [replace(each, suppressed=comment) for each, comment in zip(findings, told.silent, strict=True)]
    return Lint(document.reading, tuple(findings), told.counts, told.suppressions)
