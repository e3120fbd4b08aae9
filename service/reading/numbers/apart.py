"""Numbers that are no quantities: dates, times, scores, phone numbers, the numbers of things, parts of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from service.reading.mention import Kind
from service.reading.numbers.apart_dates import calendar, stretch
from service.reading.numbers.apart_names import name_apart
from service.reading.numbers.number_words import SMALL
from service.reading.numbers.numerals import Numeral
from service.reading.numbers.part_of import is_of_another
from service.reading.span import Span
from service.reading.token import MINUS, TRUE_HYPHENS, Token, glued, low
from service.reading.units.money import sign_before
from service.reading.units.unit_of import unit_of
from service.reading.units.unit_read import UnitRead

# Addresses of the web and of mail, timestamps, tags, identifiers. Possessive, so that each stretch is passed over once.
_VERBATIM: Final = re.compile(
    r"(?:https?://|www\.)\S++|[\w.+-]{1,64}@[\w-]++(?:\.[\w-]++)++|\d{4}-\d\d-\d\dT[\d:.Z+-]++|[#@]\w++|\b0x[0-9a-fA-F]++"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
)
_PHONE_WORDS: Final = frozenset("call phone tel telephone dial fax hotline mobile ring text whatsapp".split())
# In capitals, because "est" and "et" mean other things too.
_ZONES: Final = frozenset("gmt utc et bst est pst cet edt pdt".split())
_CLOCK: Final = _ZONES | frozenset("am pm a.m p.m o’clock o'clock".split())
# The heights of pictures, which "p" or "i" follows.
_LINES: Final = frozenset({"480", "576", "720", "1080", "1440", "2160"})
_ORDINAL_ENDS: Final = frozenset({"st", "nd", "rd", "th"})
_SCORE_WORDS: Final = frozenset(
    "win wins won victory lead led loss lost defeat beat draw drew tie tied margin advantage record vote decision "
    "score scoreline aggregate triumph rout thrashing at".split()
)
# "one" behind these words, or before those, stands for a thing or is an idiom.
_ONE_BEFORE: Final = frozenset(
    "no the this that each any every another which same last first next some new only big good other such".split()
)
_ONE_AFTER: Final = frozenset("another day time point stage hand way side thing moment another's of’s".split())


def verbatim(text: str, start: int, end: int) -> list[Span]:
    """Stretches between two offsets that are no prose, such as addresses of web pages."""
    return [Span(*found.span()) for found in _VERBATIM.finditer(text, start, end)]


def kind_apart(
    tokens: Sequence[Token], numeral: Numeral, unit: UnitRead | None, *, opens: bool
) -> tuple[Kind, int] | None:
    """What a number is that is no quantity, with the token behind all that belongs to it; ``None`` for a quantity.

    ``opens`` says that it begins its sentence, so that a capital in front of it says nothing.
    """
    first, after = numeral.first, numeral.after
    for rule in (stretch, calendar, _part_of_a_word, _clock, _chain, _slashes):
        found = rule(tokens, first, after, unit)
        if found is not None:
            return found
    if low(tokens, first) == "one" and after == first + 1:
        if _is_pronoun(tokens, first, unit):
            return Kind.OTHER, after
        return name_apart(tokens, numeral, unit)
    found = (
        _item(tokens, first, after, opens=opens)
        or _phone(tokens, first, after)
        or _score(tokens, first, after, unit)
        or _of_par(tokens, after)
        or _odds(tokens, first, after, unit)
    )
    return found or name_apart(tokens, numeral, unit)


def _part_of_a_word(tokens: Sequence[Token], first: int, after: int, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A number that letters stick to: "CO2", "V-12", "10th", "5G", "the 1990s"."""
    if tokens[first].kind == "number":
        if glued(tokens, first) and tokens[first - 1].kind == "word" and sign_before(tokens, first) is None:
            return Kind.NAME, after
        if glued(tokens, first) and tokens[first - 1].text in {"_", "."} and _is_glued_word(tokens, first - 2):
            return Kind.NAME, after
        if _hyphened_name(tokens, first):
            return Kind.NAME, after
    if not glued(tokens, after) or tokens[after].kind != "word" or tokens[after - 1].kind != "number":
        return None
    if low(tokens, after) in _ORDINAL_ENDS and _is_ordinal(tokens[after - 1].text, low(tokens, after)):
        return Kind.ORDINAL, after + 1
    picture = tokens[first].text in _LINES and low(tokens, after) in {"p", "i"} and sign_before(tokens, first) is None
    if picture:
        return Kind.NAME, after + 1
    if unit is not None and unit.span.end > tokens[after].start and unit.after > after and not _is_counted(unit):
        return None
    if low(tokens, after) in _CLOCK:
        return Kind.TIME, after + 1
    return Kind.NAME, after + 1


def _is_ordinal(digits: str, end: str) -> bool:
    """Whether it is "1st", "11th", "22nd" or "113th", and not "11st" for stones."""
    last = digits[-1]
    if digits[-2:-1] == "1" or last not in "123":
        return end == "th"
    return end == {"1": "st", "2": "nd", "3": "rd"}[last]


