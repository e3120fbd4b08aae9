"""Conditional requests: what the caller has is not sent again, and nobody overwrites what he has not seen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.conftest import Json


@pytest.fixture(params=["collection", "source", "claim", "check", "waiver"])
def item(request: pytest.FixtureRequest) -> str:
    """The address of an item that can be changed."""
    if request.param == "collection":
        request.getfixturevalue("store")("collections", slug="cotton", title="Cotton")
        return "/v1/collections/cotton"
    stored: Json = request.getfixturevalue(request.param)
    return f"/v1/{request.param}s/{stored['id']}"


CHANGES = {
    "collections": {"title": "New"},
    "sources": {"title": "New"},
    "claims": {"measure": "new"},
    "checks": {"name": "New"},
    "waivers": {"reason": "New"},
}


def change_of(item: str) -> Json:
    return CHANGES[item.split("/")[2]]


def test_a_version_that_the_caller_has_is_not_sent_again(client: FlaskClient, item: str) -> None:
    tag = client.get(item).headers["ETag"]
    assert tag == '"1"'
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response = client.get(item, headers={"If-None-Match": known})
        assert (response.status_code, response.get_data(), response.headers["ETag"]) == (304, b"", tag)
    for unknown in ('"2"', "nonsense", ""):
        assert client.get(item, headers={"If-None-Match": unknown}).status_code == 200


def test_a_change_makes_a_new_tag(client: FlaskClient, item: str) -> None:
    changed = client.patch(item, json=change_of(item))
    assert changed.status_code == 200
    assert changed.headers["ETag"] == '"2"'
    read = client.get(item, headers={"If-None-Match": '"1"'})
    assert (read.status_code, read.get_json()) == (200, changed.get_json())


def test_a_change_that_changes_nothing_makes_none(client: FlaskClient, item: str) -> None:
    client.patch(item, json=change_of(item))
    assert client.patch(item, json=change_of(item)).headers["ETag"] == '"2"'


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("tag", ['"7"', 'W/"1"', '"7", "8"', '"nonsense"', ""])
def test_a_change_meant_for_another_version_is_refused(client: FlaskClient, item: str, method: str, tag: str) -> None:
    body = {"json": change_of(item)} if method == "PATCH" else {}
    response = client.open(item, method=method, headers={"If-Match": tag}, **body)  # type: ignore[arg-type]
    assert response.status_code == 412
    assert response.get_json()["type"] == "/problems/stale"
    assert "at version 1" in response.get_json()["detail"]
    assert client.get(item).headers["ETag"] == '"1"'


@pytest.mark.parametrize("tag", ['"1"', '"7", "1"', "*"])
def test_a_change_meant_for_this_version_is_made(client: FlaskClient, item: str, tag: str) -> None:
    assert client.patch(item, json=change_of(item), headers={"If-Match": tag}).status_code == 200


def test_a_change_of_what_is_not_there_finds_nothing(client: FlaskClient) -> None:
    for tag in ('"1"', '"1", "2"', "nonsense", "*"):
        response = client.patch("/v1/collections/nowhere", json={"title": "x"}, headers={"If-Match": tag})
        assert response.status_code == 404


def test_of_two_writers_with_one_tag_one_wins(app: Flask, client: FlaskClient, item: str) -> None:
    name = next(iter(change_of(item)))

    def write(text: str) -> int:
        return app.test_client().patch(item, json={name: text}, headers={"If-Match": '"1"'}).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(write, ["one", "two", "three", "four"]))
    assert statuses == [200, 412, 412, 412]
    assert client.get(item).headers["ETag"] == '"2"'


def test_writers_without_tags_all_get_their_change(app: Flask, client: FlaskClient, claim: Json) -> None:
    item = f"/v1/claims/{claim['id']}"
    names = ["a", "b", "c", "d"]

    def write(name: str) -> int:
        return app.test_client().patch(item, json={"dimensions": {name: "x"}}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, names)) == [200] * 4
    assert client.get(item).get_json()["dimensions"] == dict.fromkeys(names, "x")
