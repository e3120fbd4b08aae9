"""From a printed number to the interval of values it may stand for.

Counts come whole, so their intervals are drawn inwards to whole numbers. Negative numbers are read by their size:
"nearly -5" is a little nearer to zero, and -134 cut off was in (-135, -134].
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from service.domain.interval import Interval
from service.domain.policy import Policy, Rounding

HALF = Fraction(1, 2)
ONE = Fraction(1)


class Printed:
    """A number with the steps that its print implies.

    ``step`` is a unit of the last digit printed; ``loose_step`` counts trailing zeros before the point as rounding
    too. A rounding step that was told overrides both. ``whole`` marks a count; ``as_stated`` one that is strictly what
    it says, because neither exponent notation nor a told step says that it was rounded.
    """

    __slots__ = ("_digits", "_exponent", "as_stated", "step", "value", "whole")

    def __init__(self, value: Decimal, rounding: Decimal | None, *, whole: bool) -> None:
        _sign, self._digits, exponent = value.as_tuple()
        assert isinstance(exponent, int)
        self.value = Fraction(value)
        self.whole = whole
        self.as_stated = whole and exponent == 0 and rounding is None
        self.step = _power_of_ten(exponent) if rounding is None else Fraction(rounding)
        self._exponent = exponent if rounding is None and exponent >= 0 and value else None

    @property
    def loose_step(self) -> Fraction:
        if self._exponent is None or self._digits[-1]:
            return self.step
        zeros = next(count for count, digit in enumerate(reversed(self._digits)) if digit)
        return _power_of_ten(self._exponent + zeros)

    def stated(self, policy: Policy, *, generous: bool) -> Interval:
        """A number without a hedge."""
        if self.as_stated and not generous:
            return Interval.point(self.value)
        step = self.loose_step if generous else self.step
        return self._drawn_in(_rounded(self.value, step, policy.rounding))

    def about(self, policy: Policy, *, generous: bool) -> Interval:
        """Generously, the policy's share to either side, and never less than the same number without the hedge."""
        plain = self.stated(policy, generous=generous)
        if not generous:
            return plain
        width = abs(self.value) * policy.about
        return plain.hull(self._drawn_in(Interval(self.value - width, self.value + width)))

    def nearly(self, policy: Policy, *, generous: bool) -> Interval:
        """Short of the number: strictly by no more than rounding explains, generously by the policy's share of it."""
        size = abs(self.value)
        if not size:
            # Nothing lies between nothing and zero; what is left is how zero was rounded.
            return self.stated(policy, generous=generous)
        # The next whole number below is at least one away, however fine the step.
        shortfall = max(self.step, ONE) if self.whole else self.step * HALF
        if generous:
            shortfall = max(shortfall, size * policy.nearly)
        below = self._drawn_in(Interval(size - shortfall, size, upper_open=True))
        return below if self.value > 0 else -below

    def above(self, *, open_end: bool) -> Interval:
        """More than the number, or at least it."""
        return self._drawn_in(Interval(self.value, None, lower_open=open_end))

    def below(self, *, open_end: bool) -> Interval:
        """Less than the number, or at most it."""
        return self._drawn_in(Interval(None, self.value, upper_open=open_end))

    def _drawn_in(self, interval: Interval) -> Interval:
        """For a count, the whole numbers of an interval, which hold the printed one or its neighbour."""
        if not self.whole:
            return interval
        drawn = interval.whole_numbers()
        assert drawn is not None
        return drawn


def _rounded(value: Fraction, step: Fraction, rounding: Rounding) -> Interval:
    """The values that ``rounding`` to multiples of ``step`` would print as ``value``."""
    if rounding is Rounding.NEAREST:
        # The common case, in integers: this is most of the time that a check takes.
        middle, half = 2 * value.numerator * step.denominator, step.numerator * value.denominator
        scale = 2 * value.denominator * step.denominator
        return Interval(Fraction(middle - half, scale), Fraction(middle + half, scale))
    away = step if rounding is Rounding.TRUNCATION else step * HALF
    match rounding:
        case Rounding.HALF_TO_EVEN:
            # A tie went to the even neighbour, so an odd multiple was no tie.
            odd = (value / step) % 2 == 1
            return Interval(value - away, value + away, lower_open=odd, upper_open=odd)
        case Rounding.HALF_AWAY_FROM_ZERO | Rounding.TRUNCATION:
            if not value:
                return Interval(-away, away, lower_open=True, upper_open=True)
            nearer = abs(value) if rounding is Rounding.TRUNCATION else abs(value) - away
            outward = Interval(nearer, abs(value) + away, upper_open=True)
            return outward if value > 0 else -outward


@lru_cache(maxsize=512)
def _power_of_ten(exponent: int) -> Fraction:
    return Fraction(10**exponent) if exponent >= 0 else Fraction(1, 10**-exponent)
