"""An amount said again in another unit: "12 km (7.5 miles)", "18,000 tenge ($134)", "640 hectares, or 1,580 acres".

Read is the second amount right behind the first: in brackets that it fills up to a comma or what rate was used, or
behind "or", "equivalent to", a slash or the like. Silent where the amounts are of different dimensions, in one and the
same unit ("12 km (3 km of them unpaved)"), where two prices are told ("$9 a month (or $90 a year)"), where more words
stand behind the second one in the brackets, where "about" alone parts them and they run on ("12 km, about 3 miles more
than"), where two lengths or times are of one system, such as kilometres and the metres climbed on them, and where miles
at sea are nautical ones. Other units of one system are a warning, for the second may say something else of the same
thing. Temperatures beside "higher", "by" and the like are differences of such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from service.domain.figure import Figure, Qualifier
from service.domain.policy import Policy
from service.domain.units import Unit, parse_unit
from service.domain.wording import to_base
from service.reading.mention import Form
from service.reading.prose.figures import ANY_TIME, PERCENT, is_bare, is_share, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood
from service.reading.prose.rules import Rule
from service.reading.span import Span

_OPENING: Final = frozenset("([")
_CLOSING: Final = frozenset(")]")
_ENDING: Final = frozenset({")", "]", ",", ";", "/", "=", "."})
_SAID_AGAIN: Final = frozenset(
    "or about around approximately approx roughly some nearly almost just over under then i e ie that is . , ca c = "
    "~ ≈ equivalent equal to the a of equals".split()
)
# One of these must stand between the two where there are no brackets.
_AGAIN: Final = frozenset({"or", "equivalent", "equal", "equals", "ie", "/", "="})
_DIMENSIONS: Final = frozenset("high long wide deep tall thick away across".split())
_IMPERIAL: Final = frozenset(
    symbol
    for name in "inch foot yard mile ounce pound stone gallon imperial_gallon pint quart acre °F mph knot fathom "
    "furlong psi nautical_mile".split()
    for symbol, _ in parse_unit(name).terms
)
_PRICES: Final = frozenset(
    "price prices priced pricing cost costs costing subscription subscriptions subscribe plan plans fee fees service "
    "pay pays charge charges charged membership ticket tickets available starts starting".split()
)
# Temperatures beside these say how far, not how warm.
_DIFFERENCES: Final = frozenset(
    "by higher lower warmer cooler colder hotter above below rise increase drop fall difference cooling more "
    "less swing cooled warmed anomaly".split()
)
_COMPARED: Final = frozenset({"warmer", "cooler", "colder", "hotter", "higher", "lower"})
_MILE: Final = parse_unit("mile")
_AT_SEA: Final = frozenset(
    "sea seas ocean offshore coast coastal shore ship ships vessel vessels boat boats yacht ferry naval navy maritime "
    "nautical waters territorial island islands harbour harbor port sailed sailing fishermen strait".split()
)
_NAUTICAL_MILE: Final = parse_unit("nautical_mile")
# There are several of these, close to each other, and the words do not say which.
_AMBIGUOUS: Final = frozenset({"hp"})
_TWOFOLD: Final = (parse_unit("meter").dimension, parse_unit("second").dimension)
_ANOTHER: Final = "The second figure may say something else of the same thing."


def conversions(line: Line) -> Iterator[Found]:
    """Every two neighbours of a sentence of which the second says the first again."""
    for which in range(len(line.stood) - 1):
        one, other = line.stood[which], line.stood[which + 1]
        if not _same_in_other_words(line, which):
            continue
        match _pair(one, other):
            case "share":
                yield _fraction(line, one, other)
            case "unit" if not _are_prices(line, one) and not _are_nautical(line, one, other):
                yield _in_two_units(line, which)
            case "money":
                yield _found(line, one, other, {"amounts": [ref(one), ref(other)]})


def bracketed(line: Line, which: int) -> bool:
    """Whether the mention behind stands in brackets that say the one at ``which`` again, and nothing else."""
    gap = line.between(which, which + 1)
    gap = gap[1:] if gap and gap[0] in _DIMENSIONS else gap
    if not gap or gap[0] not in _OPENING or not all(word in _SAID_AGAIN for word in gap[1:]):
        return False
    return _ends(line, which + 1)


def _ends(line: Line, which: int) -> bool:
    """Whether an amount ends at a mark; of one in two units ("5 feet 10 inches") the second part does."""
    behind = line.behind(which, 1)
    if not behind and _goes_on(line, which):
        behind = line.behind(which + 1, 1)
    return bool(behind) and behind[0] in _ENDING


def _goes_on(line: Line, which: int) -> bool:
    """Whether a mention is the first part of an amount in two units: "5 feet 10 inches", "2 hours and 30 minutes"."""
    if not 0 <= which < len(line.stood) - 1 or line.between(which, which + 1) not in ((), ("and",), (",",)):
        return False
    one, other = line.stood[which].mention.figure, line.stood[which + 1].mention.figure
    one_unit, other_unit = one.unit, other.unit
    return (
        one_unit.dimension == other_unit.dimension != ()
        and one_unit.factor > other_unit.factor
        and not one_unit.counted
        and one.value is not None
        and one.without_decimals
    )


def _same_in_other_words(line: Line, which: int) -> bool:
    if bracketed(line, which):
        return True
    gap = line.between(which, which + 1)
    if not 1 <= len(gap) <= 6:
        return False
    gap = gap[1:] if gap[0] in _DIMENSIONS and gap[1:2] == (",",) else gap
    words = gap[1:] if gap[0] == "," else gap
    if words == ("that", "is"):
        return _ends(line, which + 1)
    return bool(words) and not _AGAIN.isdisjoint(words) and all(word in _SAID_AGAIN or word == "/" for word in words)


def _pair(one: Stood, other: Stood) -> str | None:
    """What two mentions are, if one can say the other again."""
    left, right = one.mention.figure.unit, other.mention.figure.unit
    for part, share in ((one.mention, other.mention), (other.mention, one.mention)):
        if part.form is Form.FRACTION and is_bare(part) and is_share(share):
            return "share"
    if left == right or left.counted or right.counted or PERCENT in (left, right):
        return None
    if not left.dimension or not right.dimension:
        return None
    if left.dimension == right.dimension:
        return None if {str(left), str(right)} & _AMBIGUOUS or _are_of_two_things(one, other) else "unit"
    money = len(left.currencies) == 1 and len(right.currencies) == 1
    return "money" if money and _without_money(left) == _without_money(right) else None


def _are_of_two_things(one: Stood, other: Stood) -> bool:
    """Whether two units of one system may well measure two things: a walk of 12 km (850 m)."""
    return one.mention.figure.unit.dimension in _TWOFOLD and _imperial(one) == _imperial(other)


def _without_money(unit: Unit) -> tuple[tuple[str, int], ...]:
    return tuple((base, power) for base, power in unit.dimension if base not in unit.currencies)


def _are_prices(line: Line, one: Stood) -> bool:
    """Whether two rates of money are two prices: "$9 a month (or $90 a year)"."""
    return bool(one.mention.figure.unit.currencies) and not _PRICES.isdisjoint(line.words)


def _are_nautical(line: Line, one: Stood, other: Stood) -> bool:
    """Whether miles at sea are nautical miles, because they are as many in kilometres."""
    if _AT_SEA.isdisjoint(line.words) or _MILE not in (one.mention.figure.unit, other.mention.figure.unit):
        return False
    left, right = (
        to_base(figure.generous(Policy()), _NAUTICAL_MILE if figure.unit == _MILE else figure.unit)
        for figure in (one.mention.figure, other.mention.figure)
    )
    return not (left & right).is_empty


def _in_two_units(line: Line, which: int) -> Found:
    one, other = line.stood[which], line.stood[which + 1]
    offset = one.mention.figure.unit.offset and other.mention.figure.unit.offset
    if offset and (_is_difference(line, which) or (_are_differences(line, which) and not _are_one(one, other))):
        return _difference(line, one, other)
    figures: dict[str, Any] = {}
    amounts: list[Any] = [ref(one), ref(other)]
    first, last = one, other
    if _goes_on(line, which - 1):
        first = line.stood[which - 1]
        figures["rest"], amounts[0] = ref(one), f"{_exactly(first)} + rest"
    if _goes_on(line, which + 1):
        last = line.stood[which + 2]
        figures["other_rest"], amounts[1] = ref(last), f"{_exactly(other)} + other_rest"
    alternative = _ANOTHER if _imperial(one) == _imperial(other) else None
    found = _found(line, first, last, {**figures, "amounts": amounts}, alternative=alternative)
    places = {
        "amounts[0]": one.mention.expression, "amounts[1]": other.mention.expression,
        "rest": one.mention.expression, "other_rest": last.mention.expression,
    }  # fmt: skip
    named = {f"amounts[{place}]" for place, amount in enumerate(amounts) if not isinstance(amount, str)}
    return replace(found, places={name: span for name, span in places.items() if name in named or name in figures})


def _exactly(stood: Stood) -> str:
    """The first part of an amount in two units is not rounded: five feet ten is 5 feet and some inches."""
    figure = stood.mention.figure
    return f"{figure.value:f} {figure.unit}"


def _are_differences(line: Line, which: int) -> bool:
    """Whether temperatures say how far something is from something, not how warm it is."""
    before = line.before(which, 3)
    if not {"warming", "heating"}.isdisjoint(line.words):
        return True
    if before and before[-1] in {"to", "from", "at"}:
        return False  # "a rise to 40 °C"
    fell = line.stood[which].mention.trend is not None  # "fell 10 °C"
    return fell or not _DIFFERENCES.isdisjoint((*before, *line.behind(which + 1, 4)))


def _is_difference(line: Line, which: int) -> bool:
    """Whether they can only be differences: "2 °C (3.6 °F) warmer", "by 2 °C", "a rise of 2 °C"."""
    before, behind = line.before(which, 2), [word for word in line.behind(which + 1, 2) if word != ")"]
    of = before[-1:] == ("of",) and not _DIFFERENCES.isdisjoint(before)
    return of or before[-1:] == ("by",) or (bool(behind) and behind[0] in _COMPARED)


def _are_one(one: Stood, other: Stood) -> bool:
    """Whether two figures can be one temperature, whatever the words: "dropped below −10 °C (14 °F)"."""
    left, right = (to_base(each.mention.figure.generous(Policy()), each.mention.figure.unit) for each in (one, other))
    return not (left & right).is_empty


def _difference(line: Line, one: Stood, other: Stood) -> Found:
    units = (one.mention.figure.unit, other.mention.figure.unit)
    found = _found(line, one, other, {"one": ref(one), "other": ref(other)})
    return replace(
        found,
        body={
            "kind": "expression",
            "relation": f"one - (0 {units[0]}) == other - (0 {units[1]})",
            "figures": found.body["figures"],
            "policy": ANY_TIME,
        },
        places={"one": one.mention.expression, "other": other.mention.expression},
    )


def _found(
    line: Line, one: Stood, other: Stood, figures: Mapping[str, Any], *, alternative: str | None = None
) -> Found:
    at = stretch(line, one, other)
    return Found(
        rule=Rule.CONVERSION,
        why=f"“{_words(line, one)}” and “{_words(line, other)}” are said to be one amount.",
        body={"kind": "conversion", "figures": figures, "policy": ANY_TIME},
        places={"amounts[0]": one.mention.expression, "amounts[1]": other.mention.expression},
        at=at,
        severity="error" if alternative is None else "warning",
        alternative=alternative,
    )


def _words(line: Line, stood: Stood) -> str:
    return stood.mention.expression.of(line.text)


def stretch(line: Line, one: Stood, other: Stood) -> Span:
    """From an amount to the one behind it that says it again, and to the end of its brackets."""
    end = other.mention.expression.end
    if other.after < len(line.words) and line.words[other.after] in _CLOSING:
        end = line.starts[other.after] + 1
    return Span(one.mention.expression.start, end)


def _imperial(stood: Stood) -> bool:
    return any(symbol in _IMPERIAL for symbol, _ in stood.mention.figure.unit.terms)


def _fraction(line: Line, one: Stood, other: Stood) -> Found:
    """A part said in words is said loosely: two-thirds may be 65 %."""
    amounts = [ref(stood) if is_share(stood.mention) else _loosely(stood.mention.figure) for stood in (one, other)]
    return _found(line, one, other, {"amounts": amounts})


def _loosely(figure: Figure) -> dict[str, str]:
    loose = figure.canonical()
    if figure.value is not None and figure.qualifier is Qualifier.STATED:
        loose["qualifier"] = Qualifier.ABOUT.value
    return loose
