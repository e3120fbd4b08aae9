"""Words and letters behind a number that stand for a power of ten: "4.7 billion", "3.2bn", "£5m", "2 lakh crore"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from service.reading.numbers.number_words import SCALE_LETTERS, SCALES, SHORT_SCALES
from service.reading.token import HYPHENS, Token, glued, low
from service.reading.units.money import sign_before
from service.reading.units.plurals import is_plural
from service.reading.units.vocabulary import named_at

# Up to this power of ten, numbers in words are written out; from a million on, a scale word says to which digit a
# number was rounded.
WRITTEN_OUT: Final = 5


def in_full(value: Decimal, power: int) -> Decimal:
    """A number in words times a power of ten: written out below a million, as anybody would in digits."""
    moved = value.scaleb(power)
    exponent = moved.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(int(moved)) if exponent > 0 and power <= WRITTEN_OUT else moved


def scale_at(tokens: Sequence[Token], first: int, i: int) -> tuple[int, int]:
    """The power of ten that scale words from token ``i`` on stand for, and the token behind them."""
    power = 0
    while i < len(tokens):
        word = tokens[i].text
        step = SCALES.get(word.lower())
        if step is None and power == 0:
            step = _short_scale(tokens, first, i)
        if step is None and word in HYPHENS and glued(tokens, i) and low(tokens, i + 1) in SCALES:
            # "a 500-million-dollar plan"
            i += 1
            continue
        if step is None:
            break
        power, i = power + step, i + 1
        if power > 18:
            break
    return power, i


def _short_scale(tokens: Sequence[Token], first: int, i: int) -> int | None:
    """The power of ten of an abbreviation, where the words around let it be one."""
    word = tokens[i].text
    close = glued(tokens, i)
    money = sign_before(tokens, first) is not None
    if word in SHORT_SCALES:
        return SHORT_SCALES[word] if close or money or word not in {"mil", "cr", "mio"} else None
    if word not in SCALE_LETTERS or not (close or (money and word.lower() in "mb")):
        return None
    if money or (word == "k" and close):
        return SCALE_LETTERS[word]
    if word in "mM" and close and low(tokens, i + 1) in HYPHENS and low(tokens, i + 2) == "strong":
        return SCALE_LETTERS[word]
    if word in "mMK" and close and i + 1 < len(tokens):
        following = tokens[i + 1]
        behind = following.kind == "word" and (is_plural(following.text) or following.text in {"of", "people"})
        named = named_at(tokens, i + 1)
        money_behind = named is not None and named.sense.money
        if behind or money_behind or (named is not None and not named.sense.symbol and following.text.islower()):
            return SCALE_LETTERS[word]
    return 6 if word == "M" and close else None
