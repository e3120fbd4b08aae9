"""The expression language: ``fine / (pay * picked) <= 30 day``.

    relation   = sum comparison sum
    comparison = "==" | "=" | "!=" | "<" | "<=" | ">" | ">="
    sum        = product { ("+" | "-") product }
    product    = signed { ("*" | "/") signed }
    signed     = [ "-" | "+" ] power
    power      = atom [ "^" whole number, possibly signed ]
    atom       = number [ unit ] | name | "(" sum ")"

``×``, ``·``, ``÷``, ``−``, ``≤``, ``≥``, ``≠`` and ``**`` are read as their plain spellings. A number may be
followed by a unit (``4 KZT/kg``, ``5 %``, ``30 short ton``, ``3 {bale}``), which ends where a name of a figure, or
anything that is not a unit, begins. Numbers written here are exact. Nothing is evaluated while reading, and a text
that is too long or too deep is refused before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from service.domain import expression
from service.domain.errors import Malformed
from service.domain.tree import Node
from service.domain.units import DIMENSIONLESS, Unit, parse_unit

MAX_LENGTH = 2_000
MAX_DEPTH = 50
MAX_DIGITS = 100

COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")

_SPELLINGS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!="})
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))
      | (?P<word>[^\W\d]\w*(?:\[[0-9]+\])?|[%°‰$€£¥]\w*|\{[^{}]*\})
      | (?P<operator>\*\*|==|!=|<=|>=|[-+*/^()<>=])
    )""",
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str
    text: str


class Comparison(NamedTuple):
    """Two sides and how they are compared."""

    left: Node
    operator: str
    right: Node


def parse_expression(text: str, names: Mapping[str, Node]) -> Node:
    """The tree of ``text``, in which ``names`` may be used.

    Raises ``Malformed`` for anything that is not an expression, an unknown name, or units that do not go together.
    """
    reader = _Reader(text, names)
    tree = reader.sum(0)
    if reader.ahead.text in (*COMPARISONS, "="):
        raise Malformed(f"a comparison ({reader.ahead.text}) is not allowed in a role; only + - * / ^ and parentheses")
    reader.end()
    return tree


def parse_relation(text: str, names: Mapping[str, Node]) -> Comparison:
    """The two sides of ``text`` and their comparison, its units checked. Raises ``Malformed`` as above."""
    reader = _Reader(text, names)
    left = reader.sum(0)
    operator = "==" if reader.ahead.text == "=" else reader.ahead.text
    if operator not in COMPARISONS:
        raise Malformed(f"{reader.seen()}expected a comparison ({', '.join(COMPARISONS)})")
    reader.advance()
    right = reader.sum(0)
    if reader.ahead.text in (*COMPARISONS, "="):
        raise Malformed("one comparison only; store a second check for the other")
    reader.end()
    expression.require_comparable(left, right)
    return Comparison(left, operator, right)


def words_in(text: str) -> list[str]:
    """The words of ``text``, names and units alike, in order. Raises ``Malformed`` for a text that cannot be read."""
    return [token.text for token in _tokens(text) if token.kind == "word"]


