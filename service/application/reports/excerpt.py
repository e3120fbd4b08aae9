"""Some checks of a snapshot with all that it takes to answer them, so that another machine can, at any later time.

Claims are named by their revisions, which never change. All else can, and is in it as it was when the snapshot was
taken, what was discovered and what was looked up too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.application.paging import portions
from service.application.pins import claims_of, revisions_of
from service.application.ports import UnitOfWork
from service.application.records import Claim
from service.application.reports.snapshot import KEPT, KEPT_OF_READ, Question, Snapshot, Watch
from service.domain.context import Origin
from service.domain.report import Json
from service.domain.result import Verdict


def excerpt(snapshot: Snapshot, questions: Sequence[Question]) -> Json:
    """These checks of a snapshot as JSON, datetimes apart."""
    named = sorted({claim for question in questions for claim in claims_of(question.body).values()})
    claims = [snapshot.claims[claim] for claim in named]
    sources = sorted({claim.source_id for claim in claims} & snapshot.origins.keys())
    return {
        "collection": snapshot.collection,
        "options": snapshot.options,
        "claims": [[str(claim.id), claim.revision] for claim in claims],
        "origins": [snapshot.origins[source].canonical() for source in sources],
        "stored": [_kept(question, KEPT) for question in questions if question.version is not None],
        "discovered": [_kept(question, KEPT_OF_READ) for question in questions if question.version is None],
        "added": {q.key: snapshot.added[q.key] for q in questions if q.key in snapshot.added},
        "waivers": {q.key: waivers for q in questions if (waivers := _waivers(snapshot, q))},
    }


def snapshot_of(uow: UnitOfWork, given: Mapping[str, Any], watch: Watch) -> Snapshot:
    """The snapshot that holds nothing but what an excerpt was made of. Raises what ``watch`` raises."""
    claims: dict[UUID, Claim] = {}
    for portion in portions([(UUID(claim), revision) for claim, revision in given["claims"]]):
        watch()
        found = uow.claims.at(portion)
        claims |= {claim_id: found[claim_id] for claim_id, _ in portion}
    waivers: Mapping[str, Mapping[str, Json]] = given["waivers"]
    return Snapshot(
        collection=given["collection"],
        options=given["options"],
        own=(),
        claims=claims,
        origins={UUID(origin["id"]): Origin.parse(origin) for origin in given["origins"]},
        partitions=(),
        stored=[Question(**check) for check in given["stored"]],
        read=(),
        discovered=[Question(**check) for check in given["discovered"]],
        added=given["added"],
        waive=lambda question, _claims, verdict: waivers.get(question.key, {}).get(verdict),
    )


def _kept(question: Question, members: Sequence[str]) -> Json:
    return {name: getattr(question, name) for name in members}


def _waivers(snapshot: Snapshot, question: Question) -> Json:
    """The waiver that covers each verdict which a check may get, where one does."""
    added = snapshot.added.get(question.key, {}).get("figures", {})
    named = {claim: snapshot.claims[claim].revision for claim in claims_of(question.body).values()}
    claims = sorted((named | revisions_of(added)).items())
    found = {verdict: snapshot.waive(question, claims, verdict) for verdict in Verdict}
    return {verdict.value: waiver for verdict, waiver in found.items() if waiver is not None}
