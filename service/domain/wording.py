"""Exact values as decimals and as words: what a result shows.

The ends of intervals leave as decimals rounded outward to 12 significant digits, so that they always contain the truth.
A single value that is a decimal of at most 34 digits leaves as it is.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from service.domain import dates
from service.domain.figure import Figure, Qualifier
from service.domain.interval import Interval, IntervalSet
from service.domain.units import Unit

# How the text of a result ends whose figures cannot all be true.
CANNOT = "This cannot be true: at least one figure is wrong."

DIGITS = 12
LONGEST = 34
_SPOKEN_DIGITS = 6
_SPOKEN_IN_FULL = 10

# Wide enough for every number that a figure may carry, so that nothing is rounded on the way.
_WIDE = Context(prec=1_000, Emin=-999_999, Emax=999_999)
_LONG = Context(prec=LONGEST, Emin=-999_999, Emax=999_999)
_DOWN = Context(prec=DIGITS, rounding=ROUND_FLOOR, Emin=-999_999, Emax=999_999)
_UP = Context(prec=DIGITS, rounding=ROUND_CEILING, Emin=-999_999, Emax=999_999)
_NEAREST = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)


def without_verdict(text: str) -> str:
    """The text of a result for where it is told as a finding, which says already that this cannot be true."""
    return text.replace(f" {CANNOT}", "")


def plain(value: Decimal) -> str:
    """A decimal without an exponent where that stays readable, trailing zeros after the point removed."""
    if not value:
        return "0"
    value = value.normalize(_WIDE)
    return format(value, "f") if -DIGITS <= value.adjusted() <= 2 * DIGITS else str(value)


def nearest(value: Fraction) -> str:
    """The decimal of 12 significant digits nearest to ``value``."""
    return plain(_NEAREST.divide(Decimal(value.numerator), Decimal(value.denominator)))


def _outward(value: Fraction | None, context: Context) -> tuple[str | None, bool]:
    """An end rounded by ``context``, and whether rounding moved it (so that the end itself is not in the set)."""
    if value is None:
        return None, True
    if value.denominator == 1 and abs(value.numerator) < 10**DIGITS:
        return str(value.numerator), False
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return plain(rounded), Fraction(rounded) != value


def range_of(values: IntervalSet, unit: Unit) -> dict[str, Any] | None:
    """A set in base units as the wire shows it, in ``unit``; ``None`` when it holds nothing."""
    if values.is_empty:
        return None
    shown = from_base(values, unit)
    return {
        **_ends(shown.hull),
        "unit": str(unit),
        "pieces": [_ends(piece) for piece in shown.pieces] if len(shown.pieces) > 1 else None,
        "text": describe(shown, unit),
    }


def outer_decimals(values: IntervalSet) -> tuple[Decimal | None, Decimal | None] | None:
    """Decimals at or just outside the ends of a set; ``None`` for an infinite one, or for all where it is empty."""
    if values.is_empty:
        return None
    lower, upper = values.hull.lower, values.hull.upper
    return (
        None if lower is None else _DOWN.divide(Decimal(lower.numerator), Decimal(lower.denominator)),
        None if upper is None else _UP.divide(Decimal(upper.numerator), Decimal(upper.denominator)),
    )


def from_base(values: IntervalSet, unit: Unit) -> IntervalSet:
    """A set in base units, in ``unit``."""
    if unit.factor == 1 and not unit.offset:
        return values
    return values.affine(1 / unit.factor, -unit.offset / unit.factor)


def to_base(interval: Interval, unit: Unit) -> IntervalSet:
    """An interval in ``unit``, in base units."""
    return IntervalSet((interval.affine(unit.factor, unit.offset),))


def describe(values: IntervalSet, unit: Unit) -> str:
    """A set, already in ``unit``, in words: "45 to 90 day", "at least 150 kg/day", "20.5 to 21.5%"."""
    if unit == dates.DATE:
        return dates.describe(values)
    if values.is_empty:
        return "no value"
    words = " or ".join(_words(piece) for piece in values.pieces)
    if not str(unit) or words == "any value":
        return words
    return f"{words}{unit}" if str(unit) == "%" else f"{words} {unit}"


def _ends(interval: Interval) -> dict[str, Any]:
    exact = _exactly(interval)
    if exact is not None:
        return {"lower": exact, "upper": exact, "lower_open": False, "upper_open": False}
    lower, lower_moved = _outward(interval.lower, _DOWN)
    upper, upper_moved = _outward(interval.upper, _UP)
    return {
        "lower": lower,
        "upper": upper,
        "lower_open": interval.lower_open or lower_moved,
        "upper_open": interval.upper_open or upper_moved,
    }


def _words(interval: Interval) -> str:
    exact = _exactly(interval)
    if exact is not None:
        return grouped(exact)
    digits = _digits_to_tell_apart(interval)
    lower, upper = _spoken(interval.lower, ROUND_FLOOR, digits), _spoken(interval.upper, ROUND_CEILING, digits)
    if lower is None and upper is None:
        return "any value"
    if upper is None:
        return f"{'more than' if interval.lower_open else 'at least'} {lower}"
    if lower is None:
        return f"{'less than' if interval.upper_open else 'at most'} {upper}"
    low = f"more than {lower}" if interval.lower_open else lower
    high = f"less than {upper}" if interval.upper_open else upper
    return f"{low} to {high}"


def _exactly(interval: Interval) -> str | None:
    """A single value as the decimal that it is, if it is one of no more digits than a figure may sensibly have."""
    if not interval.is_point:
        return None
    assert interval.lower is not None
    value = _LONG.divide(Decimal(interval.lower.numerator), Decimal(interval.lower.denominator))
    return plain(value) if Fraction(value) == interval.lower else None


def _digits_to_tell_apart(interval: Interval) -> int:
    """How many digits the ends take in reading: a few, and as many more as a narrow interval needs."""
    if interval.lower is None or interval.upper is None or interval.is_point:
        return _SPOKEN_DIGITS
    size = max(abs(interval.lower), abs(interval.upper)) / (interval.upper - interval.lower)
    return min(max(_SPOKEN_DIGITS, len(str(int(size))) + 2), DIGITS)


def _spoken(end: Fraction | None, rounding: str, digits: int) -> str | None:
    """An end for reading: as it is if it is whole or short, else rounded outward to fewer digits than the wire has."""
    if end is None:
        return None
    if end.denominator == 1 and abs(end) < 10**DIGITS:
        return grouped(str(end.numerator))
    spoken = _to_digits(end, rounding, _SPOKEN_IN_FULL)
    return grouped(plain(spoken if Fraction(spoken) == end else _to_digits(end, rounding, digits)))


def _to_digits(value: Fraction, rounding: str, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=rounding, Emin=-999_999, Emax=999_999)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


_HEDGES = {
    Qualifier.ABOUT: "about ",
    Qualifier.NEARLY: "nearly ",
    Qualifier.MORE_THAN: "more than ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.LESS_THAN: "less than ",
    Qualifier.AT_MOST: "at most ",
}


def printed(figure: Figure) -> str:
    """A figure as it was printed, with its hedge and unit; a date as a date."""
    if figure.unit == dates.DATE and not figure.unknown:
        lower, upper = (None if end is None else Fraction(end) for end in (figure.lower, figure.upper))
        return describe(IntervalSet.of(Interval(lower, upper)), dates.DATE)
    return f"{printed_number(figure)} {'' if figure.unknown else figure.unit}".rstrip()


def printed_number(figure: Figure) -> str:
    """The same without its unit."""
    value, lower, upper = (
        None if end is None else grouped(format(end, "f")) for end in (figure.value, figure.lower, figure.upper)
    )
    if value is not None:
        return f"{_HEDGES.get(figure.qualifier, '')}{value}"
    if lower is not None and upper is not None:
        return f"{lower} to {upper}"
    if lower is None and upper is None:
        return "unknown"
    return f"at most {upper}" if lower is None else f"at least {lower}"


def grouped(number: str) -> str:
    """A plain decimal with thousands separated, for reading: 18000 as 18,000."""
    if "E" in number:
        return number
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


class Distance(NamedTuple):
    """How far apart two sets are, and the end of the second that is nearest to the first."""

    between: Fraction
    to: Fraction


def distance(values: IntervalSet, others: IntervalSet) -> Distance | None:
    """The distance between two sets; ``None`` where one is empty or they meet."""
    if not (values & others).is_empty:
        return None
    found = []
    for one in values.pieces:
        for other in others.pieces:
            if one.upper is not None and other.lower is not None and one.upper <= other.lower:
                found.append(Distance(other.lower - one.upper, other.lower))
            if one.lower is not None and other.upper is not None and one.lower >= other.upper:
                found.append(Distance(one.lower - other.upper, other.upper))
    return min(found, default=None)
