"""A figure as printed, and the values it may stand for.

Every figure has two readings, exact intervals in its own unit. The *strict* one is what the printed digits say; the
*generous* one also allows that trailing zeros and hedges stand for more. The strict reading lies within the generous
one, and the printed value belongs to the closure of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from service.domain.errors import Fault, Malformed
from service.domain.interval import Interval
from service.domain.numeral import parse_decimal
from service.domain.policy import Policy
from service.domain.printed import Printed
from service.domain.units import DIMENSIONLESS, Unit, parse_unit


class Qualifier(StrEnum):
    """How a figure was hedged."""

    EXACT = "exact"
    STATED = "stated"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"


_BOUNDS = frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST})


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A printed number with its unit, hedge and, where it is known, the step it was rounded to.

    Either ``value``, or an interval of ``lower`` and ``upper`` (one may be missing), or neither: an unknown figure,
    which stands for every value of its unit. Decimals keep the trailing zeros they were printed with, and figures are
    equal when they were printed alike: 4.5 is not 4.50, because each stands for other values.
    """

    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: Unit = DIMENSIONLESS
    qualifier: Qualifier = Qualifier.STATED
    rounding: Decimal | None = None

    def __eq__(self, other: object) -> bool:
        return self._print() == other._print() if isinstance(other, Figure) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._print())

    def _print(self) -> tuple[object, ...]:
        """What tells figures apart. Decimals by their digits, because 4.5 == 4.50."""
        numbers = (self.value, self.lower, self.upper, self.rounding)
        return (*(None if number is None else number.as_tuple() for number in numbers), self.unit, self.qualifier)

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Figure:
        """The figure that a JSON object describes; members that are null count as absent.

        Raises :class:`Malformed` with every fault found, each at the member it concerns.
        """
        if not isinstance(given, Mapping):
            raise Malformed(f"a figure is an object with {_listed()}")
        faults: list[Fault] = []
        read: dict[str, Any] = {}
        for name, value in given.items():
            try:
                if name not in _READERS:
                    raise Malformed(f"a figure has no {name!a}; it may have {_listed()}")
                if value is not None:
                    read[name] = _READERS[name](value)
            except Malformed as error:
                faults.extend(error.within(name).faults)
        faults.extend(_clashes(read, {str(name) for name, value in given.items() if value is not None}))
        if faults:
            raise Malformed.several(tuple(faults))
        return cls(**read)

    def canonical(self) -> dict[str, str]:
        """The members that say something, as text: the unit always, the qualifier unless it is ``stated``.

        Reading it back gives an equal figure, and figures that mean the same have the same canonical form.
        """
        members = {
            name: str(number)
            for name, number in (
                ("value", self.value), ("lower", self.lower), ("upper", self.upper), ("rounding", self.rounding)
            )
            if number is not None
        }  # fmt: skip
        members["unit"] = str(self.unit)
        if self.qualifier is not Qualifier.STATED:
            members["qualifier"] = self.qualifier.value
        return members

    @property
    def unknown(self) -> bool:
        """Whether nothing but its unit is known."""
        return self.value is None and self.lower is None and self.upper is None

    @property
    def positive(self) -> bool:
        """Whether all that is printed is above zero."""
        return all(end > 0 for end in (self.value, self.lower, self.upper) if end is not None)

    def strict(self, policy: Policy, *, whole: bool | None = None) -> Interval:
        """What the printed digits say: half a unit of the last one, or the bound that a hedge gives."""
        return self._read(policy, generous=False, whole=whole)

    def generous(self, policy: Policy, *, whole: bool | None = None) -> Interval:
        """What the figure may stand for at most: trailing zeros before the point and hedges taken loosely."""
        return self._read(policy, generous=True, whole=whole)

    def _read(self, policy: Policy, *, generous: bool, whole: bool | None) -> Interval:
        if self.value is None:
            return Interval(
                None if self.lower is None else Fraction(self.lower),
                None if self.upper is None else Fraction(self.upper),
            )
        if self.qualifier is Qualifier.EXACT:
            return Interval.point(Fraction(self.value))
        printed = Printed(self.value, self.rounding, whole=self.whole if whole is None else whole)
        match self.qualifier:
            case Qualifier.STATED:
                return printed.stated(policy, generous=generous)
            case Qualifier.ABOUT:
                return printed.about(policy, generous=generous)
            case Qualifier.NEARLY:
                return printed.nearly(policy, generous=generous)
            case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
                return printed.above(open_end=self.qualifier is Qualifier.MORE_THAN)
            case Qualifier.LESS_THAN | Qualifier.AT_MOST:
                return printed.below(open_end=self.qualifier is Qualifier.LESS_THAN)

    @property
    def whole(self) -> bool:
        """Whether it is a count: of things, and printed without decimals (2.0 children is an average, not a count)."""
        return self.unit.counted and self.without_decimals

    @property
    def without_decimals(self) -> bool:
        """Whether numbers are printed, and none of them has decimals."""
        printed = [end for end in (self.value, self.lower, self.upper) if end is not None]
        return bool(printed) and all(_exponent(end) >= 0 for end in printed)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _unit(given: object) -> Unit:
    if not isinstance(given, str):
        raise Malformed('a unit is text such as "KZT/kg", "%" or "person"')
    return parse_unit(given)


