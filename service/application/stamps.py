"""What marks a stored thing: its id and the instant."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: ids made later by this process sort later, so a list in the order of ids grows at its end.

    It is drawn before the transaction that stores the thing ends. Where several are under way at once, a thing may so
    come to stand before one that a reader of the list has seen already.
    """
    return uuid7()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)
