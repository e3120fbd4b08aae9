"""What marks a stored thing: its id and the instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# A UUIDv7 begins with 48 bits of milliseconds (RFC 9562, 5.7).
_RANDOM: Final = 80


def new_id() -> UUID:
    """A UUIDv7: ids made later by this process sort later, so a list in the order of ids grows at its end.

    It is drawn before the transaction that stores the thing ends. Where several are under way at once, a thing may so
    come to stand before one that a reader of the list has seen already.
    """
    return uuid7()


def instant_of(made: UUID) -> datetime:
    """When a UUIDv7 was drawn, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=made.int >> _RANDOM)


def first_id_from(instant: datetime) -> UUID:
    """The least UUIDv7 of all that are drawn at ``instant`` or later; of a part of a millisecond, in the next one."""
    milliseconds = max(0, -((_EPOCH - instant) // timedelta(milliseconds=1)))
    return UUID(int=milliseconds << _RANDOM)


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def seconds_since(instant: datetime) -> float:
    """How long ago that was; 0 where the clock that told it was ahead of this one."""
    return max(0.0, (now() - instant).total_seconds())
