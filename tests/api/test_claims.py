"""Claims over HTTP."""

import json
import tracemalloc
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import batches
from service.application import claims
from service.application.claim_drafts import draft
from tests.api.conftest import FINE, Json, Store

ARTICLE = {"title": "Cotton pickers fined", "kind": "article", "publisher": "The Steppe Courier"}
FULL: dict[str, Any] = {
    "statement": "Each picker was fined 18,000 tenge.",
    "quote": {"exact": "18,000 tenge", "prefix": "fined ", "suffix": None},
    "attributed_to": "the police",
    "measure": "fine",
    "dimensions": {"region": "South Kazakhstan"},
    "figure": FINE,
    "period": "2004-09",
    "asserted": "2004-09-24",
    "tags": ["labour", "police"],
    "status": "stated",
}


def test_a_claim_is_stored_and_read(client: FlaskClient, source: Json) -> None:
    response = client.post("/v1/claims", json={**FULL, "source_id": source["id"]})
    assert response.status_code == 201
    stored = response.get_json()
    assert {name: stored[name] for name in FULL} == FULL
    assert (stored["revision"], stored["collection"], stored["source_id"]) == (1, "default", source["id"])
    assert stored["created_at"].endswith("Z")
    assert client.get(response.headers["Location"]).get_json() == stored


def test_ids_are_of_version_seven_and_sort_by_age(store: Store, source: Json) -> None:
    ids = [store("claims", source_id=source["id"], figure=FINE)["id"] for _ in range(5)]
    assert all(one[14] == "7" for one in ids)
    assert ids == sorted(ids)


def test_decimals_come_back_as_they_were_printed(client: FlaskClient, source: Json) -> None:
    text = json.dumps({"source_id": source["id"], "figure": {"value": "HERE", "unit": "tenge"}})
    for literal, value in (
        ("4.50", "4.50"),
        ('"4.50"', "4.50"),
        ("18000", "18000"),
        ("12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"),
        ("0.1", "0.1"),
    ):
        body = text.replace('"HERE"', literal)
        stored = client.post("/v1/claims", data=body, content_type="application/json").get_json()
        assert stored["figure"] == {"value": value, "unit": "KZT"}


def test_a_figure_may_be_unknown(store: Store, source: Json) -> None:
    assert store("claims", source_id=source["id"], figure={"unit": "kg/day"})["figure"] == {"unit": "kg/day"}


def test_an_inline_source_is_created_once(client: FlaskClient, store: Store) -> None:
    first = store("claims", source=ARTICLE, figure=FINE)
    second = store("claims", source=ARTICLE, figure=FINE)
    other = store("claims", source={**ARTICLE, "published": "2004"}, figure=FINE)
    assert first["source_id"] == second["source_id"] != other["source_id"]
    assert client.get(f"/v1/sources/{first['source_id']}").get_json()["publisher"] == "The Steppe Courier"


@pytest.mark.parametrize("sources", [{}, {"source": ARTICLE, "source_id": "01a21046-1e1d-7345-acf9-b00fe67b9573"}])
def test_a_claim_has_one_source(client: FlaskClient, sources: Json) -> None:
    response = client.post("/v1/claims", json={**sources, "figure": FINE})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["message"] == "give either source_id or an inline source"


def test_a_claim_refers_to_what_is_there(client: FlaskClient, source: Json) -> None:
    missing = "01a21046-1e1d-7345-acf9-b00fe67b9573"
    for body, pointer in (
        ({"source_id": missing, "figure": FINE}, "/source_id"),
        ({"source_id": source["id"], "figure": FINE, "collection": "nowhere"}, "/collection"),
        ({"source": {**ARTICLE, "title": "New", "cites": [missing]}, "figure": FINE}, "/source/cites/0"),
        ({"source_id": source["id"]}, "/figure"),
    ):
        response = client.post("/v1/claims", json=body)
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == pointer


