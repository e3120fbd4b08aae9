"""What figures would have to be for a clash to be gone, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from service.domain.wording import grouped, plain

# Stretches that are told one by one.
MOST_PIECES: Final = 3

Json: TypeAlias = Mapping[str, Any]


def range_of(needed: Json) -> str:
    """What a figure would have to be; of many stretches only where they begin and end."""
    if len(needed["pieces"] or ()) <= MOST_PIECES:
        return str(needed["text"])
    lower, upper = (
        None if needed[end] is None else quantity(needed[end], needed["unit"]) for end in ("lower", "upper")
    )
    ends = f"{lower} to {upper}" if lower and upper else f"at least {lower}" if lower else f"at most {upper}"
    return f"{ends}, with gaps" if lower or upper else "another value"


def quantity(number: str, unit: str) -> str:
    """A number of the wire for reading, with its unit."""
    return f"{grouped(plain(Decimal(number)))}{'' if unit in {'', '%'} else ' '}{unit}"
