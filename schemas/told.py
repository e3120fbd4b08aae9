"""What every field says: in the contract, and when it refuses."""

from __future__ import annotations

from typing import Any, Final

# A part of the contract that gets a name of its own, wherever it is used; see ``service.api.contract``.
NAMED: Final = "x-named"


def messages(**others: str) -> dict[str, Any]:
    """The messages of a field; each says what would be right."""
    return {"required": "is required", "null": "must not be null; leave it out instead", **others}


def told(description: str, example: object = None, **more: Any) -> dict[str, Any]:
    """The metadata of a field, which the contract shows."""
    metadata = {"description": description, **more} if description else more
    if example is not None:
        metadata["examples"] = [example]
    return metadata