class TestRevisions:
    def test_a_change_makes_a_revision_and_keeps_the_one_before(self, client: FlaskClient, claim: Json) -> None:
        address = f"/v1/claims/{claim['id']}"
        changed = client.patch(address, json={"measure": "penalty"}).get_json()
        assert (changed["revision"], changed["measure"], changed["figure"]) == (2, "penalty", FINE)
        revisions = client.get(f"{address}/revisions").get_json()["items"]
        assert revisions == [claim, changed]
        first = client.get(f"{address}/revisions/1")
        assert first.get_json() == claim
        assert first.headers["ETag"] == '"1"'
        assert client.get(f"{address}/revisions/3").status_code == 404
        assert client.get(f"{address}/revisions/99999999999").status_code == 404

    def test_objects_are_merged(self, client: FlaskClient, store: Store, source: Json) -> None:
        stored = store("claims", **FULL, source_id=source["id"])
        changes = {
            "figure": {"value": 19000, "qualifier": None},
            "dimensions": {"region": None, "year": "2004"},
            "quote": {"prefix": None, "suffix": " each"},
        }
        changed = client.patch(f"/v1/claims/{stored['id']}", json=changes).get_json()
        assert changed["figure"] == {"value": "19000", "unit": "KZT"}
        assert changed["dimensions"] == {"year": "2004"}
        assert changed["quote"] == {"exact": "18,000 tenge", "prefix": None, "suffix": " each"}

    @pytest.mark.parametrize(
        ("changes", "pointer"),
        [
            ({"quote": {"exact": None}}, "/quote/exact"),
            ({"dimensions": {"region": 3}}, "/dimensions/region"),
            ({"dimensions": "x"}, "/dimensions"),
            ({"figure": {"lower": "1"}}, "/figure/value"),
            ({"figure": None}, "/figure"),
            ({"collection": "default"}, "/collection"),
            ({"period": "yesterday"}, "/period"),
        ],
    )
    def test_what_a_change_makes_has_to_make_sense(
        self, client: FlaskClient, store: Store, source: Json, changes: Json, pointer: str
    ) -> None:
        stored = store("claims", **FULL, source_id=source["id"])
        response = client.patch(f"/v1/claims/{stored['id']}", json=changes)
        assert response.status_code == 422
        assert pointer in [error["pointer"] for error in response.get_json()["errors"]]
        assert client.get(f"/v1/claims/{stored['id']}").get_json() == stored

    def test_a_retracted_claim_keeps_its_revisions(self, client: FlaskClient, claim: Json) -> None:
        address = f"/v1/claims/{claim['id']}"
        assert client.delete(address).status_code == 204
        assert client.delete(address).status_code == 204
        retracted = client.get(address).get_json()
        assert (retracted["status"], retracted["revision"]) == ("retracted", 2)
        assert client.get(f"{address}/revisions/1").get_json() == claim

    def test_a_new_claim_is_not_retracted(self, client: FlaskClient, source: Json) -> None:
        response = client.post("/v1/claims", json={"source_id": source["id"], "figure": FINE, "status": "retracted"})
        assert response.get_json()["errors"][0]["pointer"] == "/status"


class TestFilters:
    @pytest.fixture(autouse=True)
    def claims(self, store: Store, source: Json) -> None:
        """Three claims that differ in everything."""
        store("collections", slug="cotton", title="Cotton")
        store("claims", **{**FULL, "collection": "cotton", "source_id": source["id"]})
        store("claims", source={**ARTICLE, "title": "Other"}, figure={"value": "3", "unit": "km"}, period="2001/2002")
        store("claims", source={**ARTICLE, "title": "Other"}, figure={"value": "4"}, measure="Pay", status="candidate")

    @pytest.mark.parametrize(
        ("query", "measures"),
        [
            ("", ["fine", None, "Pay"]),
            ("collection=cotton", ["fine"]),
            ("collection=nowhere", []),
            ("measure=Pay", ["Pay"]),
            ("measure=pay", []),
            ("status=candidate", ["Pay"]),
            ("tag=police", ["fine"]),
            ("tag=polic", []),
            ("period=2004", ["fine"]),
            ("period=2002-06/..", ["fine", None]),
            ("unit=tenge", ["fine"]),
            ("unit=kilometre", [None]),
            ("unit=", ["Pay"]),
            ("text=PICKER", ["fine"]),
            ("text=pay", ["Pay"]),
            ("text=%25", []),
            ("collection=default&status=stated", [None]),
        ],
    )
    def test_a_list_holds_what_passes_every_filter(
        self, client: FlaskClient, query: str, measures: list[str | None]
    ) -> None:
        found = client.get(f"/v1/claims?{query}").get_json()["items"]
        assert [item["measure"] for item in found] == measures

    def test_claims_of_a_source(self, client: FlaskClient, source: Json) -> None:
        found = client.get(f"/v1/claims?source_id={source['id']}").get_json()["items"]
        assert [item["measure"] for item in found] == ["fine"]

    @pytest.mark.parametrize(
        ("query", "pointer", "word"),
        [
            ("unit=kilogrmas", "/unit", "did you mean"),
            ("period=soon", "/period", "EDTF"),
            ("status=true", "/status", "must be one of stated"),
            ("source_id=1", "/source_id", "UUID"),
            ("measure=", "/measure", "empty"),
        ],
    )
    def test_a_filter_that_makes_no_sense(self, client: FlaskClient, query: str, pointer: str, word: str) -> None:
        response = client.get(f"/v1/claims?{query}")
        (error,) = response.get_json()["errors"]
        assert response.status_code == 422
        assert (error["pointer"], error["place"]) == (pointer, "query")
        assert word in error["message"]


