"""Lists of words, kept in files of their own beside the code."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


def lines_of(name: str) -> list[str]:
    """The lines of a data file, without comments and empty ones."""
    text = (files("service.reading") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=32)
def words_of(name: str) -> frozenset[str]:
    """The words of a data file."""
    return frozenset(word for line in lines_of(name) for word in line.split())
