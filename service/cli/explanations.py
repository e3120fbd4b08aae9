"""What would explain a clash: which figures, and what they would have to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from service.domain.wording import grouped, plain
from service.formats.document import Group

# Stretches that are told one by one.
MOST_PIECES: Final = 3

Json: TypeAlias = Mapping[str, Any]
# Figures of a conflict, or of what explains it.
Refs: TypeAlias = Sequence[Json]


def ways_of(group: Group, conflicts: Sequence[Json]) -> Iterator[Refs]:
    """The sets of figures that explain some conflicts of a group, each once.

    What explains all of the group may hold figures for its other conflicts too, which would be no help here.
    """
    concerned = {_key(ref) for conflict in conflicts for ref in conflict["figures"]}
    seen: set[frozenset[tuple[Any, ...]]] = set()
    for blame in group.blames:
        way = [ref for ref in blame["figures"] if _key(ref) in concerned]
        key = frozenset(map(_key, way))
        if way and key not in seen:
            seen.add(key)
            yield way


def _key(ref: Json) -> tuple[Any, ...]:
    return ref["claim"], ref["check"], ref["figure"]


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
