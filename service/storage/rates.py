"""Exchange rates among the claims, found by their unit and date."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, Select, select, text

from service.application.queries import StoredRate
from service.application.records import ClaimStatus
from service.domain.period import parse_period
from service.storage.tables import LOOKS_LIKE_A_RATE, claims, sources
from service.storage.tables import claim_revisions as revisions

# A rate of a longer time is of no day in particular. It also bounds how far back in the index one may start.
LONGEST = timedelta(days=366)


def rates_near(
    connection: Connection, units: Several[str], collections: Several[str], first: date, last: date
) -> Sequence[StoredRate]:
    """As ``ports.Claims.rates_near``."""
    return [
        *_of_a_period(connection, units, collections, first, last),
        *_asserted(connection, units, collections, first, last),
    ]


def _of_a_period(
    connection: Connection, units: Several[str], collections: Several[str], first: date, last: date
) -> Iterator[StoredRate]:
    rows = connection.execute(
        _rates(units, collections).where(
            revisions.c.period_start.between(_before(first), last), revisions.c.period_end >= first
        )
    )
    for row in rows:
        if row.period_end - row.period_start < LONGEST:
            yield StoredRate(row.claim_id, row.revision, row.unit, row.period_start, row.period_end, row.reference)


def _asserted(
    connection: Connection, units: Several[str], collections: Several[str], first: date, last: date
) -> Iterator[StoredRate]:
    # Text in EDTF sorts by years; what is asserted of no single time ("[2003,2004]") is found by no year.
    rows = connection.execute(
        _rates(units, collections).where(
            revisions.c.period_start.is_(None),
            revisions.c.period_end.is_(None),
            revisions.c.asserted >= f"{_before(first).year:04}",
            revisions.c.asserted < (f"{last.year + 1:04}" if last.year < date.max.year else f"{last.year}-99"),
        )
    )
    for row in rows:
        of = parse_period(row.asserted)
        if of.start is None or of.end is None or of.end - of.start >= LONGEST:
            continue
        if of.start <= last and of.end >= first:
            yield StoredRate(row.claim_id, row.revision, row.unit, of.start, of.end, row.reference)


def _rates(units: Several[str], collections: Several[str]) -> Select[tuple[object, ...]]:
    of_claim = (claims.c.id == revisions.c.claim_id) & (claims.c.revision == revisions.c.revision)
    return (
        select(
            revisions.c.claim_id,
            revisions.c.revision,
            revisions.c.unit,
            revisions.c.period_start,
            revisions.c.period_end,
            revisions.c.asserted,
            sources.c.reference,
        )
        .select_from(revisions.join(claims, of_claim).join(sources, sources.c.id == revisions.c.source_id))
        .where(
            text(LOOKS_LIKE_A_RATE.replace("unit", "claim_revisions.unit")),
            revisions.c.unit.in_(units),
            claims.c.collection.in_(collections),
            revisions.c.status != ClaimStatus.RETRACTED.value,
        )
    )


def _before(day: date) -> date:
    return day - LONGEST if day - date.min >= LONGEST else date.min
