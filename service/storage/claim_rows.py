"""A claim as rows, and back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping

from service.application.records import Claim, ClaimStatus, Quote
from service.domain.figure import Figure
from service.domain.period import parse_period
from service.storage import bulk

FIRST_DAY = date.min
LAST_DAY = date.max

# Between the fields that a search looks into, so that no text is found across two of them.
_BREAK = "\x1e"
_FIGURE = ("value", "lower", "upper", "unit", "qualifier", "rounding")


def claim_row(claim: Claim) -> bulk.Row:
    """The row of ``claims``."""
    return (claim.id, claim.collection, claim.revision, claim.created_at)


def revision_row(claim: Claim) -> bulk.Row:
    """The row of ``claim_revisions``."""
    figure = claim.figure.canonical()
    quote = claim.quote
    start, end = None, None
    if claim.period is not None:
        period = parse_period(claim.period)
        start, end = period.start or FIRST_DAY, period.end or LAST_DAY
    return (
        claim.id,
        claim.revision,
        claim.source_id,
        claim.statement,
        None if quote is None else {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        claim.attributed_to,
        claim.measure,
        claim.dimensions,
        figure.get("value"),
        figure.get("lower"),
        figure.get("upper"),
        figure["unit"],
        figure.get("qualifier"),
        figure.get("rounding"),
        claim.period,
        start,
        end,
        claim.asserted,
        claim.tags,
        claim.status.value,
        _BREAK.join(
            text for text in (claim.statement, quote and quote.exact, claim.measure, claim.attributed_to) if text
        ).casefold(),
        claim.updated_at,
    )


def record(row: RowMapping) -> Claim:
    """The claim of a row of ``claim_revisions`` with ``collection`` and ``first_created_at`` of ``claims``."""
    figure = {name: row[name] for name in _FIGURE if row[name] is not None}
    quote = row["quote"]
    claim_id: UUID = row["claim_id"]
    return Claim(
        id=claim_id,
        revision=row["revision"],
        collection=row["collection"],
        source_id=row["source_id"],
        statement=row["statement"],
        quote=None if quote is None else Quote(**quote),
        attributed_to=row["attributed_to"],
        measure=row["measure"],
        dimensions=row["dimensions"],
        figure=Figure.parse(figure),
        period=row["period"],
        asserted=row["asserted"],
        tags=tuple(row["tags"]),
        status=ClaimStatus(row["status"]),
        created_at=row["first_created_at"],
        updated_at=row["created_at"],
    )
