"""What an amount is for each of: "a month", "per capita", "/kg", "for each kilo of cotton", "-a-day"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from service.domain.errors import Malformed
from service.domain.units import Unit, parse_unit
from service.reading.span import Span
from service.reading.token import HYPHENS, Token
from service.reading.units.base import base_after
from service.reading.units.nouns import noun_phrase, word_at
from service.reading.units.plurals import singular
from service.reading.units.vocabulary import Named, named_at

_TIMES: Final = frozenset(
    "second minute hour day week fortnight month quarter year decade century night season weekend shift".split()
)
# "a year ago" is a time, no rate.
_AGO: Final = frozenset("ago earlier later before after previously prior hence from since old away long ahead".split())
_ADVERBS: Final = {"annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day",
                   "hourly": "hour", "quarterly": "quarter"}  # fmt: skip
_PERSONS: Final = frozenset({"capita", "head", "person"})
_POWERS: Final = {
    "100": "hundred", "1000": "thousand", "10000": "hundred^2", "100000": "hundred thousand", "1000000": "million",
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion",
}  # fmt: skip


class Rate(NamedTuple):
    """What something is divided by, the token behind it, and what that is of ("cotton" in "each kilo of cotton")."""

    by: Unit
    after: int
    base: Span | None = None


def rates_at(tokens: Sequence[Token], i: int, *, money: bool = False) -> Rate | None:
    """The rate that token ``i`` begins, with a second one behind it: "mg/kg/day", "euros per month per child"."""
    rate = rate_at(tokens, i, money=money)
    if rate is None or rate.after >= len(tokens) or tokens[rate.after].text not in {"/", "per"}:
        return rate
    further = rate_at(tokens, rate.after)
    if further is None:
        return rate
    try:
        return Rate(rate.by * further.by, further.after, rate.base or further.base)
    except Malformed:
        return rate


def rate_at(tokens: Sequence[Token], i: int, *, money: bool = False) -> Rate | None:
    """The rate that token ``i`` begins behind a unit; ``money`` lets any noun stand behind "a" ("$5 a ticket")."""
    if i >= len(tokens):
        return None
    text = tokens[i].text
    lowered = text.lower()
    if text == "/":
        return _over(tokens, i + 1)
    if text in HYPHENS and i + 2 < len(tokens) and tokens[i + 1].text.lower() in {"a", "per", "an"}:
        place = i + 2
        if tokens[place].text in HYPHENS:
            place += 1
        return _what(tokens, place, any_noun=True)
    if lowered == "per":
        return _per(tokens, i + 1)
    if lowered in {"a", "an"}:
        if i + 1 < len(tokens) and tokens[i + 1].text in HYPHENS:
            # "£24 a-year"
            return _what(tokens, i + 2, any_noun=False)
        return _one(tokens, i + 1, money=money)
    if lowered in {"each", "every"}:
        return _one(tokens, i + 1, money=False, timed=True)
    if lowered == "for" and i + 1 < len(tokens) and tokens[i + 1].text.lower() in {"each", "every"}:
        return _what(tokens, i + 2, any_noun=True)
    if lowered in _ADVERBS and _ends_here(tokens, i + 1):
        return Rate(parse_unit(_ADVERBS[lowered]), i + 1)
    if text == "pa":
        return Rate(parse_unit("year"), i + 1)
    if lowered == "p" and [token.text.lower() for token in tokens[i : i + 4]] == ["p", ".", "a", "."]:
        return Rate(parse_unit("year"), i + 4)
    return None


def _ends_here(tokens: Sequence[Token], i: int) -> bool:
    """Whether an adverb ends its phrase here: "daily" in "5,000 daily flights" does not."""
    return i >= len(tokens) or tokens[i].kind == "sign" or noun_phrase(tokens, i) is None


def _over(tokens: Sequence[Token], i: int) -> Rate | None:
    """What stands behind a slash: a unit, or a noun ("people/km²", "$5/person")."""
    if i >= len(tokens):
        return None
    found = _scaled(tokens, i) or _unit(tokens, i)
    if found is not None:
        return found
    return _noun(tokens, i) if tokens[i - 1].end == tokens[i].start else None


def _per(tokens: Sequence[Token], i: int) -> Rate | None:
    if i >= len(tokens):
        return None
    lowered = tokens[i].text.lower()
    if lowered in _PERSONS:
        return Rate(parse_unit("person"), i + 1)
    if lowered == "annum":
        return Rate(parse_unit("year"), i + 1)
    return _scaled(tokens, i) or _what(tokens, i, any_noun=True)


def _scaled(tokens: Sequence[Token], i: int) -> Rate | None:
    """Behind "per 100,000 people": units have no numbers, but they have scale words."""
    if tokens[i].text == "1" and i + 1 < len(tokens):
        # "per 1 million people"
        i += 1
    scale = _POWERS.get(tokens[i].text.lower().replace(",", ""))
    if scale is None:
        return None
    found = _what(tokens, i + 1, any_noun=True, plural=True)
    by = parse_unit(scale)
    if found is None:
        return Rate(by, i + 1)
    try:
        return Rate(by * found.by, found.after, found.base)
    except Malformed:
        return None


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether a length of time goes on there: "a year or two", "a year and a half"."""
    words = [token.text.lower() for token in tokens[i : i + 3]]
    if words[:1] == ["or"]:
        return words[1:2] in (["two"], ["so"], ["more"], ["longer"], ["less"])
    return words == ["and", "a", "half"]


