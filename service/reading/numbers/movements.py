"""What went from one figure to another: "rose from 50 to 60", "to $7.4 bn from $6.8 bn"."""

from __future__ import annotations

from collections.abc import Sequence

from service.reading.numbers.amounts import Amount, between, is_rate_of, scaled_as, word_before
from service.reading.token import Token


def movement(tokens: Sequence[Token], amounts: Sequence[Amount], at: int) -> tuple[int, int] | None:
    """The movement of which the figure at ``at`` is the second end that is said."""
    one, two = amounts[at - 1], amounts[at]
    words = between(tokens, one, two)
    if words is None or not {".", ";", "("}.isdisjoint(words):
        return None
    if not _comparable(one, two):
        return None
    before_one, before_two = word_before(tokens, one.first)[0], word_before(tokens, two.first)[0]
    if before_one == "from" and before_two == "to":
        return at - 1, at
    if before_two == "from" and before_one != "from" and "to" not in words:
        came = before_one in {"to", "at"} or {"up", "down"} & set(words[-5:])
        return (at, at - 1) if came else None
    return None


def _comparable(one: Amount, two: Amount) -> bool:
    if one.high is not None and two.high is not None:
        return False
    left, right = one.low, two.low
    return left.bare or right.bare or left.in_unit == right.in_unit or is_rate_of(left, right)


def in_units_of_movements(amounts: list[Amount], movements: Sequence[tuple[int, int]]) -> list[Amount]:
    """The figures, where one end of a movement has its unit from the other: "from 3.9 to 3.6 percent"."""
    for pair in movements:
        one, two = (amounts[place] for place in sorted(pair))
        if one.low.bare and not two.low.bare:
            amounts[min(pair)] = one._replace(low=scaled_as(one.low, two.low).in_units_of(two.low))
        elif is_rate_of(one.low, two.low):
            amounts[min(pair)] = one._replace(low=one.low.in_units_of(two.low))
        elif two.low.bare and not one.low.bare:
            amounts[max(pair)] = two._replace(low=two.low.in_units_of(one.low))
    return amounts
