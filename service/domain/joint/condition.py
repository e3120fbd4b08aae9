"""What a relation demands of values: polynomials that must lie in intervals, in one or several alternative ways.

A relation ``p / q in allowed`` becomes ``q > 0 and p - a q >= 0 and …`` or the same with ``q < 0``; ``!=`` becomes
``<`` or ``>``. So everything beyond this module knows only rows, and the solvers are given the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf

from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.normal_form import normal_form
from service.domain.polynomial import Polynomial
from service.domain.relation import Relation

ZERO = Fraction(0)
POSITIVE = Interval(ZERO, None, True)
NEGATIVE = Interval(None, ZERO, True, True)

# A coefficient, and what it is multiplied by: variables by their number, with their exponents.
Term = tuple[Fraction, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Row:
    """The sum of ``terms`` (none of them constant) must lie ``within``."""

    terms: tuple[Term, ...]
    within: Interval

    @cached_property
    def variables(self) -> tuple[int, ...]:
        """The variables in it, each once, in order."""
        return tuple(sorted({variable for _, factors in self.terms for variable, _ in factors}))

    @cached_property
    def linear(self) -> bool:
        """Whether each of its terms is a multiple of one variable."""
        return all(len(factors) == 1 and factors[0][1] == 1 for _, factors in self.terms)

    @cached_property
    def floats(self) -> tuple[list[float], float, float]:
        """Its coefficients and the ends that it must lie within, about: for looking, not for deciding."""
        try:
            return [float(coefficient) for coefficient, _ in self.terms], *in_floats(self.within)
        except OverflowError:
            scale = 1 / max(abs(coefficient) for coefficient, _ in self.terms)
            return [float(c * scale) for c, _ in self.terms], *in_floats(self.within.affine(scale))

    def holds(self, values: Mapping[int, Fraction]) -> bool:
        """Whether it holds at a point."""
        return sum((_at(term, values) for term in self.terms), ZERO) in self.within


def in_floats(interval: Interval) -> tuple[float, float]:
    """The ends of an interval, about; infinite where they are beyond floating point."""
    return (
        -inf if interval.lower is None else _float(interval.lower),
        inf if interval.upper is None else _float(interval.upper),
    )


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


Alternative = tuple[Row, ...]


@dataclass(frozen=True)
class Condition:
    """All rows of one of ``alternatives`` must hold; without any, it never holds."""

    alternatives: tuple[Alternative, ...]

    @cached_property
    def variables(self) -> tuple[int, ...]:
        """The variables in it, each once, in order."""
        return tuple(sorted({v for rows in self.alternatives for row in rows for v in row.variables}))

    def holds(self, values: Mapping[int, Fraction]) -> bool:
        """Whether it holds at a point."""
        return any(all(row.holds(values) for row in rows) for rows in self.alternatives)


def conditions_of(relation: Relation, variables: Mapping[str, int]) -> tuple[Condition, ...]:
    """Conditions that together say what ``relation`` says, names replaced by numbers.

    Raises ``TooLarge`` where its normal form is.
    """
    form = normal_form(relation.difference)
    top, bottom, allowed = form.numerator, form.denominator, relation.allowed
    ways: list[list[_Demands]] = []
    if not bottom.names:
        factor = Polynomial.constant(1 / bottom.value())
        ways.append([[(top * factor, piece)] for piece in allowed.pieces])
    elif allowed == _ONLY_ZERO:
        ways.append([[(top, allowed.hull)]])
    elif allowed != EVERYTHING:
        sides = ((POSITIVE, 1), (NEGATIVE, -1))
        ways.append(
            [[(bottom, side), *_ends(top, bottom, piece, sign)] for side, sign in sides for piece in allowed.pieces]
        )
    # Every divisor, also one that cancelled out, is something else than zero; the denominator is a product of them.
    divisors = {tuple(sorted(divisor.terms.items())): divisor for divisor in form.divisors}
    ways.extend([[(divisor, POSITIVE)], [(divisor, NEGATIVE)]] for _, divisor in sorted(divisors.items()))
    found = (_condition(way, variables) for way in ways)
    return tuple(condition for condition in found if condition is not None)


def lies_in(variable: int, allowed: IntervalSet) -> Condition:
    """The condition that a variable is in a set."""
    return Condition(tuple((Row(((Fraction(1), ((variable, 1),)),), piece),) for piece in allowed.pieces))


_ONLY_ZERO = IntervalSet.point(0)
_Demands = list[tuple[Polynomial, Interval]]


def _ends(top: Polynomial, bottom: Polynomial, piece: Interval, sign: int) -> _Demands:
    """That ``top / bottom`` lies in ``piece``, for a ``bottom`` of this ``sign``."""

    def less(end: Fraction) -> Polynomial:
        return (top - bottom * Polynomial.constant(end)) * Polynomial.constant(sign)

    demands: _Demands = []
    if piece.lower is not None and piece.is_point:
        return [(less(piece.lower), Interval.point(0))]
    if piece.lower is not None:
        demands.append((less(piece.lower), Interval(ZERO, None, piece.lower_open)))
    if piece.upper is not None:
        demands.append((less(piece.upper), Interval(None, ZERO, upper_open=piece.upper_open)))
    return demands


def _condition(ways: Sequence[_Demands], variables: Mapping[str, int]) -> Condition | None:
    """The condition that all demands of one of ``ways`` are met; ``None`` where that goes without saying."""
    alternatives: list[Alternative] = []
    for demands in ways:
        rows: list[Row] = []
        possible = True
        for polynomial, within in demands:
            if polynomial.names:
                rows.append(_row(polynomial, within, variables))
            elif polynomial.value() not in within:
                possible = False
        if possible and not rows:
            return None
        if possible:
            alternatives.append(tuple(rows))
    return Condition(tuple(alternatives))


def _row(polynomial: Polynomial, within: Interval, variables: Mapping[str, int]) -> Row:
    terms = [
        (coefficient, tuple(sorted((variables[name], exponent) for name, exponent in monomial)))
        for monomial, coefficient in polynomial.terms.items()
        if monomial
    ]
    constant = polynomial.value()
    if constant:
        within = within.affine(Fraction(1), -constant)
    return Row(tuple(sorted(terms, key=lambda term: term[1])), within)


def _at(term: Term, values: Mapping[int, Fraction]) -> Fraction:
    product, factors = term
    for variable, exponent in factors:
        product *= values[variable] ** exponent
    return product
