"""Numbers of things, and numbers that are a part of a name: "Article 5", "iPhone 14", "the S&P 500", "Formula One"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.dates.names import MONTHS, WEEKDAYS
from service.reading.mention import Kind
from service.reading.numbers.number_words import SMALL
from service.reading.numbers.numerals import Numeral
from service.reading.numbers.trends import is_fall, is_rise
from service.reading.token import MINUS, TRUE_HYPHENS, Token, glued, low
from service.reading.units.money import sign_before
from service.reading.units.plurals import is_plural
from service.reading.units.unit_of import unit_of
from service.reading.units.unit_read import UnitRead
from service.reading.words import words_of

_STREETS: Final = frozenset(
    "street st avenue ave road rd lane ln drive boulevard blvd square court place terrace way close row "
    "crescent".split()
)
_JETS: Final = frozenset("max ng dreamliner dreamliners jumbo jet plane freighter airliner".split())
# Behind a name at the start of a sentence they show that the number belongs to it: "Office 365 has".
_VERBS: Final = frozenset("has is was are were will can had does did".split())


def name_apart(tokens: Sequence[Token], numeral: Numeral, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """What a number is that numbers something or is a part of a name, with the token behind it."""
    first, after = numeral.first, numeral.after
    return (
        _address(tokens, first, after)
        or _numbered(tokens, numeral, unit)
        or _spelled(tokens, first, after, unit)
        or _class(tokens, numeral, unit)
    )


def _numbered(tokens: Sequence[Token], numeral: Numeral, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """The number of something, or a part of a name: "Article 5", "iPhone 14", "S&P 500", "Stoxx 50"."""
    first, after = numeral.first, numeral.after
    if first == 0 or sign_before(tokens, first) is not None or (unit is not None and str(unit.unit) == "%"):
        return None
    before = tokens[first - 1]
    if _is_jet(tokens, first):
        return Kind.NAME, after
    if before.text == "." and low(tokens, first - 2) in {"no", "nos", "art", "fig", "sec", "vol", "p", "pp", "ch"}:
        return Kind.NUMBERED, after
    if before.text in {"№", "§", "#"}:
        return Kind.NUMBERED, after
    if before.text == ":" and first > 1 and _labels(tokens[first - 2]):
        return Kind.NUMBERED, after  # "Volume: 1 Issue: 96"
    if before.kind != "word":
        return None
    counted = unit is not None and not unit.adjective
    plain = tokens[first].kind == "number" and numeral.scale == 0 and "," not in tokens[first].text
    if before.text.lower() in words_of("numbered.txt") and (plain or tokens[first].text.lower() in SMALL):
        named = not before.text.islower() or not counted or before.text in {"size", "sizes"}
        named = named or (before.text == "number" and tokens[first].kind == "word")
        return (Kind.NUMBERED, _all_of(tokens, after)) if named and not _measures(unit) else None
    begins = first == 1 and before.text.istitle() and not (unit is None and low(tokens, after) in _VERBS)
    name = before.text[0].isupper() and not begins
    if unit is None and plain and (_before_name(tokens, after) or _is_index(tokens, first, after)):
        return Kind.NAME, after
    if not name or not plain or before.text.lower() in words_of(_CLOSED):
        return None
    # "the XPS 13 weighs", "an HIV 2 drug": behind an article, or in front of one thing, letters are a name that the
    # number belongs to.
    one = after < len(tokens) and not is_plural(tokens[after].text)
    behind = low(tokens, after)
    index = one or is_rise(behind) or is_fall(behind) or low(tokens, first - 2) in {"the", "a", "an"}
    model = before.text.isupper() and len(before.text) > 1 and index
    if not counted or _is_named_on(tokens, after, unit) or (model and not _measures(unit)):
        return Kind.NAME, _past_pair(tokens, after)
    return None


def _is_named_on(tokens: Sequence[Token], after: int, unit: UnitRead | None) -> bool:
    """Whether a name goes on behind the number, with a verb that looks like things: "the OnePlus 7 Pro starts at"."""
    if after >= len(tokens) or not tokens[after].text[0].isupper() or unit is None or unit.thing is None:
        return False
    verb = tokens[unit.after - 1]
    return unit.after > after + 1 and verb.text in words_of("noun_verbs.txt") and not is_plural(tokens[after].text)


def _is_jet(tokens: Sequence[Token], first: int) -> bool:
    """Whether digits are a type of airliner, which things in the plural may follow: "its 737 Max jets"."""
    digits = tokens[first].text
    return len(digits) == 3 and digits[0] == digits[2] == "7" and low(tokens, first + 1) in _JETS


def _past_pair(tokens: Sequence[Token], after: int) -> int:
    """Past a second number that a hyphen joins to the first: "a 95% CI 1.2-2.4"."""
    joined = low(tokens, after) in MINUS and glued(tokens, after) and glued(tokens, after + 1)
    return after + 2 if joined and tokens[after + 1].kind == "number" else after


def _spelled(tokens: Sequence[Token], first: int, after: int, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A number in words with a capital behind a word with one: "Formula One", "the Big Three", "Group of Seven"."""
    if first == 0 or tokens[first].kind != "word" or not tokens[first].text.istitle() or _measures(unit):
        return None
    of = low(tokens, first - 1) == "of"
    before = tokens[first - 1 - of] if first > of else tokens[first]
    capital = before.kind == "word" and before.text[0].isupper() and before.text.lower() not in words_of(_CLOSED)
    following = tokens[after : after + 1]
    # In a heading all words have capitals.
    heading = bool(following) and following[0].text.istitle() and unit is not None and unit.thing is not None
    return (Kind.NAME, after) if capital and not heading and after == first + 1 else None


