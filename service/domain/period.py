"""When a figure holds: EDTF text (ISO 8601-2) and the first and last day that it can mean.

Days are the finest grain here: figures are printed for years, half-years, months and days, and two periods overlap
when they share a day. Where a text may mean one of several stretches, such as a season of either hemisphere, the bounds
are around all of them.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from time import struct_time

from service.domain.errors import Malformed

with warnings.catch_warnings():
    # Imported under `python -W error`, the grammar of the library trips diagnostics of pyparsing.
    warnings.simplefilter("ignore")
    from edtf import EDTFParseException, parse_edtf
    from edtf.parser import parser_classes


def _say_nothing(*_: object) -> None:
    """In place of ``print`` where the library tells on standard output what it could not make a date of."""


vars(parser_classes)["print"] = _say_nothing

LONGEST = 100
EXAMPLES = '"2004-09", "2004-01/2004-06", "2004-09-24~" or "2004/.."'

_PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", re.ASCII)
_SIGNIFICANT = re.compile(r"(\d{4})S([1-4])[?~%]?", re.ASCII)
_SEASON = re.compile(r"(\d{4})-(2[1-9]|3\d|4[01])[?~%]?", re.ASCII)
_MASKED = re.compile(r"([\dX]{4})-([\dX]{2})(?:-([\dX]{2}))?[?~%]?", re.ASCII)
_ALPHABET = re.compile(r"[0-9XSTZ?~%/.,:+\[\]{}-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days. ``start`` and ``end`` are included; None is an open or unknown end.

    The qualifiers ``?``, ``~`` and ``%`` say that the writer was unsure and leave the bounds as they are written: how
    far "about 2004" reaches is not in the standard.
    """

    text: str
    start: date | None
    end: date | None

    @property
    def has_time_of_day(self) -> bool:
        """Whether it was written with a time of day, which the bounds do not tell."""
        return "T" in self.text

    def overlaps(self, other: Period) -> bool:
        """Whether some day belongs to both."""
        return _not_after(self.start, other.end) and _not_after(other.start, self.end)


@lru_cache(maxsize=8192)
def parse_period(text: str) -> Period:
    """The period that EDTF text means, levels 0 to 2, years 0001 to 9999.

    Raises Malformed, with examples of what would be right.
    """
    if len(text) > LONGEST:
        raise Malformed(f"a date has at most {LONGEST} characters; write it in EDTF, such as {EXAMPLES}")
    start, end = _bounds(text)
    if not _not_after(start, end):
        raise Malformed(f'the period "{text}" ends before it starts; write the earlier date first')
    return Period(text, start, end)


def _bounds(text: str) -> tuple[date | None, date | None]:
    match text.split("/"):
        case [single]:
            return _span(single, text)
        case [start, end] if (start or end) and not set(text) & set("[{T"):
            # An unknown end ("2004/") is as unbounded as an open one ("2004/.."): any day may be meant.
            return (
                None if start in ("", "..") else _span(start, text)[0],
                None if end in ("", "..") else _span(end, text)[1],
            )
        case _:
            raise _not_edtf(text)


def _span(part: str, text: str) -> tuple[date | None, date | None]:
    """From the first day that a part of ``text`` can mean to the last."""
    # The dates that nearly everybody writes are told apart here, because the library takes milliseconds for each. That
    # one is uncertain or approximate (?, ~, %) does not change which days it names.
    bare = part[:-1] if part.endswith(("?", "~", "%")) else part
    if _PLAIN.fullmatch(bare):
        return _first(bare, text), _last(bare, text)
    # These it reads too narrowly, or not at all.
    if found := _SIGNIFICANT.fullmatch(part):
        unknown = 10 ** (4 - int(found[2]))
        year = int(found[1]) // unknown * unknown
        return _day(max(year, 1), 1, 1, text), _day(year + unknown - 1, 12, 31, text)
    if found := _SEASON.fullmatch(part):
        return _season(int(found[1]), int(found[2]), text)
    if (found := _MASKED.fullmatch(part)) and "X" in part:
        return _masked(found[1], found[2], found[3], text)
    return _span_by_library(part, text)


