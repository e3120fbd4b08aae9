"""Who is next: requests wait by caller, and the callers take turns.

One that sends a thousand requests at once waits for its own, and nobody else does (fair queueing: Nagle, RFC 970).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """A queue for any number of threads. At most ``share`` items of one caller are out at a time."""

    def __init__(self, share: int) -> None:
        self._share = share
        self._lock = threading.Lock()
        # Callers that have something waiting, the one whose turn it is first.
        self._waiting: dict[Hashable, deque[Item]] = {}
        self._turns: deque[Hashable] = deque()
        self._out: dict[Hashable, int] = {}

    def put(self, caller: Hashable, item: Item) -> None:
        """Have ``item`` wait for its caller's turn."""
        with self._lock:
            line = self._waiting.get(caller)
            if line is None:
                line = self._waiting[caller] = deque()
                self._turns.append(caller)
            line.append(item)

    def take(self) -> tuple[Hashable, Item] | None:
        """The next item and whose it is; None when nobody may have more just now. ``done`` has to follow."""
        with self._lock:
            for _ in range(len(self._turns)):
                caller = self._turns.popleft()
                if self._out.get(caller, 0) >= self._share:
                    self._turns.append(caller)
                    continue
                line = self._waiting[caller]
                item = line.popleft()
                if line:
                    self._turns.append(caller)
                else:
                    del self._waiting[caller]
                self._out[caller] = self._out.get(caller, 0) + 1
                return caller, item
            return None

    def done(self, caller: Hashable) -> None:
        """An item of ``caller`` that was taken is over."""
        with self._lock:
            left = self._out[caller] - 1
            if left:
                self._out[caller] = left
            else:
                del self._out[caller]

    def __len__(self) -> int:
        with self._lock:
            return sum(map(len, self._waiting.values()))
