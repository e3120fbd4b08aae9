"""Unit expressions: "KZT/kg", "USD per month", "million person", "km/h", "°C".

A :class:`Unit` is a product of powers of named units. It has a dimension and an exact rational factor to the base
units of that dimension, so conversion loses nothing. Dimensions are those of the SI, one for each currency (money
converts only through a stated rate) and one for each thing counted; words for people all count persons.

Grammar: names joined by ``*``, ``·`` or a blank, ``/``, "per" or "a", whole powers (``^2``, ``**2``, ``²``), one
level of parentheses. No numbers: a number belongs in the figure. What may follow a division without parentheses is
one unit with scale words before it, because readers disagree about "J/kg K".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from service.domain import unit_names
from service.domain.errors import Malformed
from service.domain.unit_definition import Definition, Dimension, UnitKind
from service.domain.unit_grammar import MAX_EXPONENT, MAX_LENGTH, Terms, parse_terms
from service.domain.unit_money import currencies as _currencies
from service.domain.unit_search import UnitEntry, search_units

__all__ = ["DIMENSIONLESS", "Unit", "UnitEntry", "parse_unit", "search_units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of named units.

    ``terms`` are the printed symbols with their exponents, in printed order; they determine everything else, so units
    are equal when their terms are. A value ``x`` in this unit is ``x * factor + offset`` in base units. ``counted``
    says that its values come whole (exactly one counted noun), ``points`` that it measures a difference of
    percentages. Made by :func:`parse_unit` and by arithmetic.
    """

    terms: Terms
    dimension: Dimension = field(compare=False)
    factor: Fraction = field(compare=False)
    offset: Fraction = field(compare=False)
    counted: bool = field(compare=False)
    points: bool = field(compare=False)
    text: str = field(compare=False, repr=False)

    def __str__(self) -> str:
        """The canonical text, which parses to the same unit; empty when dimensionless."""
        return self.text

    def __mul__(self, other: Unit) -> Unit:
        return _multiplied(self.terms, other.terms, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _multiplied(self.terms, other.terms, -1)

    def __pow__(self, exponent: int) -> Unit:
        return _raised(self.terms, exponent)

    @property
    def currencies(self) -> frozenset[str]:
        """The codes of the currencies in it, those that cancel out left aside."""
        return frozenset(base for base, _ in self.dimension if base in _currencies())

    def to_base(self, value: Fraction) -> Fraction:
        """A value of this unit in the base units of its dimension, exactly."""
        return value * self.factor + self.offset

    def from_base(self, value: Fraction) -> Fraction:
        """A value in base units in this unit, exactly."""
        return (value - self.offset) / self.factor

    def difference(self) -> Unit:
        """The unit of a difference of two values: kelvin-like for °C and °F, days for dates, itself for all others."""
        return _composed(((_DIFFERENCES[self.terms[0][0]], 1),)) if self.offset else self


_DIFFERENCES = {"°C": "delta_degC", "°F": "delta_degF", "°Re": "delta_degree_Reaumur", "date": "day"}


# Nobody measures money by the metre without a sign between them, and many write millions so.
_MILLIONS = re.compile(r"\bm ([A-Z]{3})\b")


@lru_cache(maxsize=8192)
def parse_unit(text: str) -> Unit:
    """The unit that ``text`` describes; blank text is dimensionless.

    Raises :class:`Malformed` naming what is wrong and, for an unknown name, what may have been meant.
    """
    if millions := _MILLIONS.search(text):
        raise Malformed(f'"m {millions[1]}" may be metres or millions: write "million {millions[1]}"')
    return _composed(_merged(parse_terms(text)))


@lru_cache(maxsize=8192)
def _multiplied(left: Terms, right: Terms, sign: int) -> Unit:
    return _composed(_merged((*left, *((symbol, sign * exponent) for symbol, exponent in right))))


@lru_cache(maxsize=1024)
def _raised(terms: Terms, exponent: int) -> Unit:
    return _composed(_merged(tuple((symbol, power * exponent) for symbol, power in terms)))


def _merged(terms: Terms) -> Terms:
    """Equal symbols brought together where the first of them stands, numerators before denominators."""
    exponents: dict[str, int] = {}
    for symbol, exponent in terms:
        exponents[symbol] = exponents.get(symbol, 0) + exponent
    kept = [(symbol, exponent) for symbol, exponent in exponents.items() if exponent]
    # Scale words lead, being read together with what follows them.
    return tuple(sorted(kept, key=lambda term: (term[1] < 0, not _definition(term[0]).scale)))


def _definition(symbol: str) -> Definition:
    definition = unit_names.find(symbol)
    assert definition is not None, f"{symbol} was printed by a definition and must lead back to it"
    return definition


@lru_cache(maxsize=8192)
def _composed(terms: Terms) -> Unit:
    definitions = [(_definition(symbol), exponent) for symbol, exponent in terms]
    dimension: dict[str, int] = {}
    factor = Fraction(1)
    for definition, exponent in definitions:
        if definition.offset and (len(terms) > 1 or exponent != 1):
            raise Malformed(
                f'temperatures in {definition.symbol} don\'t multiply or divide: use "K", or'
                f' "{_DIFFERENCES[definition.symbol]}" for a difference'
            )
        if abs(exponent) > MAX_EXPONENT:
            raise Malformed(f"{definition.symbol}^{exponent}: powers of units go up to {MAX_EXPONENT}")
        factor *= definition.factor**exponent
        for base, power in definition.dimension:
            dimension[base] = dimension.get(base, 0) + power * exponent
    text = _printed(definitions)
    if len(text) > MAX_LENGTH:
        raise Malformed(f"units multiply to more than {MAX_LENGTH} characters")
    only = definitions[0][0] if len(terms) == 1 and terms[0][1] == 1 else None
    return Unit(
        terms,
        tuple(sorted((base, power) for base, power in dimension.items() if power)),
        factor,
        only.offset if only else Fraction(0),
        counted=only is not None and only.kind is UnitKind.COUNTED,
        points=only is not None and only.points,
        text=text,
    )


def _printed(definitions: list[tuple[Definition, int]]) -> str:
    above, below = "", []
    for definition, exponent in definitions:
        power = definition.symbol if abs(exponent) == 1 else f"{definition.symbol}^{abs(exponent)}"
        if exponent < 0:
            below.append(power)
        else:
            above += power + (" " if definition.scale and exponent == 1 else "*")
    above = above[:-1]
    if not below:
        return above
    under = below[0] if len(below) == 1 else f"({'*'.join(below)})"
    return f"{above or '1'}/{under}"


DIMENSIONLESS = _composed(())
