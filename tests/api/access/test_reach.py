"""Over HTTP: what a token that is limited to collections gets, and that nothing tells it of what it does not."""

from __future__ import annotations

from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.application.access import Scope
from service.settings import Settings
from tests.api.access.asking import TEXT
from tests.api.access.conftest import Issuer

Json = dict[str, Any]

ABSENT: Final = "01900000-0000-7000-8000-000000000000"
YEARBOOK: Final = {"title": "Yearbook", "kind": "report"}
FINE: Final = {"value": "18000", "unit": "KZT"}


class Sender:
    """Sends requests with one token."""

    def __init__(self, client: FlaskClient, authorization: str) -> None:
        self._client = client
        self._headers = {"Authorization": authorization}

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> TestResponse:
        """The answer."""
        sent = {} if body is None else {"json": body}
        return self._client.open(
            f"/v1/{path}", method=method, query_string=query or None, headers=self._headers, **sent
        )

    def get(self, path: str, **query: Any) -> Any:
        """What is there."""
        return self.ask("GET", path, **query).get_json()

    def ids(self, path: str, **query: Any) -> list[str]:
        """The ids or slugs in a list, page by page."""
        found: list[str] = []
        page = self.get(path, limit=1, **query)
        while True:
            found += [item.get("id", item.get("slug")) for item in page["items"]]
            if page["next"] is None:
                return found
            page = self.get(page["next"].removeprefix("/v1/"))

    def store(self, path: str, **body: Any) -> Json:
        """What was stored."""
        response = self.ask("POST", path, body)
        assert response.status_code == 201, response.get_json()
        stored: Json = response.get_json()
        return stored


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """How to run: by oneself; tests/storage asks both databases."""
    return Settings(database_url=sqlite_url)


@pytest.fixture
def boss(client: FlaskClient, issue: Issuer) -> Sender:
    """May do everything, and has made the collections."""
    boss = Sender(client, issue())
    for slug, references in (("theirs", []), ("rates", ["theirs"]), ("mine", ["rates"])):
        boss.store("collections", slug=slug, title=slug.title(), references=references)
    return boss


@pytest.fixture
def me(client: FlaskClient, issue: Issuer) -> Sender:
    """Is limited to one collection, which references another one."""
    return Sender(client, issue(Scope.WRITE, "mine"))


@pytest.fixture
def stored(boss: Sender) -> dict[str, Json]:
    """A claim in each collection, in turn with others."""
    return {
        slug: boss.store("claims", collection=slug, source={**YEARBOOK, "title": slug}, figure=FINE)
        for slug in ("theirs", "mine", "rates", "theirs", "mine")
    }


def test_lists_and_their_pages_hold_what_is_seen(boss: Sender, me: Sender, stored: dict[str, Json]) -> None:
    assert me.ids("collections") == ["mine", "rates"]
    seen = me.ids("claims")
    assert len(seen) == 3
    assert seen == [claim for claim in boss.ids("claims") if boss.get(f"claims/{claim}")["collection"] != "theirs"]
    assert me.ids("claims", collection="theirs") == me.ids("claims", source_id=stored["theirs"]["source_id"]) == []
    assert me.ids("claims", unit="KZT", collection="rates") == [stored["rates"]["id"]]
    assert stored["theirs"]["source_id"] not in me.ids("sources")
    assert len(me.ids("sources")) == 2


def test_a_collection_shows_of_its_references_those_that_are_seen(boss: Sender, me: Sender) -> None:
    assert boss.get("collections/rates")["references"] == ["theirs"]
    assert me.get("collections/rates")["references"] == []
    assert me.get("collections/mine")["references"] == ["rates"]


def test_no_reference_to_what_is_not_seen_can_be_made(me: Sender, boss: Sender) -> None:
    for slug in ("theirs", "absent"):
        refused = me.ask("PATCH", "collections/mine", {"references": ["rates", slug]})
        assert refused.status_code == 422
        assert f'there is no collection "{slug}"' in refused.get_json()["detail"]
    assert boss.get("collections/mine")["references"] == ["rates"]


