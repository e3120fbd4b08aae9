"""Tail probabilities of the distributions of test statistics, enclosed: bounds that the true value lies between.

Everything comes down to two functions, the regularised incomplete beta function (t, F and r) and gamma function (χ² and
z). SciPy computes them with a relative error that is seen to stay below 1e-11 in the tests; bounds a thousand times as
far apart are taken for sure. Where these do not tell, series of positive terms in decimals do, with all that they leave
out bounded (NIST Digital Library of Mathematical Functions, 8.7.1, 8.17.8 with 15.8.1, and 5.11.1). For numbers that
SciPy is not asked for, the first term of a series and a geometric series around the rest bound what is in the tail.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import ceil, inf, isqrt, log, log1p

from service.domain.budget import LimitExceeded
from service.domain.interval import Interval

# What SciPy is taken to be off at most, relatively, and for which parameters and values it is asked.
MARGIN = Decimal("1e-8")
_MOST_ASKED = 10_000
_LEAST_ASKED = Fraction(1, 10**300)
_LEAST_TRUSTED = 1e-290
_TINY = Decimal("2e-290")
_BELOW = Context(prec=9, rounding=ROUND_FLOOR, Emin=-999, Emax=999)
_ABOVE = Context(prec=9, rounding=ROUND_CEILING, Emin=-999, Emax=999)
# What a series is off at most, relatively; the digits that it is computed with leave ten more.
PRECISE_MARGIN = Fraction(1, 10**40)
_DIGITS = 60
_MOST_DIGITS_LOST = 60
_NEGLIGIBLE = Fraction(1, 10**_MOST_DIGITS_LOST)
# The digits of bounds that are no more than bounds.
_FEW_DIGITS = 20
_MOST_TERMS = 200_000
_TOO_MANY = Fraction(2 * _MOST_TERMS)
# The logarithm of how much smaller than the largest the last term is, about.
_SMALL = 150
_PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651"
    "3282306647093844609550582231725359408128481117450284102701938521105559644622948954930381964428810975665933"
)


def incomplete_beta(x: Fraction, a: Fraction, b: Fraction, *, precise: bool) -> Interval:
    """Bounds of I_x(a, b) for x in [0, 1] and positive a and b; as close as can be if they are to be ``precise``."""
    if x in (0, 1):
        return Interval.point(x)
    by_scipy = max(a, b) <= _MOST_ASKED and min(x, 1 - x) >= _LEAST_ASKED
    roughly = _about(beta_by_scipy(x, a, b)) if by_scipy else _beta_bounds(x, a, b)
    return _precisely(lambda digits: _beta(x, a, b, digits), roughly) if precise else roughly


def upper_gamma(x: Fraction, a: Fraction, *, precise: bool) -> Interval:
    """Bounds of Q(a, x) for x of zero or more and positive a; as close as can be if they are to be ``precise``."""
    if not x:
        return Interval.point(1)
    by_scipy = max(a, x) <= _MOST_ASKED and x >= _LEAST_ASKED
    roughly = _about(gamma_by_scipy(x, a)) if by_scipy else _gamma_bounds(x, a)
    return _precisely(lambda digits: _upper_gamma(x, a, digits), roughly) if precise else roughly


def beta_by_scipy(x: Fraction, a: Fraction, b: Fraction) -> float:
    """I_x(a, b) in floating point."""
    from scipy import special

    # The smaller of x and 1 - x keeps all its digits as a float.
    if 2 * x <= 1:
        return float(special.betainc(float(a), float(b), float(x)))
    return float(special.betaincc(float(b), float(a), float(1 - x)))


def gamma_by_scipy(x: Fraction, a: Fraction) -> float:
    """Q(a, x) in floating point."""
    from scipy import special

    return float(special.gammaincc(float(a), float(x)))


_UNKNOWN = Interval(Fraction(0), Fraction(1), True, True)


def _about(value: float) -> Interval:
    """Bounds around what SciPy computed, of few digits: the last ones may be others on another machine."""
    if not value > _LEAST_TRUSTED:
        return Interval(Fraction(0), Fraction(_TINY), True)
    exact = Decimal(value)
    low, high = _BELOW.multiply(exact, 1 - MARGIN), _ABOVE.multiply(exact, 1 + MARGIN)
    return Interval(Fraction(low), min(Fraction(high), Fraction(1)))


def _beta_bounds(x: Fraction, a: Fraction, b: Fraction) -> Interval:
    """Bounds of I_x(a, b) by the series in x, and by that of its complement in 1 - x, without summing either.

    Their terms are positive and each is less than ``ratio`` times the one before, so that they add up to no less than
    the first, which is one, and to no more than a geometric series.
    """
    bounds = _UNKNOWN
    for mirrored in (False, True):
        end, one, other = (1 - x, b, a) if mirrored else (x, a, b)
        ratio = max(end, end * (one + other) / (one + 1))
        if ratio < 1:
            with localcontext(_context(_FEW_DIGITS, _beta_size(x, a, b))):
                first = _beta_factor(end, one, other, _FEW_DIGITS)
                found = _between(first, first * _decimal(1 / (1 - ratio)))
            bounds = bounds.intersect(_rest(found) if mirrored else found) or bounds
    return bounds


def _gamma_bounds(x: Fraction, a: Fraction) -> Interval:
    """Bounds of Q(a, x): from below its mode by the series of its complement, from above by an integral.

    Γ(a, x) = x^(a-1) e^-x ∫ (1 + s/x)^(a-1) e^-s ds over s from 0 on, where 1 + s/x lies between 1 and e^(s/x): the
    integral lies between 1 and x / (x - a + 1). (Its first halves are 8.10.1 and 8.10.2 in the library named above.)
    """
    bounds = _UNKNOWN
    with localcontext(_context(_FEW_DIGITS, a + x + 1 / x)):
        end, one = _decimal(x), _decimal(a)
        factor = ((one - 1) * end.ln() - end - _log_gamma(one, _FEW_DIGITS)).exp()
        if x > a - 1:
            other = factor * _decimal(x / (x - a + 1))
            bounds = bounds.intersect(_between(min(factor, other), max(factor, other))) or bounds
        if x < a + 1:
            first = factor * end / one
            found = _rest(_between(first, first * _decimal(1 / (1 - x / (a + 1)))))
            bounds = bounds.intersect(found) or bounds
    return bounds


def _between(low: Decimal, high: Decimal) -> Interval:
    """Bounds of a probability from ``low`` to ``high``, of few digits and none that underflows."""
    above = _ABOVE.multiply(high, 1 + MARGIN)
    if above < _TINY:
        return Interval(Fraction(0), Fraction(_TINY), True)
    below = _BELOW.multiply(low, 1 - MARGIN)
    return Interval(Fraction(below), min(Fraction(above), Fraction(1)), not below, above >= 1)


def _rest(bounds: Interval) -> Interval:
    """Bounds of one less what ``bounds`` are of."""
    return (-bounds).affine(Fraction(1), Fraction(1))


def _precisely(compute: Callable[[int], Decimal], roughly: Interval) -> Interval:
    """Bounds around what a series computes, with as many digits more as its value has zeros after the point.

    Where it is too long, or the value too close to zero, those known ``roughly`` are returned.
    """
    assert roughly.upper is not None
    if roughly.upper <= _NEGLIGIBLE:
        return roughly
    try:
        value = compute(_DIGITS)
        lost = -value.adjusted() if value > 0 else _MOST_DIGITS_LOST + 1
        if lost > _MOST_DIGITS_LOST:
            return roughly
        if lost > 5:
            value = compute(_DIGITS + lost)
    except LimitExceeded:
        return roughly
    exact = Fraction(value)
    return Interval(exact * (1 - PRECISE_MARGIN), min(exact * (1 + PRECISE_MARGIN), Fraction(1)))


def _beta(x: Fraction, a: Fraction, b: Fraction, digits: int) -> Decimal:
    """I_x(a, b): by the series in x, or by that of its complement in 1 - x, whichever is shorter."""
    here, there = _terms(x, a, b), _terms(1 - x, b, a)
    if min(here, there) > _MOST_TERMS:
        raise LimitExceeded
    if there < here:
        return _complement(_lower_beta(1 - x, b, a, digits), digits)
    return _lower_beta(x, a, b, digits)


def _terms(x: Fraction, a: Fraction, b: Fraction) -> float:
    """About how many terms the series in x takes: until they fall, and from there until they are small."""
    rising = max(Fraction(0), (x * (a + b) - a) / (1 - x))
    # They fall faster and faster, by -ln(x) in the end, which is to have all its digits where x is close to one.
    fall = log(x.denominator) - log(x.numerator) if 2 * x <= 1 else -log1p(-float(1 - x))
    return float(min(rising, _TOO_MANY)) + _falling(x * (a + b) / (a + 1), b / (a * (a + b)), fall)


def _gamma_terms(x: Fraction, a: Fraction) -> float:
    """The same for the series of the gamma function, whose terms fall ever faster."""
    return float(min(max(x - a, Fraction(0)), _TOO_MANY)) + _falling(x / (a + 1), 1 / max(a, x), inf)


def _falling(ratio: Fraction, slope: Fraction, fall: float) -> float:
    """About how many terms it takes from the largest one until they are small.

    The logarithm falls by that of ``ratio`` at first, if that is below one, and then by ``slope`` more with each term,
    up to ``fall``.
    """
    most = max(isqrt(ceil(2 * _SMALL / slope)) if 2 * _SMALL / slope < _TOO_MANY**2 else inf, _SMALL / (fall or 1e-300))
    at_first = log1p(-float(1 - ratio)) if 2 * ratio > 1 > ratio else -1.0 if ratio < 1 else 0.0
    return min(most, _SMALL / -at_first) if at_first else most


def _lower_beta(x: Fraction, a: Fraction, b: Fraction, digits: int) -> Decimal:
    with localcontext(_context(digits, _beta_size(x, a, b))):
        low, one, both = _decimal(x), _decimal(a), _decimal(a + b)
        total = _series(lambda n: low * (both + n) / (one + 1 + n), low, digits)
        return total * _beta_factor(x, a, b, digits)


def _beta_factor(x: Fraction, a: Fraction, b: Fraction, digits: int) -> Decimal:
    """What the series in x is multiplied with: x^a (1 - x)^b / (a B(a, b)), in the context that is set."""
    one, other = _decimal(a), _decimal(b)
    logarithm = _log_gamma(one + other, digits) - _log_gamma(one + 1, digits) - _log_gamma(other, digits)
    return (logarithm + one * _decimal(x).ln() + other * _decimal(1 - x).ln()).exp()


def _beta_size(x: Fraction, a: Fraction, b: Fraction) -> Fraction:
    """How large the numbers get that make the logarithm of that."""
    return a + b + 1 / x + 1 / (1 - x)


def _upper_gamma(x: Fraction, a: Fraction, digits: int) -> Decimal:
    if _gamma_terms(x, a) > _MOST_TERMS:
        raise LimitExceeded
    with localcontext(_context(digits, a + x + 1 / x)):
        end, one = _decimal(x), _decimal(a)
        total = _series(lambda n: end / (one + 1 + n), Decimal(0), digits)
        lower = total * (one * end.ln() - end - _log_gamma(one + 1, digits)).exp()
    return _complement(lower, digits)


def _complement(value: Decimal, digits: int) -> Decimal:
    with localcontext(_context(digits, Fraction(1))):
        return 1 - value


def _series(ratio: Callable[[int], Decimal], limit: Decimal, digits: int) -> Decimal:
    """The sum of positive terms from 1 on, each ``ratio(n)`` times the one before.

    The ratios tend to ``limit`` from one side, so that below one the rest is less than a geometric series.
    """
    total = term = Decimal(1)
    least = Decimal(10) ** -digits
    for n in range(_MOST_TERMS):
        now = ratio(n)
        largest = max(now, limit)
        if largest < 1 and term * largest < total * least * (1 - largest):
            return total
        term *= now
        total += term
    raise LimitExceeded


def _log_gamma(z: Decimal, digits: int) -> Decimal:
    """The logarithm of the gamma function of a positive number, by Stirling's series; its error is below the last term.

    Small numbers are shifted up, where the series gets precise.
    """
    shift = max(0, ceil(digits - z))
    product = Decimal(1)
    for step in range(shift):
        product *= z + step
    z += shift
    found = (z - Decimal("0.5")) * z.ln() - z + (2 * _PI).ln() / 2 - product.ln()
    power = z
    for index, number in enumerate(_bernoulli(digits), 1):
        found += number / (2 * index * (2 * index - 1)) / power
        power *= z * z
    return found


@lru_cache(maxsize=4)
def _bernoulli(digits: int) -> tuple[Decimal, ...]:
    """The Bernoulli numbers B_2, B_4 and so on, as many as give so many digits at numbers of that size."""
    row: list[Fraction] = []
    found: list[Decimal] = []
    for index in range(digits + 2):
        # Akiyama and Tanigawa's triangle.
        row.append(Fraction(1, index + 1))
        for place in range(index, 0, -1):
            row[place - 1] = place * (row[place - 1] - row[place])
        if index and index % 2 == 0:
            found.append(_decimal(row[0]))
    return tuple(found)


def _context(digits: int, size: Fraction) -> Context:
    """Room for ``digits`` after what is lost where numbers of that size are exponents."""
    return Context(prec=digits + 20 + 2 * len(str(ceil(size))), rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
