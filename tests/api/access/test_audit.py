"""The audit log over HTTP: whatever changes anything leaves an entry, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import context
from service.application.access import Scope
from service.application.services import Services
from service.settings import Settings
from tests.api.access.conftest import Issuer
from tests.api.access.test_reach import FINE, YEARBOOK, Sender

Json = dict[str, Any]


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """How to run: by oneself; tests/storage asks both databases."""
    return Settings(database_url=sqlite_url)


@pytest.fixture
def writer(client: FlaskClient, issue: Issuer) -> Sender:
    """May write anywhere."""
    return Sender(client, issue(Scope.WRITE, name="writer"))


@pytest.fixture
def auditor(client: FlaskClient, issue: Issuer) -> Sender:
    """May read the log."""
    return Sender(client, issue(Scope.ADMIN, name="auditor"))


def told(entries: list[Json]) -> list[tuple[str, str, str, str | None]]:
    return [(entry["operation"], entry["action"], entry["kind"], entry["collection"]) for entry in entries]


def test_each_operation_that_changes_something_is_noted(auditor: Sender, writer: Sender) -> None:
    auditor.store("collections", slug="wool", title="Wool")
    auditor.ask("PATCH", "collections/wool", {"title": "Sheep"})
    auditor.ask("DELETE", "collections/wool")
    source = writer.store("sources", **YEARBOOK)["id"]
    writer.ask("PATCH", f"sources/{source}", {"title": "Year book"})
    claim = writer.store("claims", source_id=source, figure=FINE)["id"]
    writer.ask("PATCH", f"claims/{claim}", {"statement": "x"})
    figures = {"left": {"claim": claim}, "right": {"value": "1", "unit": "KZT"}}
    check = writer.store("checks", name="x", kind="equal", figures=figures)["id"]
    writer.ask("PATCH", f"checks/{check}", {"rationale": "x"})
    waiver = writer.store("waivers", check=check, reason="x")["id"]
    writer.ask("PATCH", f"waivers/{waiver}", {"reason": "y"})
    report = writer.store("reports")["id"]
    for path in (f"reports/{report}", f"waivers/{waiver}", f"checks/{check}", f"claims/{claim}"):
        assert writer.ask("DELETE", path).status_code == 204
    document = writer.store("documents", source_id=source, text="There are 5 km.")["id"]
    assert writer.ask("DELETE", f"documents/{document}").status_code == 204
    assert told(auditor.get("audit", limit=500)["items"]) == [
        ("create_collection", "created", "collection", "wool"),
        ("change_collection", "changed", "collection", "wool"),
        ("delete_collection", "deleted", "collection", "wool"),
        ("create_source", "created", "source", None),
        ("change_source", "changed", "source", None),
        ("create_claim", "created", "claim", "default"),
        ("revise_claim", "changed", "claim", "default"),
        ("create_check", "created", "check", "default"),
        ("change_check", "changed", "check", "default"),
        ("create_waiver", "created", "waiver", "default"),
        ("change_waiver", "changed", "waiver", "default"),
        ("create_report", "created", "report", "default"),
        ("delete_report", "deleted", "report", "default"),
        ("delete_waiver", "deleted", "waiver", "default"),
        ("delete_check", "deleted", "check", "default"),
        ("retract_claim", "changed", "claim", "default"),
        ("create_document", "created", "claim", "default"),
        ("create_document", "created", "document", "default"),
        ("delete_document", "changed", "claim", "default"),
        ("delete_document", "deleted", "document", "default"),
    ]


def test_an_entry_tells_who_what_when_and_in_answer_to_what(
    client: FlaskClient, issue: Issuer, auditor: Sender
) -> None:
    headers = {"Authorization": issue(Scope.WRITE, name="nightly"), "X-Request-ID": "the-request"}
    answer = client.post("/v1/sources", json=YEARBOOK, headers=headers)
    (entry,) = auditor.get("audit", request_id="the-request")["items"]
    assert (entry["actor"], entry["request_id"], entry["count"]) == ("nightly", "the-request", 1)
    assert entry["things"] == [answer.get_json()["id"]]
    assert entry["at"][:19] >= answer.get_json()["created_at"][:19]
    found = auditor.ask("GET", f"audit/{entry['id']}")
    assert found.get_json() == entry
    assert headers["Authorization"].split("_")[2] not in found.get_data(as_text=True)


def test_what_is_refused_repeated_or_only_read_is_not_noted(
    client: FlaskClient, issue: Issuer, auditor: Sender
) -> None:
    headers = {"Authorization": issue(Scope.WRITE), "Idempotency-Key": "once"}
    for _ in range(2):
        assert client.post("/v1/sources", json=YEARBOOK, headers=headers).status_code == 201
    client.post("/v1/sources", json={**YEARBOOK, "kind": "rumour"}, headers={"Authorization": headers["Authorization"]})
    client.get("/v1/sources", headers=headers)
    client.post("/v1/sources", json=YEARBOOK, headers={"Authorization": issue(Scope.READ)})
    assert told(auditor.get("audit")["items"]) == [("create_source", "created", "source", None)]


def test_a_large_batch_is_one_entry_whose_things_are_asked_for(auditor: Sender, writer: Sender) -> None:
    claims = [{"source": YEARBOOK, "figure": FINE} for _ in range(101)]
    stored = writer.ask("POST", "claims/batch", claims).get_json()["ids"]
    (entry,) = auditor.get("audit", kind="claim")["items"]
    assert (entry["count"], entry["things"]) == (101, None)
    assert auditor.get(f"audit/{entry['id']}")["things"] == stored


def test_the_log_is_filtered_and_read_page_by_page(auditor: Sender, writer: Sender) -> None:
    for _ in range(3):
        writer.store("sources", **YEARBOOK)
    first, second, third = auditor.get("audit")["items"]
    assert auditor.ids("audit") == [first["id"], second["id"], third["id"]]
    assert second["id"] in auditor.ids("audit", since=second["at"], actor="writer")
    assert auditor.ids("audit", until=first["at"]) == auditor.ids("audit", actor="auditor") == []
    assert auditor.ids("audit", thing=third["things"][0], action="created") == [third["id"]]
    assert auditor.ids("audit", operation="create_source", kind="source", since="2004-09-24T00:00:00+05:00")
    assert auditor.ids("audit", collection="default") == []


@pytest.mark.parametrize(
    "query", [{"since": "yesterday"}, {"action": "seen"}, {"kind": "figure"}, {"collection": "A B"}, {"who": "me"}]
)
def test_a_filter_that_makes_no_sense_is_refused(auditor: Sender, query: dict[str, str]) -> None:
    assert auditor.ask("GET", "audit", **query).status_code == 422


def test_nothing_of_the_log_can_be_changed(auditor: Sender, writer: Sender) -> None:
    writer.store("sources", **YEARBOOK)
    (entry,) = auditor.ids("audit")
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        assert auditor.ask(method, f"audit/{entry}").status_code == auditor.ask(method, "audit").status_code == 405


def test_an_administrator_of_a_collection_reads_what_was_done_there(
    client: FlaskClient, issue: Issuer, auditor: Sender
) -> None:
    for slug in ("mine", "theirs"):
        auditor.store("collections", slug=slug, title=slug)
    mine = Sender(client, issue(Scope.ADMIN, "mine"))
    seen = mine.ids("audit")
    assert seen == auditor.ids("audit", collection="mine") == mine.ids("audit", collection="mine")
    assert mine.ids("audit", collection="theirs") == mine.ids("audit", thing="theirs") == []
    (hidden,) = auditor.ids("audit", collection="theirs")
    assert mine.ask("GET", f"audit/{hidden}").status_code == 404


def test_without_tokens_it_is_somebody_unknown(client: FlaskClient, services: Services) -> None:
    context.attach(client.application, services)
    client.post("/v1/sources", json=YEARBOOK)
    (entry,) = client.get("/v1/audit").get_json()["items"]
    assert (entry["actor"], entry["token_id"], entry["operation"]) == ("anonymous", None, "create_source")
