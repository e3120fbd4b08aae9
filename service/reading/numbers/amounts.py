"""One figure or two: what ranges and movements are made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from service.reading.mention import Form
from service.reading.numbers.hedges import HEDGE_WORDS
from service.reading.numbers.quantity import Quantity
from service.reading.span import Span
from service.reading.token import Token, low

# Between "from", "to" or "between" and the number.
SKIPPED: Final = HEDGE_WORDS | frozenset("less under as much many high low little up a the".split())
_FAR: Final = 14


class Amount(NamedTuple):
    """One figure: a quantity, or two that are the ends of a range."""

    low: Quantity
    high: Quantity | None = None

    @property
    def number(self) -> Span:
        """The number, of a range from end to end."""
        end = self.low if self.high is None else self.high
        return Span(self.low.numeral.span.start, end.numeral.span.end)

    @property
    def first(self) -> int:
        """The token that it begins at."""
        return self.low.first

    @property
    def after(self) -> int:
        """The token behind it."""
        return self.low.after if self.high is None else self.high.after


def between(tokens: Sequence[Token], one: Quantity | Amount, two: Quantity | Amount) -> tuple[str, ...] | None:
    """The words between two figures, if they are few."""
    first = two.first
    if first < one.after or first - one.after > _FAR:
        return None
    return tuple(token.text.lower() for token in tokens[one.after : first])


def is_only_a_sign(one: Quantity) -> bool:
    """Whether the unit stands in front of the number only: "$89 to $93 billion"."""
    return one.unit is not None and one.unit.span.start < one.numeral.span.start


def scaled_as(one: Quantity, two: Quantity) -> Quantity:
    """The first number with the scale word of the second: "3 to 5 million"."""
    scale = two.numeral.scale
    if not scale or one.numeral.scale or one.numeral.value is None or two.numeral.value is None:
        return one
    if abs(one.numeral.value) >= Decimal(1000) or one.numeral.form is Form.FRACTION:
        return one
    scaled = one.numeral.scaled(scale)
    assert scaled.value is not None
    return one._replace(numeral=scaled) if scaled.value < two.numeral.value else one


def word_before(tokens: Sequence[Token], first: int) -> tuple[str, int]:
    """The word in front of a figure, hedges passed over, and its place."""
    place = first - 1
    for _ in range(4):
        if low(tokens, place) not in SKIPPED or low(tokens, place) == "up":
            break
        place -= 1
    return low(tokens, place), place


def is_rate_of(one: Quantity, two: Quantity) -> bool:
    """Whether the second is so much per something, and the first is without it: "from $7 to $15 an hour"."""
    return str(two.in_unit).startswith(f"{one.in_unit}/")
