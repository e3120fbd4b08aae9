"""How many checks are answered: an answer takes time, and has a size, in proportion to the figures that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from service.reading.prose.found import Found


def within_bounds(founds: Sequence[Found], *, checks: int, figures: int) -> int:
    """How many of ``founds``, from the first, are ``checks`` at most, of together ``figures`` at most."""
    sizes = accumulate(len(found.places) for found in founds[:checks])
    return sum(size <= figures for size in sizes)
