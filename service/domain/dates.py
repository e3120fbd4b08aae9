"""Dates as figures, so that the engine orders them like anything else.

A date is a point on a scale, as a temperature in °C is: one less another is a number of days, and two don't add. Its
value is the number of the day, counted from 0001-01-01 as 1 in the proleptic Gregorian calendar (Rata Die; Reingold and
Dershowitz, "Calendrical Calculations"). An uncertain date, such as 2004-09, is some day of those that it may be.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from service.domain.figure import Figure
from service.domain.interval import Interval, IntervalSet
from service.domain.period import Period
from service.domain.units import Unit, parse_unit

_DAY = parse_unit("day")
# In base units, as all points in time: seconds, from 1970-01-01.
_EPOCH = date(1970, 1, 1).toordinal()
_LAST = date.max.toordinal()

DATE = Unit(
    terms=(("date", 1),),
    dimension=_DAY.dimension,
    factor=_DAY.factor,
    offset=-_EPOCH * _DAY.factor,
    counted=False,
    points=False,
    text="date",
)


def figure_of(period: Period | None) -> Figure:
    """A date as a figure: from its first day to its last; without a period, an unknown one."""
    if period is None:
        return Figure(unit=DATE)
    return Figure(
        lower=None if period.start is None else Decimal(period.start.toordinal()),
        upper=None if period.end is None else Decimal(period.end.toordinal()),
        unit=DATE,
    )


def describe(days: IntervalSet) -> str:
    """Days by their number as dates, in words: "2004-09-01 to 2004-09-30", "2004-09-01 or later"."""
    spans = [span for span in map(Interval.whole_numbers, days.pieces) if span is not None]
    return " or ".join(_words(span) for span in spans) or "no day"


def _words(span: Interval) -> str:
    if span.lower is None and span.upper is None:
        return "any day"
    if span.upper is None:
        assert span.lower is not None
        return f"{_day(span.lower)} or later" if span.lower <= _LAST else _day(span.lower)
    if span.lower is None:
        return f"{_day(span.upper)} or earlier" if span.upper >= 1 else _day(span.upper)
    return _day(span.lower) if span.is_point else f"{_day(span.lower)} to {_day(span.upper)}"


def _day(number: Fraction) -> str:
    if number < 1:
        return "before 0001-01-01"
    return date.fromordinal(int(number)).isoformat() if number <= _LAST else "after 9999-12-31"
