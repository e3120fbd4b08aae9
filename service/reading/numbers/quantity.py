"""A number with its unit, before it is known whether it stands alone or is an end of a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.domain.units import DIMENSIONLESS, Unit
from service.reading.mention import Form
from service.reading.numbers.fractions import SHARES_OF
from service.reading.numbers.numerals import Numeral
from service.reading.span import Span
from service.reading.token import MINUS, Token, glued, low
from service.reading.units.money import Settled
from service.reading.units.unit_of import unit_of
from service.reading.units.unit_read import UnitRead


class Quantity(NamedTuple):
    """A number and what stands at its sides, over the tokens from ``first`` up to ``after``."""

    numeral: Numeral
    unit: UnitRead | None
    first: int
    after: int

    @property
    def in_unit(self) -> Unit:
        """Its unit; that of a plain number if there is none."""
        return DIMENSIONLESS if self.unit is None else self.unit.unit

    @property
    def bare(self) -> bool:
        """Whether it is a number and nothing else."""
        return self.unit is None

    def in_units_of(self, other: Quantity) -> Quantity:
        """The number in the unit of another one, which was said only once: "5 to 7 percent", "three or four years"."""
        if other.unit is None:
            return self
        place = Span(self.numeral.span.end, self.numeral.span.end)
        return self._replace(unit=other.unit._replace(span=place, after=self.after))


def quantity_of(tokens: Sequence[Token], numeral: Numeral, settled: Settled) -> Quantity:
    """The number with the unit that the tokens around it give it."""
    numeral = _signed(tokens, numeral)
    # A factor has none: what follows is what it is of ("14x earnings").
    unit = None if numeral.form is Form.TIMES else unit_of(tokens, numeral.first, numeral.after, settled)
    if numeral.form is Form.FRACTION:
        unit = _of_a_share(tokens, numeral, unit, settled)
    first, after = numeral.first, numeral.after
    start = numeral.span.start
    if unit is not None:
        start, after = min(start, unit.span.start), max(after, unit.after)
    while first > 0 and tokens[first - 1].start >= start:
        first -= 1
    return Quantity(numeral, unit, first, after)


def _of_a_share(tokens: Sequence[Token], numeral: Numeral, unit: UnitRead | None, settled: Settled) -> UnitRead | None:
    """What a fraction is of: half a kilo is an amount, half of the pupils a share of them."""
    after = numeral.after
    if low(tokens, after) == "of" and low(tokens, after + 1) in {"a", "an"}:
        amount = unit_of(tokens, numeral.first, after + 2, settled)
        if amount is not None and amount.thing is None and amount.unit.dimension:
            return amount
    if unit is not None and unit.thing is not None and unit.unit.counted:
        return unit._replace(unit=DIMENSIONLESS, base=unit.thing, thing=None)
    if unit is None and low(tokens, after) in SHARES_OF:
        # "half the seats": what it is a share of begins with its article.
        counted = unit_of(tokens, numeral.first, after + 1, settled)
        if counted is not None and counted.thing is not None:
            return counted._replace(unit=DIMENSIONLESS, base=counted.thing, thing=None)
    return unit


def _signed(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """The number with the minus in front of it: "−20", "minus 5", "minus-260"."""
    if numeral.value is None or tokens[numeral.first].kind != "number":
        return numeral
    first = numeral.first
    if [low(tokens, first - n) for n in (3, 2, 1)] == ["plus", "or", "minus"]:
        return numeral
    if low(tokens, first - 1) in MINUS and glued(tokens, first):
        worded = low(tokens, first - 2) == "minus" and glued(tokens, first - 1) and not glued(tokens, first - 2)
        alone = first < 2 or not glued(tokens, first - 1) or tokens[first - 2].text in "([=±"
        if not (worded or alone):
            return numeral
        first -= 1 + worded
    elif low(tokens, first - 1) == "minus":
        first -= 1
    else:
        return numeral
    return numeral._replace(value=-numeral.value, span=Span(tokens[first].start, numeral.span.end))
