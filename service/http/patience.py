"""How long a client may take, and how much of it is kept meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MEBIBYTE: Final = 1 << 20


def _any_body(_method: str, _path: str) -> int:
    return 16 * MEBIBYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What the clients of one process are granted.

    ``seconds`` is how long one may take to send a request, or to take an answer; a second more for each ``slowest``
    bytes, so that a long body may come slowly but not as slowly as it likes (like ``MinRate`` of Apache's
    mod_reqtimeout). ``linger`` (seconds) is how long one may take to close a connection that was closed here. ``held``
    (bytes) bounds what is kept for all of them together. ``share`` is the part of the threads that work for one caller
    at most. ``largest`` says how many bytes the body of a request may have, by its method and path.
    """

    seconds: float = 20.0
    slowest: int = 16 * 1024
    linger: float = 2.0
    held: int = 256 * MEBIBYTE
    share: float = 0.5
    largest: Callable[[str, str], int] = _any_body

    def until(self, since: float, size: int) -> float:
        """When patience ends with something begun at ``since`` of which ``size`` bytes have passed."""
        return since + self.seconds + size / self.slowest
