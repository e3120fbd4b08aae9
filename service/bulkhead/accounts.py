"""What each sender's requests took, beyond what is ordinary, of the processor time that all share."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

# Seconds of processor time that any request may take.
ORDINARY: Final = 0.005
# What a sender may take beyond that, at once and for each second that passes: a hundredth of a processor in the long
# run, which no neighbour notices.
CREDIT: Final = 0.1
PER_SECOND: Final = 0.01
# Senders that are remembered. Those forgotten have their credit again, for which they had to be many.
MOST_SENDERS: Final = 10_000


class Accounts:
    """A leaky bucket for each sender (ITU-T I.371): what is charged leaks away; nobody may owe as much as CREDIT."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._owed: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def charge(self, sender: str, seconds: float) -> None:
        """A request took so many seconds of processor time."""
        excess = seconds - ORDINARY
        if excess <= 0:
            return
        with self._lock:
            owed = self._now_owed(sender) + excess
            # No more than can leak away in good time: whoever stops gets his credit back soon.
            self._owed[sender] = min(owed, 2 * CREDIT), self._clock()
            self._owed.move_to_end(sender)
            if len(self._owed) > MOST_SENDERS:
                self._owed.popitem(last=False)

    def is_overdrawn(self, sender: str) -> bool:
        """Whether nothing is left of the sender's credit."""
        if sender not in self._owed:  # the ordinary case, without a lock
            return False
        with self._lock:
            owed = self._now_owed(sender)
            if owed <= 0:
                self._owed.pop(sender, None)
            return owed >= CREDIT

    def _now_owed(self, sender: str) -> float:
        owed, since = self._owed.get(sender, (0.0, 0.0))
        return max(0.0, owed - PER_SECOND * (self._clock() - since))