def test_what_is_referenced_is_read_and_not_changed(me: Sender, boss: Sender, stored: dict[str, Json]) -> None:
    rate = stored["rates"]
    assert me.get(f"claims/{rate['id']}") == rate
    for method, path, body in (
        ("PATCH", f"claims/{rate['id']}", {"statement": "x"}),
        ("DELETE", f"claims/{rate['id']}", None),
        ("PATCH", f"sources/{rate['source_id']}", {"title": "x"}),
        ("DELETE", f"sources/{rate['source_id']}", None),
        ("PATCH", "collections/rates", {"title": "x"}),
        ("POST", "claims", {"collection": "rates", "source": YEARBOOK, "figure": FINE}),
        ("POST", "documents", {"collection": "rates", "source": YEARBOOK, "text": TEXT}),
        ("POST", "reports", {"collection": "rates"}),
    ):
        refused = me.ask(method, path, body)
        assert refused.status_code == 403, (method, path)
        assert refused.get_json()["type"] == "/problems/forbidden"
    assert boss.get(f"claims/{rate['id']}") == rate


def test_a_batch_for_several_collections_is_refused_as_a_whole(me: Sender, boss: Sender) -> None:
    claim = {"source": YEARBOOK, "figure": FINE}
    both = me.ask("POST", "claims/batch", [{**claim, "collection": slug} for slug in ("mine", "rates")])
    assert both.status_code == 403
    absent = me.ask("POST", "claims/batch", [{**claim, "collection": slug} for slug in ("mine", "theirs", "absent")])
    assert absent.status_code == 422
    assert [error["line"] for error in absent.get_json()["errors"]] == [2, 3]
    assert boss.ids("claims") == boss.ids("sources") == []


def test_a_check_of_a_claim_that_is_not_seen_is_told_what_one_of_an_absent_claim_is(
    me: Sender, stored: dict[str, Json]
) -> None:
    def told(claim: str) -> str:
        figures = {"left": {"claim": claim}, "right": FINE}
        refused = me.ask("POST", "checks", {"collection": "mine", "name": "x", "kind": "equal", "figures": figures})
        assert refused.status_code == 422
        return str(refused.get_json()["errors"]).replace(claim, "…")

    assert told(stored["theirs"]["id"]) == told(ABSENT)


def test_a_check_may_use_what_is_referenced_and_those_of_there_are_not_seen(
    me: Sender, boss: Sender, stored: dict[str, Json]
) -> None:
    figures = {"left": {"claim": stored["rates"]["id"]}, "right": FINE}
    check = me.store("checks", collection="mine", name="x", kind="equal", figures=figures)
    assert me.get(f"checks/{check['id']}/result")["verdict"] == "consistent"
    theirs = {"left": {"claim": stored["theirs"]["id"]}, "right": FINE}
    other = boss.store("checks", collection="rates", name="x", kind="equal", figures=theirs)
    for path in (f"checks/{other['id']}", f"checks/{other['id']}/result"):
        assert me.ask("GET", path).status_code == 404
    assert me.ids("checks") == [check["id"]]
    refused = me.ask("POST", "waivers", {"check": other["id"], "reason": "x"})
    assert refused.get_json()["errors"][0]["message"] == f"there is no check {other['id']}"


def test_a_rate_is_looked_for_where_the_token_may_look(me: Sender, boss: Sender) -> None:
    for slug, value in (("theirs", "100"), ("rates", "134.6")):
        rate = {"value": value, "unit": "KZT/USD"}
        boss.store("claims", collection=slug, source=YEARBOOK, figure=rate, period="2004-09-24")
    amounts = [FINE, {"value": "134", "unit": "USD"}]
    source = {"title": "Paper", "kind": "article", "published": "2004-09-24"}
    claims = [me.store("claims", collection="mine", source=source, figure=figure) for figure in amounts]
    body = {"kind": "conversion", "figures": {"amounts": [{"claim": claim["id"]} for claim in claims]}}
    check = me.store("checks", collection="mine", name="x", **body, policy={"about": "0.2"})
    result = me.get(f"checks/{check['id']}/result")
    assert result["inputs"]["rate"]["figure"]["value"] == "134.6"


