"""So many times as much: "doubled from 3 to 7", "tripled to 9 from 3", "rose fourfold, from 3 to 12", "36, three times the 12".

Read is a verb such as "doubled" or "halved", or a word such as "threefold", in front of two figures that something went
from and to; and two figures with "twice", "half" or "three times" and words such as "the" or "as many as" between them.
A factor is said loosely: a tenth more or less is no slip, and a hedge ("nearly doubled", "more than twice") opens it
further. "Three times more" may mean four times as much, and either is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

from service.reading.mention import Form
from service.reading.prose.figures import ANY_TIME, is_loose, together
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.rules import Rule
from service.reading.span import Span
from service.reading.trends import is_fall, is_rise

_VERBS: Final = {
    verb: Decimal(factor)
    for factor, verbs in {
        "2": "double doubled doubles doubling",
        "3": "triple tripled triples tripling treble trebled trebles trebling",
        "4": "quadruple quadrupled quadruples quadrupling",
        "5": "quintuple quintupled quintupling",
        "0.5": "halve halved halves halving",
    }.items()
    for verb in verbs.split()
}
_FACTORS: Final = {"twice": Decimal(2), "double": Decimal(2), "triple": Decimal(3), "half": Decimal("0.5")}
_LOOSELY: Final = frozenset("about around roughly approximately some nearly almost virtually practically close".split())
_BEHIND_VERB: Final = frozenset(", from to in size number value year a over since just the last past".split())
_BEFORE_FACTOR: Final = frozenset(
    ", ( - – — or is was are were that which about around roughly nearly almost just some more less than over at least "
    "up to exactly".split()
)
_BEHIND_FACTOR: Final = frozenset(
    "the that of as many much figure number amount total last previous prior year's years ’s 's s its his her their "
    "earlier".split()
)
_MORE: Final = frozenset("more higher larger bigger greater".split())


class _Factor(NamedTuple):
    value: Decimal
    hedge: Words
    added: bool = False  # "three times more"


def multiples(line: Line) -> Iterator[Found]:
    """What is said to be a multiple of something, beside it."""
    for before, after in line.moves:
        factor = _moved(line, min(before, after))
        if factor is not None:
            yield from _found(line, line.stood[after], line.stood[before], factor)
    for which in range(len(line.stood) - 1):
        factor = _said_between(line, which)
        if factor is not None:
            yield from _found(line, line.stood[which], line.stood[which + 1], factor)
        if which + 2 < len(line.stood) and (factor := _counted_between(line, which)) is not None:
            yield from _found(line, line.stood[which], line.stood[which + 2], factor)


def _moved(line: Line, first: int) -> _Factor | None:
    """The factor in front of two figures that something went from and to."""
    words = line.before(first, 8)
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        if word in _VERBS:
            return _Factor(_VERBS[word], words[max(0, place - 2) : place])
        if word not in _BEHIND_VERB:
            return None
    if not first or line.stood[first - 1].mention.form is not Form.TIMES:
        return None
    fold = line.stood[first - 1].mention
    behind = line.between(first - 1, first)
    moved = any(is_rise(word) for word in (*line.before(first - 1, 4), *behind))
    fell = any(is_fall(word) for word in (*line.before(first - 1, 4), *behind))
    if fold.figure.value is None or not moved or fell or not all(w in _BEHIND_VERB or is_rise(w) for w in behind):
        return None
    return _Factor(fold.figure.value, line.before(first - 1, 2))


def _said_between(line: Line, which: int) -> _Factor | None:
    gap = line.between(which, which + 1)
    if not 2 <= len(gap) <= 10:
        return None
    place = next((place for place, word in enumerate(gap) if word in _FACTORS), None)
    if place is None or not place or place + 1 == len(gap):
        return None
    if not all(word in _BEFORE_FACTOR for word in gap[:place]):
        return None
    if not all(word in _BEHIND_FACTOR for word in gap[place + 1 :]):
        return None
    return _Factor(_FACTORS[gap[place]], gap[:place])


def _counted_between(line: Line, which: int) -> _Factor | None:
    """ "36, three times the 12": a number of times between two figures."""
    times = line.stood[which + 1].mention
    if times.form is not Form.TIMES or times.figure.value is None:
        return None
    before, behind = line.between(which, which + 1), line.between(which + 1, which + 2)
    if not 1 <= len(before) <= 5 or not 1 <= len(behind) <= 5:
        return None
    if not all(word in _BEFORE_FACTOR for word in before):
        return None
    added = behind[0] in _MORE and behind[1:2] == ("than",)
    if not all(word in _BEHIND_FACTOR for word in behind[2 * added :]):
        return None
    # A hedge may belong to the expression of the mention itself.
    own = line.words[line.stood[which + 1].first : line.stood[which + 1].after]
    return _Factor(times.figure.value, (*before, *own), added)


def _found(line: Line, what: Stood, of: Stood, factor: _Factor) -> Iterator[Found]:
    entries = together(line, what, of)
    loose = is_loose(what.mention) or is_loose(of.mention) or Form.TIMES in (what.mention.form, of.mention.form)
    if entries is None or loose or not of.mention.figure.positive:
        return
    spans = (what.mention.expression, of.mention.expression)
    yield Found(
        rule=Rule.MULTIPLE,
        why=f"The one figure is said to be {factor.value} times the other.",
        body={
            "kind": "ratio",
            "figures": {"numerator": entries[0], "denominator": entries[1]},
            "expect": _expected(factor),
            "policy": ANY_TIME,
        },
        places={"numerator": spans[0], "denominator": spans[1]},
        at=Span(min(spans).start, max(span.end for span in spans)),
    )


def _expected(factor: _Factor) -> dict[str, Any]:
    """How much may be meant by a factor."""
    value, hedge = factor.value, factor.hedge
    grows = value >= 1
    top = value + 1 if factor.added else value
    if "than" in hedge and ("more" in hedge or "less" in hedge):
        beyond = ("more" in hedge) == grows
        return {"min": str(value), "unit": ""} if beyond else {"max": str(top), "unit": ""}
    if "over" in hedge or "least" in hedge:
        return {"min": str(value), "unit": ""} if grows else {"max": str(value), "unit": ""}
    width = Decimal("0.2") if _LOOSELY.intersection(hedge) else Decimal("0.1")
    return {"min": str(value * (1 - width)), "max": str(top * (1 + width)), "unit": ""}
