"""Records in their wire form: the one place that turns them into JSON. ``schemas`` documents what comes out here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.application.access import AuditEntry
from service.application.records import Claim, Collection, Source, StoredCheck, Waiver
from service.application.results import Verification
from service.application.waivers import Standing
from service.domain.money_history import Succession
from service.domain.unit_search import UnitEntry


def collection(record: Collection) -> dict[str, Any]:
    """A collection."""
    return {
        "slug": record.slug,
        "title": record.title,
        "description": record.description,
        "references": record.references,
        "partitions": [partition.canonical() for partition in record.partitions],
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def source(record: Source) -> dict[str, Any]:
    """A source."""
    return {
        "id": record.id,
        "publisher": record.publisher,
        "title": record.title,
        "kind": record.kind.value,
        "authors": record.authors,
        "url": record.url,
        "published": record.published,
        "cites": record.cites,
        "reference": record.reference,
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def claim(record: Claim) -> dict[str, Any]:
    """One revision of a claim."""
    return {
        "id": record.id,
        "revision": record.revision,
        "collection": record.collection,
        "source_id": record.source_id,
        "statement": record.statement,
        "quote": quote(record),
        "attributed_to": record.attributed_to,
        "measure": record.measure,
        "dimensions": record.dimensions,
        "figure": record.figure.canonical(),
        "period": record.period,
        "asserted": record.asserted,
        "tags": record.tags,
        "status": record.status.value,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def quote(record: Claim) -> dict[str, Any] | None:
    """The quote of a claim."""
    if record.quote is None:
        return None
    return {"exact": record.quote.exact, "prefix": record.quote.prefix, "suffix": record.quote.suffix}


def check(record: StoredCheck) -> dict[str, Any]:
    """A stored check."""
    body = record.body
    return {
        "id": record.id,
        "name": record.name,
        "collection": record.collection,
        "kind": body["kind"],
        "figures": body.get("figures", {}),
        "expect": body.get("expect"),
        "relation": body.get("relation"),
        "parameters": body.get("parameters"),
        "policy": body.get("policy"),
        "severity": record.severity.value,
        "rationale": record.rationale,
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def waiver(standing: Standing) -> dict[str, Any]:
    """A waiver as it stands."""
    return {
        **kept_waiver(standing.waiver),
        "state": standing.state.value,
        "superseded_by": [
            {"what": successor.what, "id": successor.id, "revision": successor.revision}
            for successor in standing.superseded_by
        ],
    }


def kept_waiver(record: Waiver) -> dict[str, Any]:
    """A waiver as it is stored, whether it stands or not."""
    return {
        "id": record.id,
        "collection": record.collection,
        "check": record.check,
        "check_version": record.check_version,
        "name": record.name,
        "claims": [{"claim": claim, "revision": revision} for claim, revision in record.claims],
        "verdict": record.verdict.value,
        "digest": record.digest,
        "reason": record.reason,
        "expires": record.expires,
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def audit_entry(entry: AuditEntry) -> dict[str, Any]:
    """An entry of the audit log."""
    return {
        "id": entry.id,
        "at": entry.at,
        "actor": entry.actor,
        "token_id": entry.token_id,
        "operation": entry.operation,
        "request_id": entry.request_id,
        "action": entry.action.value,
        "kind": entry.kind,
        "collection": entry.collection,
        "count": entry.count,
        "things": entry.things,
    }


def verification(found: Verification) -> dict[str, Any]:
    """What came of recomputing a receipt."""
    return {
        "stands": found.stands,
        "digest": found.digest,
        "differences": found.differences,
        "result": found.result,
    }


def unit(entry: UnitEntry) -> Mapping[str, Any]:
    """One unit of the vocabulary."""
    return {
        "symbol": entry.symbol,
        "name": entry.name,
        "plural": entry.plural,
        "dimension": entry.dimension,
        "kind": entry.kind,
        "aliases": entry.aliases,
        "withdrawn": entry.withdrawn,
        "successor": entry.succession and succession(entry.succession),
    }


def succession(found: Succession) -> dict[str, Any]:
    """What took the place of a currency."""
    return {
        "symbol": found.new,
        "factor": str(found.factor),
        "since": found.since,
        "authority": found.authority,
    }
