"""Why a use case was refused. With ``domain.errors.Malformed`` this is every error that it raises on purpose."""

from __future__ import annotations

from service.domain.errors import Malformed


class NotFound(LookupError):
    """There is no such thing. ``resource`` is its kind in words ("claim"), ``identifier`` what was asked for."""

    def __init__(self, resource: str, identifier: object) -> None:
        super().__init__(f"there is no {resource} {identifier}")
        self.resource = resource
        self.identifier = str(identifier)


class Forbidden(Exception):
    """The caller may know of it, and may not do this to it; another token could."""


class Conflict(Exception):
    """The request makes sense, but what is stored does not allow it: a slug taken, a source still in use."""


class Stale(Exception):
    """The caller changed a version that is not the current one; ``current`` is the version (or revision) that is.

    None for what has no other version, and is changed by what it is made of.
    """

    def __init__(self, current: int | None) -> None:
        now = "" if current is None else f" and is at version {current} now"
        super().__init__(f"it has changed in the meantime{now}; read it again and repeat")
        self.current = current


class KeyReused(Exception):
    """An idempotency key came back with another request than the one whose answer it stands for."""

    def __init__(self, key: str) -> None:
        super().__init__("this Idempotency-Key was used for another request; use a new key for a new request")
        self.key = key


class Unavailable(Exception):
    """The database cannot be reached, or another writer holds it for too long. Trying again later may succeed."""


class Crowded(Unavailable):
    """So much costly work waits already that more would wait in vain."""


class TooCostly(Exception):
    """Whoever asked for this would have to wait longer, or have more memory taken, than one request is given."""


class BatchMalformed(ValueError):
    """Lines of a batch that make no sense; nothing of the batch was stored.

    ``lines`` pairs each line number, counted from 1, with what is wrong there. ``complete`` is false when reading
    stopped early because so much was wrong already.
    """

    def __init__(self, lines: tuple[tuple[int, Malformed], ...], *, complete: bool = True) -> None:
        super().__init__(f"{len(lines)} of the lines are malformed, the first is line {lines[0][0]}: {lines[0][1]}")
        self.lines = lines
        self.complete = complete
