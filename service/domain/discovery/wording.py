"""What a discovered check is called, and how it says what it follows from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from service.domain.context import Context
from service.domain.discovery.reading import Reading
from service.domain.terms import WHOLE, normal

# A name may have 500 characters; nobody reads that many.
_LONGEST: Final = 160
_MOST: Final = 6


def clipped(text: str, longest: int = _LONGEST) -> str:
    """``text``, cut short where it is too long to read."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def about(reading: Reading, *, without: Iterable[str] = ()) -> str:
    """What the claim is about: "migrants, country=Kyrgyzstan". Dimensions named in ``without`` are left out."""
    context = reading.statement.context
    left_out = set(without)
    said = [
        f"{name}={value}"
        for name, value in sorted((context.dimensions or {}).items())
        if normal(value) not in WHOLE and normal(name) not in left_out
    ]
    return clipped(", ".join((context.measure or "an amount", *said)))


def when(context: Context) -> str:
    """When the figure holds: "in 2004", "without a period"."""
    return "without a period" if context.period is None else f"in {context.period.text}"


def titled(subject: str, reading: Reading) -> str:
    """``subject`` with the period of ``reading``: the name of a check."""
    period = reading.statement.context.period
    return subject if period is None else f"{subject}, {period.text}"


def said(dimension: str, reading: Reading) -> str:
    """What the claim says of a (normalised) ``dimension``, in its own spelling."""
    dimensions = reading.statement.context.dimensions or {}
    return clipped(next((value for name, value in dimensions.items() if normal(name) == dimension), ""), 60)


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence, "a, b and c"; of many the first few, and how many more."""
    if len(words) > _MOST:
        return f"{', '.join(words[:_MOST])} and {len(words) - _MOST:,} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def counted(readings: Sequence[object]) -> str:
    """How many there are: "both", "all 3"."""
    return "both" if len(readings) == 2 else f"all {len(readings):,}"
