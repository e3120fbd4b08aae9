"""Numbers that belong together: ranges, the two ends of a movement, and several in one unit.

"3 to 5 million" and "between 650,000 and 900,000" are one figure with two ends. What went "from 50 to 60" are two
figures, one at each end. In "three and four years" and "7- or 8-inch" the unit is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from service.reading.mention import Form
from service.reading.numbers.amounts import SKIPPED, Amount, between, is_only_a_sign, is_rate_of, scaled_as, word_before
from service.reading.numbers.hedges import hedge_before
from service.reading.numbers.movements import in_units_of_movements, movement
from service.reading.numbers.part_of import is_of_another
from service.reading.numbers.quantity import Quantity
from service.reading.numbers.trends import is_fall, is_rise, moves
from service.reading.span import Span
from service.reading.token import DASHES, MINUS, Token, glued, low

_DASHES: Final = MINUS | DASHES
_LISTING: Final = ((",",), ("and",), ("or",), (",", "and"), (",", "or"), ("/",), ("&",), ("-", "and"), ("-", "or"),
                   ("-", ","), ("-", "to"))  # fmt: skip


def joined(
    tokens: Sequence[Token], given: Sequence[Quantity], left_out: Callable[[Quantity], None]
) -> tuple[list[Amount], list[tuple[int, int]]]:
    """The figures that ``given`` make, in their order, and which of them are the ends of a movement, (from, to).

    A small number in words that counts nothing said beside it is ``left_out``: "two of them", "all three".
    """
    amounts: list[Amount] = []
    movements: list[tuple[int, int]] = []
    at = 0
    while at < len(given):
        if at + 1 < len(given) and (ends := _range(tokens, given[at], given[at + 1])) is not None:
            amounts.append(Amount(*ends))
            at += 2
        else:
            amounts.append(Amount(given[at]))
            at += 1
    amounts = _with_shared_units(tokens, _in_millions(tokens, amounts))
    idle = _scores(tokens, amounts)
    idle.update(place for place, amount in enumerate(amounts) if _counts_nothing(tokens, amount))
    for place in sorted(idle):
        left_out(amounts[place].low)
    amounts = [amount for place, amount in enumerate(amounts) if place not in idle]
    for place in range(1, len(amounts)):
        pair = movement(tokens, amounts, place)
        if pair is not None and not (movements and {*movements[-1]} & {*pair}):
            movements.append(pair)
    return in_units_of_movements(amounts, movements), movements


def _in_millions(tokens: Sequence[Token], amounts: Sequence[Amount]) -> list[Amount]:
    """The figures, an "m" behind one as that of the millions before it: "9.3m viewers, down from 11.2m"."""
    found = list(amounts)
    for place in range(1, len(found)):
        one, two = found[place - 1].low, found[place].low
        metres = two.unit is not None and "million" in two.unit.alternatives and str(two.in_unit) == "m"
        things = one.unit is not None and (one.in_unit.counted or bool(one.in_unit.currencies))
        if metres and things and one.numeral.scale == _MILLION and found[place].high is None:
            words = between(tokens, one, two)
            if words is not None and {"from", "to", "than", "with", "and", "or"} & set(words):
                numeral = two.numeral.scaled(_MILLION)
                span, after = numeral.span, two.after
                numeral = numeral._replace(span=Span(span.start, tokens[after - 1].end), after=after)
                found[place] = Amount(two._replace(numeral=numeral).in_units_of(one))
    return found


_MILLION: Final = 6


def _scores(tokens: Sequence[Token], amounts: Sequence[Amount]) -> set[int]:
    """The places of two bare numbers of which the first is not the smaller: "voted 419 to 6", "a 24 to 17 win"."""
    found: set[int] = set()
    for place, (one, two) in enumerate(pairwise(amounts)):
        if one.high is None and two.high is None and one.low.bare and two.low.bare:
            left, right = one.low.numeral.value, two.low.numeral.value
            falls = left is not None and right is not None and left >= right
            if falls and between(tokens, one, two) == ("to",):
                before = word_before(tokens, one.first)[0]
                if before not in {"from", "by"} and not (is_rise(before) or is_fall(before)):
                    found |= {place, place + 1}
    return found


def _counts_nothing(tokens: Sequence[Token], amount: Amount) -> bool:
    numeral = amount.low.numeral
    small = numeral.form is Form.WORDS and numeral.value is not None and numeral.value < _SMALL
    if (
        not small
        or not amount.low.bare
        or amount.high is not None
        or is_of_another(tokens, amount.after, in_digits=True)
    ):
        return False
    if hedge_before(tokens, amount.first) is not None:
        return False  # "seats up to seven"
    before = low(tokens, amount.first - 1), low(tokens, amount.first - 2)
    return before not in _COUNTING and not (before[0] == "of" and before[1] in _GROUPS)


_SMALL: Final = 100
# Where a small number in words counts something that is not said again: "up from five", "a crew of seven".
_COUNTING: Final = frozenset({("from", "up"), ("from", "down")})
_GROUPS: Final = frozenset(
    "crew group team family party panel staff total average population squad class gang jury maximum minimum".split()
)


def _with_shared_units(tokens: Sequence[Token], given: Sequence[Amount]) -> list[Amount]:
    found = list(given)
    for at in range(1, len(found)):
        one, two = found[at - 1], found[at]
        aged = one.low.unit is not None and one.low.unit.age and two.high is None and two.low.bare
        if aged and between(tokens, one, two) in {("and",), ("or",), (",",), (",", "and")}:
            found[at] = Amount(two.low.in_units_of(one.low))  # "aged nine and 11"
    for at in range(len(found) - 2, -1, -1):
        one, two = found[at], found[at + 1]
        if one.high is None and one.low.bare and not two.low.bare and _is_alike(tokens, one, two):
            found[at] = Amount(one.low.in_units_of(two.high or two.low))
    return found


def _is_apposition(tokens: Sequence[Token], one: Amount) -> bool:
    """Whether ", or" behind a number says it again: "of these, 336, or 40%". In a list a number stands in front."""
    return low(tokens, one.first - 1) == "," and one.first > 1 and tokens[one.first - 2].kind != "number"


def _is_alike(tokens: Sequence[Token], one: Amount, two: Amount) -> bool:
    """Whether a bare number is listed beside the next one: not where it ends a clause of its own."""
    unit = two.low.unit
    in_front = unit is not None and unit.span.start < two.low.numeral.span.start
    if in_front or two.low.numeral.form is Form.VAGUE:
        return False
    if is_of_another(tokens, one.low.numeral.after) and one.low.after <= two.first <= one.low.after + 3:
        return True
    if between(tokens, one, two) not in _LISTING:
        return False
    if one.low.numeral.form is Form.FRACTION and str(two.low.in_unit) == "%":
        return False  # "half, or 47%"
    if low(tokens, one.after) == "," and low(tokens, one.after + 1) == "or" and _is_apposition(tokens, one):
        return False
    if low(tokens, one.first - 1) == "+":
        return False  # "+0.31 or 0.5%"
    if low(tokens, one.after) != "," or low(tokens, one.after + 1) in {"and", "or"}:
        return True
    # "3, 4 and 5 percent": behind a comma only where the list goes on.
    shared = unit is not None and unit.span.start == unit.span.end
    return shared and one.low.numeral.form is two.low.numeral.form


def _range(tokens: Sequence[Token], one: Quantity, two: Quantity) -> tuple[Quantity, Quantity] | None:
    """The ends of the range that two numbers make, both in its unit."""
    words = between(tokens, one, two)
    if words is None or one.numeral.value is None or two.numeral.value is None:
        return None
    if Form.TIMES in {one.numeral.form, two.numeral.form} or not _are_ends(tokens, one, two, words):
        return None
    if one.bare or (one.unit is not None and is_only_a_sign(one) and two.unit is not None):
        one = scaled_as(one, two)
    if one.bare:
        one = one.in_units_of(two)
    elif two.bare and (is_only_a_sign(one) or (one.unit is not None and one.unit.age)):
        one = scaled_as(one, two)
        two = two.in_units_of(one)
    if is_rate_of(one, two):
        one = one.in_units_of(two)  # "$400,000 to $2 million a year"
    if one.in_unit != two.in_unit:
        return None
    assert one.numeral.value is not None and two.numeral.value is not None  # noqa: PT018  both were looked at above
    return (one, two) if one.numeral.value < two.numeral.value else None


def _are_ends(tokens: Sequence[Token], one: Quantity, two: Quantity, words: tuple[str, ...]) -> bool:
    before, place = word_before(tokens, one.first)
    if len(words) == 1 and words[0] in _DASHES:
        dash = one.after
        spaced = not glued(tokens, dash) and not glued(tokens, dash + 1)
        return spaced if words[0] == "—" else (glued(tokens, dash) == glued(tokens, dash + 1))
    if words == ("and",) or (words[:1] == ("and",) and set(words[1:]) <= SKIPPED):
        # Not "between 2- and 10-year bonds", which are two.
        return before == "between" and low(tokens, one.numeral.after) not in MINUS
    if words == ("or",):
        alike = one.numeral.form is two.numeral.form and one.numeral.form is not Form.FRACTION
        whole = one.numeral.value == int(one.numeral.value or 0) and two.numeral.value == int(two.numeral.value or 0)
        return one.bare and alike and whole and not is_only_a_sign(two)
    if words == ("-", "to", "-"):
        return True  # "16-to-24-year-olds"
    if words[:1] in {("to",), ("through",)} or words[:2] in {("up", "to"), ("to", "-"), ("or", "even")}:
        if not set(words[1:]) <= SKIPPED | {"to", "-", "even"}:
            return False
        if place == one.first - 1 and before == "to":
            return False
        if before == "from":
            return not _in_motion(tokens, place)
        if before == "up" and low(tokens, one.first - 2).startswith(("mak", "mad")):
            return True
        if before == "by" and one.bare and _is_foreseen(tokens, place):
            return True
        # "slowed 3.9 to 3.6 percent", not "jumped a fifth to $22.4bn"
        plain = one.bare and one.numeral.form is not Form.FRACTION
        return before not in {"by", "up", "down"} and (plain or not moves(before))
    return False


def _is_foreseen(tokens: Sequence[Token], by: int) -> bool:
    """Whether what is told by how much has not come yet: "could rise by 1 to 3 feet", not "rose by 5 to 65"."""
    return any(low(tokens, place) in _MODALS for place in range(max(0, by - 4), by))


_MODALS: Final = frozenset("could may might will would should can to must".split())


def _in_motion(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb before "from", at ``at``, says that something changed: else it is a range.

    So is what something is "down from".
    """
    if low(tokens, at - 1) in {"up", "down"}:
        return False
    for place in range(at - 1, max(-1, at - 12), -1):
        word = low(tokens, place)
        if word in {".", ";", "(", ")"}:
            return False
        if moves(word):
            return True
        if word.startswith(("rang", "pric", "vary", "vari", "cost", "sell", "between")):
            return False
    return False
