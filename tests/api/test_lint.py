"""A text read over HTTP without storing anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import build_app
from service.application.services import Services
from service.settings import Settings
from tests.api.conftest import Json
from tests.gone import Gone

MEBIBYTE = 1 << 20
TEXT = "The route, 12 km (8.5 miles) of gravel,\nwas closed for repair. It has 19,000 visitors a year.\n"


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """How to run: a text is read without a database and a cache, of whatever kind they are."""
    return Settings(database_url=sqlite_url)


def linted(client: FlaskClient, text: str = TEXT, **members: Any) -> Json:
    response = client.post("/v1/lint", json={"text": text, **members})
    assert response.status_code == 200, response.get_json()
    found: Json = response.get_json()
    return found


def problem(client: FlaskClient, status: int, **request: Any) -> Json:
    response = client.post("/v1/lint", **request)
    assert response.status_code == status, response.get_json()
    assert response.content_type == "application/problem+json"
    told: Json = response.get_json()
    return told


def test_every_figure_is_told_with_its_place(client: FlaskClient) -> None:
    found = linted(client)
    assert found["figure_count"] == len(found["figures"]) == 3
    figure = found["figures"][2]
    assert (figure["figure"]["value"], figure["line"], figure["column"]) == ("19000", 2, 31)
    assert TEXT[figure["number"]["start"] : figure["number"]["end"]] == "19,000"
    for figure in found["figures"]:
        quote = figure["quote"]
        assert TEXT[figure["start"] : figure["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
        assert figure["start"] <= figure["number"]["start"] < figure["number"]["end"] <= figure["end"]


def test_a_finding_is_a_receipt_with_quote_line_and_column(client: FlaskClient) -> None:
    (finding,) = linted(client)["findings"]
    assert (finding["severity"], finding["alternative"], finding["suppressed"]) == ("error", None, None)
    assert (finding["line"], finding["column"]) == (1, 12)
    assert finding["quote"]["exact"] == TEXT[finding["start"] : finding["end"]]
    places = {one["name"]: TEXT[one["start"] : one["end"]] for one in finding["figures"]}
    assert places == {"amounts[0]": "12 km", "amounts[1]": "8.5 miles"}
    assert finding["result"]["verdict"] == "inconsistent"
    verified = client.post("/v1/results/verify", json=finding["result"]).get_json()
    assert verified["stands"] is True


def test_checks_are_counted_by_verdict(client: FlaskClient) -> None:
    counts = linted(client, "It is 12 km (7.5 miles) to A and 12 km (8.5 miles) to B.")["counts"]
    assert counts == {
        "consistent": 1,
        "strained": 0,
        "inconsistent": 1,
        "undetermined": 0,
        "suppressed": 0,
        "total": 2,
        "left_out": 0,
    }


@pytest.mark.parametrize("text", ["", " \n\n", "No figure stands here."])
def test_where_there_is_no_figure_nothing_is_told(client: FlaskClient, text: str) -> None:
    found = linted(client, text)
    assert (found["figures"], found["findings"], found["counts"]["total"]) == ([], [], 0)


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/csv"])
def test_the_body_may_be_the_text_itself(client: FlaskClient, media_type: str) -> None:
    response = client.post(
        "/v1/lint", data=b"Distance: 12 km\n", headers={"Content-Type": f"{media_type}; charset=utf-8"}
    )
    assert response.status_code == 200, response.get_json()
    form = media_type.removeprefix("text/")
    assert response.get_json() == linted(client, "Distance: 12 km\n", format=form)
    assert response.headers["Cache-Status"] == "claimcheck; fwd=bypass"
    assert response.headers["Cache-Control"] == "no-store"


def test_words_for_periods_are_read_by_the_date(client: FlaskClient) -> None:
    text = "Last year 19,000 people came."
    (figure,) = linted(client, text, date="2004-09-24")["figures"]
    assert figure["period"] == "2003"
    response = client.post("/v1/lint?date=2004-09-24", data=text, headers={"Content-Type": "text/plain"})
    assert response.get_json()["figures"] == [figure]
    (undated,) = linted(client, text)["figures"]
    assert undated["period"] is None


def test_the_policy_says_how_figures_are_read(client: FlaskClient) -> None:
    text = "The route is about 12 km (8.5 miles) long."
    assert linted(client, text)["findings"] != []
    assert linted(client, text, policy={"about": "0.5"})["findings"] == []


def test_a_byte_order_mark_is_no_character_of_the_text(client: FlaskClient) -> None:
    marked = client.post("/v1/lint", data=b"\xef\xbb\xbf" + TEXT.encode(), headers={"Content-Type": "text/plain"})
    assert marked.get_json() == linted(client)


def test_columns_are_counted_in_characters(client: FlaskClient) -> None:
    (figure,) = linted(client, "é🥭 żółć: 12 km")["figures"]
    assert (figure["start"], figure["column"], figure["end_column"]) == (9, 10, 15)


@pytest.mark.parametrize("media_type", ["application/xml", "text/html", "text/plain; charset=latin-1", None])
def test_another_content_type_is_refused_and_those_that_are_read_named(
    client: FlaskClient, media_type: str | None
) -> None:
    told = problem(client, 415, data=b"x", headers={} if media_type is None else {"Content-Type": media_type})
    assert told["type"] == "/problems/unsupported-media-type"
    expected = ["in UTF-8"] if media_type and "charset" in media_type else ["application/json", "text/markdown"]
    assert all(word in told["detail"] for word in expected)


def test_text_that_is_not_utf_8_is_refused_where_it_is_not(client: FlaskClient) -> None:
    told = problem(client, 400, data="né\nnoé".encode()[:-1], headers={"Content-Type": "text/plain"})
    assert told["type"] == "/problems/invalid-text"
    assert told["detail"].startswith("byte 7 (line 2, column 3) is 0xC3")


def test_the_character_zero_is_refused_where_it_stands(client: FlaskClient) -> None:
    told = problem(client, 422, data=b"one\nt\0wo", headers={"Content-Type": "text/plain"})
    assert told["detail"].startswith("line 2, column 2 is the character U+0000")
    assert problem(client, 422, json={"text": "t\0wo"})["errors"][0]["pointer"] == "/text"


def test_more_than_a_mebibyte_of_text_is_too_large(client: FlaskClient) -> None:
    headers = {"Content-Type": "text/plain"}
    assert problem(client, 413, data=b"x" * (MEBIBYTE + 1), headers=headers)["type"] == "/problems/too-large"
    for text in ("x" * (MEBIBYTE + 1), "é" * (MEBIBYTE // 2 + 1)):
        told = problem(client, 413, json={"text": text})
        assert told["detail"] == "the text has more than 1,048,576 bytes in UTF-8 (1 MiB); split it"
        assert told["errors"][0]["pointer"] == "/text"
    assert client.post("/v1/lint", data="é" * (MEBIBYTE // 2), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": "x", "format": "html"}, "/format"),
        ({"text": "x", "date": "yesterday"}, "/date"),
        ({"text": "x", "policy": {"about": "-1"}}, "/policy/about"),
        ({"text": "x", "polcy": {}}, "/polcy"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client: FlaskClient, body: Json, pointer: str) -> None:
    assert [error["pointer"] for error in problem(client, 422, json=body)["errors"]] == [pointer]


def test_a_date_goes_into_the_query_only_beside_a_bare_text(client: FlaskClient) -> None:
    (error,) = problem(client, 422, json={"text": "x"}, query_string={"date": "2004"})["errors"]
    assert (error["pointer"], error["place"]) == ("/date", "query")
    headers = {"Content-Type": "text/plain"}
    (error,) = problem(client, 422, data=b"x", headers=headers, query_string={"date": "soon"})["errors"]
    assert (error["pointer"], error["place"]) == ("/date", "query")
    assert problem(client, 422, data=b"x", headers=headers, query_string={"format": "plain"})["errors"]


def test_neither_database_nor_cache_is_touched(services: Services) -> None:
    touched = AssertionError("nothing is stored, and nothing kept")

    def refuse(*_: object, **__: object) -> Any:
        raise touched

    class Refusing:
        get = put = get_or_compute = state = refuse

    app = build_app(replace(services, unit_of_work=Gone(touched), cache=Refusing()))
    assert linted(app.test_client())["counts"]["total"] == 1


def test_of_very_many_figures_the_first_are_told(client: FlaskClient) -> None:
    found = linted(client, "7 km. " * 10_050)
    assert (len(found["figures"]), found["figure_count"]) == (10_000, 10_050)
