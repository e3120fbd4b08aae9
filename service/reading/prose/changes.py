"""A change said beside the two figures it is between: "rose from 50 to 60, a 20% increase", "up 6 to 56 from 50".

Read are two figures that something went from and to, with the change right behind them (", up 12%", "(a drop of 3
points)", ", a 20% increase", ", or 20 percent") or right in front ("fell 15 percent, from 200 to 170"; "a rise of 6, to
56 from 50"). Words that say that something became more or less must stand with the change, and nothing but they,
articles, hedges and marks between it and the two figures. Silent where the figures are of different dimensions, where
either is zero or less, so that a percentage of it means nothing, and where the change is in a unit of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from service.domain.units import DIMENSIONLESS
from service.reading.mention import Form
from service.reading.prose.figures import ANY_TIME, PERCENT, POINTS, inline, is_loose, ref, together
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.rules import Rule
from service.reading.span import Span
from service.reading.trends import is_fall, is_rise
from service.reading.words import words_of

_GLUE: Final = frozenset(
    ", ( [ - – — : or a an the that is was which of by to from about around nearly almost roughly approximately just "
    "only some over under more less than at least most up and as much another further net annual yearly overall total "
    "sharp steep modest slight huge small big massive dramatic remarkable whopping year on".split()
)
_ALONE: Final = frozenset({("(",), ("[",), (",", "or"), ("or",), ("(", "about"), (",", "or", "about"), ("(", "or")})
_MOST_BETWEEN: Final = 8
_MORE: Final = frozenset("more higher larger bigger greater longer".split())
_LESS: Final = frozenset("less lower fewer smaller shorter".split())


def changes(line: Line) -> Iterator[Found]:
    """The change stated beside each pair of figures that something went from and to."""
    for before, after in line.moves:
        for which in _stated(line, min(before, after), max(before, after)):
            found = _found(line, line.stood[before], line.stood[after], line.stood[which])
            if found is not None:
                yield found
                break


def _stated(line: Line, first: int, last: int) -> Iterator[int]:
    """The mentions beside a pair that say how far it is from the one to the other."""
    if last + 1 < len(line.stood) and _stands_behind(line, last):
        yield last + 1
    if first and _stands_before(line, first):
        yield first - 1


def _stands_behind(line: Line, last: int) -> bool:
    gap = line.between(last, last + 1)
    if not gap or len(gap) > _MOST_BETWEEN or not all(_is_glue(word) for word in gap):
        return False
    if any(_is_change(word) for word in gap):
        return True
    behind = line.behind(last + 1, 4)
    if gap in _ALONE and behind[:1] in {(")",), ("]",), (",",), (".",), ()}:
        return line.stood[last].mention.figure.unit != PERCENT
    return _named_behind(behind)


def _named_behind(behind: Words) -> bool:
    """Whether a figure is followed by the noun of a change ("a 20% annual increase"), or by "more" or "less"."""
    for word in behind:
        if _is_noun(word) or word in _MORE or word in _LESS:
            return True
        if word not in _GLUE or not word.isalpha():
            return False
    return False


def _stands_before(line: Line, first: int) -> bool:
    gap = line.between(first - 1, first)
    if not gap or len(gap) > _MOST_BETWEEN or gap[-1] not in {"from", "to"}:
        return False
    rest = gap[:-1]
    plain = all(_is_glue(word) and word != "and" for word in rest)
    # "rose 20 percent in May, from 50 to 60"
    adverbial = (
        bool(rest) and rest[-1] in {",", "("} and not any(word in ",;:()" or _is_change(word) for word in rest[:-1])
    )
    return (plain or adverbial) and (
        line.stood[first - 1].mention.trend is not None or any(_is_noun(word) for word in gap) or _led(line, first - 1)
    )


def _led(line: Line, which: int) -> bool:
    """Whether a word for a change stands in front: "a rise of 6"."""
    for word in reversed(line.before(which, 5)):
        if _is_change(word):
            return True
        if word not in _GLUE:
            return False
    return False


def _is_glue(word: str) -> bool:
    return word in _GLUE or _is_change(word)


def _is_change(word: str) -> bool:
    return is_rise(word) or is_fall(word) or _is_noun(word)


def _is_noun(word: str) -> bool:
    return word in words_of("rise_nouns.txt") or word in words_of("fall_nouns.txt")


def _found(line: Line, before: Stood, after: Stood, change: Stood) -> Found | None:
    ends = together(line, before, after)
    if ends is None or is_loose(before.mention) or is_loose(after.mention) or is_loose(change.mention):
        return None
    if not before.mention.figure.positive or not after.mention.figure.positive:
        return None
    entry = _entry(before, change, ends[0])
    if entry is None:
        return None
    spans = [each.mention.expression for each in (before, after, change)]
    at = Span(min(span.start for span in spans), max(span.end for span in spans))
    return Found(
        rule=Rule.CHANGE,
        why=f"“{change.mention.expression.of(line.text)}” is said to be the change between the two figures beside it.",
        body={
            "kind": "change",
            "figures": {"from": ends[0], "to": ends[1], "change": entry},
            "policy": ANY_TIME,
        },
        places=dict(zip(("from", "to", "change"), spans, strict=True)),
        at=at,
    )


def _entry(before: Stood, change: Stood, base: dict[str, Any]) -> dict[str, Any] | None:
    """The change as a figure; None if it cannot be one of what went from ``before``."""
    unit, own = change.mention.figure.unit, before.mention.figure.unit
    if change.mention.form is Form.TIMES or unit.counted != own.counted and unit not in (PERCENT, DIMENSIONLESS):
        return None
    if unit == PERCENT:
        return ref(change)
    if unit.points:
        return ref(change) if own == PERCENT else None
    if own in (PERCENT, POINTS):
        return None
    if unit == DIMENSIONLESS or (unit.counted and own.counted):
        return inline(change, base.get("unit", str(own)))
    return ref(change) if unit.dimension == own.dimension else None
