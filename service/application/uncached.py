"""A cache of results that keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.application.ports import Outcome


class Uncached:
    """``ports.ResultCache`` for what should be computed anew, or will not be asked again."""

    def get(self, key: str) -> bytes | None:
        """None: nothing is kept."""

    def put(self, key: str, value: bytes) -> None:
        """Keep nothing."""

    def get_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> tuple[bytes, Outcome]:
        """Compute it."""
        return compute()[0], Outcome.MISS

    def state(self) -> Mapping[str, Any]:
        """Nothing to tell."""
        return {}
