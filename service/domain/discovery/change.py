"""A change beside what it is from and to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from service.domain.discovery.amounts import is_negative
from service.domain.discovery.reading import Place, Places, Reading, Readings
from service.domain.discovery.rules import Rule
from service.domain.discovery.spans import Span
from service.domain.discovery.statement import Discovered, Severity
from service.domain.discovery.wording import about, titled, when
from service.domain.errors import Malformed
from service.domain.figure import Figure
from service.domain.period import parse_period

# "change in X" and its like. A fall is stated as what it comes to, 5 % for -5 %.
_MEASURE: Final = re.compile(
    r"(?:(?P<rise>change|growth|increase|rise)|(?P<fall>decrease|fall|decline|drop|reduction)) (?:in|of) (?P<of>.+)"
)
_OPEN: Final = ("", "..")


def changes(readings: Readings) -> Iterator[Discovered]:
    """Checks that a claim of a "change in" a measure is that between the claims of this measure at its two ends.

    The period of the change is an interval; the claims are those for the dates that it is written with, or for the
    nearest periods that hold one of these and have no day of the other. At each end there must be one claim that is
    meant: that of the same source, or else the only one.
    """
    levels: dict[str, list[Places]] = {}
    for topic, places in readings.topics.items():
        levels.setdefault(topic.measure, []).append(places)
    for topic, places in readings.topics.items():
        stated = _MEASURE.fullmatch(topic.measure)
        if stated is None:
            continue
        of = levels.get(stated["of"]) or levels.get(stated["of"].removeprefix("the "), [])
        for place in places.values():
            for group in place.dated.values():
                for change in group:
                    yield from _of(change, of, fell=stated["fall"] is not None)


def _of(change: Reading, levels: Sequence[Places], *, fell: bool) -> Iterator[Discovered]:
    ends = _ends(change)
    if ends is None or (fell and not _can_be_negated(change.statement.figure)):
        return
    found = []
    for places in levels:
        place = places.get(change.dimensions)
        before = None if place is None else _at(place, ends[0], ends[1], change.source)
        after = None if place is None else _at(place, ends[1], ends[0], change.source)
        if before is not None and after is not None:
            meant = _meant(change.statement.figure, before.statement.figure, after.statement.figure)
            if meant is not None and not (fell and meant == "factor"):
                found.append((before, after, meant))
    # Of a measure in several units, dollars and tenge, growth may differ, and nobody said which one is meant.
    if len(found) == 1:
        before, after, meant = found[0]
        sure = meant != "factor" and (before.span, after.span) == ends
        yield _check(change, before, after, "error" if sure else "warning", fell=fell)


def _ends(change: Reading) -> tuple[Span, Span] | None:
    """The two dates of the interval that the change is over, if they are apart."""
    period = change.statement.context.period
    dates = [] if period is None else period.text.split("/")
    if len(dates) != 2 or any(date in _OPEN for date in dates):
        return None
    try:
        start, end = (Span.of(parse_period(date)) for date in dates)
    except Malformed:
        return None
    return (start, end) if start.end < end.start else None


def _at(place: Place, end: Span, other: Span, source: str | None) -> Reading | None:
    """The claim that is meant at one end of a change."""
    some = place.holding(end)
    if not some or (some[0].span is not None and some[0].span.meets(other)):
        return None
    own = [reading for reading in some if reading.source == source] or some
    return own[0] if len({reading.statement.figure for reading in own}) == 1 else None


def _meant(change: Figure, before: Figure, after: Figure) -> str | None:
    """How the unit of a change says that it is meant, as kind ``change`` reads it; None where that makes no sense."""
    levels = {str(before.unit), str(after.unit)}
    stated = str(change.unit)
    if change.unit.points:
        return "points" if levels == {"%"} else None
    if change.unit.dimension:
        # Beside °C, kelvins would count as a difference.
        alike = bool(before.unit.offset) == bool(after.unit.offset)
        return "absolute" if alike and change.unit.dimension == before.unit.dimension else None
    if stated == "" and levels == {""}:
        return "absolute"
    if stated not in {"", "%"} or before.unit.offset or after.unit.offset or not before.positive:
        return None
    if stated == "%":
        return "percent"
    return "factor" if before.unit.dimension else None


def _can_be_negated(fall: Figure) -> bool:
    """Whether "a fall of" this is minus it: of a fall of -5 % nobody knows whether it is one or a rise."""
    return not fall.unit.offset and not is_negative(fall)


def _check(change: Reading, before: Reading, after: Reading, severity: Severity, *, fell: bool) -> Discovered:
    figures: dict[str, Any] = {"from": {"claim": before.claim}, "to": {"claim": after.claim}}
    if fell:
        figures |= {"fall": {"claim": change.claim}, "change": "-fall"}
    else:
        figures["change"] = {"claim": change.claim}
    why = (
        f"{about(change)}, {when(change.statement.context)}, stands beside {about(before)}, stated both "
        f"{when(before.statement.context)} and {when(after.statement.context)}"
    )
    return Discovered.of(
        {"kind": "change", "figures": figures},
        name=titled(about(change), change),
        rule=Rule.STATED_CHANGE,
        why=why,
        severity=severity,
    )
