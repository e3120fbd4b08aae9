"""Whole roots of rational sets, for running powers backward.

Most roots are irrational. A root that is rational is found exactly; any other end is widened outward to the next
multiple of 2**-128 relative to its size, so that the set always contains the truth.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from service.domain.interval import NON_NEGATIVE, NON_POSITIVE, NON_ZERO, Interval, IntervalSet

_PRECISION_BITS = 128


def roots(target: IntervalSet, exponent: int) -> IntervalSet:
    """Every x for which ``x ** exponent`` lies in ``target``; the exponent is any integer but 0."""
    if exponent < 0:
        return roots((target & NON_ZERO).reciprocal(), -exponent) & NON_ZERO
    positive = _positive_roots(target & IntervalSet.of(NON_NEGATIVE), exponent)
    if exponent % 2 == 0:
        return positive | -positive
    return positive | -_positive_roots(-(target & IntervalSet.of(NON_POSITIVE)), exponent)


def _positive_roots(target: IntervalSet, exponent: int) -> IntervalSet:
    return IntervalSet.of(*(_root(piece, exponent) for piece in target.pieces))


def _root(piece: Interval, exponent: int) -> Interval:
    assert piece.lower is not None
    lower, _, lower_exact = _bracket(piece.lower, exponent)
    if piece.upper is None:
        return Interval(lower, None, piece.lower_open or not lower_exact)
    _, upper, upper_exact = _bracket(piece.upper, exponent)
    return Interval(lower, upper, piece.lower_open or not lower_exact, piece.upper_open or not upper_exact)


def _bracket(value: Fraction, exponent: int) -> tuple[Fraction, Fraction, bool]:
    """Rationals just below and just above the root of a non-negative value, and whether both are the root itself."""
    top, bottom = _whole_root(value.numerator, exponent), _whole_root(value.denominator, exponent)
    if top**exponent == value.numerator and bottom**exponent == value.denominator:
        exact = Fraction(top, bottom)
        return exact, exact, True
    # Scale so that the whole root carries enough bits whatever the size of the value.
    size = (value.denominator.bit_length() - value.numerator.bit_length()) // exponent
    shift = max(_PRECISION_BITS + size, 0)
    scaled = _whole_root((value.numerator << (shift * exponent)) // value.denominator, exponent)
    return Fraction(scaled, 1 << shift), Fraction(scaled + 1, 1 << shift), False


def _whole_root(value: int, exponent: int) -> int:
    """The largest integer whose power does not exceed ``value`` (Newton's method on integers)."""
    if exponent == 1 or value < 2:
        return value
    if exponent == 2:
        return isqrt(value)
    guess = 1 << -(-value.bit_length() // exponent)
    while True:
        better = ((exponent - 1) * guess + value // guess ** (exponent - 1)) // exponent
        if better >= guess:
            return guess
        guess = better
