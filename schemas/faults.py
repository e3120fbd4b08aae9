"""What marshmallow found wrong, as a flat list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]


def faults(messages: Any, where: Path = ()) -> Iterator[tuple[Path, str]]:
    """The messages of marshmallow, which nest as the value does, each with its path."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            # marshmallow's word for what concerns an object as a whole
            yield from faults(inner, where if name == "_schema" else (*where, name))
    elif isinstance(messages, list):
        for inner in messages:
            yield from faults(inner, where)
    else:
        yield where, str(messages)
