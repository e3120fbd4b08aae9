"""What a figure may have been meant to be: variants of its digits, its scale and its unit that slips produce."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction

from service.domain.figure import Figure
from service.domain.money_history import redenominations
from service.domain.numeral import MAX_DIGITS, MAX_EXPONENT
from service.domain.units import Unit, parse_unit

# Units that are taken for each other.
_CONFUSED = (
    ("km", "mile"),
    ("m", "ft"),
    ("m", "yard"),
    ("cm", "inch"),
    ("kg", "lb"),
    ("g", "ounce"),
    ("metric ton", "short ton", "long ton"),
    ("litre", "gallon"),
    ("hectare", "acre"),
    ("°C", "°F"),
    ("K", "°C"),
)
_SCALE_WORDS = ("thousand", "million", "billion", "trillion")
# Shifting the point of a figure rounds none of its digits.
_EXACT = Context(prec=2 * MAX_DIGITS)


def with_two_digits_swapped(value: Decimal) -> Iterator[Decimal]:
    """Every number made by swapping two neighbouring digits, none of which starts with a zero."""
    sign, digits, exponent = spelt(value)
    for position in range(len(digits) - 1):
        swapped = list(digits)
        swapped[position], swapped[position + 1] = digits[position + 1], digits[position]
        if swapped[0] and tuple(swapped) != digits:
            yield Decimal((sign, tuple(swapped), exponent))


def with_a_digit_more(value: Decimal) -> Iterator[Decimal]:
    """A doubled digit first: of two alike, one is easily lost. Of a single digit anything could be made."""
    sign, digits, exponent = spelt(value)
    if not 2 <= len(digits) < MAX_DIGITS:
        return
    longer = [
        (*digits[:position], digit, *digits[position:]) for position in range(len(digits) + 1) for digit in range(10)
    ]
    doubled = [(*digits[: position + 1], *digits[position:]) for position in range(len(digits))]
    for candidate in dict.fromkeys([*doubled, *longer]):
        if candidate[0]:
            yield Decimal((sign, candidate, exponent))


def spelt(value: Decimal) -> tuple[int, tuple[int, ...], int]:
    """The sign, the digits and the exponent of a finite number."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "figures are finite"
    return sign, digits, exponent


def scaled(figure: Figure, power: int) -> Figure | None:
    """The figure 10 ** power times as large: by its scale word if it has one and a neighbour fits."""
    if figure.value is None or not figure.value:
        return None
    word = next((symbol for symbol, exponent in figure.unit.terms if symbol in _SCALE_WORDS and exponent == 1), None)
    if word is not None and abs(power) == 3:
        position = _SCALE_WORDS.index(word) + power // 3
        if 0 <= position < len(_SCALE_WORDS):
            return replace(figure, unit=_replaced(figure.unit, word, parse_unit(_SCALE_WORDS[position])))
    if abs(figure.value.adjusted() + power) > MAX_EXPONENT:
        return None
    value = Decimal(format(figure.value.scaleb(power, _EXACT).normalize(_EXACT), "f"))
    if figure.whole and value != value.to_integral_value():
        # 19.001 people were not meant.
        return None
    if figure.rounding is not None and value % figure.rounding:
        return None
    return replace(figure, value=value)


def in_another_unit_of_money(figure: Figure) -> Iterator[tuple[str, Figure]]:
    """The figure as if its number were in the unit of before or after a redenomination, with the code of that.

    18,000,000 TRY as if it were TRL: 18 TRY. Its last digit keeps its weight, so that it stands for as much as before.
    """
    if figure.value is None or figure.rounding is not None or len(figure.unit.currencies) != 1:
        return
    (code,) = figure.unit.currencies
    power = dict(figure.unit.dimension)[code]
    for step in redenominations(code):
        meant, factor = (step.old, 1 / Fraction(step.factor)) if step.new == code else (step.new, Fraction(step.factor))
        value = _times(figure.value, factor**power)
        if value is not None and value != figure.value:
            yield meant, replace(figure, value=value)


def _times(value: Decimal, factor: Fraction) -> Decimal | None:
    """A product whose last digit is as fine as that of ``value`` was; ``None`` where it is no decimal of few digits."""
    product = Fraction(value) * factor
    finest = Fraction(10) ** spelt(value)[2] * factor
    places = 0
    while places < MAX_DIGITS and (Fraction(1, 10**places) > finest or (product * 10**places).denominator > 1):
        places += 1
    digits = product * 10**places
    if digits.denominator > 1 or len(str(abs(digits.numerator))) > MAX_DIGITS:
        return None
    return Decimal((int(product < 0), tuple(map(int, str(abs(digits.numerator)))), -places))


def confused_with(unit: Unit) -> Iterator[Unit]:
    """The units that ``unit`` may have been printed for by mistake."""
    for group in _CONFUSED:
        symbols = [parse_unit(name) for name in group]
        for symbol, exponent in unit.terms:
            if (symbol, 1) not in [term for member in symbols for term in member.terms]:
                continue
            for member in symbols:
                if member.terms[0][0] != symbol and not (member.offset and (len(unit.terms) > 1 or exponent != 1)):
                    yield _replaced(unit, symbol, member)


def _replaced(unit: Unit, symbol: str, by: Unit) -> Unit:
    """``unit`` with one of its symbols replaced, the others left in place."""
    if len(unit.terms) == 1 and unit.terms[0][1] == 1:
        return by
    return parse_unit(str(unit)) / parse_unit(symbol) ** dict(unit.terms)[symbol] * by ** dict(unit.terms)[symbol]
