"""Stretches of days: which of them meet, and which is the nearest that holds another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from service.domain.period import Period

_ALWAYS: Final = date.max.toordinal() + 1


class Span(NamedTuple):
    """From one day to another, both included, as ordinals; an open end lies beyond the calendar."""

    start: int
    end: int

    @classmethod
    def of(cls, period: Period) -> Span:
        """The days that ``period`` can mean."""
        return cls(
            0 if period.start is None else period.start.toordinal(),
            _ALWAYS if period.end is None else period.end.toordinal(),
        )

    def holds(self, other: Span) -> bool:
        """Whether every day of ``other`` is one of its own."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether they have a day in common."""
        return self.start <= other.end and other.start <= self.end


def meetings(spans: Iterable[Span]) -> Iterator[tuple[Span, ...]]:
    """Sets of two spans or more that have a day in common, where none of them overlaps any span but these.

    A year beside each of its months is no such set: the year overlaps months that do not overlap each other.
    """
    together: list[Span] = []
    reach = 0
    for span in (*sorted(spans, key=lambda span: (span.start, -span.end)), None):
        if span is not None and together and span.start <= reach:
            together.append(span)
            reach = max(reach, span.end)
            continue
        # Spans of a line that meet two by two have a day in common.
        if len(together) > 1 and together[-1].start <= min(other.end for other in together):
            yield tuple(together)
        if span is not None:
            together, reach = [span], span.end


class Holders:
    """Distinct spans, to be asked which is the nearest that holds another one.

    In the order of starts, and of two that start together the longer first, the spans that end later than one is
    enclosed by lead from it to the longest; jump pointers (Myers, "An applicative random-access stack", Information
    Processing Letters 17, 1983) skip along that way, so that an answer takes logarithmic time.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans, key=lambda span: (span.start, -span.end))
        self._starts = [span.start for span in self._spans]
        self._later: list[int] = []
        self._jump: list[int] = []
        self._depth: list[int] = []
        open_: list[int] = []
        for place, span in enumerate(self._spans):
            while open_ and self._spans[open_[-1]].end <= span.end:
                open_.pop()
            self._link(open_[-1] if open_ else -1)
            open_.append(place)

    def nearest(self, span: Span) -> Span | None:
        """Of the spans that hold ``span``, the one that starts last, and of these the one that ends first."""
        place = bisect_right(self._starts, span.start) - 1
        while place >= 0 and self._spans[place].end < span.end:
            jump = self._jump[place]
            place = jump if jump >= 0 and self._spans[jump].end < span.end else self._later[place]
        return self._spans[place] if place >= 0 else None

    def _link(self, later: int) -> None:
        """Notes for the next span the last one before it that ends later, and one further on to jump to."""
        self._later.append(later)
        self._depth.append(1 + self._depth[later] if later >= 0 else 0)
        jump = later
        if later >= 0 and self._jump[later] >= 0:
            middle = self._jump[later]
            far = self._jump[middle]
            even = self._depth[later] - self._depth[middle] == self._depth[middle] - (
                self._depth[far] if far >= 0 else -1
            )
            jump = far if even else later
        self._jump.append(jump)
