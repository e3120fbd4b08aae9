"""Polynomials and rational functions of named figures, exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from service.domain.interval import IntervalSet, total

Monomial = tuple[tuple[str, int], ...]


def bits_of(value: Fraction) -> int:
    """How long a fraction is."""
    return value.numerator.bit_length() + value.denominator.bit_length()


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of rational multiples of monomials; terms with a zero coefficient are left out."""

    terms: Mapping[Monomial, Fraction]

    @classmethod
    def constant(cls, value: Fraction | int) -> Polynomial:
        """The polynomial that is ``value`` everywhere."""
        return cls({(): Fraction(value)} if value else {})

    @classmethod
    def variable(cls, name: str) -> Polynomial:
        """The polynomial that is the figure ``name`` itself."""
        return cls({((name, 1),): Fraction(1)})

    def __add__(self, other: Polynomial) -> Polynomial:
        sums = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            sums[monomial] = sums.get(monomial, Fraction(0)) + coefficient
        return Polynomial({monomial: coefficient for monomial, coefficient in sums.items() if coefficient})

    def __neg__(self) -> Polynomial:
        return Polynomial({monomial: -coefficient for monomial, coefficient in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        products: dict[Monomial, Fraction] = {}
        for one, factor in self.terms.items():
            for two, other_factor in other.terms.items():
                monomial = _times(one, two)
                products[monomial] = products.get(monomial, Fraction(0)) + factor * other_factor
        return Polynomial({monomial: coefficient for monomial, coefficient in products.items() if coefficient})

    @property
    def bits(self) -> int:
        """How long its longest coefficient is."""
        return max(map(bits_of, self.terms.values()), default=0)

    @property
    def names(self) -> frozenset[str]:
        """The figures that it depends on."""
        return frozenset(name for monomial in self.terms for name, _ in monomial)

    @property
    def is_monomial(self) -> bool:
        """Whether it is a single term, so that it is zero only where one of its figures is."""
        return len(self.terms) == 1

    def degree(self, name: str) -> int:
        """The highest power of ``name`` in it."""
        return max((exponent for monomial in self.terms for which, exponent in monomial if which == name), default=0)

    def derivative(self, name: str) -> Polynomial:
        """Its partial derivative by ``name``."""
        derived: dict[Monomial, Fraction] = {}
        for monomial, coefficient in self.terms.items():
            exponent = dict(monomial).get(name, 0)
            if exponent:
                derived[lowered(monomial, name, 1)] = coefficient * exponent
        return Polynomial(derived)

    def at(self, name: str, value: Fraction) -> Polynomial:
        """It with ``name`` replaced by ``value``."""
        replaced: dict[Monomial, Fraction] = {}
        for monomial, coefficient in self.terms.items():
            exponent = dict(monomial).get(name, 0)
            rest = lowered(monomial, name, exponent) if exponent else monomial
            replaced[rest] = replaced.get(rest, Fraction(0)) + coefficient * value**exponent
        return Polynomial({monomial: coefficient for monomial, coefficient in replaced.items() if coefficient})

    def coefficient(self, name: str, exponent: int) -> Polynomial:
        """What ``name`` to the power ``exponent`` is multiplied by."""
        return Polynomial(
            {
                lowered(monomial, name, exponent): coefficient
                for monomial, coefficient in self.terms.items()
                if dict(monomial).get(name, 0) == exponent
            }
        )

    def value(self) -> Fraction:
        """The constant that it is; every name must have been replaced."""
        return self.terms.get((), Fraction(0))

    def enclosure(self, box: Mapping[str, IntervalSet]) -> IntervalSet:
        """A set that holds all its values over ``box``; exact where no name repeats."""
        return total(self._term_enclosures(box))

    def _term_enclosures(self, box: Mapping[str, IntervalSet]) -> Iterator[IntervalSet]:
        for monomial, coefficient in self.terms.items():
            term = IntervalSet.point(coefficient)
            for name, exponent in monomial:
                term = term * box[name] ** exponent
            yield term


@dataclass(frozen=True, slots=True)
class RationalFunction:
    """``numerator`` over ``denominator``, defined where none of ``divisors`` is zero.

    Common factors cancel only where that is plain, but a divisor that was cancelled is still kept: ``x / x`` is 1
    except where x is zero.
    """

    numerator: Polynomial
    denominator: Polynomial
    divisors: tuple[Polynomial, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The figures whose values its value or its being defined depends on."""
        return self.numerator.names.union(self.denominator.names, *(divisor.names for divisor in self.divisors))

    def at(self, name: str, value: Fraction) -> RationalFunction:
        """It with ``name`` replaced by ``value``."""
        divisors = tuple(divisor.at(name, value) for divisor in self.divisors)
        return RationalFunction(self.numerator.at(name, value), self.denominator.at(name, value), divisors)


def _times(one: Monomial, two: Monomial) -> Monomial:
    exponents = dict(one)
    for name, exponent in two:
        exponents[name] = exponents.get(name, 0) + exponent
    return tuple(sorted(exponents.items()))


def lowered(monomial: Monomial, name: str, by: int) -> Monomial:
    return tuple(
        (which, exponent - by * (which == name)) for which, exponent in monomial if which != name or exponent > by
    )
