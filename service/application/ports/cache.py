"""The cache of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Protocol


class Outcome(StrEnum):
    """How the cache took part in an answer, in words of RFC 9211."""

    HIT = "hit"
    MISS = "miss"
    BYPASS = "bypass"


class ResultCache(Protocol):
    """Bytes by key. Losing them costs time, never an answer: no method raises because the cache is down or slow."""

    def get(self, key: str) -> bytes | None:
        """The value, or None when there is none or it cannot be had in time."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, if possible."""

    def get_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> tuple[bytes, Outcome]:
        """The value kept, or the one that ``compute`` gives with whether it may be kept.

        Callers that miss the same key at the same time wait for one of them to compute.
        """

    def state(self) -> Mapping[str, Any]:
        """For ``/readyz``: ``kind``, whether it is reachable, and counts of failures."""
