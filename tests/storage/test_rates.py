"""Exchange rates among the claims: found by unit, date and collection, through an index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from service.application import claims, collections
from service.application.queries import StoredRate
from service.application.records import Claim
from service.storage import SqlUnits
from tests import samples

UNITS = ("KZT/USD", "USD/KZT")
DAY = date(2004, 9, 24)


def rate(units: SqlUnits, value: str = "134.6", unit: str = "KZT/USD", **members: Any) -> Claim:
    with units() as uow:
        claim = claims.record(uow, samples.claim(figure={"value": value, "unit": unit}, **members))
        uow.commit()
    return claim


def near(units: SqlUnits, days: int = 7, collections_: tuple[str, ...] = ("default",)) -> list[StoredRate]:
    with units(read_only=True) as uow:
        found = uow.claims.rates_near(UNITS, collections_, DAY - timedelta(days), DAY + timedelta(days))
    return sorted(found, key=lambda each: each.claim)


def test_a_rate_is_found_by_its_unit_and_the_days_it_is_of(units: SqlUnits) -> None:
    one = rate(units, period="2004-09-24")
    other = rate(units, unit="USD/KZT", value="0.00743", period="2004-10-01")
    rate(units, period="2004-10-02")
    rate(units, period="2004-09-16")
    rate(units, unit="KZT/EUR", period="2004-09-24")
    rate(units, unit="KZT", period="2004-09-24")
    assert near(units) == [
        StoredRate(one.id, 1, "KZT/USD", DAY, DAY, False),
        StoredRate(other.id, 1, "USD/KZT", date(2004, 10, 1), date(2004, 10, 1), False),
    ]


def test_a_rate_of_a_month_or_a_year_is_of_all_its_days(units: SqlUnits) -> None:
    for period in ("2004-09", "2004-10/2005-01", "2004"):
        rate(units, period=period)
    assert [(each.first, each.last) for each in near(units)] == [
        (date(2004, 9, 1), date(2004, 9, 30)),
        (date(2004, 10, 1), date(2005, 1, 31)),
        (date(2004, 1, 1), date(2004, 12, 31)),
    ]


def test_a_rate_of_more_than_a_year_is_of_no_day(units: SqlUnits) -> None:
    for period in ("2004/2005", "2004/..", "../2004-09-24"):
        rate(units, period=period)
    rate(units, asserted="2003/2005")
    assert near(units) == []


def test_a_rate_without_a_period_is_of_when_it_was_asserted(units: SqlUnits) -> None:
    asserted = rate(units, asserted="2004-09-24~")
    rate(units, asserted="2004-11")
    rate(units, asserted="2005-09-24")
    rate(units)
    rate(units, period="2001", asserted="2004-09-24")
    assert near(units) == [StoredRate(asserted.id, 1, "KZT/USD", DAY, DAY, False)]


def test_the_current_revision_counts_and_a_retracted_rate_does_not(units: SqlUnits) -> None:
    revised, moved, gone = (rate(units, period="2004-09-24") for _ in range(3))
    with units() as uow:
        claims.revise(uow, revised.id, {"figure": {"value": "135", "unit": "KZT/USD"}})
        claims.revise(uow, moved.id, {"period": "2004-12"})
        claims.retract(uow, gone.id)
        uow.commit()
    assert near(units) == [StoredRate(revised.id, 2, "KZT/USD", DAY, DAY, False)]


def test_only_the_collections_asked_for_are_looked_into(units: SqlUnits) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "rates", "title": "Rates"})
        uow.commit()
    theirs = rate(units, period="2004-09-24", collection="rates")
    assert near(units) == []
    assert [each.claim for each in near(units, collections_=("default", "rates"))] == [theirs.id]


def test_whether_its_source_is_reference_data_is_told(units: SqlUnits) -> None:
    rate(units, period="2004-09-24", source=samples.source(reference=True))
    assert [each.reference for each in near(units)] == [True]


@pytest.mark.parametrize(("first", "last"), [(date.min, date.min), (date.max, date.max), (date.min, date.max)])
def test_the_ends_of_the_calendar_can_be_asked_for(units: SqlUnits, first: date, last: date) -> None:
    rate(units, period="0001-01-01")
    rate(units, asserted="9999-12-31")
    with units(read_only=True) as uow:
        found = uow.claims.rates_near(UNITS, ("default",), first, last)
    assert len(found) == (1 if first == last else 2)


def test_rates_are_found_through_the_index(units: SqlUnits, engine: Engine) -> None:
    """Among many claims the plan of each query names the index of rates."""
    source = samples.source()
    days = [date(2000, 1, 1) + timedelta(days=day) for day in range(2000)]
    lines = [
        samples.claim(source=source, period=str(day), figure={"value": "1", "unit": unit})
        for day in days
        for unit in ("KZT/USD", "kg")
    ]
    with units() as uow:
        claims.record_batch(uow, claims.draft_batch(enumerate(lines, 1)))
        uow.commit()
    asked: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    with units(read_only=True) as uow:
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, sql, given, *_: asked.append((sql, given)))
        assert len(uow.claims.rates_near(UNITS, ("default",), days[1000], days[1004])) == 5
    queries = asked[:]
    explain = "EXPLAIN " if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    assert len(queries) == 2
    for sql, given in queries:
        with engine.connect() as connection:
            plan = connection.exec_driver_sql(explain + sql, given).all()
        assert "ix_claim_revisions_unit_period_start_period_end_asserted" in str(plan), plan
