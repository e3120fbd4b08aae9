"""Dates as the calendar has them: years, months, days of them, and weekdays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from service.domain.period import Period
from service.reading.dates.clock import Clock, between, on, year, years
from service.reading.dates.names import DAY_NUMBERS, MONTH_NUMBERS, MONTHS
from service.reading.token import DASHES, Token, low


class Part(NamedTuple):
    """A date, perhaps without a year: then ``month`` and ``day`` say which, and words around it may tell the year."""

    first: int
    after: int
    period: Period | None
    month: int | None = None
    day: int | None = None
    leaning: str = ""  # "last", "this" or "next" in front of a month


Handler = Callable[[Sequence[Token], int, Clock], Part | None]

# With a capital only: "may" and "march" are verbs.
_MONTH: Final = {name.title(): number for name, number in MONTH_NUMBERS.items()}
_WEEKDAY: Final = {name.title(): number for name, number in DAY_NUMBERS.items()}
_NAMED_DAYS: Final = frozenset("Black Good Super Ash Cyber Giving Easter Palm Bloody every each a".split())
FISCAL: Final = frozenset({"fiscal", "financial", "fy", "tax", "school", "academic", "model", "marketing", "crop"})
# A month alone is one only behind such a word: "May" and "March" are verbs too, "April" and "June" names.
_BEFORE_MONTH: Final = frozenset(
    "in since by until till through from between during early late mid last this next of to and before "
    "after for ended ending end start beginning - – — / or on".split()
)
_FUTURE: Final = frozenset(
    "will shall expected due scheduled planned plans plan upcoming forecast forecasts expects expect set "
    "starting target aims coming".split()
)
AHEAD: Final = {"this": 0, "current": 0, "last": -1, "past": -1, "next": 1, "coming": 1}


def four_digits(token: Token) -> Handler | None:
    """What reads a token of four digits, which may be a year."""
    return _from_year if token.kind == "number" and len(token.text) == 4 and token.text.isdecimal() else None


# --- years ---------------------------------------------------------------------------------------


def _from_year(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:  # noqa: ARG001
    number = int(tokens[at].text)
    back = low(tokens, at - 1)
    if not 1000 <= number <= 2199 or (FISCAL & {back, low(tokens, at - 2)}):
        return None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    touching = following is not None and following.start == tokens[at].end
    if following is not None and touching and following.text in {"s", "’s", "'s"} and number % 10 == 0:
        return Part(at, at + 2, years(number, number + 9)) if number % 100 else Part(at, at + 2, None)
    if (whole := _all_in_digits(tokens, at)) is not None:
        return whole
    if following is not None and touching and following.text in "-–/" and (end := _second_year(tokens, at)):
        return Part(at, at + 3, years(number, end))
    if not 1900 <= number <= 2099 and back not in {"in", "since", "by", "until", "between"}:
        return None
    if back not in _BEFORE_YEAR and low(tokens, at + 1) in _COUNTED:
        return None
    if back and back in "$€£¥₹#./" and tokens[at - 1].end == tokens[at].start:
        return None
    return Part(at, at + 1, year(number))


# "2000 people" are counted, unless a word in front says that it is a year.
_BEFORE_YEAR: Final = frozenset("in since by of until between from early late mid during the".split()) | MONTHS
_COUNTED: Final = frozenset("people men women children workers troops soldiers jobs deaths homes houses".split())


def _second_year(tokens: Sequence[Token], at: int) -> int | None:
    """The year behind "2019-": of four digits, or of two if it is the next but a few."""
    number = int(tokens[at].text)
    if at + 2 >= len(tokens) or tokens[at + 2].start != tokens[at + 1].end or not tokens[at + 2].text.isdecimal():
        return None
    text = tokens[at + 2].text
    if len(text) not in {2, 4}:
        return None
    end = int(text) if len(text) == 4 else number // 100 * 100 + int(text)
    return end if number < end <= 2199 else None


def _all_in_digits(tokens: Sequence[Token], at: int) -> Part | None:
    """2004-09-29, and 29/09/2004 where the day cannot be the month."""
    around = tokens[at : at + 5]
    if len(around) == 5 and [each.text for each in around[1::2]] == ["-", "-"]:
        month, day = around[2].text, around[4].text
        if len(month) == len(day) == 2 and (month + day).isdecimal():
            return Part(at, at + 5, on(int(tokens[at].text), int(month), int(day)))
    before = tokens[max(at - 4, 0) : at]
    if len(before) == 4 and before[1].text == before[3].text and before[1].text in {"/", "-"}:
        texts = before[0].text, before[2].text
        if all(len(each) <= 2 and each.isdecimal() for each in texts):
            one, two = (int(each) for each in texts)
            unclear = one <= 12 and two <= 12 and one != two
            one, two = (two, one) if one > 12 else (one, two)
            return Part(at - 4, at + 1, None if unclear else on(int(tokens[at].text), one, two))
    return None


def year_behind(tokens: Sequence[Token], at: int, clock: Clock) -> tuple[int | None, int]:
    """The year told at a token, as in "March 2019", "March of last year", "the first half of the year"; where it ends.

    The same place, and None, if no year is told there.
    """
    here = at + (low(tokens, at) == ",")
    token = tokens[here] if here < len(tokens) else None
    if token and len(token.text) == 4 and token.text.isdecimal() and 1000 <= int(token.text) <= 2199:
        return int(token.text), here + 1
    here = at + (low(tokens, at) == "of")
    token = tokens[here] if here < len(tokens) else None
    if here > at and token and len(token.text) == 4 and token.text.isdecimal() and 1000 <= int(token.text) <= 2199:
        return int(token.text), here + 1
    if low(tokens, here + 1) == "year" and clock.year is not None:
        word = low(tokens, here)
        if word in AHEAD or (word == "the" and here > at):
            return clock.year + AHEAD.get(word, 0), here + 2
    return None, at


# --- months and days -----------------------------------------------------------------------------


def _from_month(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    month = _MONTH[tokens[at].text]
    first, after, number, last = at, at + 1, None, None
    if low(tokens, after) == "." and len(tokens[at].text) <= 4 and tokens[at].text != "May":
        after += 1
    before_it = _day_before(tokens, at)
    if before_it is not None:
        first, number, last = before_it
    elif (day := _day_number(tokens, after)) is not None:
        number, after = day
        if (tokens[after].text if after < len(tokens) else "") in DASHES | {"to"}:
            end = _day_number(tokens, after + 1)
            if end is not None and end[0] > number and low(tokens, end[1]) not in _UNITS_BEHIND:
                last, after = end
    told, end_of_year = year_behind(tokens, after, clock)
    if number is None and low(tokens, after) == "," and low(tokens, end_of_year) not in {",", ".", ")", ""}:
        told = None  # "In March, 2000 people came"
    first = _with_weekday(tokens, first)
    if number is None and told is None:
        return _bare_month(tokens, at, after, month)
    if told is not None:
        after = end_of_year
        period = on(told, month, number)
        if last is not None and number is not None:
            period = between(period, on(told, month, last))
        return Part(first, after, period)
    if last is not None and number is not None:
        ends = [clock.nearest(month, each, future=False, past=False) for each in (number, last)]
        return Part(first, after, between(*ends))
    return Part(first, after, None, month, number)


_UNITS_BEHIND: Final = frozenset({"percent", "%", "million", "billion", "people", "to"})


def _bare_month(tokens: Sequence[Token], at: int, after: int, month: int) -> Part | None:
    back = low(tokens, at - 1)
    if back in _BEFORE_MONTH:
        leaning = back if back in {"last", "this", "next"} else ""
        return Part(at - bool(leaning), after, None, month, None, leaning)
    return Part(at, after, None, month) if low(tokens, after) in DASHES | {"to"} else None


def _day_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A day of a month at a token, "3" or "3rd", and where it ends."""
    token = tokens[at] if at < len(tokens) else None
    if token is None or len(token.text) > 2 or not token.text.isdecimal() or not 1 <= int(token.text) <= 31:
        return None
    if low(tokens, at + 1) in {"st", "nd", "rd", "th"} and tokens[at + 1].start == token.end:
        return int(token.text), at + 2
    return int(token.text), at + 1


