"""How long a check may take."""

from __future__ import annotations

import time
from fractions import Fraction

# The bisections bound the work where the clock would not yet.
MAX_CELLS = 20_000


class LimitExceeded(Exception):
    """The question was not decided within its budget. Never a guess: the caller answers ``undetermined``."""


class Budget:
    """How much work a decision may take: an instant to stop at, and a number of cells.

    ``exhausted`` tells whether it ran out, so that with more of it more might have come out.
    """

    def __init__(self, seconds: Fraction) -> None:
        self._deadline = time.monotonic() + float(seconds)
        self._cells = MAX_CELLS
        self.exhausted = False

    def spend(self) -> None:
        """Accounts for one cell. Raises :class:`LimitExceeded` when nothing is left."""
        self._cells -= 1
        if self._cells < 0:
            self.exhausted = True
        self.watch()

    def watch(self) -> None:
        """To be called every few milliseconds of work. Raises :class:`LimitExceeded` when nothing is left."""
        if self.exhausted or time.monotonic() > self._deadline:
            self.exhausted = True
            raise LimitExceeded
