"""Findings in files as JUnit XML: a suite is a file, a case a finding.

A case fails if the run fails for it. What is milder, what is accepted and what a baseline knows is skipped with the
reason: shown, never hidden, and no failure. A file without findings is one case that passes, one that could not be
examined one that could not run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from junitparser import Error, TestCase

from service.formats.finding import Examined, Examiner, Finding
from service.formats.junit.xml import case, fail, skip, suite, text, written
from service.formats.level import Level


def render(examined: Sequence[Examined], examiner: Examiner, *, fail_on: int = Level.ERROR.gravity) -> bytes:
    """The XML, in UTF-8. ``fail_on`` is the least gravity of a finding for which the run fails."""
    return written(f"claimcheck {examiner.name}", [suite(one.file, _cases(one, fail_on)) for one in examined])


def _cases(one: Examined, fail_on: int) -> Iterator[TestCase]:
    if one.fault is not None:
        broken = case("can be examined", one.file)
        broken.append(Error(text(one.fault), "unreadable"))
        yield broken
    elif not one.findings:
        yield case("figures fit together", one.file)
    seen: Counter[str] = Counter()
    for finding in one.findings:
        # Readers tell cases apart, and follow them from run to run, by their names: no line is in them.
        name = f"{finding.rule}: {finding.about}"
        seen[name] += 1
        yield _case(finding, name if seen[name] == 1 else f"{name} [{seen[name]}]", fail_on)


def _case(finding: Finding, name: str, fail_on: int) -> TestCase:
    made = case(name, finding.file)
    headline = f"{finding.verdict}: {finding.text}"
    body = "\n".join(_lines(finding))
    if finding.silenced is not None:
        skip(made, f"silenced: {finding.silenced} ({headline})", "silenced", body)
    elif finding.known:
        skip(made, f"known from the baseline ({headline})", "known", body)
    elif finding.fails(fail_on):
        fail(made, headline, finding.verdict, body)
    elif finding.level is not Level.NONE:
        skip(made, headline, finding.verdict, body)
    return made


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.place}: {finding.level.value}: {finding.rule}"
    yield finding.about
    yield from finding.told()
    if finding.digest is not None:
        yield f"digest {finding.digest}"
