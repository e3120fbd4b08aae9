"""A linter for figures: everything in a text that cannot be true together, with the arithmetic and the place.

The checks are those that prose and tables imply (:mod:`service.reading.prose`, :mod:`service.reading.tables`), and the
engine answers them; nothing is stored. Pure, and the same text has the same findings in the same order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.evaluation import evaluate
from service.domain.period import Period
from service.domain.policy import Policy
from service.domain.result import Result, Verdict
from service.reading.checked import checked
from service.reading.mention import Mention, Reading
from service.reading.prose import RULES
from service.reading.prose.found import Found, Severity
from service.reading.severity import severity_of
from service.reading.span import Span
from service.reading.suppression import Suppression, silenced
from service.reading.text_form import TextForm

# So many checks of a text are answered: a few seconds at most, and more findings than anybody reads.
MOST_CHECKS: Final = 5_000
# So many other units are tried for one that words may mean.
_MOST_ALTERNATIVES: Final = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """A check of a text that does not hold as its figures are read, and where it points to.

    ``suppressed`` is the comment in the text that asks for silence about it; it is told all the same.
    """

    found: Found
    result: Result
    severity: Severity
    at: Span
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """All that was read in a text, and what does not fit together in it, in the order of the places.

    ``counts`` has a number of checks for each verdict, ``suppressed`` for the findings that the text asks for silence
    about, which are counted under their verdict too, ``total``, and ``left_out`` for the checks behind the first
    :data:`MOST_CHECKS` of a text, which were not answered.
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
    document = checked(text, form, date=date)
    answers = _Answers(document.reading.mentions, policy or Policy())
    counts: Counter[Verdict] = Counter()
    findings = []
    for found in document.founds[:MOST_CHECKS]:
        result = answers.to(found)
        if result is None:
            continue
        counts[result.verdict] += 1
        severity = severity_of(result.verdict, found.body["kind"], found.severity)
        if severity is not None:
            findings.append(Finding(found, result, severity, found.at))
    left_out = len(document.founds) - MOST_CHECKS
    verdicts = {verdict.value: counts[verdict] for verdict in Verdict}
    by, suppressions = silenced(document.suppressions, ((each.found.rule, each.at) for each in findings), RULES)
    findings = [replace(each, suppressed=comment) for each, comment in zip(findings, by, strict=True)]
    suppressed = sum(comment is not None for comment in by)
    return Lint(
        document.reading,
        tuple(findings),
        {**verdicts, "suppressed": suppressed, "total": counts.total(), "left_out": max(0, left_out)},
        tuple(suppressions),
    )


class _Answers:
    """What the engine answers to the checks of one text. Equal ones, as on every page of a price list, are one."""

    def __init__(self, mentions: Sequence[Mention], policy: Policy) -> None:
        self._mentions = mentions
        self._policy = policy
        self._known: dict[str, Result | None] = {}

    def to(self, found: Found) -> Result | None:
        """The engine's answer; None for figures that it cannot compare, which is no fault of the text.

        Words that may mean several units ("tons") mean the one with which the figures fit, if there is one.
        """
        involved: dict[int, Mention] = {}

        def figure_of(number: int) -> dict[str, Any]:
            involved[number] = self._mentions[number]
            return _in_context(self._mentions[number], {})

        result = self._result(found.check(figure_of))
        if result is None or result.verdict is not Verdict.INCONSISTENT:
            return result
        for units in _other_units(involved):

            def otherwise(number: int, units: Mapping[str, str] = units) -> dict[str, Any]:
                return _in_context(self._mentions[number], units)

            other = self._result(found.check(otherwise))
            if other is not None and other.verdict in (Verdict.CONSISTENT, Verdict.STRAINED):
                return other
        return result

    def _result(self, body: Mapping[str, Any]) -> Result | None:
        key = json.dumps(body, sort_keys=True)
        if key not in self._known:
            self._known[key] = _evaluated(body, self._policy)
        return self._known[key]


def _evaluated(body: Mapping[str, Any], policy: Policy) -> Result | None:
    try:
        return evaluate(Check.parse({**body, "policy": {**policy.canonical(), **body.get("policy", {})}}))
    except Malformed:
        return None


def _other_units(involved: Mapping[int, Mention]) -> Iterator[dict[str, str]]:
    """Other units to read the figures in. Words that were read as one unit are read as one other unit."""
    several = {str(each.figure.unit): each.alternatives for each in involved.values() if each.alternatives}
    for unit, alternatives in several.items():
        for alternative in alternatives[:_MOST_ALTERNATIVES]:
            yield {unit: alternative}


def _in_context(mention: Mention, units: Mapping[str, str]) -> dict[str, Any]:
    """A mention as a figure in its context: of what time it is. ``units`` are to be read in place of others."""
    figure = mention.figure.canonical()
    unit = units.get(figure["unit"])
    if unit in mention.alternatives:
        figure["unit"] = unit
    return {"figure": figure} if mention.period is None else {"figure": figure, "period": mention.period.text}
