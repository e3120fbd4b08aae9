"""The normal form of an expression in which names repeat: one rational function.

Interval arithmetic takes each occurrence of a name for a quantity of its own, so ``x - x`` comes out too wide. The
normal form collects the occurrences; what is left is decided in :mod:`service.domain.extremes`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from service.domain.budget import Effort, TooLarge
from service.domain.polynomial import Monomial, Polynomial, RationalFunction, lowered
from service.domain.tree import Constant, Name, Nature, Node, Power, Product, Quotient, Sum
from service.domain.units import DIMENSIONLESS

# Past this many terms a normal form costs more than it can be worth.
MAX_TERMS = 1_000

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
    return Polynomial({lowered(monomial, name, exponent): value for monomial, value in polynomial.terms.items()})
