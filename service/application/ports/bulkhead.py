"""Where costly work is done, so that it takes nothing away from the rest (a bulkhead, as in a ship)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Bulkhead(Protocol):
    """Helper processes that do costly work at low priority, within bounds of time and of memory."""

    def do(self, work: Callable[[Any], Any]) -> None:
        """Called while putting together: ``work`` is what helpers make of what they are handed. It raises nothing."""

    def prepare(self) -> None:
        """Called before the processes that serve are forked, by one that has no other threads; again when it likes."""

    def start(self) -> None:
        """Called by each process that serves, when it was forked: from now on it hands over."""

    def close(self) -> None:
        """Called by each of these at its end; what helpers are doing is done by then."""

    @property
    def stands(self) -> bool:
        """Whether work of this process is handed over; without it, it is done here."""

    def run(self, work: Any, sender: str, seconds: float) -> Any:
        """What a helper makes of ``work``, which can be pickled, on behalf of ``sender``; blocks until it is done.

        Raises Crowded when too much waits already, TooCostly when it takes longer than ``seconds`` or more memory than
        a helper has, and Unavailable when the helper died.
        """

    def charge(self, sender: str, seconds: float) -> None:
        """A request of ``sender`` took so much processor time outside of it."""

    def is_overdrawn(self, sender: str) -> bool:
        """Whether ``sender`` took so much lately that nothing costly of it is to be tried outside."""
