"""How much a check can find: the share of other values that it would have flagged.

For a figure, that is the share of the values between half and twice the printed one, on a log scale, that the check
does not admit. The logarithms are rounded to four decimals; they decide no verdict.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from service.domain.figure import Figure
from service.domain.interval import Interval, IntervalSet
from service.domain.wording import from_base

_CONTEXT = Context(prec=12)
_PLACES = Decimal("0.0001")


def power_of(figure: Figure, admissible: IntervalSet) -> str | None:
    """The power for ``figure``, given what is admissible for it in base units: "0" to "1", four decimals.

    For a range, the values between half its lower and twice its upper end. ``None`` for a figure without a size to
    start from: unknown, zero, of mixed sign, or on a scale with an offset.
    """
    ends = [Fraction(end) for end in (figure.value, figure.lower, figure.upper) if end is not None]
    if not ends or figure.unit.offset or not (all(end > 0 for end in ends) or all(end < 0 for end in ends)):
        return None
    values = from_base(admissible, figure.unit)
    if ends[0] < 0:
        values, ends = -values, [-end for end in ends]
    window = Interval(min(ends) / 2, max(ends) * 2)
    admitted = sum((_log_length(piece) for piece in (values & IntervalSet((window,))).pieces), Decimal(0))
    share = 1 - admitted / _log_length(window)
    rounded = share.quantize(_PLACES, context=_CONTEXT)
    return format(min(max(rounded, Decimal(0)), Decimal(1)).normalize(), "f")


def _log_length(interval: Interval) -> Decimal:
    assert interval.lower is not None
    assert interval.upper is not None
    return _log(interval.upper / interval.lower)


@lru_cache(maxsize=64)
def _log(ratio: Fraction) -> Decimal:
    """Cached for the window of a single figure, whose ends are always a factor of four apart."""
    return _CONTEXT.ln(_CONTEXT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)))
