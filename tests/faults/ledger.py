"""What clients were told that the service did, to be compared with what it did."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, Select, func, select

from service.storage.tables import answers, audit, claim_revisions, claims, documents, sources


@dataclass(slots=True, eq=False)
class Write:
    """One request that stores claims, all or none, under a measure that nothing else has."""

    measure: str
    size: int
    ids: tuple[UUID, ...] | None = None  # what the service said that it stored; None as long as it said nothing

    @property
    def acknowledged(self) -> bool:
        return self.ids is not None


@dataclass(slots=True)
class Counts:
    """What came of a test with faults, as numbers."""

    faults: int = 0
    requests: int = 0
    unanswered: int = 0  # cut off, refused or 503: the client had to ask again, or did not know what came of it
    acknowledged: int = 0  # writes: batches, single claims, revisions, documents
    claims: int = 0  # that these stored
    found: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    stale: int = 0
    failed: int = 0  # answers that no fault excuses

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)})

    @property
    def wrong(self) -> int:
        return self.lost + self.doubled + self.half + self.stale + self.failed


class Ledger:
    """Written by many clients at once; ``compare`` reads the tables themselves, not what the service tells of them."""

    def __init__(self) -> None:
        # Before everything that is written down here, for other ledgers may be of the same database.
        self.name = uuid4().hex[:8]
        self._lock = threading.Lock()
        self._writes: list[Write] = []
        self._documents: dict[str, UUID | None] = {}
        self._revisions: dict[UUID, dict[int, str]] = defaultdict(dict)
        self._seen: Counter[str] = Counter()
        self.complaints: list[str] = []

    def begin(self, measure: str, size: int) -> Write:
        """Note that a request is about to be sent."""
        write = Write(measure, size)
        with self._lock:
            self._writes.append(write)
        return write

    def acknowledge(self, write: Write, ids: Iterable[str]) -> None:
        """Note what the service said that it stored."""
        with self._lock:
            write.ids = tuple(map(UUID, ids))
            self._seen["acknowledged"] += 1

    def document(self, title: str, document_id: str | None = None) -> None:
        """Note a document that is about to be sent, or with its id that it was stored."""
        with self._lock:
            self._documents[title] = None if document_id is None else UUID(document_id)
            self._seen["acknowledged"] += document_id is not None

    def revised(self, claim_id: str, revision: int, value: str) -> None:
        """Note that a claim has this value in this revision."""
        with self._lock:
            self._revisions[UUID(claim_id)][revision] = value
            self._seen["acknowledged"] += revision > 1

    def newest(self) -> dict[UUID, tuple[int, str]]:
        """The newest revision that each revised claim is known to have, and its value: nobody may see older ones."""
        with self._lock:
            return {claim: max(known.items()) for claim, known in self._revisions.items()}

    def count(self, what: str, how_often: int = 1) -> None:
        """Count one of the parts of ``Counts``."""
        with self._lock:
            self._seen[what] += how_often

    def complain(self, what: str, text: str) -> None:
        """Note something that is wrong, whatever the fault was."""
        with self._lock:
            self._seen[what] += 1
            self.complaints.append(f"{what}: {text}")

    @property
    def acknowledged(self) -> int:
        """How many writes were acknowledged so far."""
        return self._seen["acknowledged"]

    @property
    def unanswered(self) -> int:
        """How many requests got no answer so far, or one that says "not now"."""
        return self._seen["unanswered"]

    def compare(self, engine: Engine) -> Counts:
        """Everything wrong is in ``complaints`` afterwards. Nobody may be writing any more."""
        with engine.connect() as connection:
            self._compare_writes(_stored(connection, f"{self.name} %"))
            self._compare_revisions(connection)
            self._compare_documents(connection)
            self._compare_audit(connection)
            self._look_for_halves(connection)
        return Counts(**{part.name: self._seen[part.name] for part in fields(Counts)})

    def _compare_writes(self, stored: Mapping[str, Sequence[UUID]]) -> None:
        for write in self._writes:
            found = stored.get(write.measure, ())
            if write.ids is not None:
                self.count("claims", write.size)
            if len(found) > write.size:
                self.complain("doubled", f"{write.measure} is stored {len(found)} times, asked for were {write.size}")
            elif 0 < len(found) < write.size:
                self.complain("half", f"{len(found)} of the {write.size} claims of {write.measure} are stored")
            elif write.ids is not None and set(found) != set(write.ids):
                self.complain("lost", f"{write.measure} was acknowledged, and {len(found)} other claims are stored")
            elif write.ids is not None:
                self.count("found")
        for measure in stored.keys() - {write.measure for write in self._writes}:
            self.complain("doubled", f"nobody asked for {measure}")

    def _compare_revisions(self, connection: Connection) -> None:
        # Of every claim, not only of those that were revised.
        current = _pairs(connection, select(claims.c.id, claims.c.revision))
        numbers = connection.execute(
            select(claim_revisions.c.claim_id, func.count(), func.max(claim_revisions.c.revision)).group_by(
                claim_revisions.c.claim_id
            )
        )
        rows = {claim_id: (count, newest) for claim_id, count, newest in numbers}
        for claim_id, revision in current.items():
            if rows.get(claim_id) != (revision, revision):
                self.complain("half", f"claim {claim_id} is at revision {revision} and has {rows.get(claim_id)}")
        for claim_id in rows.keys() - current.keys():
            self.complain("half", f"there are revisions of {claim_id}, and no such claim")
        for claim_id, known in self._revisions.items():
            values = select(claim_revisions.c.revision, claim_revisions.c.value)
            stored = _pairs(connection, values.where(claim_revisions.c.claim_id == claim_id))
            for revision, value in known.items():
                if stored.get(revision) != value:
                    self.complain("lost", f"revision {revision} of {claim_id} is {stored.get(revision)}, not {value}")
                elif revision > 1:
                    self.count("found")
            if any(before == after for (_, before), (_, after) in pairwise(sorted(stored.items()))):
                self.complain("doubled", f"a revision of {claim_id} is there twice: {stored}")

    def _compare_documents(self, connection: Connection) -> None:
        rows = connection.execute(
            select(sources.c.title, documents.c.id, documents.c.figures).join_from(documents, sources)
        )
        stored: dict[str, list[tuple[UUID, Any]]] = defaultdict(list)
        for title, document_id, figures in rows:
            stored[title].append((document_id, figures))
        present = set(connection.scalars(select(claims.c.id)))
        for title, document_id in self._documents.items():
            found = stored.get(title, [])
            if len(found) > 1:
                self.complain("doubled", f"document {title} is stored {len(found)} times")
            elif document_id is not None and [one for one, _ in found] != [document_id]:
                self.complain("lost", f"document {title} was acknowledged as {document_id}; there is {found}")
            elif any(UUID(figure["claim"]) not in present for _, figures in found for figure in figures):
                self.complain("half", f"document {title} is there without all of its claims")
            elif document_id is not None:
                self.count("found")

    def _compare_audit(self, connection: Connection) -> None:
        """Who did it is stored with what was done, or neither is."""
        logged: dict[str, Counter[str]] = defaultdict(Counter)
        for action, things in connection.execute(select(audit.c.action, audit.c.things).where(audit.c.kind == "claim")):
            logged[action].update(things)
        revisions = _pairs(connection, select(claims.c.id, claims.c.revision))
        for claim_id, revision in revisions.items():
            said = (logged["created"][str(claim_id)], logged["changed"][str(claim_id)])
            if said != (1, revision - 1):
                self.complain("half", f"claim {claim_id} is at revision {revision}; logged are {said}")
        for claim_id in logged["created"].keys() - set(map(str, revisions)):
            self.complain("half", f"claim {claim_id} is logged, and is not there")

    def _look_for_halves(self, connection: Connection) -> None:
        """What no single request shows: rows that are only ever there together with others."""
        unfinished = connection.scalar(select(func.count()).where(answers.c.body.is_(None)))
        if unfinished:
            self.complain("half", f"{unfinished} idempotency keys are taken, and no answer is kept")
        twice = select(sources.c.title).group_by(sources.c.identity, sources.c.title).having(func.count() > 1)
        for title in connection.scalars(twice):
            self.complain("doubled", f"the inline source {title} was created more than once")
        if connection.dialect.name == "sqlite":
            for problem in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
                if problem != "ok":
                    self.complain("half", f"integrity_check: {problem}")
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                self.complain("half", f"foreign_key_check: {row}")


def _stored(connection: Connection, measures: str) -> dict[str, list[UUID]]:
    """The claims in the tables whose measure is like that, by their measure."""
    stored: dict[str, list[UUID]] = defaultdict(list)
    first = select(claim_revisions.c.measure, claim_revisions.c.claim_id).where(
        claim_revisions.c.revision == 1, claim_revisions.c.measure.like(measures)
    )
    for measure, claim_id in connection.execute(first):
        stored[measure].append(claim_id)
    return stored


def _pairs(connection: Connection, statement: Select[Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in connection.execute(statement)}
