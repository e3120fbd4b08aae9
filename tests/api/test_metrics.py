"""What ``/metrics`` tells of requests that were answered before, and ``/readyz`` of what they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from service.api import context
from service.application.observing import Unobserved, observe_with
from service.application.queries import Backlog
from service.application.reports import store as reports
from service.application.services import Services
from service.bootstrap import build_services
from service.settings import Settings
from service.telemetry.exposition import Observation
from service.telemetry.metrics import Metrics
from tests.api.conftest import Json

CHECK = {"kind": "sum", "figures": {"parts": [{"value": "1.2"}, {"value": "1.4"}], "total": {"value": "9.9"}}}


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """Observed ones."""
    built = build_services(settings, Observation(Metrics(), threads=8, connections=11))
    yield built
    observe_with(Unobserved())
    built.close()


def told(client: FlaskClient) -> dict[str, float]:
    """Every sample by its name and the values of its labels."""
    response = client.get("/metrics")
    assert response.status_code == 200
    return {
        sample.name.removeprefix("claimcheck_") + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.get_data(as_text=True))
        for sample in family.samples
    }


COUNT = "http_request_duration_seconds_count"


def test_each_request_is_counted_under_the_address_of_the_contract(client: FlaskClient, claim: Json) -> None:
    for _ in range(3):
        client.get(f"/v1/claims/{claim['id']}")
    client.get("/v1/claims/01a21046-1e1d-7345-acf9-b00fe67b9573")
    client.get("/v1/collections/default")
    now = told(client)
    assert now[f"{COUNT} GET /v1/claims/{{claim_id}} 200"] == 3
    assert now[f"{COUNT} GET /v1/claims/{{claim_id}} 404"] == 1
    assert now[f"{COUNT} GET /v1/collections/{{slug}} 200"] == 1
    assert now[f"{COUNT} POST /v1/claims 201"] == 1
    assert now["http_requests_in_flight"] == 1  # the one that asks


def test_there_are_no_more_series_whatever_is_sent(client: FlaskClient) -> None:
    for number in range(20):
        client.get(f"/v1/nothing/{number}")
        client.open("/healthz", method=f"METHOD{number}")
    counted = {name: value for name, value in told(client).items() if name.startswith(COUNT)}
    assert counted[f"{COUNT} GET other 404"] == 20
    assert sum(value for name, value in counted.items() if f"{COUNT} other" in name) == 20
    assert len(counted) <= 3


def test_a_failure_of_the_service_is_counted_as_one(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(app.view_functions, "service.get_health", fail)
    client.get("/healthz")
    assert told(client)[f"{COUNT} GET /healthz 500"] == 1


def test_verdicts_are_counted_once_and_answers_by_what_the_cache_did(client: FlaskClient) -> None:
    for _ in range(3):
        assert client.post("/v1/evaluations", json=CHECK).status_code == 200
    now = told(client)
    assert now["verdicts_total sum inconsistent"] == 1
    assert now["evaluation_duration_seconds_count sum"] == 1
    assert (now["cache_answers_total miss"], now["cache_answers_total hit"]) == (1, 2)
    assert not any(name.startswith("cache_failures") for name in now)


def test_connections_are_waited_for_and_given_back(client: FlaskClient, source: Json) -> None:
    before = told(client)["database_wait_seconds_count"]
    client.get(f"/v1/sources/{source['id']}")
    now = told(client)
    assert now["database_wait_seconds_count"] > before
    assert now["database_connections"] == 0


def test_reports_that_wait_are_told(client: FlaskClient, services: Services) -> None:
    queued = reports.make(services.unit_of_work, services.cache, {}, at_once=-1)
    with services.unit_of_work() as uow:
        assert uow.reports.backlog() == Backlog(reports={}, parts={}, oldest=None)
        reports.store(uow, queued)
        uow.commit()
        assert uow.reports.backlog() == Backlog(reports={"queued": 1}, parts={}, oldest=queued.report.created_at)
    now = told(client)
    assert (now["reports queued"], now["reports running"]) == (1, 0)
    assert now["report_oldest_queued_seconds"] > 0


def test_it_tells_what_is_running_and_what_that_rests_on(client: FlaskClient) -> None:
    now = told(client)
    assert now["database_up"] == 1
    assert [value for name, value in now.items() if name.startswith("cache_up")] == [1]
    assert any(re.fullmatch(r"build_info \S+ \S+ \S+", name) for name in now)


def test_where_nobody_counts_nothing_is_told(app: Flask, client: FlaskClient, settings: Settings) -> None:
    built = build_services(settings)
    context.attach(app, built)
    response = client.get("/metrics")
    assert (response.status_code, response.data) == (200, b"")
    assert response.content_type.startswith("text/plain")
    built.close()


class TestReadiness:
    def test_what_is_ready_has_no_reasons(self, client: FlaskClient) -> None:
        state = client.get("/readyz").get_json()
        assert (state["status"], state["reasons"], state["degraded"]) == ("ready", [], [])

    def test_it_says_what_to_do_about_a_database_that_lacks_migrations(
        self, client: FlaskClient, settings: Settings
    ) -> None:
        engine = create_engine(settings.database_url)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE schema_revision RENAME TO aside"))
            connection.execute(text("ALTER TABLE alembic_version RENAME TO aside_too"))
        try:
            response = client.get("/readyz")
        finally:
            with engine.begin() as connection:
                connection.execute(text("ALTER TABLE aside RENAME TO schema_revision"))
                connection.execute(text("ALTER TABLE aside_too RENAME TO alembic_version"))
            engine.dispose()
        assert response.status_code == 503
        (reason,) = response.get_json()["reasons"]
        assert "claimcheck db upgrade" in reason

    def test_it_says_that_the_database_does_not_answer(self, app: Flask) -> None:
        nowhere = Settings(database_url="postgresql+psycopg://me@127.0.0.1:1/x")
        built = build_services(nowhere)
        context.attach(app, built)
        response = app.test_client().get("/readyz")
        built.close()
        assert response.status_code == 503
        (reason,) = response.get_json()["reasons"]
        assert "DATABASE_URL" in reason

    def test_without_redis_it_is_ready_and_says_what_that_costs(self, app: Flask, settings: Settings) -> None:
        built = build_services(Settings(database_url=settings.database_url, redis_url="redis://127.0.0.1:1/0"))
        context.attach(app, built)
        response = app.test_client().get("/readyz")
        built.close()
        assert response.status_code == 200
        (told,) = response.get_json()["degraded"]
        assert "Redis" in told
