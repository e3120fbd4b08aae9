"""Whether the service lives and can answer."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import Flag, Free, Part
from schemas.text import Choice
from schemas.told import NAMED

CACHE_KINDS: Final = ("redis", "memory")


class HealthSchema(Strict):
    """The process answers."""

    status = Choice("Always `ok`.", "HealthStatus", ("ok",), required=True)


class DatabaseStateSchema(Strict):
    """What is known of the database."""

    reachable = Flag("Whether it answers.", required=True)
    current = Flag("Whether all migrations are applied.", required=True)


class ReadinessSchema(Strict):
    """Whether requests can be answered, and what that rests on."""

    status = Choice(
        "`ready` when the database is reachable and current.", "ReadinessStatus", ("ready", "unready"), required=True
    )
    database = Part(DatabaseStateSchema, "The database, which is required.", required=True)
    cache = Free(
        "The state of the result cache, with what went wrong so far. It is not required: without it results are "
        "computed.",
        shape={
            NAMED: "CacheState",
            "type": "object",
            "required": ["kind", "reachable"],
            "properties": {
                "kind": {"type": "string", "enum": list(CACHE_KINDS)},
                "reachable": {"type": "boolean"},
            },
            "additionalProperties": True,
        },
        required=True,
    )