def _qualifier(given: object) -> Qualifier:
    if isinstance(given, str) and given in set(Qualifier):
        return Qualifier(given)
    raise Malformed(f"the qualifier is one of {', '.join(Qualifier)}")


def _step(given: object) -> Decimal:
    step = parse_decimal(given)
    if step <= 0:
        raise Malformed('the rounding step is above 0, such as "1000" for a figure rounded to thousands')
    return step


_READERS: dict[str, Callable[[object], Any]] = {
    "value": parse_decimal,
    "lower": parse_decimal,
    "upper": parse_decimal,
    "unit": _unit,
    "qualifier": _qualifier,
    "rounding": _step,
}


def _listed() -> str:
    return ", ".join(_READERS)


def _clashes(read: Mapping[str, Any], present: set[str]) -> list[Fault]:
    """Members that are right by themselves but not together."""
    faults = []
    bounded = "lower" in present or "upper" in present
    qualifier = read.get("qualifier", Qualifier.STATED)
    if "value" in present and bounded:
        faults.append(Fault(("value",), "a figure has either a value or lower and upper, not both"))
    if "lower" in read and "upper" in read and read["lower"] > read["upper"]:
        faults.append(Fault(("lower",), f"lower {read['lower']} is above upper {read['upper']}; swap them"))
    if bounded and qualifier not in {Qualifier.STATED, Qualifier.EXACT}:
        faults.append(
            Fault(("qualifier",), f'"{qualifier}" hedges a value; an interval of lower and upper has no hedge')
        )
    elif not bounded and "value" not in present and qualifier is not Qualifier.STATED:
        faults.append(Fault(("qualifier",), f'"{qualifier}" hedges a value, and there is none'))
    if "rounding" in present:
        faults.extend(Fault(("rounding",), wrong) for wrong in _misrounded(read, qualifier, valued="value" in present))
    return faults


def _misrounded(read: Mapping[str, Any], qualifier: Qualifier, *, valued: bool) -> Iterator[str]:
    """Why a rounding step cannot stand here, if so."""
    if not valued:
        yield "rounding belongs to a value, and there is none"
    elif qualifier is Qualifier.EXACT:
        yield "an exact figure is not rounded; leave out rounding or the qualifier"
    elif qualifier in _BOUNDS:
        yield f'"{qualifier}" makes the value a bound, which is not rounded; leave out rounding or the qualifier'
    elif "value" in read and "rounding" in read and Fraction(read["value"]) % Fraction(read["rounding"]):
        yield f"{read['value']} is not a multiple of {read['rounding']}, so it was not rounded to that"
