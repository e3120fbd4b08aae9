"""Sources over HTTP."""

from flask.testing import FlaskClient

from tests.api.conftest import Json, Store

FULL = {
    "publisher": "The Steppe Courier",
    "title": "Cotton pickers fined",
    "kind": "article",
    "authors": ["A. Writer", "B. Writer"],
    "url": "https://example.org/2004/cotton",
    "published": "2004-09-24~",
    "reference": True,
}


def test_a_source_is_stored_and_read(client: FlaskClient, source: Json) -> None:
    response = client.post("/v1/sources", json={**FULL, "cites": [source["id"]]})
    assert response.status_code == 201
    stored = response.get_json()
    assert {name: stored[name] for name in FULL} == FULL
    assert stored["cites"] == [source["id"]]
    assert response.headers["Location"] == f"/v1/sources/{stored['id']}"
    assert client.get(response.headers["Location"]).get_json() == stored


def test_what_was_left_out_is_null_or_empty(source: Json) -> None:
    assert (source["url"], source["published"], source["authors"], source["cites"]) == (None, None, [], [])
    assert source["reference"] is False


def test_a_source_cites_only_what_is_there(client: FlaskClient) -> None:
    response = client.post("/v1/sources", json={**FULL, "cites": ["01a21046-1e1d-7345-acf9-b00fe67b9573"]})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/cites/0"


def test_an_id_is_written_as_an_id(client: FlaskClient) -> None:
    for wrong in ("1", "{01a21046-1e1d-7345-acf9-b00fe67b9573}", "01a210461e1d7345acf9b00fe67b9573", 7):
        response = client.post("/v1/sources", json={**FULL, "cites": [wrong]})
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == "/cites/0"


def test_sources_do_not_cite_in_a_circle(client: FlaskClient, store: Store, source: Json) -> None:
    other = store("sources", **FULL, cites=[source["id"]])
    response = client.patch(f"/v1/sources/{source['id']}", json={"cites": [other["id"]]})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/cites"


def test_null_clears(client: FlaskClient, store: Store) -> None:
    stored = store("sources", **FULL)
    changed = client.patch(f"/v1/sources/{stored['id']}", json={"url": None, "publisher": None}).get_json()
    assert (changed["url"], changed["publisher"], changed["title"]) == (None, None, FULL["title"])


def test_a_source_in_use_stays(client: FlaskClient, claim: Json) -> None:
    response = client.delete(f"/v1/sources/{claim['source_id']}")
    assert response.status_code == 409
    assert client.get(f"/v1/sources/{claim['source_id']}").status_code == 200


def test_a_source_that_nothing_refers_to_can_go(client: FlaskClient, source: Json) -> None:
    assert client.delete(f"/v1/sources/{source['id']}").status_code == 204
    assert client.delete(f"/v1/sources/{source['id']}").status_code == 404


def test_null_clears_authors_and_cites(client: FlaskClient, store: Store, source: Json) -> None:
    citing = store("sources", title="x", kind="report", authors=["A. Reporter"], cites=[source["id"]])
    changed = client.patch(f"/v1/sources/{citing['id']}", json={"authors": None, "cites": None}).get_json()
    assert (changed["authors"], changed["cites"]) == ([], [])
