"""Single flight: of all threads that want one key at once, one does the work and the others take its outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Flights(Generic[T]):
    """Work under way in this process, by key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[T]] = {}

    def share(self, key: str, work: Callable[[], T]) -> tuple[T, bool]:
        """The outcome of ``work`` and whether it was done by this very call.

        An exception that ``work`` raises is raised for everybody who waits for it: the key describes the work, so that
        it would have failed for each of them. Where the one who does it is called off (``BaseException``), that tells
        nothing of the work, and the others begin it anew. Nothing is remembered after the last one has left.
        """
        with self._lock:
            flight = self._under_way.get(key)
            leads = flight is None
            if flight is None:
                flight = self._under_way[key] = Future()
        if not leads:
            try:
                return flight.result(), False
            except Exception:
                raise
            except BaseException:  # noqa: BLE001  told above
                return self.share(key, work)
        try:
            outcome = work()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(outcome)
        return outcome, True

    def _land(self, key: str) -> None:
        with self._lock:
            del self._under_way[key]
