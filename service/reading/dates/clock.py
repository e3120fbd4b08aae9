"""Stretches of days told from the date of a document: this year, the last two months, Tuesday, March."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from service.domain.errors import Malformed
from service.domain.period import Period, parse_period

# How many months a unit of time has.
MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
DAYS: Final = {"day": 1, "week": 7}

# A month without a year is the last one of its name if that is at most so many months ago. Else it may as well be the
# next, and words have to tell.
_RECENT: Final = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """How much is known of the day on which a text was written: a year, a month of it, a day, or nothing."""

    year: int | None = None
    month: int | None = None
    day: date | None = None

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, period: Period | None) -> Clock:
        """What the date of a document tells. One that spans several years tells nothing."""
        if period is None or period.start is None or period.end is None or period.start.year != period.end.year:
            return cls()
        month = period.start.month if period.start.month == period.end.month else None
        return cls(period.start.year, month, period.start if period.start == period.end else None)

    def current(self, unit: str, ahead: int = 0) -> Period | None:
        """The calendar's day, week, month, quarter … century in which the text was written, or so many ahead of it."""
        if unit in DAYS:
            if self.day is None:
                return None
            back = self.day.weekday() if unit == "week" else 0
            first = _date_or_none(self.day, DAYS[unit] * ahead - back)
            return None if first is None else days(first, DAYS[unit])
        if self.year is None:
            return None
        if unit == "year":
            return year(self.year + ahead)
        if unit in {"decade", "century"}:
            length = MONTHS[unit] // 12
            # Centuries begin with a year 1, decades with a year 0.
            shift = int(unit == "century")
            first_year = (self.year - shift) // length * length + shift + length * ahead
            return years(first_year, first_year + length - 1)
        if self.month is None:
            return None
        length = MONTHS[unit]
        first_month = (self.year * 12 + self.month - 1) // length * length + length * ahead
        return months(first_month, length)

    def trailing(self, count: int, unit: str, sign: int = -1) -> Period | None:
        """So many units up to the date of the document, or from it if ``sign`` is 1."""
        if self.day is not None:
            other = _moved(self.day, count, unit, sign)
            return None if other is None else between(day(min(self.day, other)), day(max(self.day, other)))
        if unit in DAYS or self.year is None or (self.month is None and MONTHS[unit] < 12):
            return None
        now = self.year * 12 + (self.month or 1) - 1
        ends = sorted((now, now + sign * count * MONTHS[unit]))
        if self.month is None:
            return years(ends[0] // 12, ends[1] // 12)
        return between(months(ends[0], 1), months(ends[1], 1))

    def ago(self, count: int, unit: str) -> Period | None:
        """The day, month or year that was so many units before, as coarse as the unit: "two years ago" is no day."""
        if unit in DAYS:
            return None if self.day is None else _day_or_none(self.day, -count * DAYS[unit])
        if self.year is None:
            return None
        if MONTHS[unit] >= 12:
            return year(self.year - count * MONTHS[unit] // 12)
        return None if self.month is None else months(self.year * 12 + self.month - 1 - count * MONTHS[unit], 1)

    def nearest(self, month: int, number: int | None, *, future: bool, past: bool) -> Period | None:
        """A month, or a day of it, of which the year is not said; None if it may be the last or the next.

        ``future`` and ``past`` say that the words around it tell which.
        """
        if self.year is None or self.month is None:
            return None
        if number is None and month == self.month:
            return on(self.year, month, None)
        now = self.day.day if self.day is not None and number is not None else 31
        behind = (month, number or 0) <= (self.month, now)
        last = self.year if behind else self.year - 1
        if future and not past:
            return on(last + 1, month, number)
        ago = self.month - month + 12 * (self.year - last)
        return on(last, month, number) if past or ago <= _RECENT else None

    def weekday(self, number: int, *, future: bool) -> Period | None:
        """The last Monday (0) to Sunday (6) up to the date of the document, or the first after it."""
        if self.day is None:
            return None
        back = (self.day.weekday() - number) % 7
        return _day_or_none(self.day, 7 - back if future else -back)


def year(number: int) -> Period | None:
    """A year; None beyond those that EDTF writes in four digits."""
    return parse_period(f"{number:04}") if 1 <= number <= 9999 else None


def years(first: int, last: int) -> Period | None:
    """From one year to another, both included."""
    return between(year(first), year(last))


def on(in_year: int, month: int | None, number: int | None) -> Period | None:
    """A year, a month of it or a day of that month; None if the calendar has none such."""
    text = f"{in_year:04}" + (f"-{month:02}" if month else "") + (f"-{number:02}" if number else "")
    try:
        return parse_period(text)
    except Malformed:
        return None


def months(first: int, length: int) -> Period | None:
    """So many months from one that is counted from the year 0."""
    ends = [on(at // 12, at % 12 + 1, None) if at >= 12 else None for at in (first, first + length - 1)]
    return ends[0] if length == 1 else between(ends[0], ends[1])


def day(of: date) -> Period:
    """A day."""
    return parse_period(of.isoformat())


def days(first: date, length: int) -> Period | None:
    """So many days from one on."""
    last = _day_or_none(first, length - 1)
    return between(day(first), last)


def between(first: Period | None, last: Period | None) -> Period | None:
    """From the start of one period to the end of another; None if one is not known, or they stand the wrong way."""
    if first is None or last is None:
        return None
    start, end = first.text.split("/")[0], last.text.split("/")[-1]
    if start == end:
        return first
    try:
        return parse_period(f"{start}/{end}")
    except Malformed:
        return None


def since(first: Period | None, until: Period | None) -> Period | None:
    """From the start of a period to the date of the document, or with an open end if that is not known or earlier."""
    if first is None:
        return None
    return (until and between(first, until)) or parse_period(f"{first.text.split('/')[0]}/..")


def before(last: Period | None) -> Period | None:
    """Up to the end of a period, from an open start."""
    return None if last is None else parse_period(f"../{last.text.split('/')[-1]}")


def ending(last: Period, count: int, unit: str) -> Period | None:
    """So many units that end with the end of a period: "the three months to June", "the week ending March 12"."""
    if last.end is None:
        return None
    if unit in DAYS:
        return None if last.start != last.end else between(_day_or_none(last.end, 1 - count * DAYS[unit]), last)
    length = count * MONTHS[unit]
    at = last.end.year * 12 + last.end.month - 1
    if last.start == last.end and (last.end + timedelta(days=1)).month == last.end.month:
        # A day that ends no month: to 15 June from 16 March.
        first = _moved(last.end, count, unit, -1)
        return None if first is None else between(_day_or_none(first, 1), last)
    return months(at - length + 1, length)


def _moved(at: date, count: int, unit: str, sign: int) -> date | None:
    if unit in DAYS:
        return _date_or_none(at, sign * count * DAYS[unit])
    month = at.year * 12 + at.month - 1 + sign * count * MONTHS[unit]
    if not 12 <= month < 120_000:
        return None
    for number in range(at.day, at.day - 4, -1):  # from 31 March a month back is 28 February, or 29
        try:
            return date(month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    return None


def _date_or_none(at: date, by: int) -> date | None:
    try:
        return at + timedelta(days=by)
    except OverflowError:
        return None


def _day_or_none(at: date, by: int) -> Period | None:
    moved = _date_or_none(at, by)
    return None if moved is None else day(moved)
