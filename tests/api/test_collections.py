"""Collections over HTTP."""

from flask.testing import FlaskClient

from tests.api.conftest import FINE, Json, Store


def test_the_default_collection_always_exists(client: FlaskClient) -> None:
    assert client.get("/v1/collections/default").status_code == 200
    response = client.delete("/v1/collections/default")
    assert response.status_code == 409
    assert "always exists" in response.get_json()["detail"]


def test_a_collection_is_stored_and_read(client: FlaskClient, store: Store) -> None:
    store("collections", slug="rates", title="Exchange rates")
    response = client.post("/v1/collections", json={"slug": "cotton-2004", "title": "Cotton", "references": ["rates"]})
    assert response.status_code == 201
    assert response.headers["Location"] == "/v1/collections/cotton-2004"
    assert client.get(response.headers["Location"]).get_json() == response.get_json()
    assert response.get_json()["references"] == ["rates"]
    assert [item["slug"] for item in client.get("/v1/collections").get_json()["items"]] == [
        "cotton-2004",
        "default",
        "rates",
    ]


def test_partitions_are_stored_and_read(client: FlaskClient, store: Store) -> None:
    sex = {"dimension": "sex", "values": ["female", "male"]}
    assert store("collections", slug="plain", title="x")["partitions"] == []
    assert store("collections", slug="cotton", title="Cotton", partitions=[sex])["partitions"] == [sex]
    changed = client.patch("/v1/collections/cotton", json={"partitions": [sex | {"values": ["girls", "boys"]}]})
    assert changed.get_json()["partitions"] == [{"dimension": "sex", "values": ["girls", "boys"]}]
    assert client.patch("/v1/collections/cotton", json={"partitions": None}).get_json()["partitions"] == []


def test_a_partition_says_what_it_is_of_and_has_several_values(client: FlaskClient) -> None:
    for partition, pointer in (
        ({"values": ["a", "b"]}, "/partitions/0/dimension"),
        ({"dimension": "sex", "values": ["female"]}, "/partitions/0/values"),
        ({"dimension": "sex", "values": ["female", "total"]}, "/partitions/0/values/1"),
        ({"dimension": "sex", "values": ["female", "FEMALE"]}, "/partitions/0/values/1"),
        ({"dimension": "per", "values": ["head", "household"]}, "/partitions/0/dimension"),
        ({"dimension": "sex", "values": [str(value) for value in range(1001)]}, "/partitions/0/values"),
        ({"dimension": "sex", "values": ["female", "male"], "measure": "x"}, "/partitions/0/measure"),
    ):
        response = client.post("/v1/collections", json={"slug": "cotton", "title": "x", "partitions": [partition]})
        assert response.status_code == 422, partition
        assert response.get_json()["errors"][0]["pointer"] == pointer
    many = [{"dimension": f"d{place}", "values": ["a", "b"]} for place in range(101)]
    response = client.post("/v1/collections", json={"slug": "cotton", "title": "x", "partitions": many})
    assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, "/partitions")


def test_a_slug_is_taken_once(client: FlaskClient, store: Store) -> None:
    store("collections", slug="cotton", title="Cotton")
    response = client.post("/v1/collections", json={"slug": "cotton", "title": "Again"})
    assert response.status_code == 409
    assert response.get_json()["type"] == "/problems/conflict"


def test_a_slug_is_fit_for_an_address(client: FlaskClient) -> None:
    for slug in ("Cotton", "a b", "-a", "a--b", "a/b", "é", "a" * 65, ""):
        response = client.post("/v1/collections", json={"slug": slug, "title": "x"})
        assert response.status_code == 422, slug
        assert response.get_json()["errors"][0]["pointer"] == "/slug"


def test_a_reference_has_to_exist(client: FlaskClient) -> None:
    response = client.post("/v1/collections", json={"slug": "cotton", "title": "x", "references": ["rates"]})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/references/0"


def test_a_change_leaves_the_rest(client: FlaskClient, store: Store) -> None:
    before = store("collections", slug="cotton", title="Cotton", description="Of 2004.")
    changed = client.patch("/v1/collections/cotton", json={"title": "Cotton and pay"}).get_json()
    assert (changed["title"], changed["description"], changed["version"]) == ("Cotton and pay", "Of 2004.", 2)
    assert changed["created_at"] == before["created_at"]
    assert changed["updated_at"] > before["updated_at"]


def test_null_clears_what_may_be_missing(client: FlaskClient, store: Store) -> None:
    store("collections", slug="cotton", title="Cotton", description="Of 2004.")
    assert client.patch("/v1/collections/cotton", json={"description": None}).get_json()["description"] is None
    response = client.patch("/v1/collections/cotton", json={"title": None})
    assert response.status_code == 422
    assert response.get_json()["errors"][0] == {
        "pointer": "/title",
        "message": "must not be null; leave it out instead",
        "place": "body",
    }


def test_a_merge_patch_may_say_that_it_is_one(client: FlaskClient, store: Store) -> None:
    store("collections", slug="cotton", title="Cotton")
    headers = {"Content-Type": "application/merge-patch+json"}
    assert client.patch("/v1/collections/cotton", data=b'{"title": "x"}', headers=headers).status_code == 200
    assert client.post("/v1/collections", data=b'{"slug": "y", "title": "x"}', headers=headers).status_code == 415


def test_an_empty_collection_can_go(client: FlaskClient, store: Store) -> None:
    store("collections", slug="cotton", title="Cotton")
    response = client.delete("/v1/collections/cotton")
    assert (response.status_code, response.get_data()) == (204, b"")
    assert "Content-Type" not in response.headers
    assert client.get("/v1/collections/cotton").status_code == 404


def test_a_collection_in_use_stays(client: FlaskClient, store: Store, source: Json) -> None:
    store("collections", slug="cotton", title="Cotton")
    store("claims", collection="cotton", source_id=source["id"], figure=FINE)
    response = client.delete("/v1/collections/cotton")
    assert response.status_code == 409
    assert "claims" in response.get_json()["detail"]


def test_a_reference_stays_while_checks_use_what_it_gives(client: FlaskClient, store: Store) -> None:
    store("collections", slug="rates", title="Rates")
    figure = {"value": "134.6", "unit": "KZT/USD"}
    rate = store("claims", collection="rates", source={"title": "Bank", "kind": "dataset"}, figure=figure)
    store("collections", slug="cotton", title="Cotton", references=["rates", "default"])
    figures = {"left": {"claim": rate["id"]}, "right": figure}
    check = store("checks", collection="cotton", name="rate", kind="equal", figures=figures)
    assert client.patch("/v1/collections/cotton", json={"references": ["rates"]}).status_code == 200
    refused = client.patch("/v1/collections/cotton", json={"references": []})
    assert refused.status_code == 409
    assert refused.get_json()["detail"].startswith("checks of cotton use claims of rates")
    client.delete(f"/v1/checks/{check['id']}")
    assert client.patch("/v1/collections/cotton", json={"references": []}).status_code == 200


def test_null_clears_a_list_as_well(client: FlaskClient, store: Store) -> None:
    store("collections", slug="cotton", title="Cotton", references=["default"])
    assert client.patch("/v1/collections/cotton", json={"references": None}).get_json()["references"] == []
