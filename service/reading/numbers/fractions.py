"""Parts of a whole: "two-thirds", "a quarter of", "half", "one in five", "nine out of ten", "3/4".

They are said loosely, and those without a finite decimal are given to six digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

from service.reading.numbers.number_words import SCALES, SMALL, TENS, VULGAR
from service.reading.numbers.trends import is_fall, is_rise
from service.reading.token import TRUE_HYPHENS, Token, glued, low

_DIGITS: Final = 6
_PARTS: Final[Mapping[str, int]] = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_SEVERAL: Final[Mapping[str, int]] = {
    **{f"{word}s": value for word, value in _PARTS.items() if word != "half"}, "halves": 2,
}  # fmt: skip
_HUNDREDS: Final = {word: 10 ** SCALES[word] for word in ("hundred", "thousand")}
_NUMBERS: Final[Mapping[str, int]] = {**SMALL, **TENS, **_HUNDREDS}
# Behind "half" they say that it is a share of something, or an amount.
_OF_HALF: Final = frozenset("of the a an its their his her our all that those these".split())
_BEFORE_HALF: Final = frozenset(
    "nearly almost about around over under than roughly some least by approximately".split()
)
SHARES_OF: Final = frozenset("the all its their his her our these those".split())
# In front of "half" or "quarter" they make it one of an order: "the first half".
_ORDINALS: Final = frozenset("first second third fourth last next other this final latest each better previous".split())
# In front of "a third" that is a share whatever comes behind it.
_SHARES: Final = frozenset(
    "nearly almost about around over under than roughly least by approximately only just".split()
)
_BEHIND_SHARE: Final = frozenset("more less in to from said since over after during compared last this on".split())
_SIZES: Final = frozenset(
    "size price cost rate weight length width height age speed number amount distance time population".split()
)


class Fraction(NamedTuple):
    """A part of a whole, the token behind its words, and the one behind all that belongs to it ("half a")."""

    value: Decimal
    ends: int
    after: int


def _fraction(value: Decimal, after: int) -> Fraction:
    return Fraction(value, after, after)


def fraction_at(tokens: Sequence[Token], i: int) -> Fraction | None:
    """The part of a whole that begins at token ``i``."""
    if tokens[i].text in VULGAR:
        return _fraction(VULGAR[tokens[i].text], i + 1)
    if (share := slashed(tokens, i)) is not None:
        return _fraction(share, i + 3)
    return _one_in(tokens, i) or _in_words(tokens, i)


def slashed(tokens: Sequence[Token], i: int) -> Decimal | None:
    """The fraction of three tokens at ``i``, as in "1/2" and "3/4"; only those that measures come in."""
    slash = low(tokens, i + 1)
    if slash not in {"/", "⁄"} or not (glued(tokens, i + 1) and glued(tokens, i + 2)):
        return None
    one, two = tokens[i].text, tokens[i + 2].text
    if not (one.isdecimal() and two in {"2", "3", "4", "5", "8", "16"} and len(one) < 3 and int(one) < int(two)):
        return None
    if low(tokens, i + 3) in {"/", "⁄"} or (i > 0 and tokens[i - 1].text in {"/", "⁄"}):
        return None
    return ratio(int(one), int(two))


def ratio(numerator: int, denominator: int) -> Decimal:
    """A quotient, exactly where it is a decimal of few digits, else rounded."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Decimal(numerator) / Decimal(denominator)