def _is_counted(unit: UnitRead) -> bool:
    """Whether something is counted, which no number sticks to: in "the 5G phones" no phones are counted."""
    return unit.thing is not None and unit.unit.counted and unit.thing.start == unit.span.start


def _is_glued_word(tokens: Sequence[Token], i: int) -> bool:
    return i >= 0 and tokens[i].kind == "word" and glued(tokens, i + 1) and len(tokens[i].text) < 4


def _hyphened_name(tokens: Sequence[Token], first: int) -> bool:
    """Whether a hyphen joins the number to a name in front of it: "F-150", "COVID-19", "under-21"."""
    joined = first > 1 and tokens[first - 1].text in TRUE_HYPHENS
    if not (joined and glued(tokens, first) and glued(tokens, first - 1)):
        return False
    before = tokens[first - 2]
    if before.kind == "number":
        return False
    return before.text.lower() not in {"minus", "sub", "now", "pre", "plus", "to", "the", "then", "and", "or", ")"}


def _clock(tokens: Sequence[Token], first: int, after: int, _unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A time of day or of a race, or a ratio: "5:25 a.m.", "1:36.6", "10 a.m."."""
    if low(tokens, after) == ":" and glued(tokens, after) and glued(tokens, after + 1):
        place = after + 1
        while place < len(tokens) and tokens[place].kind == "number" and glued(tokens, place):
            place += 1
            if not (low(tokens, place) == ":" and glued(tokens, place) and glued(tokens, place + 1)):
                break
            place += 1
        return (Kind.TIME, place) if place > after + 1 else None
    if first > 1 and tokens[first - 1].text == ":" and glued(tokens, first) and glued(tokens, first - 1):
        return Kind.TIME, after
    word = low(tokens, after)
    zone = word in _ZONES and after < len(tokens) and tokens[after].text.isupper()
    if (zone or word in _CLOCK - _ZONES) and after == first + 1 and sign_before(tokens, first) is None:
        return Kind.TIME, after + 1
    if word in {"a", "p"} and low(tokens, after + 1) == "." and low(tokens, after + 2) == "m":
        return Kind.TIME, after + 3
    if low(tokens, first - 1) == "at" and "." in tokens[first].text and len(tokens[first].text) == 5:
        minutes = tokens[first].text.split(".")
        if int(minutes[0]) < 24 and int(minutes[1]) < 60 and _unit is None:
            return Kind.TIME, after
    return None


def _chain(tokens: Sequence[Token], _first: int, after: int, _unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A version, a date or an address in digits and points: "2.1.4", "12.03.1999", "192.168.0.1"."""
    place = after
    while (
        place + 1 < len(tokens)
        and tokens[place].text == "."
        and tokens[place + 1].kind == "number"
        and glued(tokens, place)
        and glued(tokens, place + 1)
    ):
        place += 2
    if place > after:
        return Kind.NUMBERED, place
    return None


def _slashes(tokens: Sequence[Token], first: int, after: int, _unit: UnitRead | None) -> tuple[Kind, int] | None:
    """Digits parted by slashes: "24/7", "9/11", "12/05/2019"; not amounts of money or of a unit."""
    slashed = low(tokens, after) == "/" and glued(tokens, after) and glued(tokens, after + 1)
    if not slashed or tokens[first].kind != "number" or after + 1 >= len(tokens):
        return None
    place = after + 1
    if tokens[place].kind != "number" or sign_before(tokens, first) is not None:
        return None
    third = tokens[place + 1 : place + 3]
    if len(third) == 2 and third[0].text == "/" and third[1].text.isupper() and glued(tokens, place + 2):
        return Kind.NUMBERED, place + 3  # "19/01234/FUL"
    last = unit_of(tokens, place, place + 1)
    if last is not None and last.thing is None and last.unit.dimension:
        return None  # "28/36 mpg"
    while low(tokens, place + 1) == "/" and place + 2 < len(tokens) and tokens[place + 2].kind == "number":
        place += 2
    return Kind.DATE if place > after + 1 else Kind.OTHER, place + 1


def _is_pronoun(tokens: Sequence[Token], first: int, unit: UnitRead | None) -> bool:
    """Whether "one" counts nothing."""
    if is_of_another(tokens, first + 1):
        return False  # "one of its four engines"
    if low(tokens, first + 1) == "-" and unit is not None and unit.thing is None and low(tokens, first - 1) != "-":
        return False  # "the one-year contract"
    if low(tokens, first - 1) in _ONE_BEFORE or low(tokens, first + 1) in _ONE_AFTER or low(tokens, first - 1) == "-":
        return True
    if low(tokens, first + 1) in {"-", "'", "’"} and glued(tokens, first + 1):
        return unit is None or unit.thing is not None
    if low(tokens, first + 1) in {"to", "or", "and"} and low(tokens, first + 2) in SMALL:
        return False
    return unit is None or (not unit.unit.dimension and str(unit.unit) == "" and unit.base is None)


def _item(tokens: Sequence[Token], first: int, after: int, *, opens: bool) -> tuple[Kind, int] | None:
    """The number of an item of a list: "1. Open the box", "2) Close it"."""
    if not opens or tokens[first].kind != "number" or after != first + 1 or len(tokens[first].text) > 3:
        return None
    return (Kind.NUMBERED, after + 1) if low(tokens, after) in {".", ")"} and glued(tokens, after) else None


def _phone(tokens: Sequence[Token], first: int, after: int) -> tuple[Kind, int] | None:
    """A phone number: groups of digits behind a plus sign, behind "call" and its like, or joined by hyphens."""
    if tokens[first].kind != "number":
        return None
    text = tokens[first].text
    behind = {low(tokens, first - n) for n in range(1, 4)}
    place, groups, digits = after, 1, len(text)
    while place < len(tokens) and groups < 8:
        joint = place + (tokens[place].text in {"-", ")", "(", "‑"})
        if joint >= len(tokens) or tokens[joint].kind != "number" or not tokens[joint].text.isdecimal():
            break
        if joint > place and not (glued(tokens, joint) or tokens[place].text in ")("):
            break
        place, groups, digits = joint + 1, groups + 1, digits + len(tokens[joint].text)
    international = low(tokens, first - 1) == "+" and glued(tokens, first) and digits > 6
    called = not behind.isdisjoint(_PHONE_WORDS) and digits > 4 and groups > 1
    grouped = (groups > 2 and digits > 8) or (text[0] == "0" and groups > 1 and digits > 7)
    return (Kind.PHONE, place) if international or called or grouped else None


def _score(tokens: Sequence[Token], first: int, after: int, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """Two numbers joined by a hyphen that count nothing: "2-2", "a 9-2 lead"."""
    joined = low(tokens, after) in MINUS and glued(tokens, after) and glued(tokens, after + 1)
    if not joined or after + 1 >= len(tokens) or tokens[after + 1].kind != "number" or unit is not None:
        return None
    one, two = tokens[first].text, tokens[after + 1].text
    if sign_before(tokens, first) is not None or not (one.isdecimal() and two.isdecimal()):
        return None
    if low(tokens, first - 1) in {"the", "a", "an"} and len(one) > 2 and unit_of(tokens, after + 1, after + 2) is None:
        return Kind.NAME, after + 2  # "the 737-800 took off"
    if _is_pair(tokens, after + 2) or _is_pair(tokens, first - 3):
        return Kind.SCORE, after + 2  # "6-4 3-6 7-6"
    following = low(tokens, after + 2)
    if following in _SCORE_WORDS or int(one) >= int(two) or (len(one) < 3 and _counts_nothing(tokens, after + 2)):
        return Kind.SCORE, after + 2
    return None


def _of_par(tokens: Sequence[Token], after: int) -> tuple[Kind, int] | None:
    """Strokes under or over par, with the round: "a 4-under 68", "finished 3-over par"."""
    if low(tokens, after) not in MINUS or not (glued(tokens, after) and glued(tokens, after + 1)):
        return None
    if low(tokens, after + 1) not in {"under", "over"}:
        return None
    place = after + 2
    round_ = place < len(tokens) and (tokens[place].kind == "number" or tokens[place].text.lower() == "par")
    if not round_ and not _counts_nothing(tokens, place):
        return None
    return Kind.SCORE, place + round_


def _odds(tokens: Sequence[Token], first: int, after: int, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """One number to another, between hyphens: "a 10-to-1 ratio", "2-for-5"; not ages ("18-to-24-year-olds")."""
    words = [low(tokens, after + n) for n in range(3)]
    if words[1] not in {"to", "for"} or words[0] not in MINUS or words[2] not in MINUS or not glued(tokens, after):
        return None
    place = after + 3
    if unit is not None or sign_before(tokens, first) is not None or not glued(tokens, place):
        return None
    if place >= len(tokens) or (tokens[place].kind != "number" and tokens[place].text.lower() not in SMALL):
        return None
    return None if low(tokens, place + 1) in MINUS else (Kind.SCORE, place + 1)


def _is_pair(tokens: Sequence[Token], i: int) -> bool:
    """Whether two numbers joined by a hyphen stand from token ``i`` on."""
    if i < 0 or i + 2 >= len(tokens):
        return False
    joined = tokens[i + 1].text in MINUS and glued(tokens, i + 1) and glued(tokens, i + 2)
    return joined and tokens[i].kind == tokens[i + 2].kind == "number"


def _counts_nothing(tokens: Sequence[Token], i: int) -> bool:
    return i >= len(tokens) or tokens[i].text in {".", ",", ";", ")", "!", "?", ":"} or low(tokens, i) in {
        "in", "on", "at", "against", "to", "for", "and", "after", "by", "with", "from", "when", "as"
    }  # fmt: skip
