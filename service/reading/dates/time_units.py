"""Stretches told in units of time: this year, two years ago, the first half of 2019, the three months to June."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.dates.calendar_dates import AHEAD, FISCAL, Handler, Part, date_at, year_behind
from service.reading.dates.clock import MONTHS, Clock, ending, months, on, years
from service.reading.numbers.number_words import SMALL
from service.reading.token import Token, low

_SEASON: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_UNIT: Final = {
    form: unit
    for unit, plural in (
        ("day", "days"),
        ("week", "weeks"),
        ("month", "months"),
        ("quarter", "quarters"),
        ("half", "halves"),
        ("year", "years"),
        ("decade", "decades"),
        ("century", "centuries"),
    )
    for form in (unit, plural)
}
_ORDINAL: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_COUNT: Final = {word: number for word, number in SMALL.items() if 0 < number <= 12} | {"a": 1, "couple": 2}
# So long ago, but not to the year.
_LOOSELY: Final = frozenset("half than about over nearly almost some around roughly least".split())


# --- units of time: this year, two years ago, the first half of 2019, the three months to June ---


def _from_unit(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    unit = _UNIT[low(tokens, at)]
    back = at - 1 - (low(tokens, at - 1) == "-")
    count, first = _count_before(tokens, back)
    word = low(tokens, first - 1)
    fiscal = not FISCAL.isdisjoint({low(tokens, at - 1), low(tokens, at - 2), word})
    if (ended := _ended(tokens, at, unit, count or 1, first, clock)) is not None:
        return ended
    if fiscal:
        return None
    if low(tokens, at + 1) == "ago" and count is not None:
        if word in _LOOSELY:
            return None
        return Part(first, at + 2, clock.ago(count, unit))
    if unit == "century" and (part := _numbered_century(tokens, at, back)) is not None:
        return part
    if count is None and unit in {"half", "quarter"} and low(tokens, at) == unit:
        return _division(tokens, at, back, unit, clock)
    if word in _ORDINAL and word != "last" and count is not None and unit in {"month", "quarter"}:
        return _first_months(tokens, at, first - 1, count * MONTHS[unit], clock)
    return _this_or_last(tokens, at, first, word, unit, count, clock)


def _count_before(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """The number of units in front of their name, and where it begins; that of the name's own place if none is said."""
    word = low(tokens, at)
    if word == "of" and low(tokens, at - 1) == "couple":
        return 2, at - 1 - (low(tokens, at - 2) == "a")
    if word == "couple":
        return 2, at
    if word in _COUNT:
        return _COUNT[word], at
    if at >= 0 and tokens[at].kind == "number" and word.isdecimal() and len(word) <= 3 and int(word):
        return int(word), at
    return None, at + 1


def _ended(tokens: Sequence[Token], at: int, unit: str, count: int, first: int, clock: Clock) -> Part | None:
    """Such as "the year to June 2020", "the three months ended 31 March", "the week ending March 12"."""
    word = low(tokens, at + 1)
    if word not in {"to", "through", "ended", "ending"} or unit in {"day", "half", "decade", "century"}:
        return None
    here = at + 2
    if low(tokens, here) == "the" and low(tokens, here + 1) == "end" and low(tokens, here + 2) == "of":
        here += 3
    last = date_at(tokens, here, clock)
    if last is None or last.first != here:
        return None
    period = last.period or clock.nearest(last.month or 1, last.day, future=False, past=True)
    return None if period is None else Part(first, last.after, ending(period, count, unit))


def _numbered_century(tokens: Sequence[Token], at: int, back: int) -> Part | None:
    """The 19th century."""
    if low(tokens, back) not in {"st", "nd", "rd", "th"} or back < 1 or not tokens[back - 1].text.isdecimal():
        return None
    number = int(tokens[back - 1].text[:3])
    return Part(back - 1, at + 1, years(number * 100 - 99, number * 100))


