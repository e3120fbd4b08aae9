"""Work that nobody waits for."""

from __future__ import annotations

from typing import Protocol


class Jobs(Protocol):
    """Runs queued reports, in this process or elsewhere. Nothing is handed over: the reports stored are the queue."""

    def start(self) -> None:
        """Begin to look for reports that nobody runs, and go on until closed."""

    def wake(self) -> None:
        """Look at once, for one was queued just now. Starts if need be."""

    def close(self) -> None:
        """Stop; a report that is being run is given back to the queue."""
