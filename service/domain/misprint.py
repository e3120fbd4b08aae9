"""What a figure may have been meant to be: variants of its digits, its scale and its unit that slips produce."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, Decimal

from service.domain.figure import Figure
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