def _division(tokens: Sequence[Token], at: int, back: int, unit: str, clock: Clock) -> Part | None:
    """A half or a quarter of a year, by its number, or this, last and next one."""
    suffixed = low(tokens, back) in {"st", "nd", "rd", "th"}
    word = low(tokens, back - suffixed) + (low(tokens, back) if suffixed else "")
    first = back - suffixed
    number, length = _ORDINAL.get(word), MONTHS[unit]
    if word == "last" and year_behind(tokens, at + 1, clock)[0] is not None:
        number = 12 // length
    elif word in {"this", "current", "last", "next"}:
        trailing = word == "last" and low(tokens, first - 1) == "the"  # of this year, or the last three months
        return None if trailing else Part(first, at + 1, clock.current(unit, AHEAD[word]))
    if number is None or not 1 <= number <= 12 // length or not FISCAL.isdisjoint({low(tokens, first - 1)}):
        return None
    return _numbered(tokens, first, at + 1, number, length, clock)


def _numbered(tokens: Sequence[Token], first: int, after: int, number: int, length: int, clock: Clock) -> Part | None:
    """A half or quarter with its number: of the year told behind it, else the last that was over."""
    told, end = year_behind(tokens, after, clock)
    if told is None:
        if clock.year is None or clock.month is None or low(tokens, after) == "of":  # a half of a match
            return None
        # Over, or as good as over: a text of June tells of the first half.
        told, end = clock.year - (number * length > clock.month), after
    return Part(first, end, months(told * 12 + (number - 1) * length, length))


def _from_letter(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    """Q3 2019, H1, and 3Q 2019; not Q3 FY2019."""
    length = 3 if tokens[at].text == "Q" else 6
    for first, side in ((at, at + 1), (at - 1, at - 1)):
        number = low(tokens, side)
        touching = 0 <= side < len(tokens) and tokens[first].end == tokens[first + 1].start
        if touching and len(number) == 1 and number in "1234"[: 12 // length]:
            after = first + 2
            fiscal = low(tokens, after) in FISCAL
            return None if fiscal else _numbered(tokens, first, after, int(number), length, clock)
    return None


def _first_months(tokens: Sequence[Token], at: int, first: int, length: int, clock: Clock) -> Part | None:
    """Such as "the first nine months of 2019"."""
    told, after = year_behind(tokens, at + 1, clock)
    if low(tokens, first) != "first" or told is None or length > 12:
        return None
    return Part(first, after, months(told * 12, length))


def _this_or_last(
    tokens: Sequence[Token], at: int, first: int, word: str, unit: str, count: int | None, clock: Clock
) -> Part | None:
    """Such as "this year", "last month", "the past two years", "the next decade", "the end of the year"."""
    begin, the = first - 1, low(tokens, first - 2) == "the"
    if word == "the" and count is None and unit == "year" and low(tokens, first - 2) == "of":
        place = low(tokens, first - 3)
        return Part(first - 3, at + 1, clock.current(unit)) if place in {"end", "start", "beginning", "rest"} else None
    if word not in AHEAD:
        return None
    if count is not None or word == "past" or (the and word == "last"):
        if word in {"this", "current"} or (low(tokens, at) == unit and count not in {None, 1}):
            return None
        return Part(begin, at + 1, clock.trailing(count or 1, unit, 1 if AHEAD[word] > 0 else -1))
    return Part(begin, at + 1, clock.current(unit, AHEAD[word])) if low(tokens, at) == unit else None


def _from_season(tokens: Sequence[Token], at: int, clock: Clock) -> Part | None:
    code = _SEASON[low(tokens, at)]
    told, after = year_behind(tokens, at + 1, clock)
    word = low(tokens, at - 1)
    if told is not None and low(tokens, at + 1) != ",":
        return Part(at, after, on(told, code, None))
    if word == "this" and clock.year is not None:
        return Part(at - 1, at + 1, on(clock.year, code, None))
    return None


UNITS: Final[dict[str, Handler]] = {
    form: handler
    for handler, words in ((_from_unit, _UNIT), (_from_season, _SEASON), (_from_letter, ("Q", "H")))
    for word in words
    for form in {word, word.capitalize()}
}
