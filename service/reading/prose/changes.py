"""A change stated beside what changed: "rose from 50 to 60, a 20% increase", "fell 15 percent, from 200 to 170".

Read are a pair of figures that something went from and to, and next to it, with no other figure and no other clause
between, a change with a word that says which way it goes: behind the pair ("an increase of 10", "up 20%", "down 3
points"), in front of it ("up 6 to 56 from 50") or within ("$60m, up 20% from $50m"; "is 20% more than the $50m").
Silent where the change is said to be on something else or by the year ("an average of 5% a year", "up 20% on last
year"), and where its unit fits neither the figures nor a share of them. Percent between two percentages may be meant as
points, and is then a warning. So is it where a thing that rose became less, or the other way round: for a rank, or a
currency by the dollar, that is no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from service.domain.figure import Qualifier
from service.reading.mention import Form, Mention
from service.reading.prose.conversions import bracketed
from service.reading.prose.figures import (
    ANY_TIME,
    PERCENT,
    POINTS,
    Roles,
    alike,
    as_counts,
    counts_alike,
    is_bare,
    is_in_points,
    is_loose,
    is_share,
    ref,
)
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.moving import BREAKS, direction_of, is_noun, leads_to_ends
from service.reading.prose.rules import Rule
from service.reading.span import Span

_FAR: Final = 12
# Between the pair and a change behind it, next to the change.
_LEADING: Final = frozenset(
    "a an the or of by i . e ie thus which that is was were are making representing marking meaning equivalent "
    "to total overall net nearly about some roughly over in".split()
)
# Between the pair and a change that only the verb in front of the pair says to be one.
_ALONE: Final = frozenset(
    {("(",), ("[",), (",", "or"), ("(", "or"), ("(", "about"), (",", "or", "by"), (",", "by"), ("or", "by")}
)
_PARTING: Final = frozenset({",", "(", "[", "—", "–", ";", "-", ":"})
# A change that is on something else than the first figure, or that happens every so often.
_ELSE: Final = frozenset(
    "average averaging annual annually annualized annualised yearly monthly weekly daily quarterly compound compounded "
    "year additional further another seasonally".split()
)
_ON: Final = frozenset(
    "from on versus vs than compared per a each every year annually relative against over since of for".split()
)
# In a table, the first place is the highest.
_RANKED: Final = frozenset({"place", "spot", "position", "rank", "notch", "rung"})
# As in "gained 3.1% to close at 2,341 from 2,213".
_CLOSED: Final = frozenset(("to", verb, "at") for verb in ("close", "end", "finish", "settle", "trade", "stand"))
_IS: Final = frozenset({",", "is", "are", "was", "were", "which", "that", "—", "–", "("})
_BY: Final = frozenset({"by", "or", "i", "e", ".", "ie", "thus", "that", "is"})
_WHERE: Final = (("in",), ("at",), ("among",), ("for",))
_POINTS: Final = "“Percent” between two percentages may be meant as percentage points."
_RANKS: Final = "For a rank, or what is paid for another currency, a higher number may be the lower one."


def changes(line: Line) -> Iterator[Found]:
    """Every change beside the figures that it is between."""
    for before, after in _pairs(line):
        one, two = line.stood[before], line.stood[after]
        if not counts_alike(one.mention, two.mention) or is_loose(one.mention) or is_loose(two.mention):
            continue
        yield from _direction(line, before, after)
        first, last = min(before, after), max(before, after)
        if sign := behind(line, last):
            yield from _found(line, one, two, line.stood[last + 1], sign)
        elif sign := in_front(line, first):
            yield from _found(line, one, two, line.stood[first - 1], sign)
    for which in range(len(line.stood) - 2):
        one, two, three = line.stood[which : which + 3]
        if is_loose(one.mention) or not is_share(two.mention) or is_share(one.mention):
            continue
        sign = _than(line, which) if alike(one.mention, three.mention) else 0
        if not sign and counts_alike(one.mention, three.mention):
            sign = _on_the_last(line, which)
        if sign:
            yield from _found(line, three, one, two, sign)


def _pairs(line: Line) -> Iterator[tuple[int, int]]:
    """The figures that something went from and to, also over a conversion: "$2.1m (€1.9m), up from $1.6m"."""
    yield from line.movements
    for which in range(len(line.stood) - 1):
        if line.between(which, which + 1) == ("from",) and line.before(which, 3) in _CLOSED:
            yield which + 1, which
    for which in range(len(line.stood) - 2):
        gap = line.between(which + 1, which + 2)
        if gap[-1:] == ("from",) and gap[:1] in ((")",), ("]",)) and bracketed(line, which):
            words = tuple(word for word in gap[1:-1] if word != ",")
            now, before = line.stood[which].mention, line.stood[which + 2].mention
            if len(words) == 1 and direction_of(words[0]) and alike(now, before):
                yield which + 2, which


def _on_the_last(line: Line, which: int) -> int:
    """Which way a percentage goes that stands between what there is now and was: "$3.1bn, up 24% from $2.5bn"."""
    front, rear = line.between(which, which + 1), line.between(which + 1, which + 2)
    if not front or len(front) > _FAR or front[0] not in _PARTING or front[0] == ";":
        return 0
    words = front[1:]
    if rear[-1:] != ("from",) or len(rear) > 2 or (len(rear) == 2 and not is_noun(rear[0])):
        return 0
    if not all(word in _LEADING or direction_of(word) for word in words):
        return 0
    said = (*words, *rear[:-1])
    return next((direction_of(word) for word in reversed(said) if direction_of(word)), 0)


def _than(line: Line, which: int) -> int:
    """Which way a percentage goes by which one figure is more than another: "4.2 tonnes is 14% more than the 3.7"."""
    front, rear = line.between(which, which + 1), line.between(which + 1, which + 2)
    rear = rear[:-1] if rear[-1:] == ("the",) else rear
    if not front or not _IS.issuperset(front) or len(rear) != 2 or rear[1] != "than":
        return 0
    return direction_of(rear[0])


def behind(line: Line, last: int) -> int:
    """Which way the change goes that stands behind a pair of figures; 0 if none does."""
    if last + 1 >= len(line.stood):
        return 0
    gap = line.between(last, last + 1)
    parting = next((place for place in range(len(gap) - 1, -1, -1) if gap[place] in _PARTING), None)
    if parting is None or len(gap) > _FAR:
        return 0
    head = gap[:parting]
    if not BREAKS.isdisjoint(head[:-1] if head[-1:] in (("before",), ("after",)) else head):
        return 0
    words = gap[parting + 1 :]
    if words[-1:] == ("by",) and _BY.issuperset(words):
        return _of_verb(line, last)
    if gap in _ALONE and line.behind(last + 1, 1)[:1] in ((")",), ("]",), (",",), (".",)):
        return _of_verb(line, last)
    if not all(word in _LEADING or direction_of(word) for word in words):
        return 0
    follow = line.behind(last + 1, 3)
    sign = next((direction_of(word) for word in reversed(words) if direction_of(word)), 0)
    if not sign and is_loose(line.stood[last + 1].mention):
        return 0
    if not sign:
        while follow[:1] == ("-",):
            follow = follow[1:]
        sign = direction_of(follow[0]) if follow else 0
        follow = follow[1:]
    elsewhere = follow[:1] in _WHERE and any((word,) in _WHERE for word in gap[:parting])
    return 0 if elsewhere or _on_something_else(follow) else sign


def _of_verb(line: Line, last: int) -> int:
    """Which way a pair of figures goes by the verb in front of it: of "rose from 50 to 65 (30%)"."""
    first = next((min(pair) for pair in line.movements if max(pair) == last), last)
    in_points = is_in_points(line.stood[last + 1].mention)
    if (is_share(line.stood[last].mention) and not in_points) or last != first + 1:
        return 0
    words = line.before(first, 4)
    return next((direction_of(word) for word in reversed(words) if direction_of(word) or word in BREAKS), 0)


def in_front(line: Line, first: int) -> int:
    """Which way the change goes that stands in front of a pair of figures; 0 if none does."""
    gap = line.between(first - 1, first) if first else ()
    if gap[-3:] in _CLOSED:
        gap = gap[:-2]
    if not leads_to_ends(gap):
        return 0
    words = line.before(first - 1, 4)
    if not _ELSE.isdisjoint(words):
        return 0
    if is_noun(gap[0]):
        return direction_of(gap[0])
    sign = next((direction_of(word) for word in reversed(words) if direction_of(word) or word in BREAKS), 0)
    trend = line.stood[first - 1].mention.trend
    return sign or ({"up": 1, "down": -1}[trend.value] if trend is not None else 0)


def _on_something_else(follow: Words) -> bool:
    return not _ELSE.isdisjoint(follow[:2]) or (bool(follow) and follow[0] in _ON)


def _direction(line: Line, before: int, after: int) -> Iterator[Found]:
    """That what rose became more: only where the verb stands right in front, and the figures have a unit."""
    first = min(before, after)
    words = line.before(first, 3)
    one, two = line.stood[before], line.stood[after]
    if len(words) < 2 or words[-1] not in {"from", "to"} or is_bare(one.mention) or one.mention.figure.unit.currencies:
        return
    sign = 0 if is_noun(words[-2]) else direction_of(words[-2])
    if not sign or not alike(one.mention, two.mention):
        return
    less, more = (one, two) if sign > 0 else (two, one)
    at = Span(line.stood[first].mention.expression.start, line.stood[max(before, after)].mention.expression.end)
    yield Found(
        rule=Rule.DIRECTION,
        why=f"It is said to have {'become more' if sign > 0 else 'become less'}: “{words[-2]}”.",
        body={"kind": "part_of", "figures": {"part": ref(less), "whole": ref(more)}, "policy": ANY_TIME},
        places={"part": less.mention.expression, "whole": more.mention.expression},
        at=at,
        severity="warning",
        alternative=_RANKS,
    )


def _found(line: Line, one: Stood, two: Stood, change: Stood, sign: int) -> Iterator[Found]:
    said = change
    change = _in_points(one, said)
    unit = change.mention.figure.unit
    in_shares = is_share(one.mention)
    as_points = is_in_points(change.mention)
    part = _is_part(change.mention)
    absolute = not as_points and unit != PERCENT and not part
    value = change.mention.figure.value
    if str(unit).strip("{}") in _RANKED:
        return
    if (
        change.mention.form is Form.VAGUE
        or (is_loose(change.mention) and not part)
        or change.mention.form is Form.TIMES
        or (value is not None and value < 0)
    ):
        return
    if (as_points and not in_shares) or (absolute and (in_shares or not counts_alike(one.mention, change.mention))):
        return
    others = {"change": change} if absolute else {}
    roles = Roles.of(**{"from": one, "to": two}, **others)
    figures = dict(roles.figures)
    places = dict(roles.places)
    if not absolute:
        figures |= as_counts(line, **{"from": one, "to": two})
        figures["change"] = (
            _loosely(change) if part else ref(change) if change is said else change.mention.figure.canonical()
        )
        places["change"] = change.mention.expression
    if sign < 0:
        figures, places = _falling(figures, places)
    loosely = in_shares and unit == PERCENT
    yield Found(
        rule=Rule.CHANGE,
        why=f"“{change.mention.expression.of(line.text)}” is said of the change from "
        f"“{one.mention.number.of(line.text)}” to “{two.mention.number.of(line.text)}”.",
        body={
            "kind": "change",
            "figures": figures,
            # Else its unit says what it is, or may turn out to have been meant as.
            "parameters": {"as": "absolute" if absolute else "percent" if part else "stated"},
            "policy": ANY_TIME,
        },
        places=places,
        at=change.mention.expression,
        severity="warning" if loosely else "error",
        alternative=_POINTS if loosely else None,
    )


def _in_points(one: Stood, change: Stood) -> Stood:
    """Bare points between two percentages are percentage points: "rose eight points, from 41% to 49%"."""
    mention = change.mention
    if not is_share(one.mention) or str(POINTS) not in mention.alternatives:
        return change
    return change._replace(mention=replace(mention, figure=replace(mention.figure, unit=POINTS), alternatives=()))


def _is_part(mention: Mention) -> bool:
    """Whether it is a part of what it is a change of: "by a third", but not "half a point"."""
    return mention.form is Form.FRACTION and is_bare(mention) and mention.base is None and mention.thing is None


def _loosely(change: Stood) -> dict[str, Any]:
    """A part said in words, to a tenth of it: what fell by a third fell by 30 to 36.7 %."""
    figure = change.mention.figure
    if figure.value is None or figure.qualifier not in (Qualifier.STATED, Qualifier.ABOUT, Qualifier.NEARLY):
        return figure.canonical()
    return {"lower": str(figure.value * Decimal("0.9")), "upper": str(figure.value * Decimal("1.1")), "unit": ""}


def _falling(figures: dict[str, Any], places: dict[str, Span]) -> tuple[dict[str, Any], dict[str, Span]]:
    """The change is printed without a sign, and it is a fall."""
    change = figures.pop("change")
    if isinstance(change, str):
        return {**figures, "change": f"-({change})"}, places
    places["fall"] = places.pop("change")
    return {**figures, "fall": change, "change": "-fall"}, places
