"""Polynomials and rational functions of named figures: the normal form of an expression in which names repeat.

Interval arithmetic takes each occurrence of a name for a quantity of its own, so ``x - x`` comes out too wide. The
normal form collects the occurrences; what is left is decided in :mod:`service.domain.extremes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import comb
from operator import mul

from service.domain.interval import IntervalSet, total
from service.domain.tree import Constant, Name, Nature, Node, Power, Product, Quotient, Sum
from service.domain.units import DIMENSIONLESS

# Past this many terms a normal form costs more than it can be worth.
MAX_TERMS = 4_000

Monomial = tuple[tuple[str, int], ...]


class TooLarge(Exception):
    """A normal form with more than :data:`MAX_TERMS` terms."""


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
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise TooLarge
        products: dict[Monomial, Fraction] = {}
        for one, factor in self.terms.items():
            for two, other_factor in other.terms.items():
                monomial = _times(one, two)
                products[monomial] = products.get(monomial, Fraction(0)) + factor * other_factor
        return Polynomial({monomial: coefficient for monomial, coefficient in products.items() if coefficient})

    def __pow__(self, exponent: int) -> Polynomial:
        if len(self.terms) > 1 and comb(len(self.terms) + exponent - 1, exponent) > MAX_TERMS:
            raise TooLarge
        return reduce(mul, [self] * exponent, Polynomial.constant(1))

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
                derived[_lowered(monomial, name, 1)] = coefficient * exponent
        return Polynomial(derived)

    def at(self, name: str, value: Fraction) -> Polynomial:
        """It with ``name`` replaced by ``value``."""
        replaced: dict[Monomial, Fraction] = {}
        for monomial, coefficient in self.terms.items():
            exponent = dict(monomial).get(name, 0)
            rest = _lowered(monomial, name, exponent) if exponent else monomial
            replaced[rest] = replaced.get(rest, Fraction(0)) + coefficient * value**exponent
        return Polynomial({monomial: coefficient for monomial, coefficient in replaced.items() if coefficient})

    def coefficient(self, name: str, exponent: int) -> Polynomial:
        """What ``name`` to the power ``exponent`` is multiplied by."""
        return Polynomial(
            {
                _lowered(monomial, name, exponent): coefficient
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


_ONE = Polynomial.constant(1)


def without_repeats(node: Node) -> Node | None:
    """``node`` rewritten so that no name occurs twice, where collecting its terms does that: 2 x for x + x.

    Names that cancel out are gone. ``None`` where names still repeat, or where it divides by figures.
    """
    form = normal_form(node)
    occurrences = [name for monomial in form.numerator.terms for name, _ in monomial]
    if form.denominator.names or form.divisors or len(occurrences) > len(set(occurrences)):
        return None
    scale = form.denominator.value()
    terms = [_term(coefficient / scale, monomial) for monomial, coefficient in form.numerator.terms.items()]
    if not terms:
        return _number(Fraction(0))
    return terms[0] if len(terms) == 1 else Sum(DIMENSIONLESS, Nature.EITHER, tuple((1, term) for term in terms))


def _term(coefficient: Fraction, monomial: Monomial) -> Node:
    term: Node = _number(coefficient)
    for name, exponent in monomial:
        factor: Node = Name(DIMENSIONLESS, Nature.EITHER, name)
        if exponent > 1:
            factor = Power(DIMENSIONLESS, Nature.EITHER, factor, exponent)
        term = Product(DIMENSIONLESS, Nature.EITHER, term, factor)
    return term


def _number(value: Fraction) -> Constant:
    return Constant(DIMENSIONLESS, Nature.EITHER, value, str(value))


def normal_form(node: Node) -> RationalFunction:
    """``node`` as one rational function. Raises :class:`TooLarge` where that would have too many terms."""
    form = _form(node)
    return _cancelled(form)


def _form(node: Node) -> RationalFunction:
    one = Polynomial.constant(1)
    match node:
        case Constant(value=value):
            return RationalFunction(Polynomial.constant(value), one)
        case Name(name=name):
            return RationalFunction(Polynomial.variable(name), one)
        case Sum(terms=terms):
            return _sum([_signed(sign, _form(term)) for sign, term in terms])
        case Product(left=left, right=right):
            x, y = _form(left), _form(right)
            return RationalFunction(x.numerator * y.numerator, x.denominator * y.denominator, x.divisors + y.divisors)
        case Quotient(left=left, right=right):
            x, y = _form(left), _form(right)
            return RationalFunction(
                x.numerator * y.denominator,
                x.denominator * y.numerator,
                (*x.divisors, *y.divisors, *_varying(y.numerator)),
            )
        case Power(base=base, exponent=exponent):
            x = _form(base)
            top, bottom, divisors = x.numerator, x.denominator, x.divisors
            if exponent < 0:
                top, bottom, divisors = bottom, top, (*divisors, *_varying(x.numerator))
            return RationalFunction(top ** abs(exponent), bottom ** abs(exponent), divisors)
        case _:
            raise TypeError(f"no normal form for {type(node).__name__}")


def _varying(polynomial: Polynomial) -> tuple[Polynomial, ...]:
    """A divisor worth keeping: one that is a number other than zero needs no watching."""
    return () if polynomial.terms and not polynomial.names else (polynomial,)


def _signed(sign: int, form: RationalFunction) -> RationalFunction:
    return form if sign > 0 else RationalFunction(-form.numerator, form.denominator, form.divisors)


def _plus(x: RationalFunction, y: RationalFunction) -> RationalFunction:
    divisors = x.divisors + y.divisors
    if x.denominator == y.denominator:
        return RationalFunction(x.numerator + y.numerator, x.denominator, divisors)
    return RationalFunction(
        x.numerator * y.denominator + y.numerator * x.denominator, x.denominator * y.denominator, divisors
    )


def _sum(forms: list[RationalFunction]) -> RationalFunction:
    """The sum of ``forms``; those without a denominator, mostly all, are put together in one go."""
    whole = [form for form in forms if form.denominator == _ONE]
    sums: dict[Monomial, Fraction] = {}
    for form in whole:
        for monomial, coefficient in form.numerator.terms.items():
            sums[monomial] = sums.get(monomial, Fraction(0)) + coefficient
    numerator = Polynomial({monomial: coefficient for monomial, coefficient in sums.items() if coefficient})
    divisors = tuple(divisor for form in whole for divisor in form.divisors)
    return reduce(
        _plus, (form for form in forms if form.denominator != _ONE), RationalFunction(numerator, _ONE, divisors)
    )


def _cancelled(form: RationalFunction) -> RationalFunction:
    """``form`` without the figures that divide every term of both its parts."""
    terms = [dict(monomial) for polynomial in (form.numerator, form.denominator) for monomial in polynomial.terms]
    if not form.numerator.terms:
        return RationalFunction(form.numerator, Polynomial.constant(1), form.divisors)
    common = tuple(
        (name, shared) for name in sorted(terms[0]) if (shared := min(exponents.get(name, 0) for exponents in terms))
    )
    top, bottom = form.numerator, form.denominator
    for name, shared in common:
        top, bottom = _divided(top, name, shared), _divided(bottom, name, shared)
    return RationalFunction(top, bottom, form.divisors)


def _divided(polynomial: Polynomial, name: str, exponent: int) -> Polynomial:
    return Polynomial({_lowered(monomial, name, exponent): value for monomial, value in polynomial.terms.items()})


def _times(one: Monomial, two: Monomial) -> Monomial:
    exponents = dict(one)
    for name, exponent in two:
        exponents[name] = exponents.get(name, 0) + exponent
    return tuple(sorted(exponents.items()))


def _lowered(monomial: Monomial, name: str, by: int) -> Monomial:
    return tuple(
        (which, exponent - by * (which == name)) for which, exponent in monomial if which != name or exponent > by
    )
