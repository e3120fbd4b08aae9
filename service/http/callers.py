"""Whose tokens are, as the application found out: for whom the next request with one is, before it is looked at."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

MOST_KNOWN: Final = 10_000


class Callers:
    """Remembers tokens, as what stands for them, that were found good. For any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: OrderedDict[bytes, str] = OrderedDict()

    def of(self, token: bytes | None) -> str | None:
        """Whose ``token`` is; None while that is not known."""
        return None if token is None else self._users.get(token)

    def note(self, token: bytes | None, user: str | None, *, refused: bool) -> None:
        """An answer was given: ``refused``, to a ``user`` who was recognised by ``token``, or without looking at it."""
        if token is None:
            return
        with self._lock:
            if refused:
                self._users.pop(token, None)
            elif user is not None:
                self._users[token] = user
                self._users.move_to_end(token)
                if len(self._users) > MOST_KNOWN:
                    self._users.popitem(last=False)
