"""Two amounts of a text converted between the same two currencies: they imply about one rate.

"He was fined 18,000 tenge ($134) … his brother 9,450 tenge ($703)": no table of rates is needed to see that one of the
two is wrong. Rates differ from day to day and conversions are rounded, so that they need to agree to a tenth only, and
from one sentence to the next to a half more; further on, and where another time is spoken of, it is a warning.
Compared is each conversion in brackets with the last one before it of the same time. Silent where the brackets say more
than the amount ("$140 at the street rate", "then $5"), and where two years are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from service.reading.mention import Kind
from service.reading.prose.conversions import bracketed, stretch
from service.reading.prose.figures import ANY_TIME, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood
from service.reading.prose.rules import Rule

_CLOSING: Final = frozenset({")", "]"})
_THEN: Final = frozenset({"then", "now", "today", "over", "under", "just"})
# Within a sentence rates agree to a tenth; from one to the next they may be of different days.
_NEAR: Final = {"min": "0.9", "max": "1.1", "unit": ""}
_FAR: Final = {"min": "0.66", "max": "1.5", "unit": ""}
# They speak of another time than the rest of a text does.
_PAST: Final = frozenset(
    "ago when then once earlier later previously years decade decades century former old last used before since "
    "now today".split()
)
_OTHER_TIME: Final = "The two amounts may have been converted by the rates of different times."


class _Converted(NamedTuple):
    """An amount with its conversion, in the currencies in alphabetical order, and the time that is said."""

    line: Line
    one: Stood
    other: Stood
    period: str | None
    years: tuple[str, ...]


def exchanges(lines: Iterable[Line]) -> Iterator[Found]:
    """For every conversion of a text, that it is by the rate of the one before."""
    last: dict[tuple[str, str], _Converted] = {}
    for line in lines:
        for which in range(len(line.stood) - 1):
            found = _converted(line, which)
            if found is None:
                continue
            pair = (str(found.one.mention.figure.unit), str(found.other.mention.figure.unit))
            before = last.get(pair)
            if before is not None and (before.period, before.years) == (found.period, found.years):
                yield _agree(before, found)
            last[pair] = found


def _converted(line: Line, which: int) -> _Converted | None:
    one, other = line.stood[which], line.stood[which + 1]
    left, right = one.mention.figure.unit, other.mention.figure.unit
    if len(left.currencies) != 1 or len(right.currencies) != 1 or left.currencies == right.currencies:
        return None
    gap = line.between(which, which + 1)
    if not bracketed(line, which) or line.behind(which + 1, 1)[0] not in _CLOSING or not _THEN.isdisjoint(gap):
        return None
    if str(right) < str(left):
        one, other = other, one
    period = one.mention.period or other.mention.period
    years = tuple(each.span.of(line.text) for each in line.apart if each.kind in (Kind.YEAR, Kind.DATE))
    return _Converted(line, one, other, None if period is None else period.text, years)


def _agree(before: _Converted, now: _Converted) -> Found:
    line = now.line
    text = line.text
    apart = line.sentence - before.line.sentence
    doubtful = apart > 1 or not _PAST.isdisjoint(line.words) or not _PAST.isdisjoint(before.line.words)
    first, last = sorted((now.one, now.other), key=lambda stood: stood.number)
    return Found(
        rule=Rule.EXCHANGE,
        why=f"“{before.one.mention.expression.of(text)}” and “{before.other.mention.expression.of(text)}” imply a rate "
        "too.",
        body={
            "kind": "ratio",
            "figures": {
                "first": ref(before.one),
                "first_in": ref(before.other),
                "second": ref(now.one),
                "second_in": ref(now.other),
                "numerator": "second / second_in",
                "denominator": "first / first_in",
            },
            "expect": _FAR if apart or doubtful else _NEAR,
            "policy": ANY_TIME,
        },
        places={
            "first": before.one.mention.expression,
            "first_in": before.other.mention.expression,
            "second": now.one.mention.expression,
            "second_in": now.other.mention.expression,
        },
        at=stretch(line, first, last),
        severity="warning" if doubtful else "error",
        alternative=_OTHER_TIME if doubtful else None,
    )
