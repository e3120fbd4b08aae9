"""When a figure holds: EDTF text (ISO 8601-2) and the first and last day that it can mean.

Days are the finest grain here: figures are printed for years, half-years, months and days, and two periods overlap
when they share a day.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from time import struct_time

from service.domain.errors import Malformed

with warnings.catch_warnings():
    # Imported under `python -W error`, the grammar of the library trips diagnostics of pyparsing.
    warnings.simplefilter("ignore")
    from edtf import EDTFParseException, parse_edtf

LONGEST = 100
EXAMPLES = '"2004-09", "2004-01/2004-06", "2004-09-24~" or "2004/.."'

_PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", re.ASCII)
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
    # The dates that nearly everybody writes are told apart here, because the library takes milliseconds for each.
    match text.split("/"):
        case [single] if _PLAIN.fullmatch(single):
            return _first(single, text), _last(single, text)
        case [start, end] if (start or end) and all(
            part in ("", "..") or _PLAIN.fullmatch(part) for part in (start, end)
        ):
            # An unknown end ("2004/") is as unbounded as an open one ("2004/.."): any day may be meant.
            return (
                None if start in ("", "..") else _first(start, text),
                None if end in ("", "..") else _last(end, text),
            )
        case _:
            return _bounds_by_library(text)


def _bounds_by_library(text: str) -> tuple[date | None, date | None]:
    if "Y" in text or text.startswith("-"):
        raise _out_of_range(text)
    if not _ALPHABET.fullmatch(text):
        raise _not_edtf(text)
    try:
        parsed = parse_edtf(text)
        # The library reads an unknown end as ten years away; nothing says so.
        lower = None if text.startswith("/") else parsed.lower_strict()
        upper = None if text.endswith("/") else parsed.upper_strict()
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