def _one(tokens: Sequence[Token], i: int, *, money: bool, timed: bool = False) -> Rate | None:
    """Behind "a" or "an": a unit of time, another unit, or behind money a noun; never "a year ago"."""
    if i >= len(tokens) or tokens[i].kind != "word":
        return None
    if i + 1 < len(tokens) and (
        tokens[i + 1].text.lower() in _AGO
        or _goes_on(tokens, i + 1)
        or (tokens[i + 1].text in HYPHENS and tokens[i + 1].start == tokens[i].end)
    ):
        return None
    named = named_at(tokens, i)
    if named is not None and not named.sense.money and not named.sense.symbol:
        lowered = tokens[i].text.lower()
        if (timed or not money) and singular(lowered) not in _TIMES and not _ends_here(tokens, named.after):
            return None
        return _united(tokens, named)
    lowered = tokens[i].text.lower()
    if lowered in _TIMES or (money and not timed and _ends_here(tokens, i + 1)):
        return _noun(tokens, i)
    return None


def _what(tokens: Sequence[Token], i: int, *, any_noun: bool, plural: bool = False) -> Rate | None:
    found = _unit(tokens, i)
    if found is not None or not any_noun:
        return found
    return _noun(tokens, i, plural=plural)


def _unit(tokens: Sequence[Token], i: int) -> Rate | None:
    found = powered_at(tokens, i)
    if found is None:
        return None
    unit, after = found
    return Rate(unit, after, _of(tokens, after))


def _united(tokens: Sequence[Token], named: Named) -> Rate:
    return Rate(parse_unit(named.sense.expression), named.after, _of(tokens, named.after))


def _of(tokens: Sequence[Token], i: int) -> Span | None:
    found = base_after(tokens, i)
    return found.span if found else None


def _noun(tokens: Sequence[Token], i: int, *, plural: bool = False) -> Rate | None:
    if plural:
        phrase = noun_phrase(tokens, i)
        if phrase is not None:
            unit = counted_unit(phrase.head)
            return Rate(unit, phrase.after) if unit else None
    word = word_at(tokens, i)
    if word is None or word.possessive:
        return None
    if word.text.lower() in _PERSONS:
        return Rate(parse_unit("person"), word.after)
    phrase = noun_phrase(tokens, i, one=True)
    if phrase is None:
        return None
    unit = counted_unit(phrase.head)
    return Rate(unit, phrase.after) if unit else None


def counted_unit(head: str) -> Unit | None:
    """The unit of a noun that is counted: the domain's own where it has the noun, else the noun in braces."""
    lowered = head.lower()
    try:
        known = parse_unit(f"{{{lowered}}}")
        return parse_unit(f"{{{head}}}") if known.text.startswith("{") else known
    except Malformed:
        return None


_POWER_WORDS: Final = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_SUPER: Final = {"²": 2, "³": 3, "2": 2, "3": 3, "squared": 2, "cubed": 3}


def powered_at(tokens: Sequence[Token], i: int) -> tuple[Unit, int] | None:
    """The unit named at token ``i`` with its power: "square feet", "sq. ft", "m²", "cm3", "metres squared"."""
    if i >= len(tokens):
        return None
    power = _POWER_WORDS.get(tokens[i].text.lower(), 1)
    place = i
    if power > 1:
        place += 1
        if place < len(tokens) and tokens[place].text in {".", "-"}:
            place += 1
    named = named_at(tokens, place) or _superscript(tokens, place)
    if named is None:
        return None
    unit = parse_unit(named.sense.expression)
    after = named.after
    if power > 1:
        return (unit**power, after) if _is_length(unit) else None
    if _is_length(unit) and after < len(tokens):
        behind = tokens[after]
        near = behind.start - tokens[after - 1].end
        if behind.text in _SUPER and near == (1 if behind.text in {"squared", "cubed"} else 0):
            return unit ** _SUPER[behind.text], after + 1
    return unit, after


def _superscript(tokens: Sequence[Token], i: int) -> Named | None:
    """A unit with its power in one token: "m²"."""
    if i >= len(tokens) or tokens[i].text[-1] not in "²³":
        return None
    bare = tokens[i]._replace(text=tokens[i].text[:-1])
    if not bare.text:
        return None
    named = named_at([bare], 0)
    if named is None or not _is_length(parse_unit(named.sense.expression)):
        return None
    expression = f"{named.sense.expression}^{_SUPER[tokens[i].text[-1]]}"
    return Named(named.sense._replace(expression=expression), i + 1)


def _is_length(unit: Unit) -> bool:
    return unit.dimension == (("length", 1),) and unit.offset == Fraction(0)


def divided(unit: Unit, rate: Rate) -> Unit:
    """The unit by the rate; itself where the domain has no such unit (degrees of temperature don't divide)."""
    try:
        return unit / rate.by
    except Malformed:
        return unit


def all_divided(alternatives: tuple[str, ...], rate: Rate) -> tuple[str, ...]:
    return tuple(str(divided(parse_unit(other), rate)) for other in alternatives)


def beyond_brackets(tokens: Sequence[Token], i: int) -> Rate | None:
    """The rate behind a conversion in brackets, which is one of both: "9 billion shekels ($2.4 billion) a year"."""
    if i < len(tokens) and tokens[i].text == "(":
        closing = next((k for k in range(i + 1, min(i + 9, len(tokens))) if tokens[k].text == ")"), None)
    else:
        closing = i if i < len(tokens) and tokens[i].text == ")" else None
    if closing is None or closing + 1 >= len(tokens) or tokens[closing + 1].text.lower() not in {"a", "an", "per"}:
        return None
    rate = rate_at(tokens, closing + 1)
    return Rate(rate.by, i) if rate is not None else None
