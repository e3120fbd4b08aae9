"""Statements as the rules look at them: words normalised, sorted by what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from service.domain.discovery.amounts import adds_up
from service.domain.discovery.spans import Holders, Span
from service.domain.discovery.statement import CANDIDATE, RETRACTED, Statement
from service.domain.terms import Dimensions, normal, normal_dimensions
from service.domain.unit_definition import Dimension
from service.domain.units import Unit

Names = frozenset[str]
Time = tuple[Span | None, Span | None]


class Sort(NamedTuple):
    """What makes figures comparable: their dimension, and whether they are percentage points or differences (of °C)."""

    dimension: Dimension
    mark: str


class Topic(NamedTuple):
    """Figures of one measure that can be compared."""

    measure: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement with what it is about as it is compared.

    ``dimensions`` are in the order of their names, without those that narrow nothing down. ``span`` is the days of its
    period. ``adds_up``: whether it can be part of a whole or have parts.
    """

    statement: Statement
    measure: str | None
    dimensions: Dimensions
    span: Span | None
    asserted: Span | None
    sort: Sort
    adds_up: bool

    @property
    def claim(self) -> str:
        return self.statement.claim

    @property
    def source(self) -> str | None:
        origin = self.statement.context.source
        return None if origin is None else origin.id

    @property
    def time(self) -> Time:
        """Its period, or for want of one when it was said."""
        return self.span, None if self.span is not None else self.asserted

    def at_the_time_of(self, other: Reading) -> bool:
        """Whether it is known to be of the very time of another: what one source says undated, it says at one time."""
        return self.time == other.time and (self.time != (None, None) or self.source == other.source)


@dataclass(slots=True)
class Place:
    """Everything said of one topic and the same dimensions: by its period, and without one by when it was said."""

    dimensions: Dimensions
    dated: dict[Span, list[Reading]] = field(default_factory=dict)
    undated: dict[Span | None, list[Reading]] = field(default_factory=dict)
    _holders: Holders | None = None

    def add(self, reading: Reading) -> None:
        if reading.span is None:
            self.undated.setdefault(reading.asserted, []).append(reading)
        else:
            self.dated.setdefault(reading.span, []).append(reading)

    def groups(self) -> Iterator[list[Reading]]:
        """Those of the same period, or of none and said at the same time, as far as that is known."""
        yield from self.dated.values()
        yield from self.undated.values()

    def said_together(self) -> Iterator[list[Reading]]:
        """Those without a period that were said at the same time; where no time is known, by one source."""
        for asserted, group in self.undated.items():
            by_source: dict[str | None, list[Reading]] = {}
            for reading in group:
                by_source.setdefault(reading.source if asserted is None else None, []).append(reading)
            yield from by_source.values()

    def at(self, time: Time) -> list[Reading]:
        """Those of exactly this time."""
        span, asserted = time
        return self.undated.get(asserted, []) if span is None else self.dated.get(span, [])

    def holding(self, span: Span) -> list[Reading]:
        """Those of this period, or else of the nearest that holds it."""
        if span in self.dated:
            return self.dated[span]
        if self._holders is None:
            self._holders = Holders(self.dated)
        nearest = self._holders.nearest(span)
        return [] if nearest is None else self.dated[nearest]


Places = Mapping[Dimensions, Place]


class Readings:
    """The statements that take part, in the order of their claims whatever order they came in.

    Claims that were retracted take no part, nor do those whose figure is unknown: nothing could contradict them. Nor do
    candidates: what they measure is a program's guess, until somebody has stated it.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        aside = {CANDIDATE, RETRACTED}
        taking_part = (s for s in statements if s.status not in aside and not s.figure.unknown)
        self.all: Sequence[Reading] = [_read(one) for one in sorted(taking_part, key=lambda one: one.claim)]

    @cached_property
    def topics(self) -> Mapping[Topic, Places]:
        """Those that have a measure, by topic and dimensions."""
        return _by_topic(self.all)

    @cached_property
    def amounts(self) -> Mapping[Topic, Places]:
        """Of these, the ones that add up."""
        return _by_topic(reading for reading in self.all if reading.adds_up)


def _by_topic(readings: Iterable[Reading]) -> Mapping[Topic, Places]:
    topics: dict[Topic, dict[Dimensions, Place]] = {}
    for reading in readings:
        if reading.measure is None:
            continue
        places = topics.setdefault(Topic(reading.measure, reading.sort), {})
        place = places.get(reading.dimensions)
        if place is None:
            place = places[reading.dimensions] = Place(reading.dimensions)
        place.add(reading)
    return topics


def _read(statement: Statement) -> Reading:
    context, figure = statement.context, statement.figure
    measure = normal(context.measure or "") or None
    return Reading(
        statement,
        measure,
        normal_dimensions(context.dimensions.items()) if context.dimensions else (),
        None if context.period is None else Span.of(context.period),
        None if context.asserted is None else Span.of(context.asserted),
        sort_of(figure.unit),
        measure is not None and adds_up(figure, measure),
    )


def names_of(dimensions: Dimensions) -> Names:
    """The names of ``dimensions``."""
    return frozenset(name for name, _ in dimensions)


def without(dimensions: Dimensions, *names: str) -> Dimensions:
    """``dimensions`` but for those of these names."""
    return tuple(item for item in dimensions if item[0] not in names)


@lru_cache(maxsize=8192)
def sort_of(unit: Unit) -> Sort:
    """What figures in ``unit`` can be compared with."""
    difference = any(symbol.startswith("delta_") for symbol, _ in unit.terms)
    return Sort(unit.dimension, "points" if unit.points else "difference" if difference else "")
