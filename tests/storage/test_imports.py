"""Bringing a collection into line with a batch of claims."""

from __future__ import annotations

from threading import Thread
from typing import Any

from service.application import claims
from service.application.imports import Imported, import_claims
from service.application.queries import ClaimFilters
from service.storage import SqlUnits
from tests import samples

DEFAULT = {"slug": "default", "title": "Default"}


def batch(count: int, **members: Any) -> claims.Batch:
    bodies = (samples.claim(measure="rate", period=f"{1000 + number}", **members) for number in range(count))
    return claims.draft_batch(enumerate(bodies, 1))


def imported(units: SqlUnits, given: claims.Batch) -> Imported:
    with units() as uow:
        found = import_claims(uow, DEFAULT, given)
        uow.commit()
    return found


def test_more_claims_than_fit_on_a_page_are_known_again(units: SqlUnits) -> None:
    assert imported(units, batch(2500)) == Imported(stored=2500)
    assert imported(units, batch(2501)) == Imported(stored=1, unchanged=2500)


def test_of_claims_that_were_the_same_before_the_oldest_is_kept_in_line(units: SqlUnits) -> None:
    with units() as uow:
        one, other = (claims.record(uow, samples.claim(measure="rate", period="1000")) for _ in range(2))
        uow.commit()
    assert imported(units, batch(1, figure={"value": "7", "unit": "KZT"})) == Imported(revised=1)
    with units(read_only=True) as uow:
        assert claims.get(uow, one.id).revision == 2
        assert claims.get(uow, other.id).revision == 1


def test_claims_without_a_period_are_told_apart_by_when_they_were_asserted(units: SqlUnits) -> None:
    bodies = [samples.claim(measure="rate", asserted=day) for day in ("2004-09-24", "2004-09-25")]
    given = claims.draft_batch(enumerate(bodies, 1))
    assert imported(units, given) == Imported(stored=2)
    assert imported(units, given) == Imported(unchanged=2)


def test_two_imports_of_one_file_at_once_store_it_once(units: SqlUnits) -> None:
    came: list[Imported] = []
    with units() as uow:
        came.append(import_claims(uow, DEFAULT, batch(30)))
        second = Thread(target=lambda: came.append(imported(units, batch(30))))
        second.start()
        second.join(0.3)
        assert second.is_alive(), "it waits for the first"
        uow.commit()
    second.join(20)
    assert came == [Imported(stored=30), Imported(unchanged=30)]
    with units(read_only=True) as uow:
        assert len(uow.claims.page(ClaimFilters(collection="default"), 100, None)) == 30