class TestBatches:
    def lines(self, *items: Any) -> str:
        return "\n".join(item if isinstance(item, str) else json.dumps(item) for item in items)

    @pytest.mark.parametrize("delimited", [False, True])
    def test_many_are_stored_in_order(self, client: FlaskClient, delimited: bool) -> None:
        items = [{"source": ARTICLE, "figure": {"value": number, "unit": "kg"}} for number in range(700)]
        if delimited:
            text = self.lines(*items[:350], "", *items[350:], "")
            response = client.post("/v1/claims/batch", data=text, content_type="application/x-ndjson")
        else:
            response = client.post("/v1/claims/batch", json=items)
        body = response.get_json()
        assert response.status_code == 201
        assert body["stored"] == len(body["ids"]) == 700
        first, last = (client.get(f"/v1/claims/{body['ids'][place]}").get_json() for place in (0, -1))
        assert (first["figure"]["value"], last["figure"]["value"]) == ("0", "699")

    @pytest.mark.parametrize("blank", [b"\n", b" \r\n"])
    def test_blank_lines_take_no_room(self, blank: bytes) -> None:
        raw = blank * 300_000 + b"[]"
        tracemalloc.start()
        try:
            ((number, _),) = batches.lines(raw, delimited=True)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert number == 300_001
        assert peak < 100_000

    def test_others_can_write_while_a_batch_is_read(
        self, client: FlaskClient, store: Store, source: Json, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def read(*given: Any) -> Any:
            store("sources", title="Meanwhile", kind="report")
            return drafted(*given)

        drafted = draft
        monkeypatch.setattr(claims, "draft", read)
        items = [{"source_id": source["id"], "figure": FINE}]
        response = client.post("/v1/claims/batch", json=items, headers={"Idempotency-Key": "k"})
        assert response.status_code == 201
        assert len(client.get("/v1/sources").get_json()["items"]) == 2

    def test_one_bad_line_and_nothing_is_stored(self, client: FlaskClient, source: Json) -> None:
        good = {"source_id": source["id"], "figure": FINE}
        text = self.lines(
            good,
            "",
            {**good, "mesure": "x"},
            "{not json",
            {**good, "figure": {"value": "1", "unit": "kilogrmas"}},
            '{"figure": {"value": 1, "value": 2}}',
            "[]",
            good,
        )
        response = client.post("/v1/claims/batch", data=text, content_type="application/x-ndjson")
        assert response.status_code == 422
        errors = response.get_json()["errors"]
        assert [(error["line"], error["pointer"]) for error in errors] == [
            (3, "/2/mesure"),
            (4, "/3"),
            (5, "/4/figure/unit"),
            (6, "/5/figure/value"),
            (7, "/6"),
        ]
        assert response.get_json()["detail"].startswith("nothing was stored; line 3: /2/mesure: is not known here")
        assert client.get("/v1/claims").get_json()["items"] == []

    def test_items_of_an_array_have_their_numbers(self, client: FlaskClient, source: Json) -> None:
        good = {"source_id": source["id"], "figure": FINE}
        errors = client.post("/v1/claims/batch", json=[good, 7, {**good, "tags": "x"}]).get_json()["errors"]
        assert [(error["line"], error["pointer"]) for error in errors] == [(2, "/1"), (3, "/2/tags")]

    def test_a_source_that_is_not_there_has_its_line(self, client: FlaskClient, source: Json) -> None:
        missing = {"source_id": "01a21046-1e1d-7345-acf9-b00fe67b9573", "figure": FINE}
        errors = client.post("/v1/claims/batch", json=[{**missing, "source_id": source["id"]}, missing]).get_json()[
            "errors"
        ]
        assert [(error["line"], error["pointer"]) for error in errors] == [(2, "/1/source_id")]

    def test_reading_stops_when_so_much_is_wrong(self, client: FlaskClient) -> None:
        response = client.post("/v1/claims/batch", json=[{}] * 5000)
        assert len(response.get_json()["errors"]) == 100
        assert "there may be more" in response.get_json()["detail"]

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ([], "at least one"),
            ({}, "must be an array"),
            ([{"figure": {}}] * 50_001, "errors"),
        ],
    )
    def test_a_batch_has_bounds(self, client: FlaskClient, body: Any, message: str) -> None:
        response = client.post("/v1/claims/batch", json=body)
        assert response.status_code == 422
        assert message in response.get_data(as_text=True)

    def test_a_batch_is_posted(self, client: FlaskClient) -> None:
        assert client.get("/v1/claims/batch").status_code == 405


def test_null_clears_tags_and_dimensions(client: FlaskClient, store: Store, source: Json) -> None:
    also = {"tags": ["wages"], "dimensions": {"region": "South"}}
    claim = store("claims", source_id=source["id"], figure=FINE, **also)
    changed = client.patch(f"/v1/claims/{claim['id']}", json={"tags": None, "dimensions": None}).get_json()
    assert (changed["tags"], changed["dimensions"], changed["revision"]) == ([], {}, 2)
