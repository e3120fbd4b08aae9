"""A request that stores something can be repeated without storing twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.conftest import FINE, Json

SOURCE = {"title": "A", "kind": "report"}


def count(client: FlaskClient, what: str) -> int:
    return len(client.get(f"/v1/{what}?limit=500").get_json()["items"])


@pytest.fixture(
    params=["collections", "sources", "claims", "claims/batch", "checks", "waivers", "documents", "reports"]
)
def creation(request: pytest.FixtureRequest) -> tuple[str, Any]:
    """A path that stores, with a body for it."""
    source: Json = request.getfixturevalue("source")
    claim = {"source_id": source["id"], "figure": FINE}
    bodies: dict[str, Any] = {
        "collections": {"slug": "cotton", "title": "Cotton"},
        "sources": SOURCE,
        "claims": claim,
        "claims/batch": [claim, claim],
        "checks": {"name": "x", "kind": "equal", "figures": {"left": FINE, "right": FINE}},
        "documents": {"source_id": source["id"], "text": "It is 12 km (8.5 miles)."},
        "reports": {"collection": "default", "joint": False},
        "waivers": {"check": request.getfixturevalue("check")["id"], "reason": "The paper rounds."},
    }
    return f"/v1/{request.param}", bodies[request.param]


def test_the_first_answer_is_given_again(client: FlaskClient, creation: tuple[str, Any]) -> None:
    path, body = creation
    first = client.post(path, json=body, headers={"Idempotency-Key": "k"})
    again = client.post(path, json=body, headers={"Idempotency-Key": "k"})
    assert first.status_code == again.status_code == 201
    assert again.get_data() == first.get_data()
    for name in ("Location", "ETag", "Content-Type"):
        assert again.headers.get(name) == first.headers.get(name)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_it_is_stored_once(client: FlaskClient) -> None:
    for _ in range(3):
        client.post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": "k"})
    assert count(client, "sources") == 1


def test_a_key_is_for_one_request(client: FlaskClient) -> None:
    client.post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": "k"})
    for path, body in (("sources", {**SOURCE, "title": "B"}), ("collections", {"slug": "a", "title": "B"})):
        response = client.post(f"/v1/{path}", json=body, headers={"Idempotency-Key": "k"})
        assert response.status_code == 422
        assert response.get_json()["type"] == "/problems/idempotency-key-reused"
        assert response.get_json()["errors"][0]["pointer"] == "/Idempotency-Key"
        assert "new key" in response.get_json()["detail"]
    assert (count(client, "sources"), count(client, "collections")) == (1, 1)


def test_a_request_that_was_refused_leaves_its_key_free(client: FlaskClient) -> None:
    cited = "01a21046-1e1d-7345-acf9-b00fe67b9573"
    refused = client.post("/v1/sources", json={**SOURCE, "cites": [cited]}, headers={"Idempotency-Key": "k"})
    assert refused.status_code == 422
    assert client.post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": "k"}).status_code == 201


def test_other_keys_are_other_requests(client: FlaskClient) -> None:
    for key in ("k", "K", "k2"):
        assert client.post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": key}).status_code == 201
    assert count(client, "sources") == 3


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "é"])
def test_a_key_is_of_bounded_plain_text(client: FlaskClient, key: str) -> None:
    response = client.post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": key})
    assert response.status_code == 422
    assert response.get_json()["errors"] == [
        {
            "pointer": "/Idempotency-Key",
            "message": "must have from 1 to 255 printable ASCII characters, such as a UUID",
            "place": "header",
        }
    ]


def test_of_two_at_once_one_stores(app: Flask, client: FlaskClient) -> None:
    def post(_: int) -> tuple[int, str]:
        response = app.test_client().post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": "k"})
        return response.status_code, response.get_json().get("id")

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(post, range(4)))
    assert len(answers) == 1
    assert count(client, "sources") == 1
