"""Checks over HTTP, and their results."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.result import ResultSchema
from tests.api.conftest import FINE, Json, Store


def test_a_check_is_stored_and_read(client: FlaskClient, check: Json, claim: Json) -> None:
    assert client.get(f"/v1/checks/{check['id']}").get_json() == check
    assert check["figures"]["fine"] == {"claim": claim["id"]}
    assert check["expect"] == {"max": "30", "unit": "day"}
    assert (check["severity"], check["collection"], check["version"]) == ("error", "default", 1)


def test_checks_are_listed_by_collection(client: FlaskClient, store: Store, check: Json) -> None:
    store("collections", slug="cotton", title="Cotton")
    other = store("checks", collection="cotton", name="x", kind="equal", figures={"left": FINE, "right": FINE})
    assert client.get("/v1/checks").get_json()["items"] == [check, other]
    assert client.get("/v1/checks?collection=cotton").get_json()["items"] == [other]


def test_others_can_write_while_a_check_is_compiled(
    client: FlaskClient, store: Store, check: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Json] = []

    def parse(body: Json) -> None:
        compiled.append(body)
        store("sources", title="Meanwhile", kind="report")

    monkeypatch.setattr("service.application.checks.Check.parse", parse)
    key = {"Idempotency-Key": "k"}
    body = {"name": "x", "kind": "equal", "figures": {"left": FINE, "right": FINE}}
    assert client.post("/v1/checks", json=body, headers=key).status_code == 201
    changed = client.patch(f"/v1/checks/{check['id']}", json={"figures": {"picked": {"upper": "200"}}})
    assert changed.status_code == 200
    assert len(compiled) == 2


def test_numbers_in_a_check_come_back_as_strings(store: Store) -> None:
    stored = store(
        "checks",
        name="x",
        kind="within",
        figures={"figure": {"value": 3, "unit": "km"}},
        expect={"min": 2, "max": 4.5, "unit": "km"},
        policy={"about": 0.2},
    )
    assert stored["figures"]["figure"]["value"] == "3"
    assert (stored["expect"]["min"], stored["expect"]["max"], stored["policy"]["about"]) == ("2", "4.5", "0.2")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "raito"}, "/kind"),
        ({"figures": {"left": FINE, "right": FINE, "middle": FINE}}, "/figures/middle"),
        ({"figures": {"left": FINE}}, "/figures/right"),
        ({"figures": {"left": {"claim": "1"}, "right": FINE}}, "/figures/left/claim"),
        (
            {"figures": {"left": {"claim": "01a21046-1e1d-7345-acf9-b00fe67b9573"}, "right": FINE}},
            "/figures/left/claim",
        ),
        ({"figures": {"left": {"claim": "x", "revision": 1, "figure": FINE}, "right": FINE}}, "/figures/left/figure"),
        ({"figures": []}, "/figures"),
        ({"expect": {"max": "1"}}, "/expect"),
        ({"expect": "x"}, "/expect"),
        ({"relation": "left > 1 KZT"}, "/relation"),
        ({"parameters": {"exhaustive": True}}, "/parameters/exhaustive"),
        ({"parameters": []}, "/parameters"),
        ({"policy": {"rounding": "up"}}, "/policy/rounding"),
        ({"policy": {"time_limit": "31"}}, "/policy/time_limit"),
        ({"severity": "fatal"}, "/severity"),
        ({"name": ""}, "/name"),
        ({"collection": "nowhere"}, "/collection"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_check_that_makes_no_sense_is_not_stored(client: FlaskClient, changes: Json, pointer: str) -> None:
    body = {"name": "x", "kind": "equal", "figures": {"left": FINE, "right": FINE}, **changes}
    response = client.post("/v1/checks", json=body)
    assert response.status_code == 422
    assert pointer in [error["pointer"] for error in response.get_json()["errors"]]
    assert client.get("/v1/checks").get_json()["items"] == []


def test_a_change_is_merged_and_compiled(client: FlaskClient, check: Json) -> None:
    address = f"/v1/checks/{check['id']}"
    changed = client.patch(address, json={"figures": {"picked": {"upper": "200"}}, "expect": {"max": "60"}}).get_json()
    assert changed["figures"]["picked"] == {"lower": "50", "upper": "200", "unit": "kg/day"}
    assert changed["figures"]["fine"] == check["figures"]["fine"]
    assert changed["expect"] == {"max": "60", "unit": "day"}
    refused = client.patch(address, json={"figures": {"picked": None}})
    assert refused.status_code == 422
    assert client.get(address).get_json() == changed


def test_null_removes_a_part_of_a_check(client: FlaskClient, check: Json) -> None:
    changed = client.patch(f"/v1/checks/{check['id']}", json={"expect": None, "rationale": "x"}).get_json()
    assert (changed["expect"], changed["rationale"]) == (None, "x")
    result = client.get(f"/v1/checks/{check['id']}/result").get_json()
    assert (result["verdict"], result["reason"]) == ("undetermined", "nothing_expected")


def test_a_deleted_check_is_gone(client: FlaskClient, check: Json) -> None:
    assert client.delete(f"/v1/checks/{check['id']}").status_code == 204
    assert client.get(f"/v1/checks/{check['id']}").status_code == 404
    assert client.get(f"/v1/checks/{check['id']}/result").status_code == 404


class TestResults:
    def result(self, client: FlaskClient, check: Json) -> tuple[str, Json]:
        response = client.get(f"/v1/checks/{check['id']}/result")
        assert response.status_code == 200
        assert response.headers["ETag"] == f'"{response.get_json()["digest"]}"'
        return response.headers["Cache-Status"], response.get_json()

    def test_a_result_says_what_it_is_made_of(self, client: FlaskClient, check: Json, claim: Json) -> None:
        _, result = self.result(client, check)
        assert result["verdict"] == "inconsistent"
        assert result["inputs"]["fine"] == {"claim": claim["id"], "revision": 1, "figure": FINE}
        assert result["inputs"]["denominator"] == "pay * picked"

    def test_a_result_is_computed_once(self, client: FlaskClient, check: Json) -> None:
        first, second = self.result(client, check), self.result(client, check)
        assert first[1] == second[1]
        assert (first[0], second[0]) == ("claimcheck; fwd=miss", "claimcheck; hit")

    def test_a_result_that_the_caller_has_is_not_sent(self, client: FlaskClient, check: Json) -> None:
        _, result = self.result(client, check)
        tag = f'"{result["digest"]}"'
        response = client.get(f"/v1/checks/{check['id']}/result", headers={"If-None-Match": tag})
        assert (response.status_code, response.get_data(), response.headers["ETag"]) == (304, b"", tag)
        assert response.headers["Cache-Status"] == "claimcheck; hit"

    def test_a_revision_makes_another_result(self, client: FlaskClient, check: Json, claim: Json) -> None:
        _, before = self.result(client, check)
        client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"value": "4000"}})
        status, after = self.result(client, check)
        assert status == "claimcheck; fwd=miss"
        assert after["inputs"]["fine"]["revision"] == 2
        assert after["measured"]["lower"] == "10"
        assert after["digest"] != before["digest"]

    def test_a_change_of_the_check_makes_another_result(self, client: FlaskClient, check: Json) -> None:
        self.result(client, check)
        client.patch(f"/v1/checks/{check['id']}", json={"expect": {"max": "100"}})
        assert self.result(client, check)[1]["verdict"] == "consistent"

    def test_a_retracted_claim_leaves_it_undetermined(self, client: FlaskClient, check: Json, claim: Json) -> None:
        client.delete(f"/v1/claims/{claim['id']}")
        _, result = self.result(client, check)
        assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
        assert result["admissible"]["fine"]["unit"] == "KZT"
        assert result["text"].endswith("The claim of fine was retracted; what would fit is shown.")
        assert result["inputs"]["fine"]["retracted"] is True
        verified = client.post("/v1/results/verify", json=result)
        assert (verified.status_code, verified.get_json()["stands"]) == (200, True)

    def test_a_claim_in_another_unit_leaves_it_undetermined(
        self, client: FlaskClient, check: Json, claim: Json
    ) -> None:
        client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"unit": "km"}})
        status, result = self.result(client, check)
        assert (result["verdict"], result["reason"]) == ("undetermined", "incomparable_units")
        assert status == "claimcheck; fwd=miss"
        assert self.result(client, check) == ("claimcheck; hit", result)


EVALUATION = {"kind": "equal", "figures": {"left": FINE, "right": {"value": "18000", "unit": "tenge"}}}


SLOW: Json = {
    "kind": "expression",
    "relation": "x^2 - 2*x*y + y^2 < 0",
    "figures": {"x": {"lower": "0", "upper": "9"}, "y": {"lower": "0", "upper": "9"}},
    "policy": {"time_limit": "0.01"},
}


class TestEvaluations:
    def test_nothing_is_stored(self, client: FlaskClient) -> None:
        assert client.post("/v1/evaluations", json=EVALUATION).get_json()["verdict"] == "consistent"
        assert client.get("/v1/checks").get_json()["items"] == []

    def test_the_same_body_is_answered_from_the_cache(self, client: FlaskClient) -> None:
        first, second = (client.post("/v1/evaluations", json=EVALUATION) for _ in range(2))
        assert first.get_data() == second.get_data()
        assert first.headers["ETag"] == second.headers["ETag"] == f'"{first.get_json()["digest"]}"'
        assert first.headers["Cache-Status"] == "claimcheck; fwd=miss"
        assert second.headers["Cache-Status"] == "claimcheck; hit"

    def test_the_same_check_written_otherwise_is_the_same(self, client: FlaskClient) -> None:
        first = client.post("/v1/evaluations", json=EVALUATION)
        turned = {"figures": {"right": {"unit": "KZT", "value": 18000}, "left": FINE}, "kind": "equal"}
        second = client.post("/v1/evaluations", json=turned)
        assert first.get_data() == second.get_data()
        assert second.headers["Cache-Status"] == "claimcheck; hit"

    def test_how_a_finding_is_filed_changes_no_result(self, client: FlaskClient) -> None:
        plain = client.post("/v1/evaluations", json=EVALUATION)
        filed = client.post("/v1/evaluations", json={**EVALUATION, "severity": "warning"})
        assert filed.get_data() == plain.get_data()
        refused = client.post("/v1/evaluations", json={**EVALUATION, "severity": "fatal"})
        assert refused.get_json()["errors"][0]["pointer"] == "/severity"

    def test_a_result_that_time_cut_short_has_no_tag(self, client: FlaskClient, store: Store) -> None:
        stored = store("checks", name="x", **SLOW)
        for response in (
            client.post("/v1/evaluations", json=SLOW),
            client.get(f"/v1/checks/{stored['id']}/result", headers={"If-None-Match": "*"}),
        ):
            assert (response.status_code, response.get_json()["complete"]) == (200, False)
            assert "ETag" not in response.headers
            assert response.headers["Cache-Control"] == "no-store"
            assert client.get(f"/v1/results/{response.get_json()['digest']}").status_code == 404

    @pytest.mark.parametrize("settings", ["sqlite and memory"], indirect=True)  # only the sum takes its time
    def test_a_sum_of_many_parts_fits_its_contract(self, client: FlaskClient) -> None:
        parts = [{"value": "1", "unit": "km", "qualifier": "exact"}] * 10_000
        total = {"value": "10000", "unit": "km", "qualifier": "exact"}
        body = {"kind": "sum", "figures": {"parts": parts, "total": total}, "policy": {"time_limit": "30"}}
        result = client.post("/v1/evaluations", json=body).get_json()
        assert ResultSchema().validate(result) == {}

    def test_a_stored_claim_has_no_place_in_it(self, client: FlaskClient, claim: Json) -> None:
        body = {"kind": "equal", "figures": {"left": {"claim": claim["id"]}, "right": FINE}}
        response = client.post("/v1/evaluations", json=body)
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == "/figures/left"

    def test_a_result_is_found_by_its_digest(self, client: FlaskClient) -> None:
        posted = client.post("/v1/evaluations", json=EVALUATION)
        digest = posted.get_json()["digest"]
        response = client.get(f"/v1/results/{digest}")
        assert response.get_data() == posted.get_data()
        assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert client.get(f"/v1/results/{digest}", headers={"If-None-Match": f'"{digest}"'}).status_code == 304

    @pytest.mark.parametrize("digest", ["0" * 64, "0" * 63, "F" * 64, "x"])
    def test_a_digest_of_nothing_is_not_found(self, client: FlaskClient, digest: str) -> None:
        assert client.get(f"/v1/results/{digest}").status_code == 404


class TestReceipts:
    @pytest.fixture
    def receipt(self, client: FlaskClient) -> Json:
        """A result."""
        body: Json = client.post("/v1/evaluations", json=EVALUATION).get_json()
        return body

    def verify(self, client: FlaskClient, receipt: Any) -> Json:
        response = client.post("/v1/results/verify", json=receipt)
        assert response.status_code == 200
        body: Json = response.get_json()
        return body

    def test_a_receipt_stands(self, client: FlaskClient, receipt: Json) -> None:
        found = self.verify(client, receipt)
        assert found == {"stands": True, "digest": receipt["digest"], "differences": [], "result": receipt}

    def test_a_receipt_of_a_stored_check_stands(self, client: FlaskClient, check: Json) -> None:
        receipt = client.get(f"/v1/checks/{check['id']}/result").get_json()
        assert self.verify(client, receipt)["stands"] is True

    def test_a_receipt_of_a_check_that_no_longer_compiles_stands(
        self, client: FlaskClient, check: Json, claim: Json
    ) -> None:
        client.patch(f"/v1/claims/{claim['id']}", json={"figure": {"unit": "km"}})
        receipt = client.get(f"/v1/checks/{check['id']}/result").get_json()
        assert receipt["reason"] == "incomparable_units"
        assert self.verify(client, receipt)["stands"] is True

    def test_what_was_tampered_with_is_pointed_at(self, client: FlaskClient, receipt: Json) -> None:
        forged = {**receipt, "verdict": "inconsistent", "measured": {**receipt["measured"], "lower": "1"}}
        found = self.verify(client, forged)
        assert found["stands"] is False
        assert found["differences"] == ["/measured/lower", "/verdict"]
        assert found["result"] == receipt

    def test_other_inputs_have_another_digest(self, client: FlaskClient, receipt: Json) -> None:
        forged = {**receipt, "inputs": {**receipt["inputs"], "left": {"figure": {**FINE, "value": "19000"}}}}
        found = self.verify(client, forged)
        assert found["digest"] != receipt["digest"]
        assert "/digest" in found["differences"]

    @pytest.mark.parametrize(
        ("changes", "pointer"),
        [
            ({"inputs": {"left": {"figure": FINE}}}, "/inputs/right"),
            ({"inputs": 3}, "/inputs"),
            ({"kind": "eqal"}, "/kind"),
        ],
    )
    def test_inputs_that_make_no_check_are_refused(
        self, client: FlaskClient, receipt: Json, changes: Json, pointer: str
    ) -> None:
        response = client.post("/v1/results/verify", json={**receipt, **changes})
        assert response.status_code == 422
        assert pointer in [error["pointer"] for error in response.get_json()["errors"]]