def _day_before(tokens: Sequence[Token], at: int) -> tuple[int, int, int | None] | None:
    """The day in front of a month ("19 March", "the 19th of March", "3-5 March"): where it begins, and its last day."""
    here = at - 1 - (low(tokens, at - 1) == "of")
    here -= low(tokens, here) in {"st", "nd", "rd", "th"}
    day = _day_number(tokens, here) if here >= 0 else None
    if day is None or day[1] not in {at, at - 1} or (day[1] == at - 1 and low(tokens, at - 1) != "of"):
        return None
    if here >= 2 and tokens[here - 1].text in DASHES and (other := _day_number(tokens, here - 2)) is not None:
        return here - 2, other[0], day[0]
    return here, day[0], None


def _with_weekday(tokens: Sequence[Token], first: int) -> int:
    """Where a date begins that a weekday stands in front of: "Tuesday, September 27"."""
    here = first - 1
    while here >= 0 and low(tokens, here) in {",", "the"} and first - here <= 2:
        here -= 1
    return here if here >= 0 and tokens[here].text in _WEEKDAY else first


def _from_weekday(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    back = tokens[at - 1].text if at else ""
    if back in _NAMED_DAYS or low(tokens, at + 1) in {"to", "through", "-", "–", "and", "or"}:
        return None
    if at > 1 and tokens[at - 2].text in _WEEKDAY and back in {"and", "or", "to", "through", "-", "–"}:
        return None  # one of several days
    here = at + 1 + (low(tokens, at + 1) == ",")
    day = _day_number(tokens, here)
    here = here if day is None else day[1]
    if here < len(tokens) and tokens[here].text in _MONTH:
        return None  # the month takes it along
    future = back == "next" or (back != "last" and looks_ahead(tokens, at))
    return Part(at, at + 1, clock.weekday(_WEEKDAY[tokens[at].text], future=future))


def _from_day_word(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    ahead = {"yesterday": -1, "tomorrow": 1}.get(low(tokens, at), 0)
    return Part(at, at + 1, clock.current("day", ahead))


def looks_ahead(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word near a date says that it is yet to come."""
    return any(each.text in _FUTURE for each in tokens[max(at - 12, 0) : at + 12])


DATES: Final[dict[str, Handler]] = {
    form: handler
    for handler, words in (
        (_from_month, _MONTH),
        (_from_weekday, _WEEKDAY),
        (_from_day_word, ("today", "yesterday", "tomorrow", "tonight", "Today", "Yesterday", "Tomorrow", "Tonight")),
    )
    for form in words
}


def date_at(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    """The date that begins with a token: a month or a day of it, with or without a year, or a year."""
    here = at + (low(tokens, at).isdecimal() and len(low(tokens, at)) <= 2)
    handler = (DATES.get(tokens[here].text) or four_digits(tokens[here])) if here < len(tokens) else None
    return None if handler is None else handler(tokens, here, clock)
