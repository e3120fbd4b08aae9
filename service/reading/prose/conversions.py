"""An amount said again in another unit: "12 km (7.5 miles)", "18,000 tenge ($134)", "640 hectares, or 1,580 acres".

Read is the second amount right behind the first: in brackets that it fills up to a comma or what rate was used, or
behind "or", "equivalent to", a slash or the like. Silent where the amounts are of different dimensions, in one and the
same unit ("12 km (3 km of them unpaved)"), where more words stand behind the second one in the brackets, and where
"about" alone parts them and they run on ("12 km, about 3 miles more than"). Two units of one system, such as hours and
days, or kilometres and the metres climbed on them, are a warning: the second may say something else of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.domain.figure import Qualifier
from service.domain.units import Unit, parse_unit
from service.reading.mention import Form
from service.reading.prose.figures import ANY_TIME, PERCENT, is_share, ref
from service.reading.prose.found import Found, Severity
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
_IMPERIAL: Final = frozenset(
    symbol
    for name in "inch foot yard mile ounce pound stone gallon imperial_gallon pint quart acre °F mph knot fathom "
    "furlong psi nautical_mile".split()
    for symbol, _ in parse_unit(name).terms
)
_ANOTHER: Final = "The second figure may say something else of the same thing."


def conversions(line: Line) -> Iterator[Found]:
    """Every two neighbours of a sentence of which the second says the first again."""
    for which in range(len(line.stood) - 1):
        one, other = line.stood[which], line.stood[which + 1]
        if _same_in_other_words(line, which) and (kind := _pair(one, other)) is not None:
            yield _found(line, one, other, kind)


def bracketed(line: Line, which: int) -> bool:
    """Whether the mention behind stands in brackets that say the one at ``which`` again, and nothing else."""
    gap = line.between(which, which + 1)
    if not gap or gap[0] not in _OPENING or not all(word in _SAID_AGAIN for word in gap[1:]):
        return False
    behind = line.behind(which + 1, 1)
    return bool(behind) and behind[0] in _ENDING


def _same_in_other_words(line: Line, which: int) -> bool:
    if bracketed(line, which):
        return True
    gap = line.between(which, which + 1)
    if not 1 <= len(gap) <= 5:
        return False
    words = gap[1:] if gap[0] == "," else gap
    return bool(words) and not _AGAIN.isdisjoint(words) and all(word in _SAID_AGAIN or word == "/" for word in words)


def _pair(one: Stood, other: Stood) -> str | None:
    """What two mentions are, if one can say the other again."""
    left, right = one.mention.figure.unit, other.mention.figure.unit
    if one.mention.form is Form.FRACTION and is_share(other.mention) and not left.dimension:
        return "share"
    if left == right or left.counted or right.counted or PERCENT in (left, right):
        return None
    if not left.dimension or not right.dimension:
        return None
    if left.dimension == right.dimension:
        return "unit"
    money = len(left.currencies) == 1 and len(right.currencies) == 1
    return "money" if money and _without_money(left) == _without_money(right) else None


def _without_money(unit: Unit) -> tuple[tuple[str, int], ...]:
    return tuple((base, power) for base, power in unit.dimension if base not in unit.currencies)


def _found(line: Line, one: Stood, other: Stood, kind: str) -> Found:
    at = Span(one.mention.expression.start, other.mention.expression.end)
    closing = line.words[other.after] if other.after < len(line.words) else ""
    if closing in _CLOSING and other.after == line.place_of(line.starts[other.after]):
        at = Span(at.start, line.starts[other.after] + 1)
    severity: Severity = "error"
    alternative = None
    if kind == "unit" and _imperial(one) == _imperial(other):
        severity, alternative = "warning", _ANOTHER
    if kind == "share":
        return _fraction(one, other, at)
    return Found(
        rule=Rule.CONVERSION,
        why=f"“{at.of(line.text)}” says one amount in two units.",
        body={"kind": "conversion", "figures": {"amounts": [ref(one), ref(other)]}, "policy": ANY_TIME},
        places={"amounts[0]": one.mention.expression, "amounts[1]": other.mention.expression},
        at=at,
        severity=severity,
        alternative=alternative,
    )


def _imperial(stood: Stood) -> bool:
    return any(symbol in _IMPERIAL for symbol, _ in stood.mention.figure.unit.terms)


def _fraction(one: Stood, other: Stood, at: Span) -> Found:
    """A part said in words is said loosely: two-thirds may be 65 %."""
    figure = one.mention.figure
    loose = {**figure.canonical(), "unit": ""}
    if figure.value is not None and figure.qualifier is Qualifier.STATED:
        loose["qualifier"] = Qualifier.ABOUT.value
    return Found(
        rule=Rule.CONVERSION,
        why="A part is said in words and as a percentage.",
        body={"kind": "conversion", "figures": {"amounts": [loose, ref(other)]}, "policy": ANY_TIME},
        places={"amounts[0]": one.mention.expression, "amounts[1]": other.mention.expression},
        at=at,
    )
