"""What every field says: in the contract, and when it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# A part of the contract that gets a name of its own, wherever it is used; see ``service.wire.json_schema``.
NAMED: Final = "x-named"
# What such a part says of itself, beside what each place says of its use.
ABOUT: Final = "x-about"


def messages(**others: str) -> dict[str, Any]:
    """The messages of a field; each says what would be right."""
    return {"required": "is required", "null": "must not be null; leave it out instead", **others}


def ref(name: str) -> dict[str, str]:
    """A reference to a part of the contract that has a name."""
    return {"$ref": f"#/components/schemas/{name}"}


def named(name: str, about: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the contract with a name, so that generated code has one type for it, called the same everywhere."""
    return {NAMED: name, ABOUT: about, **shape}


def map_of(name: str, about: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """An object with any members, all of one shape."""
    return named(name, about, {"type": "object", "additionalProperties": dict(value)})


def told(description: str, example: object = None, **more: Any) -> dict[str, Any]:
    """The metadata of a field, which the contract shows."""
    metadata = {"description": description, **more} if description else more
    if example is not None:
        metadata["examples"] = [example]
    return metadata
