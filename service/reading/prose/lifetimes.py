"""An age at death, between the years of birth and death: "born in 1950, died in 2004 aged 54".

Read are sentences with one birth ("born", behind it a year or date) and one death ("died", "dead", "killed", and behind
it a year or date), and an age somewhere: "aged 54", "at the age of 54", "at 54", "the 54-year-old", "was 54 when he
died". Years in brackets, "(1950–2004)", are read as those of a life too, but may be those of an office, so that it is a
warning. Years alone leave the age open by one. Silent where a second person may be meant: where there are two births,
deaths, dates or ages, and where "his", "whose", "after" and the like stand between birth and death.

And how long ago something was, where a year stands right beside: "founded in 1985, 30 years ago". That needs the date
of the text; so much time is said in whole years, and round numbers of years loosely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from service.domain.figure import Qualifier
from service.domain.period import Period, parse_period
from service.domain.units import DIMENSIONLESS, parse_unit
from service.reading.mention import Apart, Form, Kind, Reading
from service.reading.numbers.numerals import numeral_at
from service.reading.prose.figures import ANY_TIME
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood
from service.reading.prose.rules import Rule
from service.reading.span import Span
from service.reading.token import tokens_of
from service.reading.units.ages import OLDEST

_YEAR: Final = parse_unit("year")
_YEARS: Final = re.compile(r"([1-9]\d{3})\s?[-–—]\s?([1-9]\d{3})", re.ASCII)
_DIES: Final = frozenset("died dies dying death killed murdered executed drowned".split())
_ANOTHER: Final = frozenset("his her their its whose who while after before because though although ; : .".split())
_LONGEST: Final = 8
# Whole years of the calendar in 12 months of 31 days, so that a birthday is the same day whether a year leaps or not.
_DAYS: Final = 12 * 31
_PLACES: Final = Decimal("0.000001")
_OFFICE: Final = "The years may be those of an office or a reign."
_HALF_A_DAY: Final = Decimal("0.001")
_HALF: Final = Decimal("0.5")
_BESIDE: Final = frozenset(", ( in — – or".split())
# So many characters may stand between a year and how long ago it was.
_NEAR: Final = 8


def lifetimes(line: Line) -> Iterator[Found]:
    """The age at death in a sentence that tells birth and death."""
    dated = [each for each in line.apart if each.kind in (Kind.YEAR, Kind.DATE) and each.period is not None]
    ages = [each for each in line.stood if _is_age(line, each)]
    deaths = [place for place, word in enumerate(line.words) if word in _DIES]
    if len(ages) != 1 or len(deaths) != 1:
        return
    life = _in_brackets(line, dated) if "born" not in line.words else _told(line, dated, deaths[0])
    found = None if life is None else _found(line, life[0], life[1], ages[0])
    if found is not None:
        yield found


def _told(line: Line, dated: list[Apart], death: int) -> tuple[Apart, Apart] | None:
    """The dates of birth and death that words name; ``death`` is the place of the word for it."""
    if len(dated) != 2 or line.words.count("born") != 1:
        return None
    birth, end = _dated_behind(line, line.words.index("born"), dated), _dated_behind(line, death, dated)
    if birth is None or end is None or birth is end or _of_two(line, birth, end):
        return None
    return birth, end


def _in_brackets(line: Line, dated: list[Apart]) -> tuple[Apart, Apart] | None:
    """The years of birth and death that stand behind a name: "(1950–2004)"."""
    if len(dated) != 1:
        return None
    span = dated[0].span
    years = _YEARS.fullmatch(span.of(line.text))
    first = line.place_of(span.start)
    after = line.place_of(span.end)
    if years is None or line.words[first - 1 : first] != ("(",) or line.words[after : after + 1] != (")",):
        return None
    one, other = (Apart(Kind.YEAR, span, parse_period(year)) for year in years.groups())
    return one, other


def _of_two(line: Line, birth: Apart, death: Apart) -> bool:
    """Whether the words between birth and death may speak of somebody else."""
    first, last = sorted((line.place_of(birth.span.start), line.place_of(death.span.start)))
    return not _ANOTHER.isdisjoint(line.words[first:last])


def years_ago(reading: Reading, text: str, written: Period | None) -> Iterator[Found]:
    """A year with the number of years since beside it, in a text written on a date that is known."""
    if written is None:
        return
    dated = [each for each in reading.apart if each.kind in (Kind.YEAR, Kind.DATE) and each.period is not None]
    for one, other in pairwise(dated):
        if other.span.start - one.span.end > _NEAR:
            continue
        between = {token.text.lower() for token in tokens_of(text, one.span.end, other.span.start)}
        if not between or not _BESIDE.issuperset(between):
            continue
        year, ago = (one, other) if one.kind is Kind.YEAR else (other, one)
        years = _years(text, ago)
        then, now = _bounds(year), _bounds(Apart(Kind.DATE, ago.span, written))
        if year.kind is not Kind.YEAR or years is None or then is None or now is None:
            continue
        yield Found(
            rule=Rule.AGE,
            why=f"“{ago.span.of(text)}” is said of {year.span.of(text)} in a text of {written.text}.",
            body={
                "kind": "expression",
                "relation": "written - then == ago",
                "figures": {"then": {**then, "unit": "year"}, "written": {**now, "unit": "year"}, "ago": years},
                "policy": ANY_TIME,
            },
            places={"then": year.span, "ago": ago.span},
            at=Span(one.span.start, other.span.end),
        )


def _years(text: str, ago: Apart) -> dict[str, Any] | None:
    """How many years "30 years ago" are: nearly one more, or rounded."""
    tokens = tokens_of(text, *ago.span)
    numeral = numeral_at(tokens, 0)
    if (
        numeral is None
        or numeral.value is None
        or [token.text for token in tokens[numeral.after :]] != ["years", "ago"]
    ):
        return None
    # In fives and tens they are counted round, like 30 for 27.
    step = next((step for step in (10, 5) if not numeral.value % step), 1)
    below = step * _HALF
    above = Decimal(1) if step == 1 else below
    return {"lower": str(numeral.value - below), "upper": str(numeral.value + above), "unit": "year"}


def _dated_behind(line: Line, place: int, dated: list[Apart]) -> Apart | None:
    """The date that stands behind a word, with no other one and no end of a clause between."""
    for each in dated:
        at = line.place_of(each.span.start)
        if 0 < at - place <= _LONGEST and {";", "and", "who"}.isdisjoint(line.words[place + 1 : at]):
            return each
        if at > place:
            return None
    return None


def _is_age(line: Line, stood: Stood) -> bool:
    mention = stood.mention
    figure = mention.figure
    if figure.value is None or not figure.without_decimals or figure.qualifier is not Qualifier.STATED:
        return False
    if mention.form not in (Form.DIGITS, Form.WORDS) or figure.unit not in (_YEAR, DIMENSIONLESS):
        return False
    before, behind = line.words[max(0, stood.first - 3) : stood.first], line.words[stood.after : stood.after + 3]
    inside = line.words[stood.first : stood.after]
    if inside[-1:] == ("old",) or behind[:2] in {("years", "old"), ("-", "year")} or behind[:1] == ("old",):
        return True
    if before[-1:] == ("aged",) or inside[:1] == ("aged",) or before[-3:] == ("the", "age", "of"):
        return True
    if before[-2:] == ("to", "be") and "lived" in line.words[max(0, stood.first - 4) : stood.first]:
        return True
    if before[-2:] == ("age", "of") or inside[:2] == ("age", "of") or "aged" in inside:
        return True
    if before[-1:] and before[-1] in {"at", "was"} and "when" not in before and figure.unit == DIMENSIONLESS:
        return not behind or behind[0] in {".", ",", "in", "on", "when", "and", ";", ")"}
    return False


def _found(line: Line, birth: Apart, death: Apart, age: Stood) -> Found | None:
    born, died, years = _bounds(birth), _bounds(death), age.mention.figure.value
    if born is None or died is None or years is None or not 0 <= years <= OLDEST:
        return None
    spans = [birth.span, death.span, age.mention.expression]
    return Found(
        rule=Rule.AGE,
        why=f"“{age.mention.expression.of(line.text)}” is said of a life from “{birth.span.of(line.text)}” to "
        f"“{death.span.of(line.text)}”.",
        body={
            "kind": "expression",
            "relation": "died - born == age",
            "figures": {
                "born": {**born, "unit": "year"},
                "died": {**died, "unit": "year"},
                # Somebody is 54 until the day before the next birthday.
                "age": {"lower": str(years), "upper": str(years + 1 - _HALF_A_DAY), "unit": "year"},
            },
            "policy": ANY_TIME,
        },
        places=dict(zip(("born", "died", "age"), spans, strict=True)),
        at=Span(min(span.start for span in spans), max(span.end for span in spans)),
        severity="warning" if birth.span == death.span else "error",
        alternative=_OFFICE if birth.span == death.span else None,
    )


def _bounds(apart: Apart) -> dict[str, str] | None:
    """The first and the last day of a date, in years of the calendar."""
    if apart.period is None or apart.period.start is None or apart.period.end is None:
        return None
    return {"lower": _in_years(apart.period.start), "upper": _in_years(apart.period.end)}


def _in_years(day: date) -> str:
    share = Decimal((day.month - 1) * 31 + day.day - 1) / _DAYS
    return str((day.year + share).quantize(_PLACES))
