"""Waivers over HTTP: findings accepted knowingly, each for what was seen and no more."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import Json, Store

REASON = "The paper rounds."


def ahead(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat().replace("+00:00", "Z")


def pointers(client: FlaskClient, method: str, path: str, body: Json) -> list[str]:
    response = client.open(path, method=method, json=body)
    assert response.status_code == 422, response.get_json()
    return [error["pointer"] for error in response.get_json()["errors"]]


def test_a_waiver_is_stored_and_read(client: FlaskClient, store: Store, check: Json, claim: Json) -> None:
    expires = ahead(days=30)
    waiver = store("waivers", check=check["id"], reason=REASON, expires=expires)
    result = client.get(f"/v1/checks/{check['id']}/result").get_json()
    assert client.get(f"/v1/waivers/{waiver['id']}").get_json() == waiver
    assert (waiver["check"], waiver["check_version"], waiver["name"]) == (check["id"], 1, check["name"])
    assert waiver["claims"] == [{"claim": claim["id"], "revision": 1}]
    assert (waiver["verdict"], waiver["digest"]) == ("inconsistent", result["digest"])
    assert (waiver["reason"], waiver["expires"], waiver["collection"]) == (REASON, expires, "default")
    assert (waiver["state"], waiver["superseded_by"], waiver["version"]) == ("active", [], 1)


def test_an_expiry_is_sent_in_utc_whatever_its_offset(store: Store, check: Json) -> None:
    waiver = store("waivers", check=check["id"], reason=REASON, expires="2999-01-01T02:00:00.5+02:00")
    assert waiver["expires"] == "2999-01-01T00:00:00.500000Z"


def test_a_finding_has_one_waiver_at_a_time(client: FlaskClient, store: Store, waiver: Json, check: Json) -> None:
    body = {"check": check["id"], "reason": REASON, "expires": None}
    refused = client.post("/v1/waivers", json=body)
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/conflict")
    assert refused.get_json()["detail"].startswith(f"waiver {waiver['id']} covers this finding already")
    client.delete(f"/v1/waivers/{waiver['id']}")
    assert store("waivers", **body)["expires"] is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"reason": ""}, "/reason"),
        ({"reason": " \n"}, "/reason"),
        ({"reason": None}, "/reason"),
        ({"expires": "2001-01-01T00:00:00Z"}, "/expires"),
        ({"expires": "2999-01-01"}, "/expires"),
        ({"expires": "2999-01-01T00:00:00"}, "/expires"),
        ({"expires": "2999-02-29T00:00:00Z"}, "/expires"),
        ({"expires": "9999-12-31T23:59:59-10:00"}, "/expires"),
        ({"expires": 5}, "/expires"),
        ({"check": "01a21046-1e1d-7345-acf9-b00fe67b9573"}, "/check"),
        ({"check": "d" * 64}, "/check"),
        ({"check": "d" * 32}, "/check"),
        ({"check": ""}, "/check"),
        ({"report": "01a21046-1e1d-7345-acf9-b00fe67b9573"}, "/report"),
        ({"report": "x"}, "/report"),
        ({"digest": "x"}, "/digest"),
        ({"verdict": "strained"}, "/verdict"),
    ],
)
def test_a_waiver_that_makes_no_sense_is_not_stored(
    client: FlaskClient, check: Json, changes: Json, pointer: str
) -> None:
    assert pointers(client, "POST", "/v1/waivers", {"check": check["id"], "reason": REASON, **changes}) == [pointer]
    assert client.get("/v1/waivers").get_json()["items"] == []


def test_what_holds_needs_no_waiver(client: FlaskClient, check: Json) -> None:
    client.patch(f"/v1/checks/{check['id']}", json={"expect": {"max": "90"}})
    assert pointers(client, "POST", "/v1/waivers", {"check": check["id"], "reason": REASON}) == ["/check"]


def test_only_the_result_that_was_seen_is_accepted(client: FlaskClient, check: Json, claim: Json) -> None:
    seen = client.get(f"/v1/checks/{check['id']}/result").get_json()["digest"]
    client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"value": "19000"}})
    body = {"check": check["id"], "reason": REASON, "digest": seen}
    refused = client.post("/v1/waivers", json=body)
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/conflict")
    now = client.get(f"/v1/checks/{check['id']}/result").get_json()["digest"]
    assert now in refused.get_json()["detail"]
    assert client.post("/v1/waivers", json={**body, "digest": now}).status_code == 201


def test_a_revision_supersedes_a_waiver_and_its_tag_tells(client: FlaskClient, waiver: Json, claim: Json) -> None:
    address = f"/v1/waivers/{waiver['id']}"
    before = client.get(address).headers["ETag"]
    tags = {before}
    for revision in (2, 3):
        client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"value": str(revision)}})
        read = client.get(address, headers={"If-None-Match": ", ".join(tags)})
        assert read.status_code == 200
        assert read.get_json()["state"] == "superseded"
        assert read.get_json()["superseded_by"] == [{"what": "claim", "id": claim["id"], "revision": revision}]
        tags.add(read.headers["ETag"])
    now = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": now}).status_code == 304
    # Whoever saw it active may think again before changing it.
    assert client.patch(address, json={"reason": "x"}, headers={"If-Match": before}).status_code == 412
    assert client.patch(address, json={"reason": "x"}, headers={"If-Match": now}).status_code == 200


def test_a_waiver_outlives_its_check(client: FlaskClient, waiver: Json, check: Json) -> None:
    client.delete(f"/v1/checks/{check['id']}")
    read = client.get(f"/v1/waivers/{waiver['id']}").get_json()
    assert read["superseded_by"] == [{"what": "check", "id": check["id"], "revision": None}]


def test_reason_and_expiry_can_be_changed_and_nothing_else(client: FlaskClient, waiver: Json) -> None:
    address = f"/v1/waivers/{waiver['id']}"
    expires = ahead(hours=1)
    changed = client.patch(address, json={"reason": "Confirmed.", "expires": expires}).get_json()
    assert changed == {
        **waiver,
        "reason": "Confirmed.",
        "expires": expires,
        "version": 2,
        "updated_at": changed["updated_at"],
    }
    assert client.patch(address, json={"expires": None}).get_json()["expires"] is None
    for body, pointer in (
        ({"check": waiver["check"]}, "/check"),
        ({"reason": " "}, "/reason"),
        ({"expires": "2001-01-01T00:00:00Z"}, "/expires"),
    ):
        assert pointers(client, "PATCH", address, body) == [pointer]


def test_waivers_are_listed_by_collection_check_and_state(
    client: FlaskClient, store: Store, waiver: Json, check: Json, claim: Json
) -> None:
    client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"value": "19000"}})
    fresh = store("waivers", check=check["id"], reason=REASON)

    def listed(query: str) -> list[str]:
        return [item["id"] for item in client.get(f"/v1/waivers?{query}").get_json()["items"]]

    assert listed("") == listed(f"check={check['id']}&collection=default") == [waiver["id"], fresh["id"]]
    assert listed(f"check={check['id'].upper()}") == listed("")
    assert listed("state=superseded") == [waiver["id"]]
    assert listed("state=active") == [fresh["id"]]
    assert listed("state=expired") == listed("collection=nowhere") == listed("check=x") == []
    assert client.get("/v1/waivers?state=gone").status_code == 422


def test_a_waiver_is_taken_back(client: FlaskClient, waiver: Json) -> None:
    address = f"/v1/waivers/{waiver['id']}"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == client.delete(address).status_code == 404


def test_a_waiver_is_not_in_the_result(client: FlaskClient, check: Json) -> None:
    address = f"/v1/checks/{check['id']}/result"
    before = client.get(address).get_data()
    client.post("/v1/waivers", json={"check": check["id"], "reason": REASON})
    assert client.get(address).get_data() == before


def test_a_repeated_request_gets_its_first_answer_even_when_nothing_is_left_to_waive(
    client: FlaskClient, check: Json
) -> None:
    body = {"check": check["id"], "reason": REASON}
    first = client.post("/v1/waivers", json=body, headers={"Idempotency-Key": "k"})
    client.delete(f"/v1/checks/{check['id']}")
    again = client.post("/v1/waivers", json=body, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.get_data()) == (201, first.get_data())


class TestInReports:
    def report(self, client: FlaskClient, **options: object) -> Json:
        response = client.post("/v1/reports", json=options)
        assert response.status_code == 201
        found: Json = response.get_json()
        return found

    def test_a_waived_finding_is_shown_as_waived(
        self, client: FlaskClient, check: Json, waiver: Json, claim: Json
    ) -> None:
        (item,) = self.report(client)["results"]
        assert item["waiver"] == {"id": waiver["id"], "reason": waiver["reason"], "expires": None}
        assert (item["check"], item["verdict"]) == (check["id"], "inconsistent")
        client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"value": "19000"}})
        (item,) = self.report(client)["results"]
        assert item["waiver"] is None

    def test_a_discovered_finding_is_waived_through_its_report(
        self, client: FlaskClient, store: Store, source: Json
    ) -> None:
        for dimensions, value in (({}, "12345"), ({"nation": "Kyrgyz"}, "19876")):
            about = {"measure": "migrants", "dimensions": dimensions, "period": "2004"}
            store("claims", source_id=source["id"], figure={"value": value, "unit": "person"}, **about)
        report = self.report(client)
        found = next(item for item in report["results"] if item["verdict"] == "inconsistent")
        assert found["origin"] == "discovered"
        waiver = store("waivers", report=report["id"], check=found["check"], reason=REASON, digest=found["digest"])
        assert (waiver["check_version"], waiver["claims"]) == (None, found["claims"])
        (again,) = [item for item in self.report(client)["results"] if item["check"] == found["check"]]
        assert again["waiver"]["id"] == waiver["id"]

    def test_every_form_of_a_report_shows_it(self, client: FlaskClient, waiver: Json) -> None:
        report = self.report(client)
        for form in ("csv", "html", "sarif", "junit"):
            response = client.get(f"/v1/reports/{report['id']}?format={form}")
            assert response.status_code == 200, form
            assert waiver["reason"].encode() in response.get_data(), form
