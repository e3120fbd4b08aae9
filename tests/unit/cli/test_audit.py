"""What commands and jobs change is in the audit log under their names."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

import pytest

from service.application import audit, claims
from service.application.access import AuditEntry, AuditFilters
from service.application.reports import store
from service.application.services import Services
from service.bootstrap import build_services
from service.settings import Settings
from tests.samples import claim
from tests.unit.cli.conftest import Run, Write

FIGURES: Final = {"left": {"claim": "fine"}, "right": {"value": "1", "unit": "KZT"}}
FILE: Final[dict[str, Any]] = {
    "collection": {"slug": "cotton", "title": "Cotton"},
    "sources": {"paper": {"title": "The paper", "kind": "article"}},
    "claims": {"fine": {"source": "paper", "figure": {"value": "18000", "unit": "KZT"}}},
    "checks": [{"name": "x", "kind": "equal", "figures": FIGURES}],
}


@pytest.fixture
def stored(sqlite_url: str) -> Iterator[Services]:
    """What the commands work on."""
    services = build_services(Settings(database_url=sqlite_url, report_at_once=0))
    yield services
    services.close()


def entries(services: Services) -> list[AuditEntry]:
    with services.unit_of_work(read_only=True) as uow:
        return list(audit.list_(uow, AuditFilters(), limit=100).items)


def test_an_import_is_noted_by_what_it_brought(run: Run, write: Write, sqlite_url: str, stored: Services) -> None:
    for _ in range(2):  # the second time there is nothing new
        assert run("import", write(FILE), DATABASE_URL=sqlite_url).exit_code == 0
    found = entries(stored)
    assert {(entry.actor, entry.operation, entry.token_id) for entry in found} == {
        ("claimcheck import", "import", None)
    }
    assert [(entry.action.value, entry.kind, entry.collection, entry.count) for entry in found] == [
        ("created", "collection", "cotton", 1),
        ("created", "source", None, 1),
        ("created", "claim", "cotton", 1),
        ("created", "check", "cotton", 1),
    ]


def test_nothing_is_noted_of_what_is_only_tried_or_read(
    run: Run, write: Write, sqlite_url: str, stored: Services
) -> None:
    assert run("import", write(FILE), "--dry-run", DATABASE_URL=sqlite_url).exit_code == 0
    assert run("export", "default", DATABASE_URL=sqlite_url).exit_code == 0
    assert entries(stored) == []


def test_a_report_that_is_finished_in_the_background_is_noted_once(stored: Services) -> None:
    with stored.unit_of_work() as uow:
        claims.record(uow, claim())
        uow.commit()
    made = store.make(stored.unit_of_work, stored.cache, {}, at_once=0)
    assert not made.over
    with stored.unit_of_work() as uow:
        store.store(uow, made)
        uow.commit()
    stored.jobs.wake()
    deadline = time.monotonic() + 20
    while not entries(stored) and time.monotonic() < deadline:
        time.sleep(0.02)
    (entry,) = entries(stored)
    assert (entry.actor, entry.operation, entry.action, entry.kind) == ("reports", "run_report", "changed", "report")
    assert entry.things == (str(made.report.id),)
