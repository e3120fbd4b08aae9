"""Stretches of days: which of them meet, and which is the nearest that holds another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from service.domain.period import Period

_ALWAYS: Final = date.max.toordinal() + 1

# A meeting takes along as many of an earlier one as there are new ones in it, or this many: of rolling periods, each of
# which overlaps hundreds of others, all would be too many.
CARRIED: Final = 16


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
    """The largest sets of at least two spans that have a day in common: maximal cliques of an interval graph.

    They are found by a sweep over the days (Gupta, Lee and Leung, "Efficient algorithms for interval graphs and
    circular-arc graphs", Networks 12, 1982). Each set has all the spans that came since the last, and of those before
    the ones that began last, as many as are new or :data:`CARRIED`. So all sets together are of linear size.
    """
    coming = sorted(spans, key=lambda span: (span.start, -span.end))
    left: set[Span] = set()
    # In the order of their starts; who left is taken out when it is met.
    present: list[Span] = []
    place = 0
    for leaving in sorted(coming, key=lambda span: (span.end, span.start)):
        begun = place
        while place < len(coming) and coming[place].start <= leaving.end:
            place += 1
        fresh = coming[begun:place]
        if fresh:
            carried: list[Span] = []
            while present and len(carried) < max(len(fresh), CARRIED):
                last = present.pop()
                if last not in left:
                    carried.append(last)
            carried.reverse()
            present += carried
            if len(carried) + len(fresh) > 1:
                yield (*carried, *fresh)
            present += fresh
        left.add(leaving)


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
