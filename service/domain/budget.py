"""How long a check may take: by the clock, and by a count where equal trees must have equal outcomes.

And how long it may take where it is: a thread that others share its process with is metered, and work that takes it up
too long is interrupted, to be begun anew where it is in nobody's way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import NoReturn

# The bisections bound the work where the clock would not yet.
MAX_CELLS = 20_000
# So many terms may be multiplied or added to make a normal form, which takes some hundredths of a second. Terms with
# coefficients of very many digits count for more.
MAX_EFFORT = 20_000
_BITS = 512


class LimitExceeded(Exception):
    """The question was not decided within its budget. Never a guess: the caller answers ``undetermined``."""


class Overrun(BaseException):
    """A metered thread took too long. It says nothing of the work, so nobody but who meters it is to catch it."""


class _Meter(threading.local):
    until: float | None = None


_meter = _Meter()


@contextmanager
def metered(seconds: float) -> Iterator[None]:
    """The block may take this thread so many seconds of processor time; then :class:`Overrun` is raised out of it."""
    _meter.until = time.thread_time() + seconds
    try:
        yield
    finally:
        _meter.until = None


def settle() -> None:
    """What this thread has done holds, so the rest is not interrupted either: begun anew, it would be done twice."""
    _meter.until = None


def pause() -> None:
    """To be called every few milliseconds of work that may be long. Raises :class:`Overrun` in a metered thread."""
    if _meter.until is not None and time.thread_time() > _meter.until:
        raise Overrun


class Budget:
    """How much work a decision may take: an instant to stop at, and a number of cells.

    ``exhausted`` tells whether it ran out, so that with more of it more might have come out. ``hurried`` is for whoever
    gives a part of it to a step that can be left out: whether the time of one of these was too short.
    """

    def __init__(self, seconds: Fraction, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline = clock() + float(seconds)
        self._cells = MAX_CELLS
        self.exhausted = False
        self.hurried = False

    @property
    def left(self) -> float:
        """The seconds that are left, for a solver that keeps a time limit of its own."""
        return 0.0 if self.exhausted else self._deadline - self._clock()

    @property
    def overdue(self) -> bool:
        """Whether its time is over."""
        return self._clock() > self._deadline

    def give_up(self) -> NoReturn:
        """Where a method came to its end before the time did: more of it might have helped. Raises as above."""
        self.exhausted = True
        raise LimitExceeded

    def spend(self) -> None:
        """Accounts for one cell. Raises :class:`LimitExceeded` when nothing is left."""
        self._cells -= 1
        if self._cells < 0:
            self.exhausted = True
        self.watch()

    def watch(self) -> None:
        """To be called every few milliseconds of work. Raises :class:`LimitExceeded` when nothing is left."""
        pause()
        if self.exhausted or self.overdue:
            self.exhausted = True
            raise LimitExceeded


class TooLarge(Exception):
    """A normal form with too many terms, or one that takes more than :data:`MAX_EFFORT` to make."""


class Effort:
    """What may still be spent on making normal forms: a count and no clock, so that equal trees have equal outcomes."""

    def __init__(self) -> None:
        self._left = MAX_EFFORT

    def spend(self, terms: int, bits: int = 0) -> None:
        """Accounts for work on ``terms`` with coefficients of ``bits``. Raises :class:`TooLarge` at the end."""
        pause()
        # Reducing a fraction takes time that grows with the square of its length.
        self._left -= terms * (1 + (bits // _BITS) ** 2)
        if self._left < 0:
            raise TooLarge
