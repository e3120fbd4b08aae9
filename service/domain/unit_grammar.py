"""The grammar of unit expressions: text to terms, in one bounded pass."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from service.domain import unit_names
from service.domain.errors import Malformed

Terms = tuple[tuple[str, int], ...]

MAX_LENGTH: Final = 200
MAX_EXPONENT: Final = 12
# The longest name has six words ("international british thermal unit" has four).
MAX_WORDS: Final = 6

_SIGN_CHARACTERS = "$€£¥₸₽₹₴₺₫₦₪₱฿₾₼₮₡₵₲⃀֏₩"
_TOKEN = re.compile(
    rf"""
    (?P<blank>[ ]+|(?<=[^\W\d_])-(?=[^\W\d_]))         # a hyphen between words joins them: passenger-kilometre
  | (?P<brace>\{{[^{{}}]*\}})
  | (?P<power>\*\*|\^)
  | (?P<times>[*·⋅×])
  | (?P<over>[/÷])
  | (?P<open>\()
  | (?P<close>\))
  | (?P<number>[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?)
  | (?P<word>(?:[^\W\d_][\w.’'ʻ]*)?[{_SIGN_CHARACTERS}]|[°]?[^\W\d_][\w’'ʻ]*|[%‰°])
    """,
    re.VERBOSE,
)
_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴-⁹]+")
_FROM_SUPERSCRIPT = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")
_BRACED = re.compile(r"[^\W_](?:[\w '’-]{0,38}[^\W_])?")
_EXPONENT = re.compile(r"[+-]?[0-9]{1,2}")

Token = tuple[str, str]


def parse_terms(text: str) -> Terms:
    """The terms of a unit expression as they are written, symbols made canonical, repeated ones not yet merged.

    Raises :class:`Malformed`.
    """
    if len(text) > MAX_LENGTH:
        raise Malformed(f"a unit has at most {MAX_LENGTH} characters, not {len(text)}")
    clean = text.translate(_BLANKS)
    if not clean.isprintable():
        raise Malformed("the unit holds a character that cannot be printed; write it plainly, such as km/h")
    clean = unicodedata.normalize("NFC", clean).strip(" ")
    # Some names of money hold what is no word elsewhere: "St. Helena pound", "Trinidad & Tobago dollar".
    if "{" not in clean and (named := unit_names.find(clean)):
        return ((named.symbol, 1),)
    tokens = _tokens(clean)
    if not tokens or tokens == [("number", "1")]:
        return ()
    return _Reader(tokens).whole()


def _tokens(text: str) -> list[Token]:
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[0].translate(_FROM_SUPERSCRIPT), text).replace("−", "-")
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise Malformed(f'"{text[position]}" has no meaning in the unit "{text}"')
        if match.lastgroup != "blank":
            tokens.append((match.lastgroup, match[0]))
        position = match.end()
    return tokens


class _Reader:
    """Reads tokens from left to right; every step consumes at least one."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = [*tokens, ("end", "")]
        self.position = 0

    def whole(self) -> Terms:
        terms = self._product(nested=False)
        if self._kind() != "end":
            raise Malformed(f'"{self._text()}" cannot stand here in a unit')
        return terms

    def _kind(self) -> str:
        return self.tokens[self.position][0]

    def _text(self) -> str:
        return self.tokens[self.position][1]

    def _is_per(self) -> bool:
        """Whether a division in words comes next: "KZT per kg", "4 tenge a kilo"."""
        if self._kind() != "word":
            return False
        word = self._text().lower()
        if word in {"a", "an"}:
            return self.position > 0 and self.tokens[self.position + 1][0] == "word"
        return word == "per" and self._name() is None

    def _product(self, *, nested: bool) -> Terms:
        terms: list[tuple[str, int]] = []
        sign = 1
        if self._is_per() and self._text().lower() == "per":
            # "per day", after a plain number.
            pass
        elif self.tokens[self.position] == ("number", "1"):
            # "1/s" is the one place where a number may stand.
            self.position += 1
            if self._kind() != "over" and not self._is_per():
                raise Malformed("a unit holds no number except in 1/unit; put the number in the figure")
        else:
            terms.extend(self._run(sign, nested=nested))
        while True:
            if self._kind() == "times":
                sign = 1
            elif self._kind() == "over" or self._is_per():
                sign = -1
            else:
                return tuple(terms)
            self.position += 1
            terms.extend((symbol, sign * exponent) for symbol, exponent in self._run(sign, nested=nested))

    def _run(self, sign: int, *, nested: bool) -> list[tuple[str, int]]:
        """Factors side by side; under a division no more than one beside scale words."""
        terms: list[tuple[str, int]] = []
        factors = 0
        while self._kind() in {"word", "brace", "open"} and not self._is_per():
            if self._kind() == "open":
                terms.extend(self._group(nested=nested))
                factors += 1
                continue
            symbol, exponent, scale = self._factor()
            terms.append((symbol, exponent))
            factors += not scale
            if sign < 0 and factors > 1:
                raise Malformed("what a unit is divided by is ambiguous here; use parentheses, as in J/(kg*K)")
        if not terms and self._kind() == "number":
            raise Malformed(
                f'a unit holds no numbers ("{self._text()[:20]}"), only words such as thousand; numbers are values'
            )
        if not terms:
            raise Malformed("a unit is missing " + (f'before "{self._text()}"' if self._text() else "at the end"))
        return terms

    def _group(self, *, nested: bool) -> list[tuple[str, int]]:
        if nested:
            raise Malformed("parentheses in a unit go one deep")
        self.position += 1
        inside = self._product(nested=True)
        if self._kind() != "close":
            raise Malformed("a parenthesis in the unit is not closed")
        self.position += 1
        power = self._exponent()
        return [(symbol, exponent * power) for symbol, exponent in inside]

    def _factor(self) -> tuple[str, int, bool]:
        if self._kind() == "brace":
            noun = self._text()[1:-1].strip()
            if not _BRACED.fullmatch(noun):
                raise Malformed("braces hold a noun of up to 40 letters, digits, blanks and hyphens: {cotton bale}")
            definition = unit_names.find("{" + " ".join(noun.split()) + "}")
            assert definition is not None
            self.position += 1
            return definition.symbol, self._exponent(), False
        power = 1
        if self._text().lower() in {"square", "sq", "cubic", "cu"} and self.tokens[self.position + 1][0] == "word":
            power = 2 if self._text().lower().startswith("sq") else 3
            self.position += 1
        found = self._name()
        if found is not None:
            words, symbol, scale = found
            self.position += words
            return symbol, self._exponent() * power, scale
        text = self._text()
        if power == 1 and text[-1] in "23" and (area := unit_names.find(text[:-1])) and _is_length(area.dimension):
            self.position += 1
            return area.symbol, int(text[-1]), False
        raise Malformed(unit_names.unknown(self._unknown_words()))

    def _name(self) -> tuple[int, str, bool] | None:
        """The longest name that starts here: how many words it has, its symbol, whether it is a scale word."""
        words: list[str] = []
        for kind, text in self.tokens[self.position : self.position + MAX_WORDS]:
            if kind != "word":
                break
            words.append(text)
        for count in range(len(words), 0, -1):
            definition = unit_names.find(" ".join(words[:count]))
            if definition is not None:
                return count, definition.symbol, definition.scale
        return None

    def _unknown_words(self) -> str:
        words = [self._text()]
        self.position += 1
        while self._kind() == "word" and len(words) < MAX_WORDS and not self._is_per() and self._name() is None:
            words.append(self._text())
            self.position += 1
        return " ".join(words)

    def _exponent(self) -> int:
        if self._kind() != "power":
            return 1
        self.position += 1
        digits = self._text()
        if self._kind() != "number" or not _EXPONENT.fullmatch(digits) or abs(int(digits)) > MAX_EXPONENT:
            raise Malformed(f"the power of a unit is a whole number from -{MAX_EXPONENT} to {MAX_EXPONENT}")
        self.position += 1
        return int(digits)


def _is_length(dimension: tuple[tuple[str, int], ...]) -> bool:
    return dimension == (("length", 1),)
