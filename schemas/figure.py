"""Figures: a printed number with its unit, its hedge and, where it is known, the step it was rounded to."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import Decimal
from schemas.text import UNIT_LENGTH, Choice, Text

QUALIFIERS: Final = ("exact", "stated", "about", "nearly", "more_than", "at_least", "less_than", "at_most")

_VALUE = "The number as printed; trailing zeros after the point carry precision and are kept."
_LOWER = "The lower end of an interval, given instead of a value; absent: no lower end."
_UPPER = "The upper end of an interval, given instead of a value; absent: no upper end."
_UNIT = 'A unit expression such as "KZT/kg", "km", "%", "percentage point" or "person"; empty: dimensionless.'
_QUALIFIER = "How the number was hedged. An exact one stands for itself alone."
_ROUNDING = 'The step that the value was rounded to, such as "1000", where it is known; the value is a multiple of it.'


class FigureSchema(Strict):
    """A figure as it comes out of the service: decimals are strings, members that say nothing are left out."""

    value = Decimal(_VALUE, example="18000")
    lower = Decimal(_LOWER)
    upper = Decimal(_UPPER)
    unit = Text(_UNIT, longest=UNIT_LENGTH, shortest=0, required=True, example="KZT")
    qualifier = Choice(_QUALIFIER, "Qualifier", QUALIFIERS)
    rounding = Decimal(_ROUNDING)


class FigureInputSchema(Strict):
    """A figure as it goes in: a value, or an interval, or neither when only the unit is known."""

    instead = 'must be an object, such as {"value": "12.40", "unit": "km"}'

    value = Decimal(_VALUE, numbers=True, allow_none=True, example="18000")
    lower = Decimal(_LOWER, numbers=True, allow_none=True)
    upper = Decimal(_UPPER, numbers=True, allow_none=True)
    unit = Text(_UNIT, longest=UNIT_LENGTH, shortest=0, allow_none=True, example="KZT")
    qualifier = Choice(_QUALIFIER, "Qualifier", QUALIFIERS, allow_none=True)
    rounding = Decimal(_ROUNDING, numbers=True, allow_none=True)
