"""``python -m tools.examples`` prints what the service answers to a story: the examples that the contract shows.

Every operation is asked in it. What was sent and what came back is kept in ``service/api/examples.json``; a test tells
the story again and compares. Ids and times are counted instead of drawn and read, so that it is always told alike.

An operation that the story does not know, and whose address needs nothing stored, is asked with the example that its
view gives; for any other one there has to be a step here.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest import mock
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api import build_app, document
from service.api.contract import METHODS
from service.api.examples import Examples
from service.application import stamps, tokens
from service.application.access import Scope
from service.application.reports import store
from service.application.services import Services
from service.bootstrap import build_services
from service.settings import Settings
from service.storage import upgrade

BEGINNING: Final = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
NAME: Final = "example-request"  # of each request, which the service sends back
JSON: Final = "application/json"

Json = dict[str, Any]


def told() -> Examples:
    """The examples as the service gives them now."""
    with tempfile.TemporaryDirectory() as directory, _counted():
        url = f"sqlite:///{Path(directory) / 'examples.sqlite'}"
        upgrade(url)
        services = build_services(Settings(database_url=url))
        try:
            story = Story(build_app(services).test_client())
            _tell(story)
            story.ask_the_rest()
            _provoke(story)
            _provoke_for_want_of_access(story, services)
        finally:
            services.close()
    return {"operations": story.operations, "problems": story.problems}


@contextmanager
def _counted() -> Iterator[None]:
    """Ids and times one after the other, instead of random ones and the clock's; and nobody is in a hurry."""
    count = itertools.count(1)

    def new_id() -> UUID:
        at = int(BEGINNING.timestamp() * 1000)
        return UUID(int=at << 80 | 7 << 76 | 2 << 62 | next(count))

    class Clock:
        @staticmethod
        def now(_zone: object) -> datetime:
            return BEGINNING + timedelta(milliseconds=next(count))

    patched = ((stamps, "uuid7", new_id), (stamps, "datetime", Clock), (store, "LONGEST_WAIT", 600.0))
    with ExitStack() as stack:
        for where, name, value in patched:
            stack.enter_context(mock.patch.object(where, name, value))
        yield


@dataclass
class Story:
    """Asks operations by their ids, and keeps what each answered the first time."""

    client: FlaskClient
    operations: Json = field(default_factory=dict)
    problems: Json = field(default_factory=dict)
    addresses: Mapping[str, tuple[str, str, Json]] = field(
        default_factory=lambda: {
            item[method]["operationId"]: (method, path, item[method])
            for path, item in document()["paths"].items()
            for method in METHODS
            if method in item
        }
    )

    def ask(self, operation: str, body: Any = None, query: Json | None = None, **path: Any) -> Any:
        """What the operation answers, which must not be a problem."""
        response = self.send(operation, body, query, **path)
        if response.status_code >= 400:
            raise RuntimeError(f"{operation}: {response.get_data(as_text=True)}")
        answer = response.get_json() if response.is_json else None
        kept: Json = {"path": path, "query": query or {}}
        if body is not None:
            kept["body"] = body
        if answer is not None:
            kept["answer"] = {str(response.status_code): answer}
        self.operations.setdefault(operation, kept)
        return answer

    def send(
        self, operation: str, body: Any = None, query: Json | None = None, headers: Json | None = None, **path: Any
    ) -> TestResponse:
        """The response, whatever it is."""
        method, address, _ = self.addresses[operation]
        request: Json = {"method": method, "query_string": query, "headers": {"X-Request-ID": NAME, **(headers or {})}}
        if body is not None:
            request |= {"data": json.dumps(body).encode(), "content_type": JSON}
        return self.client.open(address.format(**path), **request)

    def ask_the_rest(self) -> None:
        """Ask what was not asked, with what its view gives as an example."""
        for name, (_, path, operation) in self.addresses.items():
            if name in self.operations or "{" in path:
                continue
            content = operation.get("requestBody", {}).get("content", {}).get(JSON)
            if content is None:
                self.ask(name)
            elif "example" in content:
                self.ask(name, content["example"])
            elif "examples" in content:
                self.ask(name, next(iter(content["examples"].values()))["value"])

    def provoke(self, response: TestResponse) -> None:
        """Keep the problem that ``response`` tells, as the example for all of its status."""
        self.problems[str(response.status_code)] = response.get_json()


