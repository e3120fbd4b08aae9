"""Whether the service lives and can answer."""

from __future__ import annotations

from typing import Final

from schemas.base import Strict
from schemas.fields import Flag, Free, ListOf, Part, Whole
from schemas.text import Choice, Text
from schemas.told import map_of

CACHE_KINDS: Final = ("redis", "memory")


class HealthSchema(Strict):
    """The process answers."""

    status = Choice("Always `ok`.", "HealthStatus", ("ok",), required=True)


class DatabaseStateSchema(Strict):
    """What is known of the database."""

    reachable = Flag("Whether it answers.", required=True)
    current = Flag("Whether its tables are those that the service works with.", required=True)


class CacheStateSchema(Strict):
    """What is known of the result cache."""

    kind = Choice(
        "Where it is kept: in `redis`, or in the `memory` of the process.", "CacheKind", CACHE_KINDS, required=True
    )
    reachable = Flag("Whether it answers.", required=True)
    entries = Whole("How many results are in memory.")
    bytes = Whole("How much memory they take.")
    failures = Free(
        "What Redis failed at, with how often.",
        shape=map_of("CacheFailures", "Counts of failures, by what was tried.", {"type": "integer", "minimum": 0}),
    )


class ReadinessSchema(Strict):
    """Whether requests can be answered, and what that rests on."""

    status = Choice(
        "`ready` when the database is reachable and current.", "ReadinessStatus", ("ready", "unready"), required=True
    )
    reasons = ListOf(
        Text("A reason.", longest=200), "Why requests cannot be answered, in words; none when ready.", required=True
    )
    degraded = ListOf(
        Text("A thing.", longest=200),
        "What does not work as it should while requests are answered, in words.",
        required=True,
    )
    database = Part(DatabaseStateSchema, "The database, which is required.", required=True)
    cache = Part(
        CacheStateSchema,
        "The result cache, with what went wrong so far. It is not required: without it results are computed.",
        required=True,
    )