# From which month to which each division of a year can reach. Spring to winter (21 to 24) may be those of either
# hemisphere; a season over the turn of the year (22, 24, 28 and 30) may be the one at its start or the one at its end,
# so that it reaches from the December before to the February after.
_TURN = (-1, 14)
_DIVISIONS: dict[tuple[int, int], tuple[int, ...]] = {
    (3, 11): (21, 23),
    _TURN: (22, 24, 28, 30),
    (3, 5): (25, 31),
    (6, 8): (26, 32),
    (9, 11): (27, 29),
    (1, 3): (33,),
    (4, 6): (34,),
    (7, 9): (35,),
    (10, 12): (36,),
    (1, 4): (37,),
    (5, 8): (38,),
    (9, 12): (39,),
    (1, 6): (40,),
    (7, 12): (41,),
}
_SEASONS = {code: months for months, codes in _DIVISIONS.items() for code in codes}


def _season(year: int, code: int, text: str) -> tuple[date, date]:
    if not year:
        raise _out_of_range(text)
    if _SEASONS[code] == _TURN:
        return (
            date.min if year == date.min.year else date(year - 1, 12, 1),
            date.max if year == date.max.year else date(year + 1, 3, 1) - timedelta(days=1),
        )
    first, last = _SEASONS[code]
    return date(year, first, 1), _last(f"{year:04}-{last:02}", text)


def _masked(year: str, month: str, day: str | None, text: str) -> tuple[date, date]:
    """The first and the last day that digits may mean of which some are not known, written X."""
    if "0000" in (year, year.replace("X", "0")):
        raise _out_of_range(text)
    years = range(int(year.replace("X", "0")), int(year.replace("X", "9")) + 1)
    months, days = _fitting(month, 12), _fitting(day or "XX", 31)
    if not months or not days:
        raise _not_edtf(text)
    found = [
        next(filter(None, (_calendar(*each) for each in product(*order))), None)
        for order in ((years, months, days), (years[::-1], months[::-1], days[::-1]))
    ]
    if found[0] is None or found[1] is None:
        raise Malformed(f'"{text}" names a day that is not in the calendar')
    return found[0], found[1]


def _fitting(mask: str, most: int) -> list[int]:
    return [
        n for n in range(1, most + 1) if all(one in ("X", digit) for one, digit in zip(mask, f"{n:02}", strict=True))
    ]


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span_by_library(part: str, text: str) -> tuple[date | None, date | None]:
    if "Y" in part or part.startswith("-"):
        raise _out_of_range(text)
    if not _ALPHABET.fullmatch(part) or "S" in part:
        raise _not_edtf(text)
    try:
        parsed = parse_edtf(part)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
    except EDTFParseException:
        raise _not_edtf(text) from None
    except Exception:  # noqa: BLE001  the library lets what it trips over pass: AttributeError, KeyError, ValueError …
        raise _not_edtf(text) from None
    return _as_date(lower, text), _as_date(upper, text)


def _as_date(bound: struct_time | float | None, text: str) -> date | None:
    if bound is None or isinstance(bound, float):  # the library gives infinities for open ends
        return None
    year, month, day = bound[:3]
    if not 1 <= year <= 9999:
        raise _out_of_range(text)
    return _day(year, month, day, text)


def _first(part: str, text: str) -> date:
    year, month, day = _numbers(part)
    return _day(year, month or 1, day or 1, text)


def _last(part: str, text: str) -> date:
    year, month, day = _numbers(part)
    if day is not None:
        return _day(year, month or 1, day, text)
    if month in (None, 12):
        return _day(year, 12, 31, text)
    return _day(year, (month or 0) + 1, 1, text) - timedelta(days=1)


def _numbers(part: str) -> tuple[int, int | None, int | None]:
    year, *rest = (int(number) for number in part.split("-"))
    month, day = (*rest, None, None)[:2]
    return year, month, day


def _day(year: int, month: int, day: int, text: str) -> date:
    if year < 1:
        raise _out_of_range(text)
    try:
        return date(year, month, day)
    except ValueError:
        raise Malformed(f'"{text}" names a day that is not in the calendar: {year:04}-{month:02}-{day:02}') from None


def _not_after(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start <= end


def _not_edtf(text: str) -> Malformed:
    return Malformed(f'"{text}" is not an EDTF date; write {EXAMPLES}')


def _out_of_range(text: str) -> Malformed:
    return Malformed(f'"{text}" is out of range: years run from 0001 to 9999')
