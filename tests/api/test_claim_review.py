"""Reports as reviews of claims, for publishers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import Json, Store

REVIEWS = "application/ld+json"


@pytest.fixture
def report(store: Store, source: Json) -> Json:
    """A report on a share of more than all."""
    figure = {"value": "130", "unit": "%"}
    claim = store("claims", source_id=source["id"], figure=figure, statement="130 % voted.")
    store("checks", name="voters", kind="shares", figures={"parts": [{"claim": claim["id"]}]})
    return store("reports")


def test_a_report_is_sent_as_reviews_of_the_claims_that_it_refutes(client: FlaskClient, report: Json) -> None:
    asked = {
        "format": "claimreview",
        "author": "The Fact Desk",
        "author_url": "https://desk.example",
        "url": "https://r",
    }
    response = client.get(f"/v1/reports/{report['id']}", query_string=asked)
    assert (response.status_code, response.content_type) == (200, REVIEWS)
    (review,) = response.get_json()["@graph"]
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "130 % voted."
    assert review["author"] == {"@type": "Organization", "name": "The Fact Desk", "url": "https://desk.example"}
    assert review["url"].startswith("https://r#claim-")
    assert review["datePublished"] == report["finished_at"]
    again = client.get(
        f"/v1/reports/{report['id']}", query_string=asked, headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_asked_for_by_its_type_the_reviews_are_on_the_page_of_the_report(client: FlaskClient, report: Json) -> None:
    response = client.get(f"/v1/reports/{report['id']}", headers={"Accept": REVIEWS})
    (review,) = response.get_json()["@graph"]
    assert review["url"].startswith(f"http://localhost/v1/reports/{report['id']}?format=html#claim-")
    assert "author" not in review
    page, anchor = review["url"].removeprefix("http://localhost").split("#")
    assert client.get(page).text.count(f'id="{anchor}"') == 1


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"format": "html", "author": "A"}, "/author"),
        ({"url": "https://r"}, "/url"),
        ({"format": "claimreview", "url": "r"}, "/url"),
    ],
)
def test_what_is_for_reviews_is_refused_elsewhere(
    client: FlaskClient, report: Json, query: dict[str, str], named: str
) -> None:
    response = client.get(f"/v1/reports/{report['id']}", query_string=query)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [named]
