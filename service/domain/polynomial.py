"""Polynomials and rational functions of named figures: the normal form of an expression in which names repeat.

Interval arithmetic takes each occurrence of a name for a quantity of its own, so ``x - x`` comes out too wide. The
normal form collects the occurrences; what is left is decided in :mod:`service.domain.extremes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from service.domain.interval import IntervalSet, total
from service.domain.tree import Constant, Name, Nature, Node, Power, Product, Quotient, Sum
from service.domain.units import DIMENSIONLESS

# Past this many terms a normal form costs more than it can be worth.
MAX_TERMS = 1_000
# So many terms may be multiplied or added to make it, which takes some hundredths of a second. Terms with coefficients
# of very many digits count for more.
MAX_EFFORT = 20_000
_BITS = 512

Monomial = tuple[tuple[str, int], ...]


def bits_of(value: Fraction) -> int:
    """How long a fraction is."""
    return value.numerator.bit_length() + value.denominator.bit_length()


class TooLarge(Exception):
    """A normal form of more than :data:`MAX_TERMS` terms, or one that takes more than :data:`MAX_EFFORT` to make."""


class Effort:
    """What may still be spent on making normal forms: a count and no clock, so that equal trees have equal outcomes."""

    def __init__(self) -> None:
        self._left = MAX_EFFORT

    def spend(self, terms: int, bits: int = 0) -> None:
        """Accounts for work on ``terms`` with coefficients of ``bits``. Raises :class:`TooLarge` at the end."""
        # Reducing a fraction takes time that grows with the square of its length.
        self._left -= terms * (1 + (bits // _BITS) ** 2)
        if self._left < 0:
            raise TooLarge


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


def without_repeats(form: RationalFunction) -> Node | None:
    """``form`` as a tree in which no name occurs twice, where collecting the terms did that: 2 x for x + x.

    Names that cancel out are gone. ``None`` where names still repeat, or where it divides by figures.
    """
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


def normal_form(node: Node, effort: Effort | None = None) -> RationalFunction:
    """``node`` as one rational function. Raises :class:`TooLarge` past its limits or those of ``effort``."""
    return _cancelled(_Maker(effort or Effort()).form(node))


class _Maker:
    """Makes the normal form of one tree. What it does is accounted for before it is done."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        # By identity: the tree, which holds on to its nodes, outlives this.
        self._made: dict[int, RationalFunction] = {}

    def form(self, node: Node) -> RationalFunction:
        """The form of a node, each made once however often the node is used."""
        if id(node) not in self._made:
            self._effort.spend(1)
            self._made[id(node)] = self._form(node)
        return self._made[id(node)]

    def _form(self, node: Node) -> RationalFunction:
        match node:
            case Constant(value=value):
                return RationalFunction(Polynomial.constant(value), _ONE)
            case Name(name=name):
                return RationalFunction(Polynomial.variable(name), _ONE)
            case Sum(terms=terms):
                return self._sum([_signed(sign, self.form(term)) for sign, term in terms])
            case Product(left=left, right=right):
                x, y = self.form(left), self.form(right)
                return self._quotient(x.numerator, y.numerator, x.denominator, y.denominator, x.divisors + y.divisors)
            case Quotient(left=left, right=right):
                x, y = self.form(left), self.form(right)
                divisors = (*x.divisors, *y.divisors, *_varying(y.numerator))
                return self._quotient(x.numerator, y.denominator, x.denominator, y.numerator, divisors)
            case Power(base=base, exponent=exponent):
                x = self.form(base)
                top, bottom, divisors = x.numerator, x.denominator, x.divisors
                if exponent < 0:
                    top, bottom, divisors = bottom, top, (*divisors, *_varying(x.numerator))
                return RationalFunction(
                    self._power(top, abs(exponent)), self._power(bottom, abs(exponent)), self._noted(divisors)
                )
            case _:
                raise TypeError(f"no normal form for {type(node).__name__}")

    def _quotient(
        self, a: Polynomial, b: Polynomial, c: Polynomial, d: Polynomial, divisors: tuple[Polynomial, ...]
    ) -> RationalFunction:
        """``a`` times ``b`` over ``c`` times ``d``."""
        return RationalFunction(self._times(a, b), self._times(c, d), self._noted(divisors))

    def _noted(self, divisors: tuple[Polynomial, ...]) -> tuple[Polynomial, ...]:
        """``divisors``, each once."""
        self._effort.spend(len(divisors))
        return tuple({id(divisor): divisor for divisor in divisors}.values())

    def _times(self, x: Polynomial, y: Polynomial) -> Polynomial:
        self._effort.spend(len(x.terms) * len(y.terms), x.bits + y.bits)
        return _of_fair_size(x * y)

    def _power(self, base: Polynomial, exponent: int) -> Polynomial:
        if len(base.terms) > 1:
            return reduce(self._times, [base] * exponent)
        self._effort.spend(1, base.bits * exponent)
        return Polynomial(
            {
                tuple((name, power * exponent) for name, power in monomial): coefficient**exponent
                for monomial, coefficient in base.terms.items()
            }
        )

    def _plus(self, x: RationalFunction, y: RationalFunction) -> RationalFunction:
        divisors = self._noted(x.divisors + y.divisors)
        if x.denominator == y.denominator:
            return RationalFunction(self._total([x.numerator, y.numerator]), x.denominator, divisors)
        across = [self._times(x.numerator, y.denominator), self._times(y.numerator, x.denominator)]
        return RationalFunction(self._total(across), self._times(x.denominator, y.denominator), divisors)

    def _sum(self, forms: list[RationalFunction]) -> RationalFunction:
        """The sum of ``forms``; those without a denominator, mostly all, are put together in one go."""
        whole = [form for form in forms if form.denominator == _ONE]
        numerator = self._total([form.numerator for form in whole])
        divisors = self._noted(tuple(divisor for form in whole for divisor in form.divisors))
        fractions = (form for form in forms if form.denominator != _ONE)
        return reduce(self._plus, fractions, RationalFunction(numerator, _ONE, divisors))

    def _total(self, polynomials: list[Polynomial]) -> Polynomial:
        sums: dict[Monomial, Fraction] = {}
        for polynomial in polynomials:
            self._effort.spend(len(polynomial.terms), polynomial.bits)
            for monomial, coefficient in polynomial.terms.items():
                sums[monomial] = sums.get(monomial, Fraction(0)) + coefficient
        return _of_fair_size(Polynomial({monomial: value for monomial, value in sums.items() if value}))


def _of_fair_size(polynomial: Polynomial) -> Polynomial:
    if len(polynomial.terms) > MAX_TERMS:
        raise TooLarge
    return polynomial


def _varying(polynomial: Polynomial) -> tuple[Polynomial, ...]:
    """A divisor worth keeping: one that is a number other than zero needs no watching."""
    return () if polynomial.terms and not polynomial.names else (polynomial,)


def _signed(sign: int, form: RationalFunction) -> RationalFunction:
    return form if sign > 0 else RationalFunction(-form.numerator, form.denominator, form.divisors)


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
