"""Conversions without a rate of their own: judged by the stored rate nearest to their date."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import FINE, Json, Store

DOLLARS = {"value": "134", "unit": "USD"}


@pytest.fixture
def bank(store: Store) -> Json:
    """A source of reference data."""
    return store("sources", title="Official rates", publisher="The Bank", kind="dataset", reference=True)


@pytest.fixture
def record(store: Store, bank: Json) -> Any:
    """Stores a rate of a day."""

    def one(value: str, period: str, unit: str = "KZT/USD", collection: str = "default", **members: Any) -> Json:
        figure = {"value": value, "unit": unit}
        return store(
            "claims", **{"source_id": bank["id"], **members}, figure=figure, period=period, collection=collection
        )

    return one


@pytest.fixture
def conversion(store: Store, source: Json) -> Any:
    """Stores a conversion of the fine, and the claims that it is about."""

    def one(policy: Json | None = None, collection: str = "default", **about: str) -> Json:
        about = about or {"period": "2004-09-24"}
        amounts = [
            store("claims", source_id=source["id"], figure=figure, collection=collection, **about)
            for figure in (FINE, DOLLARS)
        ]
        figures = {"amounts": [{"claim": amount["id"]} for amount in amounts]}
        return store("checks", name="rate", kind="conversion", figures=figures, collection=collection, policy=policy)

    return one


def result_of(client: FlaskClient, check: Json) -> Json:
    response = client.get(f"/v1/checks/{check['id']}/result")
    assert response.status_code == 200, response.get_json()
    answer: Json = response.get_json()
    return answer


def test_the_stored_rate_nearest_to_the_date_decides_and_is_told(
    client: FlaskClient, record: Any, conversion: Any, bank: Json
) -> None:
    record("148.97", "2003-09-30")
    used = record("134.60", "2004-09-23")
    result = result_of(client, conversion())
    assert result["verdict"] == "consistent"
    assert "The rate of 2004-09-23 is 134.60 KZT for 1 USD (The Bank: Official rates)." in result["text"]
    assert result["inputs"]["rate"] == {
        "claim": used["id"],
        "revision": 1,
        "figure": {"value": "134.60", "unit": "KZT/USD"},
        "period": "2004-09-23",
        "source": {"id": bank["id"], "name": "The Bank: Official rates", "origins": [bank["id"]], "reference": True},
    }


def test_a_nearer_rate_that_arrives_later_changes_the_result_though_no_claim_of_the_check_changed(
    client: FlaskClient, record: Any, conversion: Any
) -> None:
    check = conversion()
    assert result_of(client, check)["reason"] == "missing_exchange_rate"
    record("148.00", "2004-09-20")
    assert result_of(client, check)["verdict"] == "inconsistent"
    nearer = record("134.60", "2004-09-24")
    assert result_of(client, check)["verdict"] == "consistent"
    tag = client.get(f"/v1/claims/{nearer['id']}").headers["ETag"]
    assert client.delete(f"/v1/claims/{nearer['id']}", headers={"If-Match": tag}).status_code in (200, 204)
    assert result_of(client, check)["verdict"] == "inconsistent", "a rate taken back is not used"


def test_a_result_by_a_stored_rate_is_a_receipt_that_stands_without_the_store(
    client: FlaskClient, record: Any, conversion: Any
) -> None:
    record("134.60", "2004-09-24")
    check = conversion()
    receipt = result_of(client, check)
    record("1.00", "2004-09-24", source_id=receipt["inputs"]["rate"]["source"]["id"])
    verified = client.post("/v1/results/verify", json=receipt).get_json()
    assert verified["stands"]


def test_it_is_answered_from_the_cache_while_nothing_changes(client: FlaskClient, record: Any, conversion: Any) -> None:
    record("134.60", "2004-09-24")
    check = conversion()
    first = client.get(f"/v1/checks/{check['id']}/result")
    again = client.get(f"/v1/checks/{check['id']}/result")
    assert again.headers["Cache-Status"] == "claimcheck; hit"
    assert again.data == first.data


def test_a_rate_the_other_way_round_is_taken_too(client: FlaskClient, record: Any, conversion: Any) -> None:
    record("0.00743", "2004-09-24", unit="USD/KZT")
    result = result_of(client, conversion())
    assert result["verdict"] == "consistent"
    assert "0.00743 USD for 1 KZT" in result["text"]


def test_rates_of_a_collection_count_only_where_it_is_referenced(
    client: FlaskClient, store: Store, record: Any, conversion: Any
) -> None:
    store("collections", slug="rates", title="Rates")
    record("134.60", "2004-09-24", collection="rates")
    store("collections", slug="dossier", title="Dossier")
    check = conversion(collection="dossier")
    result = result_of(client, check)
    assert result["reason"] == "missing_exchange_rate"
    told = (
        "Looked for a rate KZT/USD or USD/KZT within 7 days of 2004-09-24 among the claims of dossier: there is none."
    )
    assert told in result["text"]
    tag = client.get("/v1/collections/dossier").headers["ETag"]
    changed = client.patch(
        "/v1/collections/dossier",
        json={"references": ["rates"]},
        headers={"If-Match": tag, "Content-Type": "application/merge-patch+json"},
    )
    assert changed.status_code == 200
    assert result_of(client, check)["verdict"] == "consistent"


def test_what_was_looked_for_in_vain_stands_in_the_receipt(client: FlaskClient, conversion: Any) -> None:
    receipt = result_of(client, conversion())
    assert "within 7 days of 2004-09-24" in receipt["parameters"]["sought"]
    assert client.post("/v1/results/verify", json=receipt).get_json()["stands"]


def test_how_far_off_a_rate_may_be_is_up_to_the_policy(client: FlaskClient, record: Any, conversion: Any) -> None:
    record("134.60", "2004-10-15")
    assert result_of(client, conversion())["reason"] == "missing_exchange_rate"
    assert result_of(client, conversion({"rate_tolerance": "21"}))["verdict"] == "consistent"
    assert result_of(client, conversion({"rate_tolerance": 20}))["reason"] == "missing_exchange_rate"


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ({"period": "2004-09-24", "asserted": "2010"}, True),
        ({"asserted": "2004-09"}, True),
        ({"period": "2003", "asserted": "2004-09-24"}, False),
        ({"tags": ["no date"]}, False),
    ],
)
def test_the_date_of_amounts_is_their_period_else_when_they_were_asserted(
    client: FlaskClient, record: Any, conversion: Any, about: Any, found: bool
) -> None:
    record("134.60", "2004-09-24")
    result = result_of(client, conversion(**about))
    assert result["verdict"] == ("consistent" if found else "undetermined")


def test_amounts_without_a_date_are_of_when_their_source_was_published(
    client: FlaskClient, store: Store, record: Any
) -> None:
    record("134.60", "2004-09-24")
    paper = store("sources", title="The paper", kind="article", published="2004-09-27")
    amounts = [store("claims", source_id=paper["id"], figure=figure)["id"] for figure in (FINE, DOLLARS)]
    check = store("checks", name="x", kind="conversion", figures={"amounts": [{"claim": amount} for amount in amounts]})
    assert result_of(client, check)["verdict"] == "consistent"


def test_undated_amounts_say_that_their_date_is_not_known(client: FlaskClient, record: Any, conversion: Any) -> None:
    record("134.60", "2004-09-24")
    assert "the date of the amounts, which is not known" in result_of(client, conversion(statement="x"))["text"]


def test_a_rate_of_the_law_needs_no_stored_one(client: FlaskClient, store: Store, source: Json, record: Any) -> None:
    record("2.10", "2000-01-03", unit="DEM/EUR")
    marks = store("claims", source_id=source["id"], figure={"value": "195.583", "unit": "DEM"}, period="2000-01-03")
    figures = {"amounts": [{"claim": marks["id"]}, {"value": "100", "unit": "EUR", "qualifier": "exact"}]}
    result = result_of(client, store("checks", name="x", kind="conversion", figures=figures))
    assert result["verdict"] == "consistent"
    assert "rate" not in result["inputs"]


def test_before_the_law_applies_the_stored_rate_of_that_day_does(
    client: FlaskClient, store: Store, source: Json, record: Any
) -> None:
    record("7.60", "2015-03-02", unit="HRK/EUR")
    kuna = store("claims", source_id=source["id"], figure={"value": "760", "unit": "HRK"}, period="2015-03-02")
    figures = {"amounts": [{"claim": kuna["id"]}, {"value": "100", "unit": "EUR", "qualifier": "exact"}]}
    result = result_of(client, store("checks", name="x", kind="conversion", figures=figures))
    assert result["verdict"] == "consistent"
    assert "7.60 HRK for 1 EUR" in result["text"]


def test_what_is_not_above_zero_is_no_rate_however_near(client: FlaskClient, record: Any, conversion: Any) -> None:
    check = conversion()
    for value, period in (("0", "2004-09-24"), ("-134.60", "2004-09-23"), ("0.00", "2004-09-25")):
        record(value, period)
    assert result_of(client, check)["reason"] == "missing_exchange_rate"
    used = record("134.60", "2004-09-22")
    result = result_of(client, check)
    assert (result["verdict"], result["inputs"]["rate"]["claim"]) == ("consistent", used["id"])