class _Reader:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, names: Mapping[str, Node]) -> None:
        self._names = names
        self._tokens = _tokens(text)
        self._position = 0

    @property
    def ahead(self) -> _Token:
        return self._peek(0)

    def _peek(self, distance: int) -> _Token:
        position = self._position + distance
        return self._tokens[position] if position < len(self._tokens) else _Token("end", "")

    def advance(self) -> _Token:
        token = self.ahead
        self._position += 1
        return token

    def seen(self) -> str:
        """How far the text was understood, for an error message."""
        before = " ".join(token.text for token in self._tokens[max(0, self._position - 5) : self._position])
        return f'after "{before}": ' if before else ""

    def end(self) -> None:
        if self.ahead.kind != "end":
            raise Malformed(f'{self.seen()}did not expect "{self.ahead.text}"')

    def sum(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise Malformed(f"an expression may be nested {MAX_DEPTH} levels deep at most")
        terms = [(1, self._product(depth))]
        while self.ahead.text in ("+", "-"):
            sign = 1 if self.advance().text == "+" else -1
            terms.append((sign, self._product(depth)))
        return expression.combine(terms)

    def _product(self, depth: int) -> Node:
        tree = self._signed(depth)
        while self.ahead.text in ("*", "/"):
            combine = expression.multiply if self.advance().text == "*" else expression.divide
            tree = combine(tree, self._signed(depth))
        return tree

    def _signed(self, depth: int) -> Node:
        negative = False
        while self.ahead.text in ("+", "-"):
            negative ^= self.advance().text == "-"
        tree = self._power(depth)
        return expression.negate(tree) if negative else tree

    def _power(self, depth: int) -> Node:
        base = self._atom(depth)
        if self.ahead.text in ("^", "**"):
            self.advance()
            base = expression.power(base, self._exponent())
            if self.ahead.text in ("^", "**"):
                raise Malformed("a power of a power needs parentheses: (a^2)^3")
        return base

    def _exponent(self) -> int:
        sign = -1 if self.ahead.text == "-" else 1
        if self.ahead.text in ("+", "-"):
            self.advance()
        token = self.advance()
        if token.kind != "number" or not token.text.isdigit():
            raise Malformed(f'{self.seen()}an exponent must be a whole number such as 2 or -1, not "{token.text}"')
        # Cut short, as it is too large anyway: a number of thousands of digits is slow to read.
        return sign * int(token.text.lstrip("0")[:6] or "0")

    def _atom(self, depth: int) -> Node:
        token = self.advance()
        if token.text == "(":
            inner = self.sum(depth + 1)
            if self.advance().text != ")":
                self._position -= 1
                raise Malformed(f'{self.seen()}expected ")"')
            return inner
        if token.kind == "number":
            return self._constant(token.text)
        if token.kind == "word":
            if token.text in self._names:
                return self._names[token.text]
            raise Malformed(f'there is no figure named "{token.text}"; {_known(self._names)}')
        if token.kind == "end":
            raise Malformed(f"{self.seen()}the expression ends too early")
        raise Malformed(f'{self.seen()}did not expect "{token.text}"')

    def _constant(self, text: str) -> Node:
        value = _number(text)
        unit_text = self._unit_text()
        unit = _unit(unit_text)
        return expression.constant(value, unit, f"{text} {unit_text}".rstrip())

    def _unit_text(self) -> str:
        """Reads as many tokens as still spell a unit: words in a row, then * or / or ^ between such rows."""
        text = self._phrase()
        if not text:
            return ""
        while True:
            if self.ahead.text in ("^", "**") and (exponent := self._peek_exponent()):
                text += f"^{exponent}"
            if self.ahead.text not in ("*", "/") or not self._word_at(1):
                return text
            operator = self.advance().text
            text += operator + self._phrase()

    def _phrase(self) -> str:
        words = []
        while self._word_at(0):
            words.append(self.advance().text)
        return " ".join(words)

    def _word_at(self, distance: int) -> bool:
        token = self._peek(distance)
        return token.kind == "word" and token.text not in self._names

    def _peek_exponent(self) -> str:
        """The exponent after a unit, read away; empty if what follows is none."""
        sign = self._peek(1).text if self._peek(1).text == "-" else ""
        number = self._peek(2 if sign else 1)
        if number.kind != "number" or not number.text.isdigit():
            return ""
        self._position += 3 if sign else 2
        return sign + number.text


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise Malformed(f"an expression may have {MAX_LENGTH} characters at most; this one has {len(text)}")
    tokens: list[_Token] = []
    position = 0
    stripped = text.translate(_SPELLINGS).rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            rest = stripped[position:].lstrip()
            raise Malformed(f'cannot read "{rest[:20]}"; an expression has names, numbers, units and + - * / ^ ( )')
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind]))
        position = match.end()
    if not tokens:
        raise Malformed("an expression must not be empty")
    return tokens


def _number(text: str) -> Fraction:
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > 4 or abs(int(exponent or 0)) > MAX_DIGITS:
        raise Malformed(f"{text[:20]}… is too long; a number may have {MAX_DIGITS} digits at most")
    return Fraction(Decimal(text))


def _unit(text: str) -> Unit:
    return parse_unit(text) if text else DIMENSIONLESS


def _known(names: Mapping[str, Node]) -> str:
    if not names:
        return "this check has no figures"
    shown = ", ".join(sorted(names)[:20])
    return f"the figures here are {shown}"
