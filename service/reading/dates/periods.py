"""Words for periods: "in the first half of this year", "since March", "between 2014 and 2017", "Tuesday".

What a text says without a year, or by "last" and "this", is resolved against the date of the document; without that
date only what is said in full is read. Fiscal and financial years are left out, because where they begin is anybody's
guess, and so is whatever else may mean two stretches that do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from service.domain.period import Period
from service.reading.dates.calendar_dates import DATES, Part, four_digits, looks_ahead
from service.reading.dates.clock import Clock, before, between, on, since
from service.reading.dates.time_units import UNITS
from service.reading.span import Span
from service.reading.token import DASHES, Token, low


class Dated(NamedTuple):
    """Words of a text that tell a period: the tokens from ``first`` up to, not including, ``after``."""

    span: Span
    period: Period
    first: int
    after: int


def periods_in(tokens: Sequence[Token], date: Period | None = None) -> list[Dated]:
    """The periods that ``tokens`` tell, in their order, none overlapping another. ``date`` is that of the document."""
    clock = Clock.of(date)
    parts = list(_parts(tokens, clock))
    found: list[Dated] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        if at + 1 < len(parts) and (joined := _joined(tokens, part, parts[at + 1], clock)) is not None:
            found.append(joined)
            at += 2
            continue
        if (alone := _alone(tokens, part, clock, date)) is not None:
            found.append(alone)
        at += 1
    return found


_HANDLERS: Final = DATES | UNITS


def _parts(tokens: Sequence[Token], clock: Clock) -> Iterator[Part]:
    after = 0
    for at, token in enumerate(tokens):
        if at < after:
            continue
        handler = _HANDLERS.get(token.text) or four_digits(token)
        if handler is None:
            continue
        part = handler(tokens, at, clock)
        if part is not None and part.first >= after:
            yield part
            after = part.after


def _joined(tokens: Sequence[Token], one: Part, two: Part, clock: Clock) -> Dated | None:
    """Such as "between 2014 and 2017", "from March to June 2019", "2014–2017"."""
    if two.first - one.after != 1:
        return None
    link, opening = low(tokens, one.after), low(tokens, one.first - 1)
    if not (link in DASHES or link in {"to", "through", "until", "till"} or (link == "and" and opening == "between")):
        return None
    end = two.period or (two.month and clock.nearest(two.month, two.day, future=False, past=link == "and"))
    if not end or end.start is None or end.end is None:
        return None
    start = one.period
    if start is None and one.month is not None:
        told = end.start.year - (one.month > end.start.month)
        start = on(told, one.month, one.day)
    period = between(start, end)
    first = one.first - (opening in {"between", "from"})
    return None if period is None else _dated(tokens, first, two.after, period)


def _alone(tokens: Sequence[Token], part: Part, clock: Clock, date: Period | None) -> Dated | None:
    opening = low(tokens, part.first - 1)
    period = part.period
    if period is None and part.month is not None:
        if part.leaning == "this":
            period = on(clock.year, part.month, part.day) if clock.year is not None else None
        else:
            past = part.leaning == "last" or opening in {"since", "ended"}
            future = part.leaning == "next" or looks_ahead(tokens, part.first)
            period = clock.nearest(part.month, part.day, future=future, past=past)
    if period is None:
        return None
    if opening == "since":
        return _dated(tokens, part.first - 1, part.after, since(period, date))
    if opening in {"until", "till", "through"}:
        return _dated(tokens, part.first - 1, part.after, before(period))
    return _dated(tokens, part.first, part.after, period)


def _dated(tokens: Sequence[Token], first: int, after: int, period: Period | None) -> Dated | None:
    if period is None:
        return None
    return Dated(Span(tokens[first].start, tokens[after - 1].end), period, first, after)
