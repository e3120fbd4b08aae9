"""Claims about the same thing agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from service.domain.discovery.reading import Place, Reading, Readings
from service.domain.discovery.rules import Rule
from service.domain.discovery.spans import meetings
from service.domain.discovery.statement import Discovered, Severity
from service.domain.discovery.wording import about, counted, listed, titled, when

# As many as a list role takes.
MOST: Final = 10_000


def agreements(readings: Readings, converted: Collection[frozenset[str]]) -> Iterator[Discovered]:
    """Checks that claims of one measure and the same dimensions agree.

    Those of exactly the same period must; so must those without one that were said at the same time, or by one source
    where no time is known. Where periods merely overlap, one claim of each period takes part in a warning: a flow over
    half a year is not that of the year. Where one overlaps several that do not overlap each other, a year and its
    months, they are a series, and silent. So does one for each time at which something was said without a period, and
    with them the dated ones if these are all of one period; if not, nobody can tell which of them is meant. Two claims
    in ``converted`` are compared already.
    """
    for places in readings.topics.values():
        for place in places.values():
            for group in (*place.dated.values(), *place.said_together()):
                if not (len(group) == 2 and frozenset(one.claim for one in group) in converted):
                    yield from _same_period(group)
            yield from _overlapping(place)
            yield from _undated(place)


def _same_period(group: Sequence[Reading]) -> Iterator[Discovered]:
    rule = Rule.NO_PERIOD if group[0].span is None else Rule.SAME_PERIOD
    # More than one check holds: each begins with the same claim, so that together they still compare all.
    for start in range(1, len(group), MOST - 1):
        some = [group[0], *group[start : start + MOST - 1]]
        why = f"{counted(some)} are stated for: {about(some[0])}, {when(some[0].statement.context)}"
        yield _check(some, rule, why)


def _overlapping(place: Place) -> Iterator[Discovered]:
    for spans in meetings(place.dated):
        some = [place.dated[span][0] for span in spans]
        why = f"{counted(some)} are stated for: {about(some[0])}, in periods that overlap: {_periods(some)}"
        for start in range(1, len(some), MOST - 1):
            yield _check([some[0], *some[start : start + MOST - 1]], Rule.OVERLAPPING_PERIODS, why, binding=False)


def _undated(place: Place) -> Iterator[Discovered]:
    if not place.undated:
        return
    some = [group[0] for group in place.said_together()]
    if len(place.dated) == 1:
        some += [group[0] for group in place.dated.values()]
    why = f"{counted(some)} are stated for: {about(some[0])}, and not all of them say for which period"
    for start in range(1, len(some), MOST - 1):
        yield _check([some[0], *some[start : start + MOST - 1]], Rule.NO_PERIOD, why, binding=False)


def _periods(some: Sequence[Reading]) -> str:
    return listed([context.period.text for context in (one.statement.context for one in some) if context.period])


def _check(some: Sequence[Reading], rule: Rule, why: str, *, binding: bool = True) -> Discovered:
    by_claim = sorted(some, key=lambda one: one.claim)
    body = {"kind": "agreement", "figures": {"figures": [{"claim": one.claim} for one in by_claim]}}
    same_period = rule is Rule.SAME_PERIOD
    name = titled(about(some[0]), some[0]) if same_period else about(some[0])
    # An amount of half a year need not be that of the year, nor one of no known period any other.
    severity: Severity = "error" if binding else "warning"
    return Discovered.of(body, name=name, rule=rule, why=why, severity=severity, binding=binding)
