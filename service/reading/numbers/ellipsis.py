"""Numbers that count what was named once: "24 flats were sold at auction and 187 by tender".

Only behind "and" and its like, in front of a word that shows that a noun was left out, and within the sentence: a bare
number elsewhere may count anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.mention import Form
from service.reading.numbers.amounts import Amount
from service.reading.numbers.hedges import HEDGE_WORDS
from service.reading.numbers.quantity import Quantity
from service.reading.token import Token, low

_LINKS: Final = frozenset("and or but including plus with while versus".split())
_HEDGES: Final = HEDGE_WORDS | frozenset("another less fewer under up to a further as many".split())
# What follows where the noun was left out: where, when, how and whom the number is told of.
_FOLLOWING: Final = frozenset(
    "by in at from during on for who whom last this among outside inside elsewhere between near via without abroad "
    "overseas under through yesterday today".split()
)
_FAR: Final = 24
_BACK: Final = 3


def with_things_understood(tokens: Sequence[Token], given: Sequence[Amount]) -> list[Amount]:
    """The figures, those without a unit in the unit of the one before where a noun was left out."""
    found = list(given)
    for at in range(1, len(found)):
        two = found[at]
        one = _counted_before(found, at)
        if one is None:
            continue
        if two.high is None and two.low.bare and _is_left_out(tokens, one.high or one.low, two.low):
            found[at] = Amount(two.low.in_units_of(one.high or one.low))
    return found


def _counted_before(found: Sequence[Amount], at: int) -> Amount | None:
    """The figure whose noun may be left out at ``at``.

    Times and what there is one of may stand between: "20 points in one game and 15 in the next".
    """
    for before in range(at - 1, max(-1, at - 1 - _BACK), -1):
        one = found[before].high or found[before].low
        if one.numeral.value != 1 and one.in_unit.dimension != (("time", 1),):
            return found[before]
    return None


def _is_left_out(tokens: Sequence[Token], one: Quantity, two: Quantity) -> bool:
    unit, value = one.unit, two.numeral.value
    if unit is None or unit.adjective or unit.age or unit.span.start < one.numeral.span.start or value is None:
        return False
    if two.numeral.form not in {Form.DIGITS, Form.WORDS} or not unit.unit.text:
        return False
    if unit.unit.counted and value != value.to_integral_value():
        return False
    if low(tokens, two.after) not in _FOLLOWING or two.first - one.after > _FAR:
        return False
    link = two.first - 1
    while link > one.after and low(tokens, link) in _HEDGES and two.first - link < 5:
        link -= 1
    return low(tokens, link) in _LINKS and not any(token.text in ".!?;:" for token in tokens[one.after : link])
