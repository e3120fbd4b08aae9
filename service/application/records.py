"""What is stored: collections, sources, claims with their revisions, and checks.

Plain immutable values. Identifiers are UUIDv7, instants are aware datetimes in UTC, dates of the world (when a thing
was published, asserted, or holds for) are EDTF text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from service.domain.discovery.partition import Partition
from service.domain.figure import Figure
from service.domain.result import Verdict
from service.reading.span import Span
from service.reading.suppression import Suppression
from service.reading.text_form import TextForm

DEFAULT_COLLECTION = "default"


class SourceKind(StrEnum):
    """What a source is."""

    ARTICLE = "article"
    BROADCAST = "broadcast"
    REPORT = "report"
    DATASET = "dataset"
    STATEMENT = "statement"
    ASSUMPTION = "assumption"


class ClaimStatus(StrEnum):
    """How far a claim is vouched for."""

    STATED = "stated"
    CANDIDATE = "candidate"
    ASSUMPTION = "assumption"
    RETRACTED = "retracted"


class Severity(StrEnum):
    """How much a finding of a check matters to whoever runs it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A dossier of claims about one matter; the unit of access and of reports.

    ``references`` are the collections whose claims may be used as reference data. ``partitions`` say which values of a
    dimension are all there are, so that what is stated for each must come to the total.
    """

    slug: str
    title: str
    description: str | None = None
    references: tuple[str, ...] = ()
    partitions: tuple[Partition, ...] = ()
    version: int = 1
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who said it, where and when. ``cites`` are the sources it quotes, so lineage can be followed."""

    id: UUID
    publisher: str | None = None
    title: str
    kind: SourceKind
    authors: tuple[str, ...] = ()
    url: str | None = None
    published: str | None = None
    cites: tuple[UUID, ...] = ()
    reference: bool = False
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def identity(self) -> str:
        """What makes it the same source (publisher, title, kind, url, date, authors), as 64 hexadecimal characters."""
        facts = [self.publisher, self.title, self.kind, self.url, self.published, list(self.authors)]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Quote:
    """A W3C Web Annotation text quote selector."""

    exact: str
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One revision of a claim: a figure that a source states, with what it measures and when.

    ``revision`` counts from 1. ``created_at`` is when the claim was first stored, ``updated_at`` when this revision
    was.
    """

    id: UUID
    revision: int = 1
    collection: str
    source_id: UUID
    statement: str | None = None
    quote: Quote | None = None
    attributed_to: str | None = None
    measure: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    figure: Figure
    period: str | None = None
    asserted: str | None = None
    tags: tuple[str, ...] = ()
    status: ClaimStatus = ClaimStatus.STATED
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text that figures were read in, apart from the text itself and what was read, which are read by themselves.

    ``date`` is when it is of: words such as "last year" were read by it. Nothing of a document ever changes but that
    its claims are revised; so ``version`` is 1.
    """

    id: UUID
    collection: str
    source_id: UUID
    format: TextForm
    date: str | None = None
    version: int = 1
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFigure:
    """A figure where it stands in a text, and the claim that it became.

    ``place`` is all that makes the figure, ``number`` the number alone, ``thing`` what is counted and ``base`` what a
    share is of. ``form`` says how the number is written, ``trend`` which way it is said to go, and ``alternatives`` are
    other units that the words may mean.
    """

    claim: UUID
    place: Span
    number: Span
    form: str
    thing: Span | None = None
    base: Span | None = None
    trend: str | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCheck:
    """A check that follows from what stands together in a text.

    ``key`` is as for discovered checks, ``name`` the words that it is about, or why they belong together. ``body`` is
    as in the HTTP contract, its figures inline or ``{"claim": id}``; ``places`` says where they stand, by their names
    in results, and ``at`` where a finding points. One with an ``alternative``, another way to read the words, is a
    warning at most. ``silenced``: a comment in the text covers it.
    """

    key: str
    name: str
    rule: str
    why: str
    severity: Severity
    body: Mapping[str, Any]
    places: Mapping[str, Span]
    at: Span
    alternative: str | None = None
    silenced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContent:
    """The text of a document, and what was read in it.

    Of ``suppressions``, comments that ask for silence, it is not told whether they silence anything: that may change.
    """

    text: str
    figures: tuple[ReadFigure, ...] = ()
    checks: tuple[ReadCheck, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheck:
    """A question kept about the claims of a collection.

    ``body`` is the check as it was posted (kind, figures, expect, relation, parameters, policy), decimals as strings;
    a figure in it is inline or ``{"claim": "<id>"}``. ``version`` counts its changes from 1.
    """

    id: UUID
    version: int = 1
    collection: str
    name: str
    body: Mapping[str, Any]
    severity: Severity = Severity.ERROR
    rationale: str | None = None
    created_at: datetime
    updated_at: datetime


class WaiverState(StrEnum):
    """Whether a waiver still stands: until its time is over, or what it was for is no longer what there is."""

    ACTIVE = "active"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """The result of a check accepted knowingly, with the reason.

    ``check`` is the id of a stored check, whose ``check_version`` it was, or the key of a discovered one, which has no
    versions. ``claims`` are the revisions that the result was of, ``verdict`` and ``digest`` what it said: the waiver
    is for these. ``expires`` is when it ends by itself, if it does.
    """

    id: UUID
    collection: str
    check: str
    check_version: int | None
    name: str
    claims: tuple[tuple[UUID, int], ...]
    verdict: Verdict
    digest: str
    reason: str
    expires: datetime | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime


class ReportStatus(StrEnum):
    """Where the run of a report is. It ends as one of the last three."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing will come of it any more but what there is."""
        return self not in (ReportStatus.QUEUED, ReportStatus.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run over a collection, apart from what it found, which is read by itself.

    ``detail`` says why it failed. ``done`` of ``total`` steps are behind it; the total shows once it is known. Of the
    ``attempts`` to run it, all but the last ended with the process that made them. Whoever runs it shows at every
    ``heartbeat`` that it lives. ``version`` counts every change from 1, progress too: only who knows it can make the
    next one, so of two processes that run the same report one notices that it is no longer the one to do so.
    ``planned`` is the version at which the parts that it was split into are worth working on.
    """

    id: UUID
    collections: tuple[str, ...]
    status: ReportStatus
    detail: str | None = None
    options: Mapping[str, Any]
    done: int = 0
    total: int | None = None
    attempts: int = 0
    heartbeat: datetime | None = None
    counts: Mapping[str, int] | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    planned: int | None = None

    @property
    def in_parts(self) -> bool:
        """Whether it is made in parts; whoever changes it without a thought of these, ends that."""
        return self.status is ReportStatus.RUNNING and self.planned == self.version


class PartStatus(StrEnum):
    """Where the work on a part of a report is. One that is held waits for the others to be done."""

    HELD = "held"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a report, apart from what is asked in it and what came of it.

    Parts are numbered from 0; the last one puts together what came of the others. ``form`` says which programs can work
    on it. The rest is as for a report, and ends with it: a part is gone once its report is over.
    """

    id: UUID
    report_id: UUID
    number: int
    form: str
    status: PartStatus
    done: int = 0
    total: int
    attempts: int = 0
    heartbeat: datetime | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime
