"""Shares of one base, and parts that make a total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from service.domain.discovery.partition import Partition
from service.domain.discovery.reading import (
    Names,
    Places,
    Reading,
    Readings,
    Time,
    names_of,
    without,
)
from service.domain.discovery.rules import Rule
from service.domain.discovery.statement import Discovered, Severity
from service.domain.discovery.wording import about, clipped, counted, listed, said, titled, when
from service.domain.terms import BASE, Dimensions, normal

# As many as a list role takes.
MOST: Final = 10_000

# By dimension; each one's values as they are compared.
Partitions = Mapping[str, Sequence[tuple[str, ...]]]
Stated = Mapping[str, Sequence[Reading]]


def by_dimension(partitions: Sequence[Partition]) -> Partitions:
    """What was declared, each once, normalised."""
    found: dict[str, dict[frozenset[str], tuple[str, ...]]] = {}
    for partition in partitions:
        values = tuple(dict.fromkeys(normal(value) for value in partition.values))
        found.setdefault(normal(partition.dimension), {}).setdefault(frozenset(values), values)
    return {dimension: tuple(several.values()) for dimension, several in found.items()}


def shares(readings: Readings, partitions: Partitions) -> Iterator[Discovered]:
    """Checks that shares of one base leave room for each other.

    Only a base that was declared, by the dimension ``of``, makes percentages shares of one whole: unemployment rates
    of regions don't add up. ``of`` names the base in full, and one other dimension has to tell the shares apart: where
    several do, it must be the only one with a declared partition, or nobody knows which of them the base is divided
    by.
    """
    families: dict[tuple[str, str, Time, Names], list[Reading]] = {}
    for reading in readings.all:
        base = next((value for name, value in reading.dimensions if name == BASE), None)
        if base is not None and reading.measure is not None and str(reading.statement.figure.unit) == "%":
            key = (reading.measure, base, reading.time, names_of(reading.dimensions))
            families.setdefault(key, []).append(reading)
    for family in families.values():
        dimension = _dividing(family, partitions)
        if dimension is not None:
            for stated in _by_value(family, dimension).values():
                yield from _shares(stated, dimension, partitions.get(dimension, ()))


def sums(readings: Readings, partitions: Partitions) -> Iterator[Discovered]:
    """Checks that the amounts for all values of a declared partition add up to the amount without that dimension."""
    for places in readings.amounts.values():
        families: dict[str, list[Reading]] = {}
        for place in places.values():
            for name, _ in place.dimensions:
                if name in partitions:
                    families.setdefault(name, []).extend(reading for group in place.groups() for reading in group)
        for dimension, family in families.items():
            for (rest, time), stated in _by_value(family, dimension).items():
                for values in partitions[dimension]:
                    yield from _sum(values, stated, dimension, _totals(places, rest, time))


def _dividing(family: Sequence[Reading], partitions: Partitions) -> str | None:
    """The dimension that tells the shares of one base apart, if one does."""
    values: dict[str, set[str]] = {}
    for reading in family:
        for name, value in reading.dimensions:
            values.setdefault(name, set()).add(value)
    varying = [name for name, several in values.items() if len(several) > 1]
    if len(varying) > 1:
        varying = [name for name in varying if name in partitions]
    return varying[0] if len(varying) == 1 else None


def _by_value(family: Sequence[Reading], dimension: str) -> dict[tuple[Dimensions, Time], dict[str, list[Reading]]]:
    """By what else they are about and when, then by their value of ``dimension``."""
    found: dict[tuple[Dimensions, Time], dict[str, list[Reading]]] = {}
    for reading in family:
        value = next(value for name, value in reading.dimensions if name == dimension)
        stated = found.setdefault((without(reading.dimensions, dimension), reading.time), {})
        stated.setdefault(value, []).append(reading)
    return found


def _shares(stated: Stated, dimension: str, declared: Sequence[tuple[str, ...]]) -> Iterator[Discovered]:
    divided: dict[tuple[frozenset[str], bool], list[str]] = {}
    for values in declared:
        present = [value for value in values if value in stated]
        if len(present) > 1:
            divided.setdefault((frozenset(present), len(present) == len(values)), present)
    for (_, everything), present in divided.items():
        for parts in _choices(present, stated):
            yield _share_check(parts, dimension, "error", exhaustive=everything)
    if not divided:
        # Nobody said that the values exclude each other, though shares of one base mostly do.
        for some in _split(sorted(stated)):
            for parts in _choices(some, stated):
                yield _share_check(parts, dimension, "warning", exhaustive=False)


def _split(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """``values`` in portions that a check takes, none of a single value."""
    for start in range(0, len(values), MOST):
        if len(values) - start > 1:
            yield values[start : start + MOST]


def _sum(values: Sequence[str], stated: Stated, dimension: str, totals: Sequence[Reading]) -> Iterator[Discovered]:
    if not totals or not all(value in stated for value in values):
        return
    own = {total.source: total for total in reversed(totals)}
    choices = _choices(values, stated)
    matched = [(parts, own[parts[0].source]) for parts in choices if _one_source(parts) and parts[0].source in own]
    # Where no source has both parts and total, one check compares those of different sources.
    for parts, total in matched or [(choices[0], totals[0])]:
        yield _sum_check(parts, total, dimension)


def _totals(places: Places, rest: Dimensions, time: Time) -> Sequence[Reading]:
    place = places.get(rest)
    return () if place is None else place.at(time)


def _choices(values: Sequence[str], stated: Stated) -> list[list[Reading]]:
    """One claim for each value: for every source that states them all its own, the first where it has several.

    If no source does, those of the sources that state most. That claims of the same value agree is another check.
    """
    by_source: dict[str | None, dict[str, Reading]] = {}
    for value in values:
        for reading in stated[value]:
            by_source.setdefault(reading.source, {}).setdefault(value, reading)
    complete = [[own[value] for value in values] for own in by_source.values() if len(own) == len(values)]
    if complete:
        return sorted(complete, key=lambda parts: min(part.claim for part in parts))
    ranked = sorted(by_source.values(), key=lambda own: (-len(own), min(reading.claim for reading in own.values())))
    chosen: dict[str, Reading] = {}
    for own in ranked:
        for value, reading in own.items():
            chosen.setdefault(value, reading)
    return [[chosen[value] for value in values]]


def _one_source(parts: Sequence[Reading]) -> bool:
    return len({part.source for part in parts}) == 1


def _share_check(parts: Sequence[Reading], dimension: str, severity: Severity, *, exhaustive: bool) -> Discovered:
    base = said(BASE, parts[0])
    words = listed([said(dimension, part) for part in parts])
    why = f"{counted(parts)} are shares of one base, {base}, {when(parts[0].statement.context)}: {dimension} {words}"
    if exhaustive:
        why += f", declared to be all there is of {dimension}"
    body = {
        "kind": "shares",
        "figures": {"parts": [{"claim": part.claim} for part in parts]},
        "parameters": {"exhaustive": exhaustive},
    }
    name = titled(clipped(f"{about(parts[0], without=(dimension,))}: by {dimension}"), parts[0])
    rule = Rule.ALL_SHARES_OF_BASE if exhaustive else Rule.SHARES_OF_BASE
    return Discovered.of(body, name=name, rule=rule, why=why, severity=severity)


def _sum_check(parts: Sequence[Reading], total: Reading, dimension: str) -> Discovered:
    words = listed([said(dimension, part) for part in parts])
    subject = about(total)
    why = (
        f"{words} are declared to be all there is of {dimension}; {counted(parts)} are stated for: {subject}, "
        f"{when(total.statement.context)}, and so is the total"
    )
    figures = {"parts": [{"claim": part.claim} for part in parts], "total": {"claim": total.claim}}
    return Discovered.of(
        {"kind": "sum", "figures": figures},
        name=titled(f"{subject}: by {dimension}", total),
        rule=Rule.PARTS_OF_TOTAL,
        why=why,
        severity="error",
    )
