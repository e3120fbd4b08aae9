"""What the stores are asked, and what they tell beside the things themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from service.application.records import ClaimStatus, ReadCheck, WaiverState
from service.domain.period import Period

Item = TypeVar("Item")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item, Key]):
    """Part of a list in the order of its keys. ``next_after`` is where the next page starts, None on the last one."""

    items: tuple[Item, ...]
    next_after: Key | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilters:
    """Which claims a list holds; a filter that is None lets all through.

    ``unit`` is canonical unit text. ``period`` lets claims through whose own period overlaps it (a claim without a
    period overlaps nothing). ``text`` is looked for in statement, quote, measure and attribution, whatever the case.
    """

    collection: str | None = None
    source_id: UUID | None = None
    measure: str | None = None
    status: ClaimStatus | None = None
    tag: str | None = None
    period: Period | None = None
    unit: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much work waits: how many reports and parts of them are in each status that is not over.

    ``oldest`` is when the oldest report that is queued was asked for.
    """

    reports: Mapping[str, int]
    parts: Mapping[str, int]
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Successor:
    """What has come in the place of what a waiver saw.

    A claim at a newer revision (the retraction is one too), or the stored check at a newer version, which is None when
    the check was deleted.
    """

    what: Literal["claim", "check"]
    id: UUID
    revision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFilters:
    """Which waivers a list holds beside those of its collection; a filter that is None lets all through.

    ``check`` is the id or key of a check, ``state`` a state at an instant.
    """

    check: str | None = None
    state: tuple[WaiverState, datetime] | None = None


EVERY_WAIVER: Final = WaiverFilters()


@dataclass(frozen=True, slots=True)
class CheckInputs:
    """What the result of a check depends on: its version and the current revisions of its claims, in its own order."""

    version: int
    claims: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class StoredRate:
    """A claim (current revision) that is an exchange rate, with the days it is of; ``reference`` is its source's."""

    claim: UUID
    revision: int
    unit: str
    first: date
    last: date
    reference: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """The answer to a request that stored something, kept under its idempotency key.

    ``fingerprint`` identifies the request (method, path and body), so that a key reused for another one is noticed.
    """

    fingerprint: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentChecks:
    """The checks that were read in a document."""

    id: UUID
    checks: tuple[ReadCheck, ...]


class Recent(NamedTuple):
    """When heartbeats are of somebody who lives, both ends included.

    It has an end, too: one from the future was made before a clock went back, and says nothing of who lives now.
    """

    since: datetime
    until: datetime
