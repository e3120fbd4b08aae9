"""p values: how far the tail of a distribution reaches beyond a test statistic, over ranges of all that it depends on.

In the size of the statistic p falls, and with one number of degrees of freedom it rises or falls, so that it is known
from the ends. These are themselves enclosed, see :mod:`service.domain.distributions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise, product

from service.domain.distributions import incomplete_beta, upper_gamma
from service.domain.interval import NON_NEGATIVE, NOTHING, REALS, Interval, IntervalSet

HALF = Fraction(1, 2)
# Into so many parts ranges of degrees of freedom of F are cut to enclose p; the second time where that is too rough.
_CUTS = (12, 48)


class Statistic(StrEnum):
    """What the statistic is."""

    T = "t"
    F = "F"
    CHI2 = "chi2"
    R = "r"
    Z = "z"


class Tail(StrEnum):
    """Which tail of the distribution p is.

    ``one`` is half of ``two``, on whichever side the statistic is. ``right`` and ``left`` are the tails above and below
    it, which F and χ² do not have: theirs is always above.
    """

    TWO = "two"
    ONE = "one"
    RIGHT = "right"
    LEFT = "left"


# For which values of the statistic there is a p.
DOMAINS: Mapping[Statistic, Interval] = {
    Statistic.T: REALS,
    Statistic.F: NON_NEGATIVE,
    Statistic.CHI2: NON_NEGATIVE,
    Statistic.R: Interval(Fraction(-1), Fraction(1)),
    Statistic.Z: REALS,
}
FREEDOM: Mapping[Statistic, int] = {Statistic.T: 1, Statistic.F: 2, Statistic.CHI2: 1, Statistic.R: 1, Statistic.Z: 0}


@dataclass(frozen=True, slots=True)
class Reach:
    """From where to where p reaches, each end known to lie in an interval; an end may not be reached itself."""

    low: Interval
    high: Interval
    low_open: bool = False
    high_open: bool = False

    @property
    def enclosed(self) -> Interval:
        """All that p takes, and perhaps a hair more."""
        low_open, high_open = self.low_open and self.low.is_point, self.high_open and self.high.is_point
        return Interval(self.low.lower, self.high.upper, low_open, high_open)

    @property
    def attained(self) -> IntervalSet:
        """What p takes for certain."""
        low, high = self.low.upper, self.high.lower
        assert low is not None
        assert high is not None
        if low < high or (low == high and not self.low_open and not self.high_open):
            return IntervalSet((Interval(low, high, self.low_open, self.high_open),))
        return NOTHING

    def halved(self) -> Reach:
        """The same for half of p."""
        return Reach(self.low.affine(HALF), self.high.affine(HALF), self.low_open, self.high_open)

    def complement(self) -> Reach:
        """The same for all that is not p."""
        one = Fraction(1)
        return Reach((-self.high).affine(one, one), (-self.low).affine(one, one), self.high_open, self.low_open)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A test with ranges of its degrees of freedom, and how precisely p is wanted."""

    test: Statistic
    freedom: tuple[Interval, ...]
    precise: bool

    def tail(self, tail: Tail, statistic: Interval) -> Reach:
        """The tail probability for a range of the statistic."""
        if tail is Tail.TWO:
            return self._between(_size(statistic))
        if tail is Tail.ONE:
            return self._between(_size(statistic)).halved()
        # The tail on the right falls as the statistic rises; the one on the left is that of the mirror image.
        mirrored = -statistic if tail is Tail.LEFT else statistic
        least, most = self._right(mirrored.upper, rising=True), self._right(mirrored.lower, rising=False)
        return Reach(least.low, most.high, least.low_open or mirrored.upper_open, most.high_open or mirrored.lower_open)

    def _right(self, statistic: Fraction | None, *, rising: bool) -> Reach:
        """The tail on the right of one value, or of infinity on the side towards which it is ``rising`` or not."""
        if statistic is None:
            return Reach(_NONE, _NONE, True, True) if rising else Reach(_ALL, _ALL, True, True)
        both = self._between(Interval.point(abs(statistic))).halved()
        return both if statistic >= 0 else both.complement()

    def _between(self, size: Interval) -> Reach:
        """Both tails for a range of sizes, in which they fall."""
        assert size.lower is not None
        if self.test is Statistic.F:
            low, high = self._of_f(size.upper, least=True), self._of_f(size.lower, least=False)
            return Reach(low, high, size.upper_open, size.lower_open)
        freedom = self.freedom[0] if self.freedom else Interval.point(1)
        few, many = (freedom.lower, freedom.lower_open), (freedom.upper, freedom.upper_open)
        # The more freedom, the lighter are the tails of t and r, and the heavier is that of χ².
        for_low, for_high = (few, many) if self.test is Statistic.CHI2 else (many, few)
        low = self._at(size.upper, for_low[0])
        high = self._at(size.lower, for_high[0])
        return Reach(
            low,
            high,
            size.upper_open or (for_low[1] and not self._goes_without(size.upper)),
            size.lower_open or (for_high[1] and not self._goes_without(size.lower)),
        )

    def _goes_without(self, size: Fraction | None) -> bool:
        """Whether p is the same at this size for any number of degrees of freedom."""
        return size == 0 or (self.test is Statistic.R and size == 1)

    def _at(self, size: Fraction | None, freedom: Fraction | None) -> Interval:
        """Both tails at one size (none: infinitely large) and one number of degrees of freedom, or at their limit."""
        if size is None:
            return _NONE
        if not size:
            return _ALL
        if self.test is Statistic.Z:
            return upper_gamma(size * size / 2, HALF, precise=self.precise)
        if self.test is Statistic.CHI2:
            if freedom is None or not freedom:
                return _ALL if freedom is None else _NONE
            return upper_gamma(size / 2, freedom / 2, precise=self.precise)
        if self.test is Statistic.R:
            if size == 1 or freedom is None:
                return _NONE
            return _ALL if not freedom else self._beta(1 - size * size, freedom / 2, HALF)
        if freedom is None:
            return upper_gamma(size * size / 2, HALF, precise=self.precise)
        return _ALL if not freedom else self._beta(freedom / (freedom + size * size), freedom / 2, HALF)

    def _of_f(self, size: Fraction | None, *, least: bool) -> Interval:
        """The least, or the greatest, tail of F at one size over all degrees of freedom.

        It neither rises nor falls in these throughout. But as a beta function it rises in its argument and its second
        parameter and falls in its first, so that it is enclosed over small parts of their ranges; and it is seen at
        their corners.
        """
        if size is None or not size:
            return _ALL if size is not None else _NONE
        seen = [self._f(size, *corner) for corner in product(*map(_ends, self.freedom))]
        found = (min if least else max)(seen, key=lambda band: (band.lower, band.upper))
        if all(each.is_point for each in self.freedom):
            return found
        if not all(each.is_bounded and each.lower for each in self.freedom):
            return Interval(Fraction(0), found.upper) if least else Interval(found.lower, Fraction(1))
        firsts, seconds = (_cut(each, _CUTS[self.precise]) for each in self.freedom)
        pieces = product(firsts, seconds)
        if least:
            bound = min(self._f_mixed(size, one[1], other[0], one[0], other[1]).least for one, other in pieces)
            return Interval(min(bound, found.least), found.upper)
        bound = max(self._f_mixed(size, one[0], other[1], one[1], other[0]).most for one, other in pieces)
        return Interval(found.lower, max(bound, found.most))

    def _f(self, size: Fraction, first: Fraction, second: Fraction) -> Interval:
        return incomplete_beta(second / (second + first * size), second / 2, first / 2, precise=self.precise)

    def _f_mixed(
        self, size: Fraction, first: Fraction, second: Fraction, as_second: Fraction, as_first: Fraction
    ) -> Interval:
        """The tail of F with its argument from some degrees of freedom, and its parameters from others."""
        return incomplete_beta(second / (second + first * size), as_first / 2, as_second / 2, precise=False)

    def _beta(self, x: Fraction, a: Fraction, b: Fraction) -> Interval:
        return incomplete_beta(x, a, b, precise=self.precise)


_NONE, _ALL = Interval.point(0), Interval.point(1)
# For a range without an end, a number of degrees of freedom beyond which hardly anything changes.
_MANY = Fraction(10**5)


def _ends(freedom: Interval) -> tuple[Fraction, Fraction]:
    """Two numbers at the ends of a range, or in it where it has none."""
    upper = freedom.upper if freedom.upper is not None else max(_MANY, (freedom.lower or _MANY) + 1)
    return freedom.lower or min(Fraction(1), upper), upper


def _cut(interval: Interval, parts: int) -> list[tuple[Fraction, Fraction]]:
    assert interval.lower is not None
    assert interval.upper is not None
    if interval.is_point:
        return [(interval.lower, interval.lower)]
    width = interval.upper - interval.lower
    return list(pairwise(interval.lower + width * part / parts for part in range(parts + 1)))


def _size(statistic: Interval) -> Interval:
    """How far a statistic is from zero."""
    sizes = IntervalSet((statistic,)) | IntervalSet((-statistic,))
    return (sizes & IntervalSet((NON_NEGATIVE,))).hull if sizes.pieces else statistic
