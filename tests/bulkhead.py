"""A bulkhead without processes: work goes through it as it would to a helper, and is done at once."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable
from typing import Any


class AtOnce:
    """``ports.Bulkhead``. ``did`` tells for whom it did something, and ``refusal`` is raised instead.

    ``charged`` is what was taken outside of it, and ``overdrawn`` who took too much.
    """

    stands = True

    def __init__(self) -> None:
        self.did: list[str] = []
        self.refusal: Exception | None = None
        self.charged: defaultdict[str, float] = defaultdict(float)
        self.overdrawn: set[str] = set()

    def do(self, work: Callable[[Any], Any]) -> None:
        self._work = work

    def prepare(self) -> None:
        pass

    def start(self) -> None:
        pass

    def close(self) -> None:
        pass

    def run(self, work: Any, sender: str, seconds: float) -> Any:
        self.did.append(sender)
        if self.refusal is not None:
            raise self.refusal
        self.stands = False  # as in a helper
        try:
            return _passed(self._work(_passed(work)))
        finally:
            self.stands = True

    def charge(self, sender: str, seconds: float) -> None:
        self.charged[sender] += seconds

    def is_overdrawn(self, sender: str) -> bool:
        return sender in self.overdrawn


def _passed(something: Any) -> Any:
    """What arrives of it in another process."""
    return pickle.loads(pickle.dumps(something))  # noqa: S301  our own
