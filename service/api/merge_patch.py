"""JSON merge patch (RFC 7396) for members that are objects: what is left out stays, null removes, the rest replaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from service.application.errors import Stale

Changed = TypeVar("Changed")
_TRIES = 5


def merged(stored: Any, patch: Any) -> Any:
    """``stored`` with ``patch`` applied."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(stored) if isinstance(stored, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def undisturbed(change: Callable[[], Changed], *, insists: bool) -> Changed:
    """What ``change`` returns, which merges into what it read; read again when another writer came in between.

    A caller who ``insists`` on a version hears of it instead. Raises Stale.
    """
    for left in reversed(range(1 if insists else _TRIES)):
        try:
            return change()
        except Stale:
            if not left:
                raise
    raise AssertionError
