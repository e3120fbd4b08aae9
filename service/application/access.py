"""Who may do what: the words of it. A token stands for somebody, and a caller is on whose behalf something is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class Scope(StrEnum):
    """What a token is good for; each word includes those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def included(self) -> frozenset[Scope]:
        """This one and those before it."""
        every = tuple(Scope)
        return frozenset(every[: every.index(self) + 1])


# What the audit log calls whoever sent no token, and what the service does by itself; no token may be called so.
ANONYMOUS: Final = "anonymous"
REPORTS: Final = "reports"
COMMAND: Final = "claimcheck "  # and the name of the command

EVERY_SCOPE: Final = frozenset(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is stored of a token: never its secret, only the ``hash`` of it (SHA-256, hexadecimal).

    ``name`` says whose it is; it is unique and stays in the audit log. ``collections`` are the slugs that it is limited
    to, None if it is not. ``rate`` is a limit of its own ("600/minute"), None for that of the service. A token is good
    from ``created_at`` until it is revoked or ``expires``.
    """

    id: UUID
    name: str
    hash: str
    scopes: frozenset[Scope]
    collections: tuple[str, ...] | None = None
    rate: str | None = None
    expires: datetime | None = None
    revoked_at: datetime | None = None
    created_at: datetime

    def usable(self, now: datetime) -> bool:
        """Whether it is good at an instant."""
        return self.revoked_at is None and (self.expires is None or now < self.expires)

    def granted(self) -> frozenset[Scope]:
        """Its scopes and all that these include."""
        return frozenset().union(*(scope.included() for scope in self.scopes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """On whose behalf something is done: what may be seen and changed, and what the audit log says of it.

    ``name`` is that of the token, or of the command or job. ``collections`` are the slugs that the caller is limited
    to, None for no limit; ``rate`` is the limit of the token ("600/minute"), None for that of the service.
    ``operation`` is what the contract or the command line calls what is being done, and ``request_id`` what the request
    is called in the logs.
    """

    name: str
    token_id: UUID | None = None
    rate: str | None = None
    scopes: frozenset[Scope] = EVERY_SCOPE
    collections: frozenset[str] | None = None
    operation: str | None = None
    request_id: str | None = None


class Action(StrEnum):
    """What was done to a thing that is stored."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What one transaction did to the things of one kind in one collection, and on whose behalf.

    ``at`` is when, to the millisecond. ``actor``, ``token_id``, ``operation`` and ``request_id`` are those of the
    caller. ``kind`` is "claim", "source", …; ``things`` are the ids of these things, or slugs, each once, in the order
    in which it was done: there are ``count`` of them, and None are shown where they are many. A source has no
    ``collection``, and neither has a token.
    """

    id: UUID
    at: datetime
    actor: str
    token_id: UUID | None
    operation: str | None
    request_id: str | None
    action: Action
    kind: str
    collection: str | None
    things: tuple[str, ...] | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilters:
    """Which entries of the audit log a list holds; a filter that is None lets all through.

    From ``since`` on and before ``until``. ``thing`` is the id or slug of a thing that something was done to.
    """

    collection: str | None = None
    actor: str | None = None
    operation: str | None = None
    request_id: str | None = None
    action: Action | None = None
    kind: str | None = None
    thing: str | None = None
    since: datetime | None = None
    until: datetime | None = None
