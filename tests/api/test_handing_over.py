from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, create_environ

from service.api import context, handing_over, helping, json_out
from service.api.resources import RESOURCES
from service.application import documents
from service.application.access import Caller
from service.application.errors import Crowded, TooCostly, Unavailable
from service.application.observing import OCCASION
from service.application.ports import Jobs
from service.application.services import Services
from service.domain.budget import Overrun, pause
from service.settings import Settings
from tests.api.access.asking import EQUAL, TEXT, Things, ask, fill
from tests.bulkhead import AtOnce

Json = dict[str, Any]

HERE = "127.0.0.1"
NEIGHBOUR = "192.0.2.7"
COSTLY = sorted(
    doc["conventions"].operation_id
    for resource in RESOURCES
    for methods in resource._docs.values()
    for doc in methods.values()
    if isinstance(doc, dict) and (costly := doc["conventions"].costly) is not None and costly.tried >= 0
)
# A polynomial that is hardly negative: small to send, and seconds to decide.
HARD = {
    "kind": "expression",
    "figures": {name: {"lower": "-1.37", "upper": "1.41"} for name in "xyz"},
    "relation": "x^4*y^2 + x^2*y^4 - 3*x^2*y^2*z^2 + z^6 < -0.0000000001",
    "policy": {"time_limit": "0.2"},
}


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url)


@pytest.fixture
def bulkhead() -> AtOnce:
    return AtOnce()


