"""The way back: which values of a test statistic have a p in a given range.

SciPy proposes where p is an end of the range, and p around the place proposed tells where exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from service.domain.budget import LimitExceeded
from service.domain.interval import NON_NEGATIVE, Interval, IntervalSet
from service.domain.p_values import DOMAINS, Distribution, Statistic, Tail

HALF = Fraction(1, 2)
# Digits of the ends, and how many numbers of so many digits are looked at around the one proposed.
_DIGITS = 12
_MOST_STEPS = 6


def statistics_with(test: Statistic, tail: Tail, target: Interval, freedom: Sequence[Interval]) -> IntervalSet:
    """The values of the statistic whose p can be in ``target``, with a hair more at their ends.

    Raises ``LimitExceeded`` where that cannot be told: where F has a range of degrees of freedom, say.
    """
    if tail in (Tail.TWO, Tail.ONE):
        sizes = _sizes(test, target if tail is Tail.TWO else target.affine(Fraction(2)), freedom)
        mirrored = IntervalSet.of(*(-piece for piece in sizes.pieces))
        return (sizes | mirrored) & IntervalSet((DOMAINS[test],))
    if not all(each.is_point for each in freedom):
        raise LimitExceeded
    # The upper half of the values has a tail on the right of up to a half, which is half of both their tails.
    upper = _half(test, target, freedom)
    one = Fraction(1)
    rest = (-target).affine(one, one)
    lower = IntervalSet.of(*(-piece for piece in _half(test, rest, freedom).pieces))
    values = upper | lower
    return values if tail is Tail.RIGHT else IntervalSet.of(*(-piece for piece in values.pieces))


def _half(test: Statistic, target: Interval, freedom: Sequence[Interval]) -> IntervalSet:
    part = target.intersect(Interval(None, HALF))
    return IntervalSet() if part is None else _sizes(test, part.affine(Fraction(2)), freedom)


def _sizes(test: Statistic, target: Interval, freedom: Sequence[Interval]) -> IntervalSet:
    """The sizes of a statistic, with both tails of it in ``target``."""
    if test is Statistic.F and not all(each.is_point for each in freedom):
        raise LimitExceeded
    probability = target.intersect(Interval(Fraction(0), Fraction(1)))
    if probability is None:
        return IntervalSet()
    assert probability.lower is not None
    assert probability.upper is not None
    # Sizes that are too small have too large a p even where it is least, and the other way round.
    least = Fraction(0) if probability.upper == 1 else _size_at(test, probability.upper, freedom, least=True)
    most = None if probability.lower == 0 else _size_at(test, probability.lower, freedom, least=False)
    if probability.lower == 0 and test is Statistic.R:
        most = Fraction(1)
    if most is not None and most < least:
        return IntervalSet()
    return IntervalSet((Interval(least, most),)) & IntervalSet((NON_NEGATIVE,))


def _size_at(test: Statistic, probability: Fraction, freedom: Sequence[Interval], *, least: bool) -> Fraction:
    """Just below, or just above, the size from which on p can be no more than ``probability``, or no longer as much."""
    ends = [(each.upper if (test is not Statistic.CHI2) == least else each.lower) for each in freedom]
    if any(end is None or not end for end in ends):
        raise LimitExceeded
    known = [end for end in ends if end is not None]
    guess = _proposed(test, float(probability), [float(end) for end in known])
    if not 0 < guess < 1e300:
        raise LimitExceeded
    distribution = Distribution(test, tuple(map(Interval.point, known)), True)

    def is_outside(size: Fraction) -> bool:
        found = distribution.tail(Tail.TWO, Interval.point(min(size, Fraction(1)) if test is Statistic.R else size))
        return found.low.least > probability if least else found.high.most < probability

    # The last number of so many digits that is certainly outside: the same whatever was proposed.
    proposed = Decimal(guess)
    step = Fraction(Decimal((0, (1,), proposed.adjusted() - _DIGITS + 1)))
    inward = step if least else -step
    size = Fraction(guess) // step * step
    for _ in range(_MOST_STEPS):
        if not is_outside(size):
            size -= inward
        elif is_outside(size + inward):
            size += inward
        else:
            return size if test is not Statistic.R else min(size, Fraction(1))
    raise LimitExceeded


def _proposed(test: Statistic, probability: float, freedom: Sequence[float]) -> float:
    from scipy import special

    match test:
        case Statistic.Z:
            return -float(special.ndtri(probability / 2))
        case Statistic.T:
            return -float(special.stdtrit(freedom[0], probability / 2))
        case Statistic.CHI2:
            return float(special.chdtri(freedom[0], probability))
        case Statistic.F:
            # The beta function the way back, since the one for F starts from the lower tail.
            x = float(special.betaincinv(freedom[1] / 2, freedom[0] / 2, probability))
            return freedom[1] * (1 - x) / (freedom[0] * x) if freedom[0] * x else 0.0
        case Statistic.R:
            t = float(special.stdtrit(freedom[0], probability / 2))
            return float((t * t / (freedom[0] + t * t)) ** 0.5)