def test_a_file_to_be_checked_references_what_is_seen(me: Sender, stored: dict[str, Json]) -> None:
    def checked(slug: str, claim: str) -> TestResponse:
        check = {"name": "x", "kind": "equal", "figures": {"left": {"claim": claim}, "right": FINE}}
        collection = {"slug": "file", "title": "x", "references": [slug]}
        return me.ask("POST", "check", {"collection": collection, "checks": [check]})

    assert checked("rates", stored["rates"]["id"]).status_code == 200
    assert checked("theirs", stored["theirs"]["id"]).status_code == 422
    assert checked("rates", stored["theirs"]["id"]).status_code == 422


def test_reports_are_of_whoever_has_all_their_collections(boss: Sender, me: Sender) -> None:
    mine, theirs = (boss.store("reports", collection=slug)["id"] for slug in ("mine", "theirs"))
    both = boss.store("reports/combine", reports=[mine, theirs])["id"]
    assert me.ids("reports") == me.ids("reports", collection="mine") == [mine]
    for hidden in (theirs, both):
        assert me.ask("GET", f"reports/{hidden}").status_code == 404
        assert me.ask("POST", f"reports/{hidden}/replay").status_code == 404
        assert me.ask("GET", f"reports/{mine}/diff", against=hidden).status_code == 422
        refused = me.ask("POST", "reports/combine", {"reports": [mine, hidden]})
        assert refused.get_json()["errors"][0]["message"] == f"there is no report {hidden}"
        waived = me.ask("POST", "waivers", {"report": hidden, "check": "0" * 32, "reason": "x"})
        assert waived.get_json()["errors"][0]["message"] == f"there is no report {hidden}"


def test_a_report_outlives_the_reference_that_it_rests_on(boss: Sender, me: Sender, stored: dict[str, Json]) -> None:
    figures = {"left": {"claim": stored["rates"]["id"]}, "right": {"value": "1", "unit": "KZT"}}
    check = me.store("checks", collection="mine", name="x", kind="equal", figures=figures)
    report = me.store("reports", collection="mine")["id"]
    waiver = me.store("waivers", check=check["id"], report=report, reason="x")["id"]
    assert me.ask("DELETE", f"checks/{check['id']}").status_code == 204
    assert me.ask("PATCH", "collections/mine", {"references": []}).status_code == 200
    assert me.ask("GET", f"claims/{stored['rates']['id']}").status_code == 404
    for form in ("json", "html", "sarif", "junit", "csv"):
        assert me.ask("GET", f"reports/{report}", format=form).status_code == 200, form
    assert me.get(f"waivers/{waiver}")["state"] == "superseded"
    refused = me.ask("POST", f"reports/{report}/replay")
    assert (refused.status_code, stored["rates"]["id"] in refused.get_json()["detail"]) == (409, True)
    assert boss.ask("POST", f"reports/{report}/replay").get_json()["stands"]


def test_the_same_source_inline_is_another_one_where_the_first_is_not_seen(me: Sender, boss: Sender) -> None:
    theirs = boss.store("claims", collection="theirs", source=YEARBOOK, figure=FINE)["source_id"]
    mine = [me.store("claims", collection="mine", source=YEARBOOK, figure=FINE)["source_id"] for _ in range(2)]
    assert mine[0] == mine[1] != theirs
    refused = me.ask("POST", "claims", {"collection": "mine", "source_id": theirs, "figure": FINE})
    assert f"there is no source {theirs}" in refused.get_json()["detail"]
    cites = me.ask("POST", "sources", {**YEARBOOK, "cites": [theirs]})
    assert f"there is no source {theirs} to cite" in cites.get_json()["detail"]


def test_a_source_that_others_come_to_use_can_no_longer_be_changed(me: Sender, boss: Sender) -> None:
    source = me.store("sources", **YEARBOOK)["id"]
    assert me.ids("sources") == [source]
    assert me.ask("PATCH", f"sources/{source}", {"title": "Year book"}).status_code == 200
    boss.store("claims", collection="theirs", source_id=source, figure=FINE)
    for method, body in (("PATCH", {"title": "x"}), ("DELETE", None)):
        refused = me.ask(method, f"sources/{source}", body)
        assert refused.status_code == 403
        assert "theirs" not in refused.get_data(as_text=True)
    assert me.get(f"sources/{source}")["title"] == "Year book"