@pytest.fixture
def client(app: Flask, services: Services, bulkhead: AtOnce, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(handing_over, "TRIED", 30.0)  # on whatever machine
    bulkhead.do(helping(app))
    context.attach(app, replace(services, bulkhead=bulkhead))
    return app.test_client()


def told(answer: TestResponse) -> tuple[int, Json, Any]:
    """An answer without what is another in each."""
    headers = {name: value for name, value in answer.headers if name != "X-Request-ID"}
    assert len(answer.headers) == len(headers) + 1, "a header twice"
    body = answer.get_data(as_text=True)
    for pattern in (r"[0-9a-f]{8}-[0-9a-f-]{27}", r"\d{4}-\d\d-\d\dT[0-9:.]+Z", r'"request_id":"\w+"', r"[0-9a-f]{32}"):
        body = re.sub(pattern, "…", body)
        headers = {name: re.sub(pattern, "…", value) for name, value in headers.items()}
    return answer.status_code, headers, body


@pytest.mark.parametrize("operation", COSTLY)
def test_a_helper_answers_as_the_process_itself_would(operation: str, client: FlaskClient, bulkhead: AtOnce) -> None:
    things = fill(client, "", "")
    here = told(ask(client, operation, things))
    assert not bulkhead.did
    bulkhead.overdrawn.add(HERE)
    if operation == "change_check":  # what was changed once is not changed again, so it is another one's turn
        here = (here[0], here[1], here[2].replace('"first"', '"second"'))
        things = replace(things, check_id=things.spare_check)
    there = told(ask(client, operation, things))
    assert bulkhead.did == [HERE]
    assert there[0] == here[0] < 300
    assert there[1].keys() == here[1].keys()
    assert there[2] == here[2]


class TestWhoIsAsked:
    def test_what_costs_little_is_answered_where_it_came_in(self, client: FlaskClient, bulkhead: AtOnce) -> None:
        assert client.post("/v1/evaluations", json=EQUAL).status_code == 200
        assert client.post("/v1/lint", json={"text": TEXT}).status_code == 200
        assert not bulkhead.did

    def test_what_turns_out_costly_is_answered_by_a_helper(
        self, client: FlaskClient, bulkhead: AtOnce, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(handing_over, "TRIED", 0.01)
        answer = client.post("/v1/evaluations", json=HARD)
        assert answer.get_json()["reason"] == "limit_exceeded"
        assert bulkhead.did == [HERE]

    def test_what_trying_took_is_charged_to_the_sender(self, client: FlaskClient, bulkhead: AtOnce) -> None:
        client.post("/v1/evaluations", json=EQUAL, environ_base={"REMOTE_ADDR": NEIGHBOUR})
        assert bulkhead.charged.keys() == {NEIGHBOUR}
        assert bulkhead.charged[NEIGHBOUR] > 0

    def test_what_is_large_is_not_tried_first(
        self, client: FlaskClient, bulkhead: AtOnce, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def tried(_seconds: float) -> None:
            raise AssertionError("tried")

        monkeypatch.setattr(handing_over, "metered", tried)
        parts = [{"value": "1", "unit": "%"}] * 1000
        answer = client.post("/v1/evaluations", json={"kind": "shares", "figures": {"parts": parts}})
        assert answer.get_json()["verdict"] == "inconsistent"
        assert len(bulkhead.did) == 1

    def test_nor_is_what_comes_in_pieces_of_which_nobody_knows_how_many(
        self, client: FlaskClient, bulkhead: AtOnce
    ) -> None:
        answer = client.post(
            "/v1/evaluations",
            input_stream=BytesIO(json.dumps(EQUAL).encode()),
            headers={"Transfer-Encoding": "chunked", "Content-Type": "application/json"},
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == 200
        assert len(bulkhead.did) == 1

    def test_nor_is_anything_of_a_sender_who_has_tried_too_much(self, client: FlaskClient, bulkhead: AtOnce) -> None:
        bulkhead.overdrawn.add(HERE)
        client.post("/v1/evaluations", json=EQUAL)
        assert bulkhead.did == [HERE]
        client.post("/v1/evaluations", json=EQUAL, environ_base={"REMOTE_ADDR": NEIGHBOUR})
        assert bulkhead.did == [HERE]

    def test_what_cannot_cost_much_is_never_handed_over(self, client: FlaskClient, bulkhead: AtOnce) -> None:
        bulkhead.overdrawn.add(HERE)
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/claims").status_code == 200
        assert client.get("/v1/evaluations").status_code == 405
        assert not bulkhead.did


class TestWhatComesOfIt:
    @pytest.fixture(autouse=True)
    def _overdrawn(self, bulkhead: AtOnce) -> None:
        bulkhead.overdrawn.add(HERE)

    def test_a_refusal_of_the_view_is_the_same_problem(self, client: FlaskClient) -> None:
        answer = client.post("/v1/evaluations", json={"kind": "equal"}, headers={"X-Request-ID": "mine"})
        assert answer.status_code == 422
        assert answer.get_json()["request_id"] == "mine"
        assert answer.headers.getlist("X-Request-ID") == ["mine"]

    def test_an_error_in_a_helper_is_told_and_logged_under_the_request(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def failing(*_: Any) -> None:
            raise RuntimeError("an error nobody thought of")

        monkeypatch.setattr("service.application.results.evaluate", failing)
        answer = client.post("/v1/evaluations", json=EQUAL, headers={"X-Request-ID": "mine"})
        assert answer.status_code == 500
        assert "an error nobody" not in answer.get_data(as_text=True)
        assert "unexpected error on POST /v1/evaluations" in caplog.text

    def test_memory_that_runs_out_is_for_the_bulkhead_to_tell(
        self, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: Any) -> None:
            raise MemoryError

        monkeypatch.setattr("service.application.results.evaluate", failing)
        environ = {
            **create_environ("/v1/evaluations", method="POST", content_type="application/json"),
            "claimcheck.caller": Caller(name="ann"),
            OCCASION: None,
        }
        with pytest.raises(MemoryError):
            helping(app)(handing_over.Task(environ, b"{}", None))

    @pytest.mark.parametrize(
        ("refusal", "status", "kind"),
        [
            (TooCostly("this takes longer than 45 seconds"), 413, "too-much"),
            (Crowded("so much waits"), 503, "unavailable"),
            (Unavailable("it died"), 503, "unavailable"),
        ],
    )
    def test_what_ended_the_work_is_told(
        self, refusal: Exception, status: int, kind: str, client: FlaskClient, bulkhead: AtOnce
    ) -> None:
        bulkhead.refusal = refusal
        answer = client.post("/v1/evaluations", json=EQUAL)
        assert answer.status_code == status
        assert answer.get_json()["type"] == f"/problems/{kind}"
        assert answer.get_json()["detail"] == str(refusal)
        assert ("Retry-After" in answer.headers) == (status == 503)

    def test_a_report_for_the_background_is_woken_where_there_is_one(
        self, client: FlaskClient, app: Flask, services: Services, bulkhead: AtOnce
    ) -> None:
        things = fill(client, "", "")
        jobs = _Woken()
        context.attach(app, replace(services, bulkhead=bulkhead, report_at_once=0, jobs=jobs))
        answer = ask(client, "create_report", things)
        assert answer.status_code == 202
        assert jobs.woken == 1

    def test_what_is_kept_is_not_computed_again_by_another(self, client: FlaskClient, bulkhead: AtOnce) -> None:
        client.post("/v1/evaluations", json=EQUAL)
        again = client.post("/v1/evaluations", json=EQUAL)
        assert "hit" in again.headers["Cache-Status"]


def test_a_request_that_is_interrupted_has_stored_nothing_and_stores_once(
    client: FlaskClient, bulkhead: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    things: Things = fill(client, "", "")
    before = _stored(client)
    interrupted: list[bool] = []
    create = documents.create

    def interrupt(*given: Any) -> Any:
        created = create(*given)
        if bulkhead.stands and not interrupted:
            interrupted.append(True)
            raise Overrun  # after all of it was written, before it is committed
        return created

    monkeypatch.setattr(documents, "create", interrupt)
    headers = {"Idempotency-Key": "once"}
    body = {"collection": things.slug, "source_id": things.source_id, "text": TEXT}
    first = client.post("/v1/documents", json=body, headers=headers)
    assert first.status_code == 201
    assert (len(interrupted), len(bulkhead.did)) == (1, 1)
    after = _stored(client)
    assert (after[0] - before[0], after[1] - before[1]) == (1, len(first.get_json()["candidates"]))
    again = client.post("/v1/documents", json=body, headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert _stored(client) == after


def test_a_request_that_has_stored_something_is_not_interrupted_any_more(
    client: FlaskClient, bulkhead: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = fill(client, "", "")
    before = _stored(client)
    answer = json_out.answer

    def late(*given: Any) -> Any:
        pause()  # with all of it committed
        return answer(*given)

    monkeypatch.setattr(json_out, "answer", late)
    monkeypatch.setattr(handing_over, "TRIED", 0.0)
    claim = {"statement": "Two kilometres.", "figure": {"value": "2", "unit": "km"}, "source_id": things.source_id}
    told = client.post("/v1/claims/batch", json=[{**claim, "collection": things.slug}])
    assert told.status_code == 201, told.get_json()
    assert bulkhead.did == []
    assert _stored(client) == (before[0], before[1] + 1)


def _stored(client: FlaskClient) -> tuple[int, int]:
    return tuple(len(client.get(f"/v1/{what}").get_json()["items"]) for what in ("documents", "claims"))  # type: ignore[return-value]


class _Woken(Jobs):
    woken = 0

    def start(self) -> None:
        pass

    def wake(self) -> None:
        self.woken += 1

    def close(self) -> None:
        pass
