"""Two amounts of one quote in different units are one amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from service.domain.discovery.amounts import is_zero
from service.domain.discovery.reading import Reading, Readings, Sort, sort_of
from service.domain.discovery.rules import Rule
from service.domain.discovery.statement import Discovered
from service.domain.discovery.wording import about, clipped, titled
from service.domain.terms import normal
from service.domain.units import Unit

# Of so many units each is compared with each; of more, each with the first.
FEW_UNITS: Final = 4

_Quote = tuple[str, str]


def conversions(readings: Readings) -> Iterator[Discovered]:
    """Checks that figures of one quote, about the same thing and in different units, are the same amount.

    Of a unit that the quote has several figures in, nobody can tell which of them is converted. Without a measure the
    quote must have no more than the two. Which rate was used for money is not said, so that is a warning.
    """
    quotes: dict[_Quote, list[Reading]] = {}
    for reading in readings.all:
        if reading.statement.quote is not None and reading.source is not None:
            quotes.setdefault((reading.source, normal(reading.statement.quote)), []).append(reading)
    for quoted in quotes.values():
        if len(quoted) > 1:
            for some in _of_one_thing(quoted):
                for one, other in _pairs(_one_of_each_unit(some)):
                    yield from _check(one, other)


def _of_one_thing(quoted: Sequence[Reading]) -> Iterator[Sequence[Reading]]:
    groups: dict[object, list[Reading]] = {}
    for reading in quoted:
        kind = _convertible(reading.statement.figure.unit)
        groups.setdefault((reading.measure, reading.dimensions, reading.span, kind), []).append(reading)
    for group in groups.values():
        if group[0].measure is not None or len(quoted) == 2:
            yield group


def _one_of_each_unit(some: Sequence[Reading]) -> Sequence[Reading]:
    units: dict[Unit, list[Reading]] = {}
    for reading in some:
        units.setdefault(reading.statement.figure.unit, []).append(reading)
    alike = (group for group in units.values() if len({one.statement.figure for one in group}) == 1)
    return [group[0] for group in alike]


def _pairs(some: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    return combinations(some, 2) if len(some) <= FEW_UNITS else ((some[0], other) for other in some[1:])


@lru_cache(maxsize=8192)
def _convertible(unit: Unit) -> Sort:
    """What figures in ``unit`` convert to: what they can be compared with, money of any currency as money."""
    sort = sort_of(unit)
    if len(unit.currencies) != 1 or any(base in unit.currencies and power != 1 for base, power in unit.dimension):
        return sort
    dimension = (("money" if base in unit.currencies else base, power) for base, power in unit.dimension)
    return Sort(tuple(sorted(dimension)), "money")


def _check(one: Reading, other: Reading) -> Iterator[Discovered]:
    left, right = one.statement.figure, other.statement.figure
    exchanged = left.unit.dimension != right.unit.dimension
    if exchanged and (is_zero(left) or is_zero(right)):
        return  # there is no rate between nothing and something
    quote = clipped(one.statement.quote or "", 80)
    subject = about(one) if one.measure is not None else f'"{quote}"'
    sure = one.measure is not None and not exchanged
    yield Discovered.of(
        {"kind": "conversion", "figures": {"amounts": [{"claim": one.claim}, {"claim": other.claim}]}},
        name=titled(f"{subject}: {str(left.unit) or 'plain'} and {str(right.unit) or 'plain'}", one),
        rule=Rule.ONE_QUOTE,
        why=f'one quote, "{quote}", gives both, in {str(left.unit) or "no unit"} and in {str(right.unit) or "no unit"}',
        severity="error" if sure else "warning",
    )
