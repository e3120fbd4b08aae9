"""JSON as this service writes it."""

from __future__ import annotations

from typing import Any

import orjson


def encode(value: Any) -> bytes:
    """JSON for a value; instants are RFC 3339 in UTC, ids are text."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
