"""Lists: items, and where the next page is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request

from service.api import cursors, json_out

Item = TypeVar("Item")


def start(query: Mapping[str, Any]) -> cursors.Key | None:
    """The key after which the page asked for starts. Raises Problem for a cursor that is not of this list."""
    cursor = query["cursor"]
    return None if cursor is None else cursors.read(cursor, _scope(query))


def start_id(query: Mapping[str, Any]) -> UUID | None:
    """The same for lists in the order of ids."""
    key = start(query)
    return None if key is None else UUID(str(key))


def answer(
    items: Iterable[Item], next_after: UUID | str | int | None, query: Mapping[str, Any], present: Callable[[Item], Any]
) -> Response:
    """A page. ``next`` leads to the same list with the same filters, from after ``next_after``."""
    following = None
    if next_after is not None:
        key = str(next_after) if isinstance(next_after, UUID) else next_after
        cursor = cursors.write(key, _scope(query))
        parameters = {**_filters(query), "limit": query["limit"], "cursor": cursor}
        following = f"{request.path}?{urlencode(parameters)}"
    return json_out.answer({"items": [present(item) for item in items], "next": following})


def _filters(query: Mapping[str, Any]) -> dict[str, str]:
    # An empty text is a filter too: `unit=` lets through what is dimensionless.
    return {
        name: _told(query[name])
        for name in sorted(query)
        if name not in {"limit", "cursor"} and query[name] is not None
    }


def _told(value: object) -> str:
    """A filter as it may be given."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _scope(query: Mapping[str, Any]) -> str:
    return f"{request.path}?{urlencode(_filters(query))}"