_CLOSED: Final = "closed_class.txt"


def _labels(token: Token) -> bool:
    """Whether a word in front of a colon is that of something numbered, and of one: "Issue: 96", not "Cases: 96"."""
    word = token.text
    return word[0].isupper() and not word.endswith("s") and word.lower() in words_of("numbered.txt") - _COUNTED


_COUNTED: Final = frozenset({"number", "figure", "rank", "mark", "grade"})


def _before_name(tokens: Sequence[Token], after: int) -> bool:
    """Whether a name goes on behind the number: "the 787 Dreamliner"."""
    following = tokens[after : after + 1]
    return bool(following) and following[0].text.istitle() and following[0].text.lower() not in _NO_NAMES


def _is_index(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Whether a bare number ends what a verb behind it is told of, where names have no capitals: "the asx 200 fell"."""
    before, verb = low(tokens, first - 1), low(tokens, after)
    if before in {"a", "an"} and verb in _VERBS:
        return tokens[first].text.isdecimal()  # "a 737 can carry"
    subject = low(tokens, first - 2) == "the" and before.isalpha() and not is_plural(before)
    return subject and tokens[first].text.isdecimal() and (verb in _VERBS or is_rise(verb) or is_fall(verb))


_NO_NAMES: Final = MONTHS | WEEKDAYS | frozenset("in on at the by for from to and or but as if while".split())


def _measures(unit: UnitRead | None) -> bool:
    """Whether the unit is one of measure or money rather than something counted."""
    return unit is not None and unit.thing is None and bool(unit.unit.dimension or str(unit.unit))


def _all_of(tokens: Sequence[Token], after: int) -> int:
    """Past the other numbers of such a list, and those in brackets: "Articles 5, 6 and 7", "Article 12(3)"."""
    place = after
    while low(tokens, place) == "(" and glued(tokens, place) and low(tokens, place + 2) == ")":
        place += 3
    while low(tokens, place) in {",", "and", "or", "to", "-", "–"} and place + 1 < len(tokens):
        following = tokens[place + 1]
        if following.kind != "number" or not following.text.isdecimal():
            break
        if place + 2 < len(tokens) and (unit_of(tokens, place + 1, place + 2)):
            break
        place += 2
    if low(tokens, place) == "of" and place + 1 < len(tokens) and tokens[place + 1].text.isdecimal():
        return place if unit_of(tokens, place + 1, place + 2) else place + 2  # "page 3 of 12"
    return place


def _address(tokens: Sequence[Token], first: int, after: int) -> tuple[Kind, int] | None:
    """The number of a house: "221 Harbour Road"."""
    if tokens[first].kind != "number" or not tokens[first].text.isdecimal():
        return None
    for place in range(after, min(after + 4, len(tokens))):
        if tokens[place].kind != "word" or not tokens[place].text[0].isupper():
            return None
        if place > after and tokens[place].text.lower() in _STREETS:
            return Kind.NAME, place + 1
    return None


def _class(tokens: Sequence[Token], numeral: Numeral, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A number in words that a hyphen joins to what it counts names a class: "six-speed", "four-door"."""
    if not glued(tokens, numeral.after) or low(tokens, numeral.after) not in TRUE_HYPHENS:
        return None
    if low(tokens, numeral.after + 1) in {"something", "somethings"}:
        return Kind.NAME, numeral.after + 2
    if tokens[numeral.first].kind == "number":
        return None
    measured = unit is not None and (unit.age or (unit.thing is None and bool(unit.unit.dimension or str(unit.unit))))
    return None if measured else (Kind.NAME, numeral.after)
