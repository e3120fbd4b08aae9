"""A rate, its base and the amount they make: "$1,200 for 40 hours, or $30 an hour", "40 tickets at $30 each, $1,200".

Read are three figures side by side: an amount "for", "over" or "in" so much of something with the rate behind a comma,
"or" or brackets; and so much of something "at" a rate with the amount behind "for", "a total of", "or", "which makes"
or in brackets. The units must fit: the rate is in that of the amount for one of the base. Silent where more words stand
between, and where there is no rate in the unit of the other two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from service.domain.units import DIMENSIONLESS
from service.reading.mention import Form
from service.reading.prose.figures import ANY_TIME, is_loose, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.rules import Rule
from service.reading.span import Span

_FOR: Final = frozenset({("for",), ("over",), ("in",), ("per",)})
_BESIDE: Final = frozenset(
    ", ( – — or that is which about around roughly approximately some nearly almost just over under a an at rate of i "
    "e the equivalent average".split()
)
_MAKES: Final = frozenset(
    ", ( – — or for that is which makes make made comes came to a the total of in all sum altogether about around "
    "roughly some nearly almost costing cost worth and pay paying paid was were".split()
)
_AT: Final = frozenset(
    {("at",), ("for",), (",", "at"), ("at", "about"), ("at", "an", "average", "of"), ("@",), ("x",), ("×",)}
)
# "$15 an hour less than others"
_COMPARED: Final = frozenset("more less higher lower faster slower above below over under than cheaper dearer".split())
_LONGEST: Final = 6
_EACH: Final = frozenset({("each",), ("apiece",)})


def price_times(line: Line) -> Iterator[Found]:
    """Every rate of a sentence with its base and amount beside it."""
    for which in range(len(line.stood) - 2):
        one, two, three = line.stood[which : which + 3]
        if any(is_loose(each.mention) or each.mention.form is Form.TIMES for each in (one, two, three)):
            continue
        if not _COMPARED.isdisjoint(line.behind(which + 2, 2)):
            continue
        first, second = line.between(which, which + 1), line.between(which + 1, which + 2)
        if first in _FOR and _says(second, _BESIDE) and _fit(amount=one, base=two, rate=three):
            yield _found(line, amount=one, base=two, rate=three)
        elif first in _AT and _fit(amount=three, base=one, rate=two) and _says(second, _MAKES):
            yield _found(line, amount=three, base=one, rate=two)
        elif first in _AT and second[:1] in _EACH and _says(second[1:], _MAKES) and _is_price(one, two, three):
            yield _found(line, amount=three, base=one, rate=two, each=True)


def _says(gap: Words, allowed: frozenset[str]) -> bool:
    return 1 <= len(gap) <= _LONGEST and allowed.issuperset(gap)


def _fit(*, amount: Stood, base: Stood, rate: Stood) -> bool:
    """Whether the units of three figures are those of an amount, a base and a rate."""
    units = [each.mention.figure.unit for each in (amount, base, rate)]
    if any(unit.offset or unit == DIMENSIONLESS or str(unit) == "%" or unit.points for unit in units):
        return False
    return len(units[2].dimension) > 1 and units[0].dimension == (units[1] * units[2]).dimension


def _is_price(base: Stood, price: Stood, amount: Stood) -> bool:
    one, other = price.mention.figure.unit, amount.mention.figure.unit
    return base.mention.figure.unit.counted and bool(one.currencies) and one.dimension == other.dimension


def _found(line: Line, *, amount: Stood, base: Stood, rate: Stood, each: bool = False) -> Found:
    spans = [stood.mention.expression for stood in (amount, rate, base)]
    figures: dict[str, Any] = {"amount": ref(amount), "rate": ref(rate), "base": ref(base)}
    places = dict(zip(("amount", "rate", "base"), spans, strict=True))
    if each:
        # "$30 each" is for one of them.
        figures = {**figures, "rate": f"price / (1 {base.mention.figure.unit})", "price": ref(rate)}
        places["price"] = places.pop("rate")
    return Found(
        rule=Rule.RATE,
        why=f"“{rate.mention.expression.of(line.text)}” for “{base.mention.expression.of(line.text)}” makes "
        f"“{amount.mention.expression.of(line.text)}”.",
        body={"kind": "rate", "figures": figures, "policy": ANY_TIME},
        places=places,
        at=Span(min(span.start for span in spans), max(span.end for span in spans)),
    )
