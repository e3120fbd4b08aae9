"""How often a caller may ask, and what he is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api import context
from service.application import tokens
from service.application.access import Scope
from service.application.ports import Rate
from service.application.services import Services

POLICY = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Policy")


@pytest.fixture
def client(app: Flask, services: Services) -> FlaskClient:
    """Sends requests to a service where everybody may ask three times in a minute."""
    context.attach(app, replace(services, rate_limit=Rate(3, 60)))
    return app.test_client()


@pytest.fixture
def bearer(services: Services) -> dict[str, dict[str, str]]:
    """The header Authorization of tokens by their names."""
    made = {}
    with services.unit_of_work() as uow:
        for name, rate in (("anna", None), ("ben", None), ("fast", "100/hour"), ("slow", "1/day")):
            _, text = tokens.issue(uow, name, {Scope.READ}, rate=rate)
            made[name] = {"Authorization": f"Bearer {text}"}
        uow.commit()
    return made


def test_each_answer_tells_how_the_caller_stands(client: FlaskClient) -> None:
    headers = [client.get("/v1/units?search=km").headers for _ in range(3)]
    assert [[one[name] for name in POLICY] for one in headers] == [["3", str(left), "3;w=60"] for left in (2, 1, 0)]
    assert all(1 <= int(one["RateLimit-Reset"]) <= 120 for one in headers)


def test_whoever_asks_too_often_is_told_when_to_go_on(client: FlaskClient) -> None:
    for _ in range(3):
        assert client.get("/v1/claims").status_code == 200
    response = client.get("/v1/claims")
    told = response.get_json()
    assert (response.status_code, told["type"]) == (429, "/problems/too-many-requests")
    assert response.headers["Retry-After"] == response.headers["RateLimit-Reset"]
    seconds = int(response.headers["Retry-After"])
    assert 1 <= seconds <= 61
    assert told["detail"] == f"more requests than 3/minute; go on in {seconds} seconds"
    assert response.headers["RateLimit-Remaining"] == "0"
    assert response.headers["Content-Type"] == "application/problem+json"


def test_nothing_is_stored_of_what_was_refused(client: FlaskClient, services: Services) -> None:
    for number in range(5):
        client.post("/v1/collections", json={"slug": f"matter-{number}", "title": "A matter"})
    with services.unit_of_work(read_only=True) as uow:
        assert [uow.collections.get(f"matter-{number}") is not None for number in range(5)] == [True] * 3 + [False] * 2


def test_requests_that_are_refused_for_another_reason_count_too(client: FlaskClient) -> None:
    statuses = [client.post("/v1/evaluations", json={"kind": "nonsense"}).status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]


def test_each_token_counts_by_itself_wherever_it_comes_from(
    client: FlaskClient, bearer: dict[str, dict[str, str]]
) -> None:
    for _ in range(3):
        client.get("/v1/claims", headers=bearer["anna"])
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/v1/claims", headers=bearer["anna"], environ_overrides=elsewhere).status_code == 429
    assert client.get("/v1/claims", headers=bearer["ben"]).status_code == 200
    assert client.get("/v1/claims").status_code == 200


def test_without_a_token_each_address_counts_by_itself(client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/v1/claims")
    assert client.get("/v1/claims").status_code == 429
    assert client.get("/v1/claims", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_a_token_with_a_rate_of_its_own_has_that(client: FlaskClient, bearer: dict[str, dict[str, str]]) -> None:
    assert client.get("/v1/claims", headers=bearer["fast"]).headers["RateLimit-Policy"] == "100;w=3600"
    assert client.get("/v1/claims", headers=bearer["slow"]).headers["RateLimit-Policy"] == "1;w=86400"
    assert client.get("/v1/claims", headers=bearer["slow"]).status_code == 429


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/docs", "/problems/not-found", "/nowhere"])
def test_what_anybody_may_ask_is_not_counted(client: FlaskClient, path: str) -> None:
    answers = [client.get(path) for _ in range(5)]
    assert {answer.status_code for answer in answers} <= {200, 404}
    assert not [name for answer in answers for name, _ in answer.headers if name.startswith("RateLimit")]


def test_a_bad_token_spends_nothing_of_a_good_one(client: FlaskClient, bearer: dict[str, dict[str, str]]) -> None:
    bad = {"Authorization": bearer["anna"]["Authorization"][:-1] + "x"}
    for _ in range(5):
        assert client.get("/v1/claims", headers=bad).status_code == 401
    assert client.get("/v1/claims", headers=bearer["anna"]).headers["RateLimit-Remaining"] == "2"


def test_where_nothing_is_limited_nothing_is_told(app: Flask, services: Services) -> None:
    context.attach(app, replace(services, rate_limit=None))
    headers = app.test_client().get("/v1/claims").headers
    assert not [name for name, _ in headers if name.startswith("RateLimit")]
