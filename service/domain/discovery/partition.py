"""Values of a dimension that together are all there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.domain.errors import Fault, Malformed
from service.domain.terms import FIXED, WHOLE, normal

FEWEST: Final = 2
MOST: Final = 1_000
LONGEST_DIMENSION: Final = 100
LONGEST_VALUE: Final = 500


@dataclass(frozen=True, slots=True)
class Partition:
    """The ``values`` of a ``dimension`` that make the whole, none of them overlapping: declared, never guessed."""

    dimension: str
    values: tuple[str, ...]

    @classmethod
    def parse(cls, given: object) -> Partition:
        """The partition that a JSON object describes. Raises :class:`Malformed` with every fault found."""
        if not isinstance(given, Mapping) or given.keys() != {"dimension", "values"}:
            raise Malformed(
                'a partition has a "dimension" and its "values", such as {"dimension": "sex", "values": […]}'
            )
        dimension, values = given["dimension"], given["values"]
        faults = [Fault(("dimension",), wrong) for wrong in _wrong_dimension(dimension)]
        if not isinstance(values, Sequence) or isinstance(values, str) or not FEWEST <= len(values) <= MOST:
            message = f"must be {FEWEST} to {MOST:,} values, which together are all there is of the dimension"
            raise Malformed.several((*faults, Fault(("values",), message)))
        faults.extend(_wrong_values(values))
        if faults:
            raise Malformed.several(tuple(faults))
        return cls(dimension, tuple(values))

    def canonical(self) -> dict[str, Any]:
        """It in its wire form."""
        return {"dimension": self.dimension, "values": list(self.values)}


def _wrong_dimension(given: object) -> list[str]:
    if not isinstance(given, str) or not normal(given) or len(given) > LONGEST_DIMENSION:
        return [f"must be the name of a dimension, of 1 to {LONGEST_DIMENSION} characters"]
    if normal(given) in FIXED:
        return [f'"{given}" says what figures are, not what they are parts of; it has no parts of its own']
    return []


def _wrong_values(values: Sequence[object]) -> list[Fault]:
    faults = []
    first: dict[str, int] = {}
    for place, value in enumerate(values):
        if not isinstance(value, str) or not normal(value) or len(value) > LONGEST_VALUE:
            message = f"must be a value of the dimension, of 1 to {LONGEST_VALUE} characters"
        elif normal(value) in WHOLE:
            message = f'"{value}" names the whole, which is no part of itself; leave it out'
        elif first.setdefault(normal(value), place) != place:
            message = f'"{value}" is there already, at {first[normal(value)]}; case and blanks tell no values apart'
        else:
            continue
        faults.append(Fault(("values", place), message))
    return faults
