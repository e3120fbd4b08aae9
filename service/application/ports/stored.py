"""The stored things, a protocol for each kind."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from service.application.access import AuditEntry, AuditFilters, Token
from service.application.queries import (
    EVERY_WAIVER,
    Backlog,
    CheckInputs,
    ClaimFilters,
    DocumentChecks,
    KeptAnswer,
    Recent,
    StoredRate,
    Successor,
    WaiverFilters,
)
from service.application.records import (
    Claim,
    Collection,
    Document,
    DocumentContent,
    Part,
    Report,
    Source,
    StoredCheck,
    Waiver,
)


class Collections(Protocol):
    """The stored collections, by slug."""

    def add(self, collection: Collection) -> None:
        """Store a new one. Raises Conflict when the slug is taken."""

    def get(self, slug: str, *, lock: bool = False) -> Collection | None:
        """One, or None. With ``lock`` nobody else can change it before the transaction ends."""

    def existing(self, slugs: Several[str]) -> set[str]:
        """Those of ``slugs`` that exist."""

    def serialise(self) -> None:
        """Wait for every other transaction that called this, and make later ones wait for the end of this one.

        Whoever brings whole collections in does so under this: of two at once the second sees what the first stored.
        """

    def page(self, limit: int, after: str | None) -> Sequence[Collection]:
        """At most ``limit`` collections whose slug is greater than ``after``, in order."""

    def replace(self, collection: Collection) -> bool:
        """Store a changed one, if the version stored is still the one before; false otherwise."""

    def put(self, collection: Collection) -> None:
        """Store it in the place of the one with its slug, whatever version that one has."""

    def remove(self, slug: str) -> None:
        """Delete it. Raises Conflict while anything refers to it."""

    def use_of(self, slug: str) -> str | None:
        """What keeps it from being deleted, in words ("claims"), or None."""


class Sources(Protocol):
    """The stored sources, by id."""

    def add(self, sources: Sequence[Source]) -> None:
        """Store new ones. Raises Conflict when a source that they cite is not there (any more)."""

    def get(self, source_id: UUID, *, lock: bool = False) -> Source | None:
        """One, or None. With ``lock`` nobody else can change it before the transaction ends."""

    def several(self, ids: Several[UUID]) -> dict[UUID, Source]:
        """Those of ``ids`` that exist, each with whom it cites."""

    def existing(self, ids: Several[UUID]) -> set[UUID]:
        """Those of ``ids`` that exist."""

    def of_collection(self, slug: str) -> set[UUID]:
        """Those that the claims of a collection have, in any revision, and those of its documents."""

    def by_identity(self, identities: Several[str]) -> dict[str, UUID]:
        """The oldest source of each identity (see ``Source.identity``) that has one."""

    def serialise(self) -> None:
        """Wait for every other transaction that called this, and make later ones wait for the end of this one.

        Whoever looks for a source and creates it if there is none, or changes who cites whom, does so under this.
        """

    def lineage(self, ids: Several[UUID]) -> set[UUID]:
        """``ids`` and all that these cite, directly or through others."""

    def page(self, limit: int, after: UUID | None) -> Sequence[Source]:
        """At most ``limit`` sources whose id is greater than ``after``, in order."""

    def replace(self, source: Source) -> bool:
        """Store a changed one, if the version stored is still the one before; false otherwise."""

    def remove(self, source_id: UUID) -> None:
        """Delete it. Raises Conflict while anything refers to it."""

    def use_of(self, source_id: UUID) -> str | None:
        """What keeps it from being deleted, in words ("claims"), or None."""


class Claims(Protocol):
    """The stored claims, by id, with every revision that they ever had."""

    def footing(self, collection: str, source_id: UUID | None) -> tuple[bool, bool]:
        """Whether the collection and the source that a claim would have exist, in one SELECT.

        Raises Forbidden for a collection that the caller may see and not change.
        """

    def add(self, claims: Sequence[Claim]) -> None:
        """Store new claims at their first revision. Raises Conflict when a source or collection is gone."""

    def restore(self, histories: Sequence[Sequence[Claim]]) -> None:
        """Store new claims, each with every revision that it ever had, oldest first. Raises Conflict as ``add``."""

    def histories(self, ids: Several[UUID]) -> dict[UUID, tuple[Claim, ...]]:
        """Every revision of each of ``ids`` that exists, oldest first."""

    def get(self, claim_id: UUID, *, lock: bool = False) -> Claim | None:
        """The current revision, or None. With ``lock`` nobody else can revise it before the transaction ends."""

    def current(self, ids: Several[UUID]) -> dict[UUID, Claim]:
        """The current revision of each of ``ids`` that exists."""

    def at(self, revisions: Several[tuple[UUID, int]]) -> dict[UUID, Claim]:
        """Exactly these revisions."""

    def page(self, filters: ClaimFilters, limit: int, after: UUID | None) -> Sequence[Claim]:
        """At most ``limit`` claims (current revisions) whose id is greater than ``after``, in order."""

    def revise(self, claim: Claim) -> bool:
        """Append a revision, if the current one is still the one before it; false otherwise."""

    def revise_all(self, claims: Sequence[Claim]) -> bool:
        """Append a revision to each of several, if every current one is still the one before; false otherwise."""

    def untouched(self, ids: Several[UUID]) -> set[UUID]:
        """Those of ``ids`` that are candidates as they were first stored, and that no stored check is about."""

    def revisions(self, claim_id: UUID, limit: int, after: int | None) -> Sequence[Claim]:
        """At most ``limit`` revisions numbered above ``after``, in order."""

    def revision(self, claim_id: UUID, number: int) -> Claim | None:
        """One revision, or None."""

    def rates_near(
        self, units: Several[str], collections: Several[str], first: date, last: date
    ) -> Sequence[StoredRate]:
        """The exchange rates in one of ``units`` ("KZT/USD") of any day from ``first`` to ``last``, in no order.

        A rate is of its period, or where it has none, of when it was asserted; one of more than a year is of no day in
        particular and left out, and so is what was retracted.
        """


class Documents(Protocol):
    """The documents, by id. The text of one, with what was read in it, is read by itself."""

    def add(self, document: Document, content: DocumentContent) -> None:
        """Store a new one. Raises Conflict when its source or collection is gone."""

    def get(self, document_id: UUID, *, lock: bool = False) -> Document | None:
        """One, or None. With ``lock`` nobody else can delete it before the transaction ends."""

    def content(self, document_id: UUID) -> DocumentContent | None:
        """The text of one and what was read in it, or None."""

    def page(
        self, collection: str | None, source_id: UUID | None, limit: int, after: UUID | None
    ) -> Sequence[Document]:
        """At most ``limit`` documents (of one collection, of one source) whose id is above ``after``, in order."""

    def checks(self, collection: str, limit: int, after: UUID | None) -> Sequence[DocumentChecks]:
        """What was found in at most ``limit`` documents of a collection whose id is above ``after``, in order."""

    def remove(self, document_id: UUID) -> None:
        """Delete it; its claims stay."""


class Checks(Protocol):
    """The stored checks, by id."""

    def add(self, check: StoredCheck, claims: Sequence[UUID]) -> None:
        """Store a new one and which claims it is about. Raises Conflict when its collection is gone."""

    def get(self, check_id: UUID, *, lock: bool = False) -> StoredCheck | None:
        """One, or None. With ``lock`` nobody else can change it before the transaction ends."""

    def inputs(self, check_id: UUID) -> CheckInputs | None:
        """What its result depends on, in exactly one SELECT; None when there is no such check."""

    def page(self, collection: str | None, limit: int, after: UUID | None) -> Sequence[StoredCheck]:
        """At most ``limit`` checks (of one collection) whose id is greater than ``after``, in order."""

    def collections_used(self, collection: str) -> set[str]:
        """The slugs of the collections whose claims the checks of ``collection`` are about."""

    def replace(self, check: StoredCheck, claims: Sequence[UUID]) -> bool:
        """Store a changed one, if the version stored is still the one before; false otherwise."""

    def remove(self, check_id: UUID) -> None:
        """Delete it."""


class Reports(Protocol):
    """The reports, by id. What a finished one says (``document``) and rests on (``basis``) is JSON, read by itself."""

    def add(self, report: Report, document: bytes | None = None, basis: bytes | None = None) -> None:
        """Store a new one."""

    def get(self, report_id: UUID) -> Report | None:
        """One, or None."""

    def document(self, report_id: UUID) -> bytes | None:
        """What a finished one says; None for others."""

    def basis(self, report_id: UUID) -> bytes | None:
        """What a finished one rests on, beside the revisions of claims; None for others."""

    def page(self, collection: str | None, limit: int, after: UUID | None) -> Sequence[Report]:
        """At most ``limit`` reports (on one collection) whose id is greater than ``after``, in order."""

    def extent(self, collection: str, most: int) -> int:
        """How many claims and checks a collection has, counted no further than ``most``, for who is to report on it.

        Raises Forbidden when the caller may not.
        """

    def backlog(self) -> Backlog:
        """How much of them, and of their parts, waits or is being worked on."""

    def waiting(self, alive: Recent) -> Report | None:
        """The oldest that nobody runs: queued, or without a heartbeat within ``alive``; None if there is none."""

    def replace(self, report: Report, document: bytes | None = None, basis: bytes | None = None) -> bool:
        """Store a changed one, if the version stored is still the one before; false otherwise."""

    def remove(self, report_id: UUID, version: int) -> bool:
        """Delete it, if this is still its version; false otherwise."""


class Parts(Protocol):
    """The parts of reports, by id. What is ``asked`` in one and what came of it (``contents``) is read by itself.

    They count only while their report is made in parts (see ``Report.in_parts``).
    """

    def report(self, report_id: UUID) -> Report | None:
        """The report, if it is still made in parts; nobody else can change it before the transaction ends."""

    def add(self, given: Iterable[tuple[Part, bytes]]) -> None:
        """Store new ones with what is asked in each."""

    def clear(self, report_id: UUID) -> None:
        """Delete all of a report."""

    def purge(self) -> None:
        """Delete all of reports that are not made in them any more."""

    def waiting(self, form: str, alive: Recent) -> Part | None:
        """The first of this form that nobody works on: waiting, or without a heartbeat within ``alive``."""

    def number_waiting(self, form: str, alive: Recent, most: int) -> int:
        """How many of this form nobody works on, counted no further than ``most``."""

    def progress(self, report_id: UUID) -> tuple[int, int]:
        """How many checks of a report are done, and how many parts are not, the last one apart."""

    def last(self, report_id: UUID) -> Part | None:
        """The one that puts together what came of the others; None when the parts of the report are gone."""

    def asked(self, part_id: UUID) -> bytes | None:
        """What is asked in one, or None when it is gone."""

    def contents(self, report_id: UUID) -> Iterator[bytes]:
        """What came of each that is done, in order, one at a time."""

    def replace(self, part: Part, content: bytes | None = None) -> bool:
        """Store a changed one, if the version stored is still the one before; false otherwise."""

    def keep_alive(self, form: str, instant: datetime) -> None:
        """Note for every report in parts of this form that there is somebody to work on it."""


class Waivers(Protocol):
    """The waivers, by id."""

    def add(self, waiver: Waiver) -> None:
        """Store a new one. Raises Conflict when its collection is gone."""

    def get(self, waiver_id: UUID, *, lock: bool = False) -> Waiver | None:
        """One, or None. With ``lock`` nobody else can change it before the transaction ends."""

    def page(
        self, collection: str | None, limit: int, after: UUID | None, others: WaiverFilters = EVERY_WAIVER
    ) -> Sequence[Waiver]:
        """At most ``limit`` waivers (of one collection) whose id is greater than ``after``, in order."""

    def successors(self, ids: Several[UUID]) -> dict[UUID, tuple[Successor, ...]]:
        """What has come in the place of what each waiver saw: none for one that still fits, which may be left out."""

    def replace(self, waiver: Waiver) -> bool:
        """Store one with another reason or expiry, if the version stored is still the one before; false otherwise."""

    def remove(self, waiver_id: UUID) -> None:
        """Delete it."""


class Tokens(Protocol):
    """The tokens, by id."""

    def add(self, token: Token) -> None:
        """Store a new one. Raises Conflict when its name is taken."""

    def get(self, token_id: UUID) -> Token | None:
        """One, or None, in exactly one SELECT: it is asked for at every request."""

    def named(self, name: str) -> Token | None:
        """The one with this name, or None."""

    def every(self) -> Sequence[Token]:
        """All of them, oldest first."""

    def revoke(self, token_id: UUID, at: datetime) -> bool:
        """Make it good for nothing from now on; false if it was revoked already, or never was."""


class Audit(Protocol):
    """The log of what was done, which units of work write by themselves."""

    def page(self, filters: AuditFilters, limit: int, after: UUID | None) -> Sequence[AuditEntry]:
        """At most ``limit`` entries whose id is greater than ``after``, in order: oldest first.

        The things of those that have many are left out.
        """

    def get(self, entry_id: UUID) -> AuditEntry | None:
        """One, or None."""


class Answers(Protocol):
    """Answers kept under idempotency keys."""

    def reserve(self, key: str, now: datetime, oldest: datetime) -> bool:
        """Take the key for this transaction; false when an answer is kept under it.

        Waits while another transaction holds the key, so that of two requests at once only one executes. Answers
        from before ``oldest`` have expired and are purged.
        """

    def find(self, key: str) -> KeptAnswer | None:
        """The answer kept under a key, or None."""

    def keep(self, key: str, answer: KeptAnswer) -> None:
        """Keep the answer under the key reserved in this transaction."""