def _tell(story: Story) -> None:
    ask = story.ask
    ask("get_readiness")  # before the cache has anything in it that might be counted otherwise elsewhere
    ask("create_collection", {"slug": "cotton", "title": "The cotton harvest", "description": "Fines and pay in 2004."})
    ask("list_collections", query={"limit": 1})
    ask("get_collection", slug="cotton")
    ask("change_collection", {"title": "The cotton harvest of 2004", "description": None}, slug="cotton")
    source = ask(
        "create_source",
        {
            "publisher": "The Steppe Courier",
            "title": "Cotton pickers fined",
            "kind": "article",
            "url": "https://example.org/2004/09/cotton",
            "published": "2004-09-24",
        },
    )["id"]
    ask("list_sources", query={"limit": 1})
    ask("get_source", source_id=source)
    ask("change_source", {"authors": ["A. Writer"]}, source_id=source)
    ask("delete_source", source_id=ask("create_source", {"title": "Twice by mistake", "kind": "article"})["id"])
    claims = _claims(story, source)
    check = _checks(story, claims)
    result = ask("get_check_result", check_id=check)
    ask("verify_result", result)
    ask("get_result", digest=result["digest"])
    _documents(story, source)
    first = ask("create_report", {"collection": "cotton"})["id"]
    ask("get_report", report_id=first)
    ask("list_reports", query={"collection": "cotton", "limit": 1})
    waiver = ask(
        "create_waiver", {"check": check, "reason": "The editor knows: the fine is to be read as a season's pay."}
    )["id"]
    ask("list_waivers", query={"state": "active"})
    ask("get_waiver", waiver_id=waiver)
    ask("change_waiver", {"expires": "2030-01-01T00:00:00Z"}, waiver_id=waiver)
    ask("revise_claim", {"figure": {"value": "8000"}}, claim_id=claims["fine"])
    ask("list_claim_revisions", claim_id=claims["fine"])
    ask("get_claim_revision", claim_id=claims["fine"], revision=1)
    second = ask("create_report", {"collection": "cotton"})["id"]
    ask("diff_reports", query={"against": first}, report_id=second)
    ask("replay_report", report_id=first)
    ask("combine_reports", {"reports": [second, ask("create_report", {"collection": "default"})["id"]]})
    ask("delete_report", report_id=first)
    ask("delete_waiver", waiver_id=waiver)
    ask("retract_claim", claim_id=claims["mistaken"])
    ask("delete_check", check_id=check)
    ask("create_collection", {"slug": "empty", "title": "Nothing yet"})
    ask("delete_collection", slug="empty")
    entry = ask("list_audit", query={"kind": "claim", "limit": 1})["items"][0]["id"]
    ask("get_audit_entry", entry_id=entry)
    ask("list_units", query={"search": "tenge", "limit": 1})
    ask("get_problem_type", name="incomparable-units")


def _claims(story: Story, source: str) -> dict[str, str]:
    fine = {
        "collection": "cotton",
        "source_id": source,
        "statement": "Each picker was fined 18,000 tenge.",
        "quote": {"exact": "fined 18,000 tenge each", "prefix": "were ", "suffix": " by the police"},
        "attributed_to": "the regional police",
        "measure": "fine",
        "dimensions": {"region": "South Kazakhstan"},
        "figure": {"value": "18000", "unit": "tenge", "qualifier": "exact"},
        "period": "2004",
    }
    pay = {"collection": "cotton", "source_id": source, "measure": "pay", "figure": {"value": "4", "unit": "KZT/kg"}}
    mistaken = {"collection": "cotton", "source_id": source, "figure": {"value": "13", "unit": "person"}}
    first = story.ask("create_claim", fine)["id"]
    story.ask("get_claim", claim_id=first)
    story.ask("list_claims", query={"collection": "cotton", "measure": "fine", "limit": 1})
    second, third = story.ask("create_claims", [pay, mistaken])["ids"]
    return {"fine": first, "pay": second, "mistaken": third}


def _checks(story: Story, claims: Mapping[str, str]) -> str:
    stored = story.ask(
        "create_check",
        {
            "name": "the fine in days' wages",
            "collection": "cotton",
            "kind": "ratio",
            "figures": {
                "fine": {"claim": claims["fine"]},
                "pay": {"claim": claims["pay"]},
                "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
                "numerator": "fine",
                "denominator": "pay * picked",
            },
            "expect": {"max": "30", "unit": "day"},
            "rationale": "Could a picker earn the fine within a month?",
        },
    )
    check: str = stored["id"]
    story.ask("get_check", check_id=check)
    story.ask("list_checks", query={"collection": "cotton", "limit": 1})
    story.ask("change_check", {"expect": {"max": "31"}, "severity": "warning"}, check_id=check)
    return check


def _documents(story: Story, source: str) -> None:
    text = "The ridge road, 12 km (8.5 miles) of gravel, was closed."
    stored = story.ask("create_document", {"collection": "cotton", "source_id": source, "text": text})["id"]
    story.ask("get_document", document_id=stored)
    story.ask("list_documents", query={"collection": "cotton", "limit": 1})
    story.ask("delete_document", document_id=stored)


def _provoke(story: Story) -> None:
    missing = UUID(int=7 << 76 | 2 << 62)
    story.provoke(story.client.post("/v1/evaluations", data=b"{", content_type=JSON, headers={"X-Request-ID": NAME}))
    story.provoke(story.send("get_claim", claim_id=missing))
    story.provoke(story.send("create_collection", {"slug": "cotton", "title": "Again"}))
    story.provoke(story.send("change_collection", {"title": "x"}, headers={"If-Match": '"1"'}, slug="cotton"))
    story.provoke(story.send("evaluate", {"kind": "x" * (1 << 20)}))
    story.provoke(story.client.post("/v1/evaluations", data="x", headers={"X-Request-ID": NAME}))
    mixed = {"left": {"value": "1", "unit": "km"}, "right": {"value": "1", "unit": "kg"}}
    story.provoke(story.send("evaluate", {"kind": "equal", "figures": mixed}))
    report = story.ask("create_report", {})["id"]
    story.provoke(story.send("get_report", headers={"Accept": "image/png"}, report_id=report))


def _provoke_for_want_of_access(story: Story, services: Services) -> None:
    with services.unit_of_work() as uow:
        _, token = tokens.issue(uow, "reader", {Scope.READ})
        _, hasty = tokens.issue(uow, "hasty", {Scope.READ}, rate="1/day")
        uow.commit()
    body = {"title": "Cotton pickers fined", "kind": "article"}
    for text in ("ccheck_expired", token):
        story.provoke(story.send("create_source", body, headers={"Authorization": f"Bearer {text}"}))
    asked = [story.send("list_units", headers={"Authorization": f"Bearer {hasty}"}) for _ in range(2)]
    story.provoke(asked[-1])


def as_text(examples: Examples) -> str:
    """The examples as they are committed."""
    return json.dumps(examples, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text(told()))
