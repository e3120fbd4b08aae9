"""Values of a dimension that together are all there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """The ``values`` of a ``dimension`` that make the whole, none of them overlapping: declared, never guessed."""

    dimension: str
    values: tuple[str, ...]
