"""How much each caller may ask for, and has asked for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Final, Protocol

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_RATE: Final = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(_SECONDS)})").fullmatch


@dataclass(frozen=True, slots=True)
class Rate:
    """``amount`` requests in ``seconds``."""

    amount: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Rate:
        """``text`` such as "600/minute". Raises ValueError, with a message for a person."""
        found = _RATE(text)
        if found is None:
            raise ValueError("must be a rate such as 100/second, 600/minute, 5000/hour or 50000/day")
        return cls(int(found[1]), _SECONDS[found[2]])

    def __str__(self) -> str:
        unit = next((name for name, seconds in _SECONDS.items() if seconds == self.seconds), f"{self.seconds} s")
        return f"{self.amount}/{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a caller stands with his rate.

    ``allowed`` says whether he had a request left, which is spent then; ``remaining`` how many he has left now, and
    ``reset`` in how many seconds there will be more: one more where none is left, else all of them.
    """

    allowed: bool
    remaining: int
    reset: int


def standing(
    rate: Rate, allowed: bool, previous: int, previous_left: float, current: int, current_left: float
) -> Standing:
    """How somebody stands who was ``allowed`` a request, or was not, by a sliding window counter.

    ``current`` requests count in full. Of the ``previous`` ones, those of the window before, as many count as that
    window still reaches into the ``rate.seconds`` behind us, for ``previous_left`` more seconds; in ``current_left``
    seconds the current window becomes the one before.
    """
    counted = previous * previous_left / rate.seconds + current
    remaining = max(0, rate.amount - math.floor(counted)) if allowed else 0
    if not counted:
        # Whoever was refused was so in the very moment in which the window ended, before this was asked.
        return Standing(allowed=allowed, remaining=remaining, reset=0 if allowed else 1)
    if allowed and remaining:
        return Standing(allowed=True, remaining=remaining, reset=math.ceil(current_left + rate.seconds))
    if current < rate.amount and previous:
        # The window before has to count less by what is too much now.
        wait = previous_left - (rate.amount - current) * rate.seconds / previous
    else:
        # All of it is of the current window, which counts less and less once it has become the one before.
        wait = current_left + (current - rate.amount) * rate.seconds / current
    return Standing(allowed=allowed, remaining=remaining, reset=max(1, math.floor(wait) + 1))


class Quota(Protocol):
    """Counts what callers ask for. No method raises because whatever it counts with is down or slow."""

    def spend(self, caller: str, rate: Rate) -> Standing:
        """Take one request from what ``caller`` has left of ``rate``, if any is left."""

    def state(self) -> dict[str, Any]:
        """For ``/readyz``: ``kind``, and whether it counts for all processes together (``shared``) just now."""

    def close(self) -> None:
        """Let go of what it holds outside this process."""
