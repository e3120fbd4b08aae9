"""How a token is sent, looked at and told of."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import create_environ

from service.api import access, build_app, context
from service.application.access import Scope
from service.application.errors import Unavailable
from service.application.services import Services
from service.bootstrap import create_app
from service.settings import Settings
from tests.api.access.asking import SOURCE
from tests.api.access.conftest import Issuer
from tests.gone import Gone

COLLECTIONS = "/v1/collections"


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """How to run: by oneself, which is enough for what no database decides."""
    return Settings(database_url=sqlite_url)


@pytest.fixture
def open_client(app: Flask, services: Services) -> FlaskClient:
    """Sends requests to a service that asks for no tokens."""
    context.attach(app, services)
    return app.test_client()


class TestSending:
    @pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
    def test_the_name_of_the_scheme_may_be_written_anyhow(
        self, client: FlaskClient, issue: Issuer, scheme: str
    ) -> None:
        response = client.get(COLLECTIONS, headers={"Authorization": f"{scheme} {issue.text()} "})
        assert response.status_code == 200

    @pytest.mark.parametrize("given", ["Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer \xe9"])
    def test_what_is_no_token_is_refused_as_one_that_is_not_good(self, client: FlaskClient, given: str) -> None:
        response = client.get(COLLECTIONS, headers={"Authorization": given})
        assert response.status_code == 401
        assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]

    @pytest.mark.parametrize("given", ["Basic bWU6aHVudGVyMg==", "Digest x", "hunter2", ""])
    def test_another_scheme_is_no_token(self, client: FlaskClient, open_client: FlaskClient, given: str) -> None:
        assert open_client.get(COLLECTIONS, headers={"Authorization": given}).status_code == 200

    @pytest.mark.parametrize("given", ["Basic bWU6aHVudGVyMg==", ""])
    def test_where_tokens_are_asked_for_it_is_asked_for_one(self, client: FlaskClient, given: str) -> None:
        response = client.get(COLLECTIONS, headers={"Authorization": given})
        assert response.status_code == 401
        # RFC 6750, 3.1: no error code for those who sent none.
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="claimcheck"'

    def test_in_the_address_where_logs_would_show_it_it_is_not_taken(self, client: FlaskClient, issue: Issuer) -> None:
        response = client.get(COLLECTIONS, query_string={"access_token": issue.text()})
        assert response.status_code == 401

    def test_one_that_is_sent_is_looked_at_even_where_none_is_needed(
        self, open_client: FlaskClient, issue: Issuer
    ) -> None:
        assert open_client.get(COLLECTIONS, headers={"Authorization": issue.revoked()}).status_code == 401
        limited = {"Authorization": issue(Scope.READ)}
        assert open_client.get(COLLECTIONS, headers=limited).status_code == 200
        assert open_client.post("/v1/sources", json=SOURCE, headers=limited).status_code == 403
        assert open_client.post("/v1/sources", json=SOURCE).status_code == 201


class TestAddresses:
    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/problems/stale", "/openapi.json", "/docs", "/"])
    def test_what_tells_nothing_that_is_stored_is_open(self, client: FlaskClient, path: str) -> None:
        assert client.get(path).status_code in {200, 302}

    def test_health_does_not_hang_on_a_token(self, client: FlaskClient) -> None:
        assert client.get("/healthz", headers={"Authorization": "Bearer hunter2"}).status_code == 200

    def test_the_server_is_told_whose_token_was_found_good_and_of_no_other(
        self, client: FlaskClient, issue: Issuer
    ) -> None:
        good = issue(Scope.READ)
        told = []
        for path, sent in (
            (COLLECTIONS, good),
            (COLLECTIONS, good.replace("Bearer ", "bearer  ")),
            ("/healthz", good),
            (COLLECTIONS, issue.revoked()),
            ("/healthz", "Bearer hunter2"),
        ):
            environ = create_environ(path, headers={"Authorization": sent})
            list(client.application(environ, lambda *_: lambda _: None))
            told.append(environ.get("REMOTE_USER"))
        assert told[0]
        assert told == [told[0], told[0], None, None, None]

    def test_a_head_is_asked_as_a_get_is(self, client: FlaskClient, issue: Issuer) -> None:
        assert client.head(COLLECTIONS).status_code == 401
        assert client.head(COLLECTIONS, headers={"Authorization": issue(Scope.READ)}).status_code == 200

    def test_what_the_contract_tells_anybody_the_service_does_too(self, client: FlaskClient) -> None:
        assert client.options(COLLECTIONS).status_code == 204
        assert client.get("/v1/nothing").status_code == 404
        assert client.put(COLLECTIONS).status_code == 405

    def test_who_is_not_known_learns_nothing_else(self, client: FlaskClient) -> None:
        for request in (
            client.get(f"{COLLECTIONS}?nonsense=1"),
            client.post("/v1/claims", data="{", content_type="application/json"),
            client.post("/v1/claims", data=b"x" * (17 << 20), content_type="application/json"),
            client.get("/v1/claims/01a21046-1e1d-7345-acf9-b00fe67b9573"),
        ):
            assert request.status_code == 401

    def test_an_address_that_does_not_tell_what_it_needs_stops_the_start(self, services: Services) -> None:
        app = build_app(services)
        app.add_url_rule("/forgotten", "forgotten", lambda: Response("x"))
        with pytest.raises(RuntimeError, match="forgotten"):
            access.require_complete(app)

    def test_and_would_be_answered_to_nobody(self, services: Services, caplog: pytest.LogCaptureFixture) -> None:
        app = build_app(services)
        app.add_url_rule("/forgotten", "forgotten", lambda: Response("x"))
        with caplog.at_level(logging.CRITICAL):
            assert app.test_client().get("/forgotten").status_code == 500


class TestFactories:
    @pytest.mark.parametrize(("anonymous", "status"), [(False, 401), (True, 200)])
    def test_under_another_server_which_may_listen_anywhere_tokens_are_asked_for_unless_told_otherwise(
        self, sqlite_url: str, anonymous: bool, status: int
    ) -> None:
        app = create_app(Settings(database_url=sqlite_url, allow_anonymous=anonymous))
        assert app.test_client().get(COLLECTIONS).status_code == status
        app.extensions["claimcheck"].close()


class TestCallers:
    def test_the_log_of_requests_gets_the_name_and_not_the_token(
        self, app: Flask, client: FlaskClient, issue: Issuer
    ) -> None:
        text = issue.text(name="nightly")
        seen: list[dict[str, Any]] = []
        inner = app.wsgi_app

        def outer(environ: dict[str, Any], start: Any) -> Any:
            seen.append(environ)
            return inner(environ, start)

        app.wsgi_app = outer  # type: ignore[method-assign,assignment]
        try:
            client.get(COLLECTIONS, headers={"Authorization": f"Bearer {text}"})
            client.get("/healthz")
        finally:
            app.wsgi_app = inner  # type: ignore[method-assign]
        assert [environ["claimcheck.caller"].name for environ in seen] == ["nightly", "anonymous"]
        assert text.split("_")[2] not in repr(seen[0]["claimcheck.caller"])

    def test_a_key_is_its_tokens_own(self, client: FlaskClient, issue: Issuer) -> None:
        first, second = ({"Authorization": issue(Scope.WRITE), "Idempotency-Key": "one"} for _ in range(2))
        answers = [client.post("/v1/sources", json=SOURCE, headers=headers) for headers in (first, second, first)]
        assert [answer.status_code for answer in answers] == [201, 201, 201]
        one, other, again = (answer.get_json()["id"] for answer in answers)
        assert one == again != other
        # With another body it would be refused, were it the same key.
        assert client.post("/v1/sources", json={**SOURCE, "title": "x"}, headers=second).status_code == 422

    def test_nobody_gets_at_the_answer_of_another_by_spelling_its_key(
        self, open_client: FlaskClient, issue: Issuer
    ) -> None:
        headers = {"Authorization": issue(Scope.WRITE), "Idempotency-Key": "one"}
        stored = open_client.post("/v1/sources", json=SOURCE, headers=headers).get_json()["id"]
        for key in ("one", f"{stored} one", f"{stored}one"):
            other = open_client.post("/v1/sources", json=SOURCE, headers={"Idempotency-Key": key})
            assert other.get_json()["id"] != stored

    def test_while_the_database_does_not_answer_nobody_is_taken_at_his_word(
        self, app: Flask, client: FlaskClient, issue: Issuer, services: Services
    ) -> None:
        headers = {"Authorization": issue()}
        gone = Gone(Unavailable("the database cannot be reached"))
        context.attach(app, replace(services, tokens_required=True, unit_of_work=gone))
        body = {"kind": "equal", "figures": {"left": {"value": "1"}, "right": {"value": "1"}}}
        assert client.post("/v1/evaluations", json=body, headers=headers).status_code == 503
        assert client.get("/healthz", headers=headers).status_code == 200


def test_no_answer_and_no_log_tells_a_secret(
    client: FlaskClient, issue: Issuer, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Response:
        raise RuntimeError("something broke")

    text = issue.text()
    monkeypatch.setitem(app.view_functions, "check_kinds.list_check_kinds", fail)
    headers = {"Authorization": f"Bearer {text}"}
    with caplog.at_level(logging.DEBUG):
        answers = [
            client.get("/v1/check-kinds", headers=headers),
            client.get("/v1/claims/nothing", headers=headers),
            client.get(COLLECTIONS, headers={"Authorization": f"Bearer {text}x"}),
            client.post("/v1/claims", data="{", content_type="application/json", headers=headers),
        ]
    assert [answer.status_code for answer in answers] == [500, 404, 401, 400]
    secret = text.split("_")[2]
    assert caplog.records
    assert secret not in caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for answer in answers:
        assert secret not in answer.get_data(as_text=True) + str(answer.headers)
