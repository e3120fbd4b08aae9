"""Numbers as they are printed: decimal text to exact ``Decimal``, bounded before anything is computed."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from service.domain.errors import Malformed

MAX_DIGITS: Final = 100
MAX_EXPONENT: Final = 100
# The longest text within both limits: a sign, a hundred zeros after the point and a hundred digits.
MAX_LENGTH: Final = 220

_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,_' \u00a0\u202f\u2009][0-9]{3})+(?:\.[0-9]+)?")
_SEPARATORS = re.compile(r"[,_' \u00a0\u202f\u2009]")
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan|inf|infinity)[0-9]*", re.IGNORECASE)
_WITH_WORDS = re.compile(r"([+-]?[0-9][0-9.]*)\s*(?![eE][+-]?[0-9])[^\W\d_%$€£].*")


def parse_decimal(given: object) -> Decimal:
    """A number as printed, with its trailing zeros.

    Takes decimal text, an ``int`` or a ``Decimal``, never a float. Raises :class:`Malformed` saying what would be
    right; text of any length and exponents of any size are refused in constant time.
    """
    if isinstance(given, str):
        number = Decimal(_checked(given))
    elif isinstance(given, Decimal):
        number = given
    elif isinstance(given, int) and not isinstance(given, bool):
        # Three and a half bits a digit, with room to spare: a huge integer must not be turned into text to be refused.
        if given.bit_length() > 4 * MAX_DIGITS:
            raise Malformed(f"the number has more than {MAX_DIGITS} digits")
        number = Decimal(given)
    else:
        raise Malformed(f'a number is decimal text such as "18000" or "4.50", not {_kind(given)}')
    return _bounded(number)


def to_text(value: Fraction) -> str:
    """A fraction that came from a decimal as decimal text without superfluous zeros, never in exponent notation."""
    places = 0
    while value.denominator > 1 and places <= MAX_DIGITS + MAX_EXPONENT:
        if 10**places % value.denominator == 0:
            break
        places += 1
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} has no finite decimal text")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _checked(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise Malformed(f"a number has at most {MAX_LENGTH} characters, not {len(text)}")
    if _PLAIN.fullmatch(text):
        return text
    if _PLAIN.fullmatch(text.strip()):
        raise Malformed(f'there are blanks around the number: write "{text.strip()}"')
    shown = text if text.isprintable() else ascii(text)[1:-1]
    if _NOT_FINITE.fullmatch(text):
        raise Malformed(f'"{shown}" is not a number that can be printed; leave the value out if it is not known')
    if _GROUPED.fullmatch(text):
        plain = _SEPARATORS.sub("", text)
        raise Malformed(f'"{shown}" holds separators: write "{plain}"')
    plain = text.replace("\u2212", "-").replace("\u2013", "-")
    if any(char.isdecimal() and not char.isascii() for char in text):
        plain = "".join(str(int(char)) if char.isdecimal() else char for char in plain)
    plain = re.sub(r"^([+-]?)\.", r"\g<1>0.", plain).removesuffix(".")
    if plain != text and _PLAIN.fullmatch(plain):
        raise Malformed(f'"{shown}" is not written plainly: write "{plain}"')
    if words := _WITH_WORDS.fullmatch(text):
        raise Malformed(f'"{shown}" is more than a number: write "{words[1]}" and put the rest into the unit')
    raise Malformed(f'"{shown}" is not a decimal number such as "18000" or "4.50"')


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise Malformed(f'"{number}" is not a number that can be printed; leave the value out if it is not known')
    _sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if len(digits) > MAX_DIGITS:
        raise Malformed(f"a number has at most {MAX_DIGITS} significant digits, not {len(digits)}")
    if abs(number.adjusted()) > MAX_EXPONENT or abs(exponent) > MAX_DIGITS + MAX_EXPONENT:
        raise Malformed(f"a number lies between 1E-{MAX_EXPONENT} and 1E+{MAX_EXPONENT} in size")
    # Nobody prints a negative zero on purpose, and 0 and -0 must be one figure.
    return number if number or not number.is_signed() else number.copy_abs()


def _kind(given: object) -> str:
    if given is None:
        return "null"
    if isinstance(given, bool):
        return "true or false"
    if isinstance(given, float):
        return "a binary floating-point number"
    return "an array" if isinstance(given, list | tuple) else "an object" if isinstance(given, dict) else "this"
