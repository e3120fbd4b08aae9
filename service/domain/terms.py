"""When words of two claims mean the same, and words that have a meaning of their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

Dimensions = tuple[tuple[str, str], ...]

# Values of a dimension that narrow nothing down. "_T" is SDMX's code for a total.
WHOLE: Final = frozenset({"total", "all", "_t"})

BASE: Final = "of"
# Dimensions that say what a figure is, not which part of a whole it is about: adding one makes no part.
FIXED: Final = frozenset({BASE, "per", "statistic"})


def normal(text: str) -> str:
    """``text`` as it is compared: whatever its case, its blanks and the way its letters are encoded."""
    return _normal(text) if len(text) <= _SHORT else _normal.__wrapped__(text)


# Measures and dimensions recur; quotes do not, and are long.
_SHORT: Final = 200


@lru_cache(maxsize=16_384)
def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normal_dimensions(given: Iterable[tuple[str, str]]) -> Dimensions:
    """Dimensions as they are compared, in the order of their names, without those that narrow nothing down."""
    return _normal_dimensions(tuple(given))


@lru_cache(maxsize=4096)
def _normal_dimensions(given: Dimensions) -> Dimensions:
    said = {normal(name): normal(value) for name, value in given}
    return tuple(sorted((name, value) for name, value in said.items() if value not in WHOLE))
