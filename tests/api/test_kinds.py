"""Kinds of check that look at more than the numbers of their claims: at sources, lineage and dates."""

from __future__ import annotations

from flask.testing import FlaskClient

from schemas.result import ResultSchema
from tests.api.conftest import Json, Store


def counted(store: Store, source: Json, value: str, **more: object) -> Json:
    figure = {"value": value, "unit": "person"}
    return store("claims", source_id=source["id"], measure="migrants", figure=figure, **{"period": "2004", **more})


def agreement_of(store: Store, *claims: Json) -> str:
    figures = {"figures": [{"claim": claim["id"]} for claim in claims]}
    return str(store("checks", name="counts agree", kind="agreement", figures=figures)["id"])


def result_of(client: FlaskClient, check: str) -> Json:
    response = client.get(f"/v1/checks/{check}/result")
    assert response.status_code == 200
    result: Json = response.get_json()
    assert ResultSchema().validate(result) == {}
    return result


def test_two_outlets_that_quote_one_release_are_one_source(client: FlaskClient, store: Store) -> None:
    release = store("sources", title="Migration in 2004", kind="report", publisher="Migration Service")
    agency = store("sources", title="Migration rises", kind="article", publisher="Agency", cites=[release["id"]])
    outlets = [
        store("sources", title=title, kind="article", publisher=title, cites=[cited["id"]])
        for title, cited in (("Gazette", release), ("Evening News", agency))
    ]
    check = agreement_of(store, *(counted(store, outlet, "19000") for outlet in outlets))
    result = result_of(client, check)
    assert result["verdict"] == "consistent"
    assert (result["agreement"]["sources"], result["agreement"]["independent"]) == (2, 1)
    assert result["text"].endswith("2 figures from 1 independent source agree.")
    assert result["inputs"]["figures"][0]["source"]["name"] == "Gazette: Gazette"
    assert result["inputs"]["figures"][0]["source"]["origins"] == [release["id"]]
    assert client.post("/v1/results/verify", json=result).get_json()["stands"] is True


def test_a_result_follows_when_a_source_comes_to_quote_another(client: FlaskClient, store: Store) -> None:
    first, second = (store("sources", title=title, kind="article") for title in ("Gazette", "Evening News"))
    check = agreement_of(store, counted(store, first, "19000"), counted(store, second, "19000"))
    assert result_of(client, check)["agreement"]["independent"] == 2
    changed = client.patch(f"/v1/sources/{second['id']}", json={"cites": [first["id"]]})
    assert changed.status_code == 200
    assert result_of(client, check)["agreement"]["independent"] == 1


def test_what_sets_claims_apart_is_typed(client: FlaskClient, store: Store) -> None:
    source = store("sources", title="Gazette", kind="article")
    first = counted(store, source, "19000", asserted="2004-07")
    for other, verdict, kind in (
        (counted(store, source, "25300", asserted="2004-09"), "inconsistent", "revision"),
        (counted(store, source, "25300", period="2003/2005"), "inconsistent", "period"),
        (counted(store, source, "25300", period="2010"), "undetermined", "period"),
        (counted(store, source, "25300", dimensions={"country": "KG"}), "undetermined", "definition"),
        (counted(store, source, "25300"), "inconsistent", "contradiction"),
    ):
        result = result_of(client, agreement_of(store, first, other))
        assert (result["verdict"], [pair["type"] for pair in result["agreement"]["pairs"]]) == (verdict, [kind])


def test_a_claim_in_the_place_of_a_date_stands_for_its_period(client: FlaskClient, store: Store) -> None:
    source = store("sources", title="Gazette", kind="article")
    half, year = counted(store, source, "19000", period="2004-01/2004-06"), counted(store, source, "1", period="2003")
    figures = {"earlier": {"claim": half["id"]}, "later": {"claim": year["id"]}}
    check = str(store("checks", name="in order", kind="order", figures=figures)["id"])
    result = result_of(client, check)
    assert result["verdict"] == "inconsistent"
    assert result["inputs"]["earlier"] == {"claim": half["id"], "revision": 1, "date": "2004-01/2004-06"}
    assert client.post("/v1/results/verify", json=result).get_json()["stands"] is True
    client.patch(f"/v1/claims/{half['id']}", json={"period": "2002"})
    assert result_of(client, check)["verdict"] == "consistent"
    client.delete(f"/v1/claims/{half['id']}")
    result = result_of(client, check)
    assert (result["reason"], result["inputs"]["earlier"]["date"]) == ("missing_figure", None)


def test_dates_are_stored_as_they_were_written(client: FlaskClient, store: Store) -> None:
    figures = {"earlier": {"date": "2004-09~"}, "later": {"date": None}}
    check = store("checks", name="in order", kind="order", figures=figures)
    assert check["figures"] == figures
    assert result_of(client, check["id"])["admissible"]["later"]["text"] == "2004-09-01 or later"
    refused = client.post(
        "/v1/checks", json={"name": "x", "kind": "order", "figures": {**figures, "later": {"date": "x"}}}
    )
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.get_json()["errors"]] == ["/figures/later/date"]


def test_a_kind_that_must_be_told_which_test_it_is_says_so(client: FlaskClient) -> None:
    kinds = {kind["name"]: kind for kind in client.get("/v1/check-kinds").get_json()["items"]}
    (test, *_) = kinds["test_statistic"]["parameters"]
    assert (test["name"], test["default"], test["type"]) == ("test", None, "string")
    assert {role["takes"] for role in kinds["order"]["roles"]} == {"date"}
    assert {role["takes"] for role in kinds["agreement"]["roles"]} == {"figure"}
    assert {role["takes"] for role in kinds["sum"]["roles"]} == {"figure_or_expression"}
    body = {"kind": "test_statistic", "figures": {"statistic": {"value": "2"}, "p": {"value": "0.05"}}}
    refused = client.post("/v1/evaluations", json=body)
    assert [error["pointer"] for error in refused.get_json()["errors"]] == ["/parameters/test"]
