"""Which figures can be parts of others: amounts that add up, told apart from levels such as prices and averages."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from service.domain.figure import Figure
from service.domain.unit_definition import Dimension, UnitKind
from service.domain.unit_names import find
from service.domain.units import Unit


class Amount(StrEnum):
    """What an amount that adds up is made of."""

    COUNT = "count"
    MONEY = "money"
    QUANTITY = "quantity"


# Mass, length, area, volume, energy, data. Neither time (durations and ages do not add up over people), nor
# temperature, nor anything by something else.
_EXTENSIVE: Final[frozenset[Dimension]] = frozenset(
    {
        (("mass", 1),),
        (("length", 1),),
        (("length", 2),),
        (("length", 3),),
        (("length", 2), ("mass", 1), ("time", -2)),
        (("information", 1),),
    }
)

# A measure with one of these words is a level, a balance or a share whatever its unit: the wage of a part may be above
# that of the whole, and of a net flow the parts cancel out. Found in names of indicators of national statistics.
_LEVELS: Final = frozenset(
    """
    average avg mean median modal mode typical usual expected percentile quantile quartile quintile decile
    maximum minimum max min highest lowest record peak top threshold limit
    per rate ratio index density intensity share proportion percentage percent fraction
    price wage salary pay earning income fee fine fare tariff rent toll pension
    age height depth altitude elevation width thickness distance speed temperature size weight duration
    net balance surplus deficit profit loss margin gap difference variation
    change growth increase decrease rise fall decline drop reduction
    unique distinct
    """.split()
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def adds_up(figure: Figure, measure: str) -> bool:
    """Whether figures like this one, of a normalised ``measure``, come to more the more there is of what they count.

    It takes a unit of an amount, a measure that is no level, and a figure that is neither negative nor an average
    ("2.0 children").
    """
    if amount_of(figure.unit) is None or _is_level(measure):
        return False
    if figure.unit.counted and not figure.whole:
        return False
    return not is_negative(figure)


def is_negative(figure: Figure) -> bool:
    """Whether it is printed with a minus, or has an end that is."""
    return any(end < 0 for end in _ends(figure))


def is_zero(figure: Figure) -> bool:
    """Whether nothing can be divided by it, as far as its print says."""
    return all(end == 0 for end in _ends(figure))


@lru_cache(maxsize=8192)
def amount_of(unit: Unit) -> Amount | None:
    """What amounts in ``unit`` are made of; None where they are no amounts, or might be levels."""
    terms = []
    for symbol, exponent in unit.terms:
        definition = find(symbol)
        if definition is None or exponent < 0 or definition.offset:
            return None
        if not definition.scale:
            terms.append((definition.kind, exponent))
    if terms == [(UnitKind.COUNTED, 1)]:
        return Amount.COUNT
    if terms == [(UnitKind.MONEY, 1)]:
        return Amount.MONEY
    physical = all(kind is UnitKind.PHYSICAL for kind, _ in terms)
    return Amount.QUANTITY if physical and unit.dimension in _EXTENSIVE else None


@lru_cache(maxsize=8192)
def _is_level(measure: str) -> bool:
    return any(word in _LEVELS or word.removesuffix("s") in _LEVELS for word in _WORD.findall(measure))


def _ends(figure: Figure) -> list[Decimal]:
    return [end for end in (figure.value, figure.lower, figure.upper) if end is not None]
