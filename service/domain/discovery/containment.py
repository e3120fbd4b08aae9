"""What has more dimensions than another amount of its measure is a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from service.domain.discovery.amounts import Amount, amount_of
from service.domain.discovery.reading import Names, Place, Places, Reading, Readings, names_of
from service.domain.discovery.rules import Rule
from service.domain.discovery.statement import Discovered
from service.domain.discovery.wording import about, clipped, titled, when
from service.domain.terms import FIXED

# Every part is checked against every whole where these are so few pairs; else each against the first of the others.
FEW_PAIRS: Final = 4
# Of one measure, so many different sets of dimensions are looked through for wholes; where there are more, only those
# that lack one or two dimensions.
FEW_SHAPES: Final = 256


def parts_and_wholes(readings: Readings) -> Iterator[Discovered]:
    """Checks that an amount is no larger than the nearest ones with fewer of its dimensions whose period holds its own.

    Only amounts that add up take part. What holds for the nearest holds for the farther ones through these.
    """
    for places in readings.amounts.values():
        below = _shapes_below({names_of(dimensions) for dimensions in places})
        for place in places.values():
            yield from _of(place, _wholes(place, places, below))


def _shapes_below(shapes: set[Names]) -> Mapping[Names, Sequence[Names]]:
    """For each set of names those that it extends, the largest first, but for names that make no part."""
    below: dict[Names, Sequence[Names]] = {}
    for shape in shapes:
        if len(shapes) <= FEW_SHAPES:
            candidates = [other for other in shapes if other < shape]
        else:
            fewer = [shape - set(names) for count in (1, 2) for names in combinations(sorted(shape), count)]
            candidates = [other for other in fewer if other in shapes]
        found = (other for other in candidates if not (shape - other) & FIXED)
        below[shape] = sorted(found, key=lambda other: (-len(other), sorted(other)))
    return below


def _wholes(place: Place, places: Places, below: Mapping[Names, Sequence[Names]]) -> list[tuple[Names, Place]]:
    wholes = []
    for names in below[names_of(place.dimensions)]:
        whole = places.get(tuple(item for item in place.dimensions if item[0] in names))
        if whole is not None:
            wholes.append((names, whole))
    return wholes


def _of(place: Place, wholes: Sequence[tuple[Names, Place]]) -> Iterator[Discovered]:
    if not wholes:
        return
    for parts in place.groups():
        nearer: list[Names] = []
        for names, whole in wholes:
            if any(names < other for other in nearer):
                continue
            found = _at_the_time_of(parts[0], whole)
            if found:
                nearer.append(names)
                several = len(parts) > 1, len(found) > 1
                for part, held_by in _pairs(parts, found):
                    yield _check(part, held_by, several)


def _at_the_time_of(part: Reading, whole: Place) -> Sequence[Reading]:
    if part.span is not None:
        return whole.holding(part.span)
    if part.asserted in whole.undated:
        return whole.undated[part.asserted]
    return next(iter(whole.undated.values()), ())


def _pairs(parts: Sequence[Reading], wholes: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    if len(parts) * len(wholes) <= FEW_PAIRS:
        yield from ((part, whole) for part in parts for whole in wholes)
    else:
        yield from ((part, wholes[0]) for part in parts)
        yield from ((parts[0], whole) for whole in wholes[1:])


def _check(part: Reading, whole: Reading, several: tuple[bool, bool]) -> Discovered:
    """The check; where there are ``several`` parts or wholes of one time, its name says whose is meant."""
    sure = part.at_the_time_of(whole) and amount_of(part.statement.figure.unit) is Amount.COUNT
    small, large = about(part), about(whole)
    why = f"{small}, {when(part.statement.context)}, is a part of {large}, {when(whole.statement.context)}"
    named = _whose(small, part, said=several[0])
    within = _whose(large, whole, said=several[1])
    if whole.span != part.span:
        within = titled(within, whole)
    return Discovered.of(
        {"kind": "part_of", "figures": {"part": {"claim": part.claim}, "whole": {"claim": whole.claim}}},
        name=titled(f"{named} within {within}", part),
        rule=Rule.NARROWER_DIMENSIONS,
        why=why,
        severity="error" if sure else "warning",
    )


def _whose(subject: str, reading: Reading, *, said: bool) -> str:
    origin = reading.statement.context.source
    return subject if origin is None or not said else f"{subject} ({clipped(origin.name or origin.id, 60)})"
