"""The body of a claim turned into a record, before anything is looked up or stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.application import fields
from service.application.queries import ClaimFilters
from service.application.records import DEFAULT_COLLECTION, Claim, ClaimStatus, Source
from service.application.sources import draft as draft_source
from service.application.stamps import new_id
from service.domain.errors import Malformed
from service.domain.period import parse_period
from service.domain.units import parse_unit


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim not stored yet. With an inline ``source`` the id of its source is only settled when it is stored."""

    claim: Claim
    source: Source | None

    @property
    def named_source(self) -> UUID | None:
        """The stored source that the claim names, or None when it brings its own."""
        return self.claim.source_id if self.source is None else None


def draft(
    body: Mapping[str, Any], instant: datetime, sources: dict[str, Source] | None = None, *, retracted: bool = False
) -> Draft:
    """A claim as a body describes it, recorded at ``instant``. Raises Malformed.

    ``sources`` are the inline ones of the claims drafted before it, by their text; one that comes again is not made
    again. ``retracted``: it may be so, having been stored elsewhere before.
    """
    if (body.get("source_id") is None) == (body.get("source") is None):
        raise Malformed("give either source_id or an inline source", "source_id")
    source = (
        None if body.get("source") is None else _inline(body["source"], instant, {} if sources is None else sources)
    )
    if "figure" not in body:
        raise Malformed("a claim has a figure", "figure")
    claim = Claim(
        id=new_id(),
        collection=body.get("collection") or DEFAULT_COLLECTION,
        source_id=source.id if source else fields.identifier(body["source_id"], "source_id"),
        statement=body.get("statement"),
        quote=fields.quote(body.get("quote")),
        attributed_to=body.get("attributed_to"),
        measure=body.get("measure"),
        dimensions=dict(body.get("dimensions") or {}),
        figure=fields.figure(body["figure"], "figure"),
        period=fields.edtf(body.get("period"), "period"),
        asserted=fields.edtf(body.get("asserted"), "asserted"),
        tags=fields.texts(body.get("tags")),
        status=fields.choice(ClaimStatus, body.get("status") or ClaimStatus.STATED, "status"),
        created_at=instant,
        updated_at=instant,
    )
    if claim.status is ClaimStatus.RETRACTED and not retracted:
        raise Malformed("a new claim is not retracted; store it, then delete it", "status")
    return Draft(claim, source)


def _inline(body: Mapping[str, Any], instant: datetime, sources: dict[str, Source]) -> Source:
    text = json.dumps(body, default=str)
    if text not in sources:
        try:
            sources[text] = draft_source(body, instant)
        except Malformed as error:
            raise error.within("source") from None
    return sources[text]


def members(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a claim that changes set, as the record holds them. Raises Malformed."""
    fields.no_null(changes, "source_id", "figure", "status")
    for name in ("collection", "source"):
        if name in changes:
            raise Malformed("cannot be changed; record another claim", name)
    found = {name: changes[name] for name in ("statement", "attributed_to", "measure") if name in changes}
    if "source_id" in changes:
        found["source_id"] = fields.identifier(changes["source_id"], "source_id")
    if "quote" in changes:
        found["quote"] = fields.quote(changes["quote"])
    if "dimensions" in changes:
        found["dimensions"] = dict(changes["dimensions"] or {})
    if "figure" in changes:
        found["figure"] = fields.figure(changes["figure"], "figure")
    for name in ("period", "asserted"):
        if name in changes:
            found[name] = fields.edtf(changes[name], name)
    if "tags" in changes:
        found["tags"] = fields.texts(changes["tags"])
    if "status" in changes:
        found["status"] = fields.choice(ClaimStatus, changes["status"], "status")
    return found


def filters(query: Mapping[str, Any]) -> ClaimFilters:
    """Filters as a query names them: collection, source_id, measure, status, tag, period (EDTF), unit, text.

    Raises Malformed. A unit is compared in canonical form, so ``kilometre`` finds claims in ``km``.
    """
    status, source_id, period, unit = (query.get(name) for name in ("status", "source_id", "period", "unit"))
    try:
        parsed_period = None if period is None else parse_period(period)
    except Malformed as error:
        raise error.within("period") from None
    try:
        parsed_unit = None if unit is None else str(parse_unit(unit))
    except Malformed as error:
        raise error.within("unit") from None
    return ClaimFilters(
        collection=query.get("collection"),
        source_id=None if source_id is None else fields.identifier(source_id, "source_id"),
        measure=query.get("measure"),
        status=None if status is None else fields.choice(ClaimStatus, status, "status"),
        tag=query.get("tag"),
        period=parsed_period,
        unit=parsed_unit,
        text=query.get("text"),
    )
