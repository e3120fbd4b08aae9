"""A collection checked in one request, of which nothing is stored."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import build_app
from service.api.resources import check
from service.application.errors import Unavailable
from service.application.services import Services
from tests import samples
from tests.api.conftest import FINE, Json, Store
from tests.gone import Gone

SHARES = check.EXAMPLE
FILE: Json = {
    "collection": {"slug": "fines", "title": "Fines"},
    "sources": {
        "paper": {"title": "The paper", "kind": "article", "cites": ["office"]},
        "office": {"title": "The office", "kind": "statement"},
    },
    "claims": {
        "fine": {"source": "paper", "figure": FINE, "asserted": "2004-09-24"},
        "dollars": {"source": "office", "figure": {"value": "134", "unit": "USD"}, "asserted": "2004-09-24"},
        "one": {
            "source": "paper",
            "measure": "pickers",
            "figure": {"value": "120", "unit": "person"},
            "period": "2004",
        },
        "other": {
            "source": "office",
            "measure": "pickers",
            "figure": {"value": "210", "unit": "person"},
            "period": "2004",
        },
        "aside": {"source": "paper", "figure": {"value": "3", "unit": "km"}},
    },
    "checks": [
        {"name": "in dollars", "kind": "conversion", "figures": {"amounts": [{"claim": "fine"}, {"claim": "dollars"}]}},
        {
            "name": "more than a month",
            "kind": "part_of",
            "severity": "warning",
            "figures": {"part": {"value": "20000", "unit": "KZT"}, "whole": {"claim": "fine"}},
        },
    ],
}


def checked(client: FlaskClient, document: Json = FILE, query: str = "") -> Json:
    response = client.post(f"/v1/check{query}", json=document)
    assert response.status_code == 200, response.get_json()
    answer: Json = response.get_json()
    return answer


def refused(client: FlaskClient, document: Any, query: str = "") -> dict[str, str]:
    response = client.post(f"/v1/check{query}", json=document)
    assert response.status_code == 422, response.get_json()
    assert response.content_type == "application/problem+json"
    return {wrong["pointer"]: wrong["message"] for wrong in response.get_json()["errors"]}


def changed(*path: str | int, to: Any) -> Json:
    document = copy.deepcopy(FILE)
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return document


def said(content: Json) -> Json:
    """What a report says, in words that do not depend on what things are called."""
    return {
        "counts": content["counts"],
        "results": sorted(
            (item["name"], item["origin"], item["verdict"], item["rule"] or "", item["holds"] or "")
            for item in content["results"]
        ),
        "joint": {name: content["joint"][name] for name in ("verdict", "readings", "text", "components", "complete")},
        "conflicts": sorted(
            sorted(figure["printed"] for figure in conflict["figures"]) for conflict in content["joint"]["conflicts"]
        ),
        "blames": sorted(sorted(one["text"] for one in blame["figures"]) for blame in content["joint"]["blames"]),
        "coverage": (content["coverage"]["claims"], content["coverage"]["checked"]),
    }


def test_it_says_what_a_report_on_the_stored_collection_says(client: FlaskClient, services: Services) -> None:
    found = checked(client)
    with services.unit_of_work() as uow:
        samples.bring(uow, FILE)
        uow.commit()
    report = client.post("/v1/reports", json={"collection": "fines"}).get_json()
    assert said(found) == said(report)
    assert [item["verdict"] for item in found["results"]] == ["undetermined", "strained", "inconsistent"]
    # Once it is stored, what is checked is still what was sent.
    assert said(checked(client, changed("claims", "other", to=FILE["claims"]["one"]))) != said(found)


def test_nothing_of_it_is_stored(client: FlaskClient) -> None:
    checked(client)
    for what in ("sources", "claims", "checks", "reports"):
        assert client.get(f"/v1/{what}").get_json()["items"] == []
    assert [found["slug"] for found in client.get("/v1/collections").get_json()["items"]] == ["default"]


def test_the_same_collection_has_the_same_answer_whatever_the_server(client: FlaskClient, services: Services) -> None:
    first = client.post("/v1/check", json=FILE)
    again = build_app(services).test_client().post("/v1/check", json=FILE)
    assert first.data == again.data
    assert first.headers["Cache-Status"] == "claimcheck; fwd=bypass"
    assert first.headers["Cache-Control"] == "no-store"


def test_the_answer_tells_what_its_ids_stand_for(client: FlaskClient) -> None:
    found = checked(client)
    assert found["ids"]["claims"].keys() == FILE["claims"].keys()
    assert [item["check"] for item in found["results"][:2]] == found["ids"]["checks"]
    assert [item["name"] for item in found["results"][:2]] == ["in dollars", "more than a month"]
    (unchecked,) = [one for one in found["coverage"]["unchecked"] if one["claim"] == found["ids"]["claims"]["aside"]]
    assert unchecked["revision"] == 1
    # A receipt of it can be recomputed like any other.
    receipt = found["results"][1]["result"]
    assert client.post("/v1/results/verify", json=receipt).get_json()["stands"] is True


def test_ids_that_a_file_gives_are_kept(client: FlaskClient) -> None:
    stored = {"created_at": "2024-05-01T09:30:00Z", "updated_at": "2024-05-01T09:30:00Z"}
    given = "01890a5d-ac96-774b-bcce-b302099a8057"
    found = checked(client, changed("claims", "fine", to={**FILE["claims"]["fine"], "id": given, **stored}))
    assert found["ids"]["claims"]["fine"] == given
    assert {"claim": given, "revision": 1} in found["results"][1]["claims"]


def test_only_what_is_asked_for_is_done(client: FlaskClient) -> None:
    found = checked(client, query="?discover=false&joint=false")
    assert {item["origin"] for item in found["results"]} == {"stored"}
    assert found["joint"] is None
    assert refused(client, FILE, "?joint=no") == {"/joint": "must be true or false"}
    assert list(refused(client, FILE, "?policy=x")) == ["/policy"]


def test_rates_and_claims_of_collections_that_it_references_are_those_that_are_stored(
    client: FlaskClient, store: Store
) -> None:
    store("collections", slug="rates", title="Rates")
    bank = {"title": "Daily rates", "kind": "dataset", "reference": True}
    dollar = store(
        "claims",
        collection="rates",
        source=bank,
        figure={"value": "134.6", "unit": "KZT/USD"},
        period="2004-09-22",
    )
    document = changed("collection", "references", to=["rates"])
    rated = checked(client, document)["results"][0]
    assert rated["verdict"] == "consistent"
    assert {"claim": dollar["id"], "revision": 1} in rated["claims"]
    assert "Daily rates" in rated["text"]
    document["checks"][0]["figures"]["rate"] = {"claim": dollar["id"]}
    assert checked(client, document)["results"][0]["verdict"] == "consistent"
    # One of its own that is nearer goes first.
    own = {"source": "office", "figure": {"value": "150", "unit": "KZT/USD"}, "period": "2004-09-24"}
    del document["checks"][0]["figures"]["rate"]
    document["claims"]["rate"] = own
    assert checked(client, document)["results"][0]["verdict"] == "inconsistent"


def test_claims_of_a_collection_that_it_does_not_reference_are_not_seen(client: FlaskClient, claim: Json) -> None:
    document = changed("checks", 1, "figures", "whole", to={"claim": claim["id"]})
    assert list(refused(client, document)) == ["/checks/1/figures/whole/claim"]


def test_two_names_of_one_source_are_one_source_as_they_are_once_stored(
    client: FlaskClient, services: Services
) -> None:
    document = changed("sources", "office", to={**FILE["sources"]["paper"], "cites": [], "reference": True})
    found = checked(client, document)
    with services.unit_of_work() as uow:
        samples.bring(uow, document)
        uow.commit()
    report = client.post("/v1/reports", json={"collection": "fines"}).get_json()
    assert said(found) == said(report)
    (told,) = [item["result"]["agreement"] for item in found["results"] if item["kind"] == "agreement"]
    assert told["independent"] == 1


def test_what_is_stored_of_the_same_collection_is_not_mixed_in(client: FlaskClient, store: Store) -> None:
    store("collections", slug="fines", title="Fines")
    earlier = store(
        "claims",
        collection="fines",
        source={"title": "Rates", "kind": "dataset"},
        figure={"value": "134.6", "unit": "KZT/USD"},
        period="2004-09-24",
    )
    found = checked(client)
    assert found["results"][0]["verdict"] == "undetermined"
    assert found["coverage"]["claims"] == len(FILE["claims"])
    document = changed("checks", 1, "figures", "whole", to={"claim": earlier["id"]})
    assert list(refused(client, document)) == ["/checks/1/figures/whole/claim"]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ([], ""),
        ({}, "/collection"),
        (changed("clams", to={}), "/clams"),
        (changed("collection", "slug", to="No Slug"), "/collection/slug"),
        (changed("collection", "references", to=["rates"]), "/collection/references/0"),
        (changed("sources", "office", "cites", to=["paper"]), "/sources"),
        (changed("claims", "fine", "source", to="papr"), "/claims/fine/source"),
        (changed("claims", "fine", "figure", to={"value": "1", "unit": "kilogra"}), "/claims/fine/figure/unit"),
        (changed("checks", 0, "figures", "amounts", 1, to={"claim": "dolars"}), "/checks/0/figures/amounts/1/claim"),
        (changed("checks", 1, "name", to="in dollars"), "/checks/1/name"),
        (changed("checks", 1, "kind", to="guess"), "/checks/1/kind"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(client: FlaskClient, document: Any, pointer: str) -> None:
    assert pointer in refused(client, document)


def too_much(client: FlaskClient, document: Any) -> str:
    response = client.post("/v1/check", json=document)
    told = response.get_json()
    assert (response.status_code, told["type"]) == (413, "/problems/too-much"), told
    assert client.get(told["type"]).status_code == 200
    return str(told["detail"])


def test_more_than_can_be_answered_at_once_is_for_a_report(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = {f"claim {number}": FILE["claims"]["fine"] for number in range(5_000)}
    assert too_much(client, {**FILE, "claims": claims}) == "it holds 5,004 things, more than 5,000"
    revised = {"fine": {**FILE["claims"]["fine"], "earlier": [FILE["claims"]["fine"]] * 5_000}}
    assert too_much(client, {**FILE, "claims": revised}) == "it holds 5,005 things, more than 5,000"
    monkeypatch.setattr(check, "LONGEST_ANSWER", -1)
    assert too_much(client, FILE) == "this takes longer than -1 seconds"


@pytest.mark.parametrize("limit", ["30", 5.5, "1e1"])
def test_no_check_may_ask_for_more_time_than_a_caller_waits(client: FlaskClient, limit: Any) -> None:
    slow = changed("checks", 1, "policy", to={"time_limit": limit})
    said = refused(client, slow)
    assert list(said) == ["/checks/1/policy/time_limit"]
    assert said["/checks/1/policy/time_limit"].startswith("must be at most 5 here")
    assert checked(client, changed("checks", 1, "policy", to={"time_limit": "5"}))["results"]
    odd: Any
    for odd in (None, True, "soon", [], "NaN", "-1"):
        assert "/checks/1/policy/time_limit" in refused(client, changed("checks", 1, "policy", to={"time_limit": odd}))


def test_no_more_are_checked_at_once_than_leave_room_for_others(client: FlaskClient) -> None:
    for _ in range(check.MOST_AT_ONCE):
        assert check.ROOM.acquire(blocking=False)
    try:
        refused = client.post("/v1/check", json=SHARES)
    finally:
        check.ROOM.release(check.MOST_AT_ONCE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert client.post("/v1/check", json={}).status_code == 422
    assert client.post("/v1/check", json=SHARES).status_code == 200


def test_a_database_that_does_not_answer_is_told(services: Services) -> None:
    client = build_app(replace(services, unit_of_work=Gone(Unavailable("gone")))).test_client()
    assert client.post("/v1/check", json=SHARES).status_code == 503
