"""What is read as the unit of a number."""

from __future__ import annotations

from typing import NamedTuple

from service.domain.units import Unit
from service.reading.span import Span


class UnitRead(NamedTuple):
    """A unit in a text.

    ``after`` is the token behind it. ``thing`` is what is counted, with its adjectives, or what an amount is of ("34
    kilos of heroin"); ``base`` what a share or a rate is of. ``alternatives`` are other units that the words may mean.
    ``adjective``: it stands in front of a noun ("4,900-kilometer border"). ``age``: it is an age ("27-year-old").
    """

    unit: Unit
    span: Span
    after: int
    thing: Span | None = None
    base: Span | None = None
    alternatives: tuple[str, ...] = ()
    adjective: bool = False
    age: bool = False