def _one_in(tokens: Sequence[Token], i: int) -> Fraction | None:
    """Such as "one in five", "1 in 20", "nine out of ten"."""
    link, place = low(tokens, i + 1), i + 2
    if link == "out" and low(tokens, place) == "of":
        place += 1
        # "12 out of 40 patients" are two figures that were counted.
        if tokens[i].kind == "number" and (place >= len(tokens) or tokens[place].kind == "number"):
            return None
    elif link != "in" and not (link == "of" and low(tokens, place) == "every"):
        return None
    place += low(tokens, place) == "every"
    if low(tokens, place) == "a" and low(tokens, place + 1) in _LARGE and link == "in":
        one = _small(tokens, i)
        return _fraction(ratio(one, _LARGE[low(tokens, place + 1)]), place + 2) if one else None
    one, two = _small(tokens, i), _small(tokens, place)
    if not one or not two or one >= two or two > 10**6 or (link == "in" and (one > 1 and two not in _ROUND)):
        return None
    if glued(tokens, i) and tokens[i - 1].kind != "sign":
        return None
    after = place + 1
    if low(tokens, after) in _PARTS or low(tokens, after) in {"hundred", "thousand", "million"}:
        return None
    return _fraction(ratio(one, two), after)


_LARGE: Final = {word: 10 ** SCALES[word] for word in ("hundred", "thousand", "million", "billion")}
_ROUND: Final = frozenset({3, 4, 5, 6, 8, 10, 20, 100, 1000})


def _small(tokens: Sequence[Token], i: int) -> int | None:
    word = low(tokens, i)
    if word in _NUMBERS:
        return _NUMBERS[word]
    plain = word.replace(",", "")
    return int(plain) if plain.isdecimal() and len(plain) < 7 and tokens[i].kind == "number" else None


def _in_words(tokens: Sequence[Token], i: int) -> Fraction | None:
    word = low(tokens, i)
    if word == "half":
        return _half(tokens, i)
    number = 1 if word in {"a", "an"} else SMALL.get(word)
    if number is None:
        return None
    place = i + 1
    hyphen = low(tokens, place) in TRUE_HYPHENS
    place += hyphen
    part = low(tokens, place)
    if number > 1 and part in _SEVERAL and number < _SEVERAL[part]:
        return _fraction(ratio(number, _SEVERAL[part]), place + 1)
    if number == 1 and part in _PARTS and part != "half" and _is_share(tokens, i, place, article=word in {"a", "an"}):
        return _fraction(ratio(1, _PARTS[part]), place + 1)
    if number == 1 and part == "half" and word == "one" and not hyphen:
        return _half(tokens, place)
    return None


def _is_share(tokens: Sequence[Token], first: int, place: int, *, article: bool) -> bool:
    """Whether "a third" or "one third" is a part: what an ordinal counts comes right behind it."""
    following = low(tokens, place + 1)
    if following == "of":
        return low(tokens, place + 2) != "a" or low(tokens, place + 3) not in {"million", "billion", "trillion"}
    if not article:
        return following in {"", "the", "more", "less", "to"} or not following.isalpha()
    if following == "the" and low(tokens, place + 2) in _SIZES:
        return True  # "a quarter the size of"
    ends = place + 1 >= len(tokens) or tokens[place + 1].kind == "sign"
    before = low(tokens, first - 1)
    return (ends or following in _BEHIND_SHARE) and (before in _SHARES or is_rise(before) or is_fall(before))


def _is_number(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number ends there, so that "and half" goes on with it."""
    return i >= 0 and (tokens[i].kind == "number" or low(tokens, i) in _NUMBERS)


def _half(tokens: Sequence[Token], i: int) -> Fraction | None:
    before, following = low(tokens, i - 1), low(tokens, i + 1)
    if before in _ORDINALS or before in {"-", "a"} or following in {"-", "hour", "time", "year", "back"}:
        return None
    if before == "and" and _is_number(tokens, i - 2):
        return None
    if before == "the" and following != "of":
        return None
    if following in {"a", "an"}:
        # "half a million" is a number by itself, "half a percentage point" an amount.
        if low(tokens, i + 2) in SCALES.keys() | {"dozen"}:
            return None
        return Fraction(Decimal("0.5"), i + 1, i + 2)
    if following in _OF_HALF or before in _BEFORE_HALF or low(tokens, i - 2) in {"less", "more"}:
        return _fraction(Decimal("0.5"), i + 1)
    return None
