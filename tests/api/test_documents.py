"""Documents over HTTP: texts whose figures are candidates for claims until somebody states them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.application import document_drafts
from tests.api.conftest import FINE, Json, Store

TEXT = "The route, 12 km (8.5 miles) of gravel,\nwas closed for repair. It has 19,000 visitors a year.\n"
ARTICLE = {"title": "Road closed", "kind": "article", "publisher": "The Steppe Courier", "published": "2004-09-24"}
NOWHERE = "01a21046-1e1d-7345-acf9-b00fe67b9573"


@pytest.fixture
def document(store: Store) -> Json:
    """A stored document, in which two figures do not fit."""
    return store("documents", source=ARTICLE, text=TEXT)


def read(client: FlaskClient, document: Json) -> Json:
    found: Json = client.get(f"/v1/documents/{document['id']}").get_json()
    return found


def claim_of(document: Json, words: str) -> str:
    (claim,) = (one["claim"] for one in document["candidates"] if one["quote"]["exact"].startswith(words))
    return str(claim)


def patch(client: FlaskClient, claim: str, **changes: Any) -> None:
    response = client.patch(f"/v1/claims/{claim}", json=changes)
    assert response.status_code == 200, response.get_json()


def report(store: Store) -> dict[str, Json]:
    return {item["check"]: item for item in store("reports")["results"]}


class TestStoring:
    def test_its_figures_become_candidates_with_the_words_that_they_rest_on(
        self, client: FlaskClient, document: Json
    ) -> None:
        assert [one["status"] for one in document["candidates"]] == ["candidate"] * 3
        for one in document["candidates"]:
            claim = client.get(f"/v1/claims/{one['claim']}").get_json()
            quote = claim["quote"]
            assert TEXT[one["start"] : one["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
            assert claim["statement"] in TEXT
            assert quote["exact"] in claim["statement"]
            assert (claim["source_id"], claim["collection"]) == (document["source_id"], "default")
            assert (claim["asserted"], claim["revision"], claim["status"]) == ("2004-09-24", 1, "candidate")
            shared = ("figure", "quote", "measure", "dimensions", "attributed_to", "period", "status", "revision")
            assert {name: claim[name] for name in shared} == {name: one[name] for name in shared}
        assert client.get("/v1/claims?status=candidate").get_json()["items"][2]["figure"]["value"] == "19000"

    def test_it_comes_back_as_it_was_stored(self, client: FlaskClient, document: Json) -> None:
        assert read(client, document) == document
        assert (document["text"], document["format"], document["date"]) == (TEXT, "plain", "2004-09-24")
        assert (document["version"], document["suppressions"]) == (1, [])

    def test_what_does_not_fit_is_told_with_its_place_and_receipt(self, client: FlaskClient, document: Json) -> None:
        (finding,) = document["findings"]
        assert (finding["severity"], finding["line"], finding["column"]) == ("error", 1, 12)
        assert finding["quote"]["exact"] == TEXT[finding["start"] : finding["end"]]
        claims = [amount["claim"] for amount in finding["result"]["inputs"]["amounts"]]
        assert claims == [claim_of(document, "12 km"), claim_of(document, "8.5 miles")]
        assert document["counts"]["inconsistent"] == document["counts"]["total"] == 1
        assert client.post("/v1/results/verify", json=finding["result"]).get_json()["stands"] is True

    def test_it_tells_what_lint_tells(self, client: FlaskClient, document: Json) -> None:
        linted = client.post("/v1/lint", json={"text": TEXT, "date": "2004-09-24"}).get_json()
        for name in ("start", "end", "line", "column", "number", "form", "thing", "base", "trend", "figure", "quote"):
            assert [one[name] for one in document["candidates"]] == [one[name] for one in linted["figures"]], name
        for name in ("rule", "severity", "why", "alternative", "start", "line", "figures", "suppressed"):
            assert [one[name] for one in document["findings"]] == [one[name] for one in linted["findings"]], name
        assert document["counts"] == linted["counts"]

    def test_words_for_several_units_are_read_alike(self, client: FlaskClient, store: Store) -> None:
        text = "The load of 2.00 tons (4,000.0 pounds) broke the ramp. The next one, 2.00 tons (400.0 pounds), did not."
        document = store("documents", source=ARTICLE, text=text)
        linted = client.post("/v1/lint", json={"text": text}).get_json()
        assert document["counts"] == linted["counts"]
        assert [one["quote"]["exact"] for one in document["findings"]] == ["2.00 tons (400.0 pounds)"]
        for name in ("severity", "alternative", "quote"):
            assert [one[name] for one in document["findings"]] == [one[name] for one in linted["findings"]], name

    def test_its_source_is_named_or_matched(self, client: FlaskClient, store: Store, document: Json) -> None:
        again = store("documents", source=ARTICLE, text="Nothing.", date="2005")
        named = store("documents", source_id=document["source_id"], text="Nothing.", collection="default")
        assert again["source_id"] == named["source_id"] == document["source_id"]
        assert (again["date"], named["date"]) == ("2005", "2004-09-24")
        assert len(client.get("/v1/sources").get_json()["items"]) == 1

    def test_the_source_of_a_text_without_figures_is_stored_too(self, client: FlaskClient, store: Store) -> None:
        stored = store("documents", source={**ARTICLE, "published": None}, text="")
        assert (stored["candidates"], stored["findings"], stored["date"]) == ([], [], None)
        assert client.get(f"/v1/sources/{stored['source_id']}").status_code == 200

    def test_a_request_that_is_repeated_stores_it_once(self, client: FlaskClient) -> None:
        body = {"source": ARTICLE, "text": TEXT}
        first, again = (client.post("/v1/documents", json=body, headers={"Idempotency-Key": "one"}) for _ in range(2))
        assert (first.status_code, first.get_json()) == (201, again.get_json())
        assert again.headers["Idempotent-Replayed"] == "true"
        assert first.headers["Location"] == f"/v1/documents/{first.get_json()['id']}"
        assert len(client.get("/v1/documents").get_json()["items"]) == 1
        assert len(client.get("/v1/claims").get_json()["items"]) == 3

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"source": ARTICLE}, "/text"),
            ({"text": TEXT}, "/source_id"),
            ({"text": TEXT, "source": ARTICLE, "source_id": NOWHERE}, "/source_id"),
            ({"text": TEXT, "source_id": NOWHERE}, "/source_id"),
            ({"text": TEXT, "source": {"title": "x", "kind": "poem"}}, "/source/kind"),
            ({"text": TEXT, "source": {**ARTICLE, "published": "soon"}}, "/source/published"),
            ({"text": TEXT, "source": {**ARTICLE, "cites": [NOWHERE]}}, "/source/cites/0"),
            ({"text": TEXT, "source": ARTICLE, "collection": "nowhere"}, "/collection"),
            ({"text": TEXT, "source": ARTICLE, "date": "soon"}, "/date"),
            ({"text": TEXT, "source": ARTICLE, "format": "html"}, "/format"),
            ({"text": "t\0", "source": ARTICLE}, "/text"),
        ],
    )
    def test_what_makes_no_sense_is_not_stored(self, client: FlaskClient, body: Json, pointer: str) -> None:
        response = client.post("/v1/documents", json=body)
        assert response.status_code == 422, response.get_json()
        assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]
        for path in ("documents", "claims", "sources"):
            assert client.get(f"/v1/{path}").get_json()["items"] == []

    def test_a_text_that_is_too_large_is_refused(self, client: FlaskClient) -> None:
        response = client.post("/v1/documents", json={"source": ARTICLE, "text": "é" * (1 << 20)})
        assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (413, "/text")

    def test_a_table_of_data_is_not_taken_for_a_text(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(document_drafts, "MOST_FIGURES", 2)
        response = client.post("/v1/documents", json={"source": ARTICLE, "text": TEXT})
        assert response.get_json()["errors"][0] == {
            "pointer": "/text",
            "message": "has 3 figures; a document has at most 2: split it, or import a table of data",
            "place": "body",
        }
        assert client.get("/v1/claims").get_json()["items"] == []

    def test_so_is_one_with_more_checks_than_are_answered(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("service.reading.checked.MOST_CHECKS", 1)
        response = client.post("/v1/documents", json={"source": ARTICLE, "text": "12 km (8 miles). 13 km (9 miles)."})
        (error,) = response.get_json()["errors"]
        assert (response.status_code, error["pointer"]) == (422, "/text")
        assert error["message"].startswith("has 2 checks, which are too many")
        assert client.get("/v1/claims").get_json()["items"] == []

    def test_and_one_of_which_a_table_has_more(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("service.reading.tables.read_table.MOST_CHECKS_OF_TABLE", 1)
        table = "x,men,women,total\na,11,12,23\nb,14,17,31\nc,21,12,34\n"
        response = client.post("/v1/documents", json={"source": ARTICLE, "text": table, "format": "csv"})
        (error,) = response.get_json()["errors"]
        assert (response.status_code, error["pointer"]) == (422, "/text")
        assert error["message"].startswith("has 3 checks")
        assert client.get("/v1/documents").get_json()["items"] == []


class TestReading:
    def test_a_list_shows_documents_without_their_texts(
        self, client: FlaskClient, store: Store, source: Json, document: Json
    ) -> None:
        store("collections", slug="roads", title="Roads")
        other = store("documents", source_id=source["id"], text=TEXT, collection="roads", format="markdown")
        items = client.get("/v1/documents").get_json()["items"]
        left_out = {"text", "candidates", "findings", "counts", "suppressions"}
        assert items == [{name: one[name] for name in one if name not in left_out} for one in (document, other)]
        for query in (f"source_id={source['id']}", "collection=roads"):
            assert [one["id"] for one in client.get(f"/v1/documents?{query}").get_json()["items"]] == [other["id"]]

    def test_it_is_sent_once_until_something_of_it_changes(self, client: FlaskClient, document: Json) -> None:
        address = f"/v1/documents/{document['id']}"
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        patch(client, claim_of(document, "8.5 miles"), status="stated")
        changed = client.get(address, headers={"If-None-Match": tag})
        assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)

    def test_one_that_is_not_there_is_not_found(self, client: FlaskClient) -> None:
        for method in ("GET", "DELETE"):
            response = client.open(f"/v1/documents/{NOWHERE}", method=method)
            assert response.status_code == 404
            assert response.get_json()["detail"] == f"there is no document {NOWHERE}"


class TestCandidates:
    def test_a_figure_put_right_takes_its_finding_away(self, client: FlaskClient, document: Json) -> None:
        claim = claim_of(document, "8.5 miles")
        patch(client, claim, status="stated", figure={"value": "7.5"})
        now = read(client, document)
        (one,) = (one for one in now["candidates"] if one["claim"] == claim)
        assert (one["revision"], one["status"], one["figure"]["value"]) == (2, "stated", "7.5")
        assert (one["start"], one["line"]) == (18, 1)
        assert (now["findings"], now["counts"]["consistent"]) == ([], 1)
        patch(client, claim, figure={"value": "9.5"})
        (finding,) = read(client, document)["findings"]
        assert finding["result"]["inputs"]["amounts"][1]["revision"] == 3

    def test_a_figure_taken_back_takes_its_checks_along(self, client: FlaskClient, document: Json) -> None:
        claim = claim_of(document, "12 km")
        client.delete(f"/v1/claims/{claim}")
        now = read(client, document)
        assert [one["status"] for one in now["candidates"]] == ["retracted", "candidate", "candidate"]
        assert (now["findings"], now["counts"]["total"]) == ([], 0)

    def test_what_is_said_of_one_figure_changes_nothing_of_another(self, client: FlaskClient, document: Json) -> None:
        patch(client, claim_of(document, "19,000"), figure={"value": "1"})
        assert read(client, document)["findings"] == document["findings"]


class TestReports:
    def test_its_checks_take_part_as_discovered_ones(self, client: FlaskClient, store: Store, document: Json) -> None:
        (finding,) = document["findings"]
        item = report(store)[finding["check"]]
        assert (item["origin"], item["rule"], item["why"]) == ("discovered", finding["rule"], finding["why"])
        shared = ("verdict", "text", "inputs", "gap")
        assert [item["result"][name] for name in shared] == [finding["result"][name] for name in shared]
        assert " ".join(finding["quote"]["exact"].split()) == item["name"]
        assert store("reports", discover=False)["results"] == []

    def test_they_are_named_by_all_that_they_are_about(self, store: Store) -> None:
        table = "| who | paid |\n|---|---:|\n| Anna | 12 |\n| Boris | 14 |\n| Total | 27 |\n"
        text = f"Sales rose from 52 to 63, a 12% increase.\n\n{table}"
        store("documents", source=ARTICLE, text=text, format="markdown")
        named = {item["rule"]: item["name"] for item in report(store).values()}
        assert named["change"] == "52 to 63, a 12%"
        assert named["table-total"] == "the row “Total” adds up the column “paid”"

    def test_a_warning_tells_the_other_reading(self, client: FlaskClient, store: Store) -> None:
        document = store("documents", source=ARTICLE, text="The share rose from 12% to 18%, up 6%.")
        (finding,) = document["findings"]
        item = report(store)[finding["check"]]
        assert (item["severity"], finding["severity"]) == ("warning", "warning")
        assert item["why"] == f"{finding['why']} {finding['alternative']}"
        page = client.get(f"/v1/reports/{store('reports')['id']}?format=html").get_data(as_text=True)
        assert f"{finding['alternative'].removesuffix('.')}</bdi>.<br>" in page

    def test_the_key_of_a_check_outlives_revisions(self, client: FlaskClient, store: Store, document: Json) -> None:
        patch(client, claim_of(document, "8.5 miles"), figure={"value": "9.5"}, status="stated")
        (finding,) = read(client, document)["findings"]
        assert finding["check"] == document["findings"][0]["check"]
        assert finding["check"] in report(store)

    def test_one_that_somebody_stored_is_not_asked_twice(
        self, client: FlaskClient, store: Store, document: Json
    ) -> None:
        (finding,) = document["findings"]
        amounts = [{"claim": claim_of(document, words)} for words in ("8.5 miles", "12 km")]
        store("checks", name="x", kind="conversion", figures={"amounts": amounts})
        assert finding["check"] not in report(store)

    def test_a_report_replays_after_the_document_is_gone(
        self, client: FlaskClient, store: Store, document: Json
    ) -> None:
        made = store("reports")
        patch(client, claim_of(document, "8.5 miles"), figure={"value": "7.5"})
        assert client.delete(f"/v1/documents/{document['id']}").status_code == 204
        replayed = client.post(f"/v1/reports/{made['id']}/replay").get_json()
        assert (replayed["stands"], replayed["differences"]) == (True, [])
        assert document["findings"][0]["check"] not in report(store)

    def test_a_check_of_a_figure_taken_back_takes_no_part(
        self, client: FlaskClient, store: Store, document: Json
    ) -> None:
        client.delete(f"/v1/claims/{claim_of(document, '12 km')}")
        assert document["findings"][0]["check"] not in report(store)

    def test_a_waiver_covers_what_it_saw_here_too(self, client: FlaskClient, store: Store, document: Json) -> None:
        check = document["findings"][0]["check"]
        waiver = store("waivers", check=check, report=store("reports")["id"], reason="The paper rounds.")
        (finding,) = read(client, document)["findings"]
        assert finding["waiver"] == {"id": waiver["id"], "reason": "The paper rounds.", "expires": None}
        patch(client, claim_of(document, "8.5 miles"), figure={"value": "9.5"})
        assert read(client, document)["findings"][0]["waiver"] is None

    def test_candidates_are_compared_with_other_claims_once_they_are_stated(
        self, client: FlaskClient, store: Store, document: Json, source: Json
    ) -> None:
        claim = claim_of(document, "19,000")
        about = {"measure": "visitors", "period": "2003"}
        patch(client, claim, **about)
        store("claims", source_id=source["id"], figure={"value": "25000", "unit": "person"}, **about)
        assert "same-period" not in {item["rule"] for item in report(store).values()}
        patch(client, claim, status="stated", figure={"value": "19000", "unit": "person"})
        assert "same-period" in {item["rule"] for item in report(store).values()}


class TestDeleting:
    def test_untouched_candidates_are_retracted_and_others_stay(
        self, client: FlaskClient, store: Store, document: Json
    ) -> None:
        claims = [one["claim"] for one in document["candidates"]]
        patch(client, claims[0], status="stated")
        figures = {"left": {"claim": claims[1]}, "right": {"value": "8.5", "unit": "mile"}}
        store("checks", name="x", kind="equal", figures=figures)
        assert client.delete(f"/v1/documents/{document['id']}").status_code == 204
        assert client.get(f"/v1/documents/{document['id']}").status_code == 404
        left = [client.get(f"/v1/claims/{claim}").get_json() for claim in claims]
        assert [one["status"] for one in left] == ["stated", "candidate", "retracted"]
        assert [one["revision"] for one in left] == [2, 1, 2]

    def test_only_what_was_seen_is_deleted(self, client: FlaskClient, document: Json) -> None:
        address = f"/v1/documents/{document['id']}"
        tag = client.get(address).headers["ETag"]
        patch(client, claim_of(document, "8.5 miles"), status="stated")
        refused = client.delete(address, headers={"If-Match": tag})
        told = "it has changed in the meantime; read it again and repeat"
        assert (refused.status_code, refused.get_json()["detail"]) == (412, told)
        now = client.get(address).headers["ETag"]
        assert client.delete(address, headers={"If-Match": now}).status_code == 204

    def test_what_has_a_document_cannot_go(self, client: FlaskClient, store: Store) -> None:
        store("collections", slug="roads", title="Roads")
        document = store("documents", source=ARTICLE, text="Nothing.", collection="roads")
        for path in ("collections/roads", f"sources/{document['source_id']}"):
            response = client.delete(f"/v1/{path}")
            assert (response.status_code, response.get_json()["detail"][-9:]) == (409, "documents")
        client.delete(f"/v1/documents/{document['id']}")
        assert client.delete("/v1/collections/roads").status_code == 204


def test_a_claim_stored_otherwise_is_no_candidate_of_a_document(client: FlaskClient, store: Store) -> None:
    document = store("documents", source=ARTICLE, text=TEXT)
    store("claims", source_id=document["source_id"], figure=FINE)
    assert len(read(client, document)["candidates"]) == 3
