"""The unit of a number: what stands in front of it and behind it, and what is counted.

:func:`unit_of` is the whole of it; :func:`unit_before` and :func:`unit_after` are its two sides. Nothing here looks
further than a few tokens, so reading a unit takes a bounded time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.domain.units import DIMENSIONLESS, parse_unit
from service.reading.span import Span
from service.reading.token import HYPHENS, Token
from service.reading.units.ages import is_age
from service.reading.units.base import base_after
from service.reading.units.counted import counted, is_part, proportion, several
from service.reading.units.measures import measured, quoted, sides
from service.reading.units.money import UNSETTLED, Settled, is_front, resolve, sign_before
from service.reading.units.nouns import ends_phrase
from service.reading.units.rates import all_divided, beyond_brackets, divided, rate_at, rates_at
from service.reading.units.unit_read import UnitRead
from service.reading.units.vocabulary import Named, named_at

_ROUGHLY: Final = frozenset({"so", "more", "fewer", "less"})
# Behind a dollar sign they say whose dollar it is: "$500 US".
_WHOSE_DOLLAR: Final = {
    "US": "USD", "Canadian": "CAD", "Cdn": "CAD", "Australian": "AUD", "Aus": "AUD", "NZ": "NZD", "HK": "HKD",
}  # fmt: skip


def unit_of(tokens: Sequence[Token], first: int, after: int, settled: Settled = UNSETTLED) -> UnitRead | None:
    """The unit of the number from token ``first`` up to ``after``, from both its sides.

    The span reaches from the sign in front to the end of what stands behind, over the number where it lies between.
    """
    if any(token.text.lower() in {"in", "out"} for token in tokens[first + 1 : min(after, first + 6)]):
        return proportion(tokens, after)
    before = unit_before(tokens, first, settled)
    if before is None and after < len(tokens) and tokens[after].text == '"' == tokens[first - 1].text and first > 0:
        return None  # it stands in quotation marks, and is no inches
    if before is None:
        return unit_after(tokens, after, settled) or _bare_age(tokens, first, after)
    return _money_before(tokens, before, after, settled)


def _bare_age(tokens: Sequence[Token], first: int, after: int) -> UnitRead | None:
    """A number that is an age by the words around it: "aged 35"."""
    if not is_age(tokens, first, after):
        return None
    end = tokens[after - 1].end
    return UnitRead(parse_unit("year"), Span(end, end), after, age=True)


def _money_before(tokens: Sequence[Token], before: UnitRead, after: int, settled: Settled) -> UnitRead:
    """Money whose sign stands in front: behind the number its name again, or whose it is, and a rate."""
    read = before
    end, place = tokens[after - 1].end, after
    if after < len(tokens):
        whose = _WHOSE_DOLLAR.get(tokens[after].text)
        named = named_at(tokens, after)
        if "USD" in (str(read.unit), *read.alternatives) and whose and (named is None or not named.sense.money):
            read = read._replace(unit=parse_unit(whose), alternatives=())
            place = after + 1
        elif tokens[after].text == "U" and [token.text for token in tokens[after : after + 4]] == ["U", ".", "S", "."]:
            read = read._replace(unit=parse_unit("USD"), alternatives=())
            place = after + 4
        elif named is not None and named.sense.money and not (named.sense.symbol and _is_no_name(tokens, after, named)):
            sense = resolve(named.sense, tokens, after, settled)
            unit = parse_unit(sense.expression)
            if unit.currencies and (unit != read.unit or not sense.alternatives):
                read = read._replace(unit=unit, alternatives=sense.alternatives)
            place = named.after
    end = tokens[place - 1].end
    slash = place + 2 < len(tokens) and tokens[place].text == "/"
    two_prices = slash and sign_before(tokens, place + 2) is not None  # "$7/$9"
    rate = None if two_prices else rates_at(tokens, place, money=True) or beyond_brackets(tokens, place)
    base = None
    if rate is not None:
        read = read._replace(unit=divided(read.unit, rate), alternatives=all_divided(read.alternatives, rate))
        if rate.after > place:
            end, place = tokens[rate.after - 1].end, rate.after
        base = rate.base
    thing = base_after(tokens, place) if base is None else None
    return read._replace(span=Span(before.span.start, end), after=place, base=base, thing=thing.span if thing else None)


def _is_no_name(tokens: Sequence[Token], i: int, named: Named) -> bool:
    """Whether an abbreviation behind an amount is no name of its money: "p.a.", or the sign of the next amount."""
    return len(tokens[i].text) == 1 or is_front(tokens, named)


def unit_before(tokens: Sequence[Token], i: int, settled: Settled = UNSETTLED) -> UnitRead | None:
    """The money whose sign or code stands in front of the number that starts at token ``i``."""
    found = sign_before(tokens, i)
    if found is None:
        return None
    sense, first = found
    bracketed = first > 0 and tokens[first - 1].text in {"(", "["}
    sense = resolve(sense, tokens, first, settled, conversion=bracketed)
    span = Span(tokens[first].start, tokens[i - 1].end)
    return UnitRead(parse_unit(sense.expression), span, i, alternatives=sense.alternatives)


def _suspended(tokens: Sequence[Token], i: int, settled: Settled) -> UnitRead | None:
    """The unit that stands only behind the second number: "a 7- or 8-inch screen"."""
    if i + 3 >= len(tokens) or tokens[i + 2].text not in HYPHENS or tokens[i + 2].start != tokens[i + 1].end:
        return None
    second = measured(tokens, i + 3, i + 3, settled, hyphen=True) or counted(tokens, i + 3, i + 3, hyphen=True)
    if second is None:
        return None
    end = tokens[i - 1].end
    return second._replace(span=Span(end, end), after=i, thing=None, base=None)


def _of_part(tokens: Sequence[Token], i: int, settled: Settled) -> UnitRead | None:
    """Behind "half" or "a quarter": a unit ("half an hour", "a quarter of a century"), else what it is a part of."""
    place = i + (tokens[i].text.lower() == "of")
    if place + 1 < len(tokens) and tokens[place].text.lower() in {"a", "an"}:
        unit = measured(tokens, place + 1, i, settled, hyphen=False)
        if unit is not None:
            return unit
    return several(tokens, i)


def _past(tokens: Sequence[Token], i: int) -> int:
    """The token behind what only makes the number rough: "500+ people", "30 or so people", "five or more years"."""
    if tokens[i].text == "+" and tokens[i].start == tokens[i - 1].end:
        return i + 1
    if tokens[i].text.lower() == "or" and i + 1 < len(tokens) and tokens[i + 1].text.lower() in _ROUGHLY:
        return i + 2
    return i


def unit_after(tokens: Sequence[Token], i: int, settled: Settled = UNSETTLED) -> UnitRead | None:
    """The unit or the thing counted that starts at token ``i``, right behind a number; ``None`` where there is none."""
    if i >= len(tokens) or i < 1:
        return None
    start = i
    i = _past(tokens, i)
    if i >= len(tokens):
        return None
    hyphen = tokens[i].text in HYPHENS and tokens[i].start == tokens[i - 1].end
    if hyphen:
        i += 1
        if i >= len(tokens):
            return None
        if tokens[i].text.lower() in {"or", "and", "to"}:
            return _suspended(tokens, i, settled)
        if tokens[i].text.lower() in {"odd", "plus"}:
            i, hyphen = i + 1, False
            if i >= len(tokens):
                return None
    if not hyphen and is_part(tokens, i - 1) and (part := _of_part(tokens, i, settled)):
        return part
    if tokens[i].text.lower() == "of" and not hyphen:
        # "dozens of miles", "thousands of students", "one of the best speakers"
        return measured(tokens, i + 1, i, settled, hyphen=False) or several(tokens, i)
    if tokens[i].text.lower() in {"x", "×", "by"} and not hyphen and (side := sides(tokens, i, settled)):
        return side
    return (
        measured(tokens, i, start, settled, hyphen=hyphen)
        or quoted(tokens, i)
        or _per(tokens, i)
        or counted(tokens, i, start, hyphen=hyphen)
    )


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word that belongs to a noun phrase stands at token ``i``."""
    return i < len(tokens) and tokens[i].kind == "word" and not ends_phrase(tokens[i].text)


def _per(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """A rate of a plain number: "12 per 100,000 people"."""
    if tokens[i].text.lower() == "a":
        # "30 a day"
        rate = rate_at(tokens, i)
        if rate is None or rate.by.dimension != (("time", 1),) or _goes_on(tokens, rate.after):
            return None
        return UnitRead(DIMENSIONLESS / rate.by, Span(tokens[i].start, tokens[rate.after - 1].end), rate.after)
    if tokens[i].text.lower() != "per" and tokens[i].text != "/":
        return None
    if tokens[i].text == "/" and (i + 1 >= len(tokens) or tokens[i + 1].kind != "word"):
        return None
    rate = rate_at(tokens, i)
    if rate is None:
        return None
    unit = divided(DIMENSIONLESS, rate)
    if unit == DIMENSIONLESS:
        return None
    return UnitRead(unit, Span(tokens[i].start, tokens[rate.after - 1].end), rate.after, base=rate.base)
