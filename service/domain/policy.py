"""How figures are to be read where print leaves a choice: rounding convention, width of hedges, time limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from service.domain.errors import Fault, Malformed
from service.domain.numeral import parse_decimal, to_text

MAX_SECONDS: Final = 30
MAX_DAYS: Final = 366


class Rounding(StrEnum):
    """How a value was brought to its printed digits, which decides the ends of the interval that it may have been.

    ``nearest``: to the nearest, a tie may have gone either way, so both ends belong. ``half_away_from_zero``: 134 was
    in [133.5, 134.5). ``half_to_even``: both ends belong if the last digit is even, neither if it is odd.
    ``truncation``: digits were cut off, 134 was in [134, 135). Negative values mirror positive ones.
    """

    NEAREST = "nearest"
    HALF_AWAY_FROM_ZERO = "half_away_from_zero"
    HALF_TO_EVEN = "half_to_even"
    TRUNCATION = "truncation"


class Periods(StrEnum):
    """Whether figures must be of one time to be compared.

    ``overlap``: those of periods without a common day are not comparable. ``any``: the author of the check compares
    different times on purpose.
    """

    OVERLAP = "overlap"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Policy:
    """The reading policy of a check.

    ``about`` is the width of "about" on either side and ``nearly`` that of "nearly" below, as shares of the value
    between 0 and 1; ``time_limit`` is in seconds, above 0 and at most 30. ``rate_tolerance`` is how many days a stored
    exchange rate may be away from the amounts that it converts.
    """

    rounding: Rounding = Rounding.NEAREST
    about: Fraction = Fraction(1, 10)
    nearly: Fraction = Fraction(1, 10)
    time_limit: Fraction = Fraction(2)
    periods: Periods = Periods.OVERLAP
    rate_tolerance: int = 7

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Policy:
        """The policy that ``given`` asks for, defaults filled in. Raises :class:`Malformed` naming the members."""
        if not isinstance(given, Mapping):
            raise Malformed(f"a policy is an object with any of {_listed()}")
        faults: list[Fault] = []
        read: dict[str, Any] = {}
        for name, value in given.items():
            try:
                if name not in _READERS:
                    raise Malformed(f"a policy has no {name!a}; it may have {_listed()}")
                read[name] = _READERS[name](value)
            except Malformed as error:
                faults.extend(error.within(name).faults)
        if faults:
            raise Malformed.several(tuple(faults))
        return cls(**read)

    def canonical(self) -> dict[str, str]:
        """Every member as text, which :meth:`parse` reads back to an equal policy."""
        return {
            "rounding": self.rounding.value,
            "about": to_text(self.about),
            "nearly": to_text(self.nearly),
            "time_limit": to_text(self.time_limit),
            "periods": self.periods.value,
            "rate_tolerance": str(self.rate_tolerance),
        }


def _rounding(given: object) -> Rounding:
    if isinstance(given, str) and given in set(Rounding):
        return Rounding(given)
    raise Malformed(f"the rounding convention is one of {', '.join(Rounding)}")


def _periods(given: object) -> Periods:
    if isinstance(given, str) and given in set(Periods):
        return Periods(given)
    raise Malformed(f"whether periods must overlap is one of {', '.join(Periods)}")


def _share(given: object) -> Fraction:
    value = parse_decimal(given)
    if not 0 < value < 1:
        raise Malformed('the width is a share of the value, above 0 and below 1, such as "0.1" for 10%')
    return Fraction(value)


def _seconds(given: object) -> Fraction:
    value = parse_decimal(given)
    if not 0 < value <= Decimal(MAX_SECONDS):
        raise Malformed(f"the time limit is in seconds, above 0 and at most {MAX_SECONDS}")
    return Fraction(value)


def _days(given: object) -> int:
    value = parse_decimal(given)
    if value != value.to_integral_value() or not 0 <= value <= MAX_DAYS:
        raise Malformed(f"the tolerance is in whole days, from 0 to {MAX_DAYS}")
    return int(value)


_READERS: dict[str, Callable[[object], Any]] = {
    "rounding": _rounding,
    "about": _share,
    "nearly": _share,
    "time_limit": _seconds,
    "periods": _periods,
    "rate_tolerance": _days,
}


def _listed() -> str:
    return ", ".join(_READERS)
