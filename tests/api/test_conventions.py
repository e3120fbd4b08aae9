"""What every resource has in common: problems, names of requests, methods, addresses, caching."""

import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from service.api.problems import TYPES
from service.application.errors import Unavailable
from service.application.services import Services
from tests.api.conftest import Json

TRACE = "0af7651916cd43dd8448eb211c80319c"


class TestProblems:
    def test_an_unknown_address_is_a_problem(self, client: FlaskClient) -> None:
        response = client.get("/v1/nothing")
        assert response.status_code == 404
        assert response.content_type == "application/problem+json"
        assert response.get_json() == {
            "type": "/problems/not-found",
            "title": "There is no such thing",
            "status": 404,
            "detail": "there is nothing at /v1/nothing",
            "errors": [],
            "request_id": response.headers["X-Request-ID"],
        }

    @pytest.mark.parametrize("path", ["/v1/claims/1", "/v1/claims/01a21046-1e1d-7345-acf9", "/v1/collections/UPPER%00"])
    def test_what_does_not_look_like_an_id_leads_nowhere(self, client: FlaskClient, path: str) -> None:
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("resource", ["claim", "source", "check", "waiver", "document"])
    def test_an_id_that_nothing_has_is_named(self, client: FlaskClient, resource: str) -> None:
        missing = "01a21046-1e1d-7345-acf9-b00fe67b9573"
        response = client.get(f"/v1/{resource}s/{missing}")
        assert response.status_code == 404
        assert response.get_json()["detail"] == f"there is no {resource} {missing}"

    def test_a_slash_at_the_end_is_another_address(self, client: FlaskClient) -> None:
        response = client.post("/v1/claims/", json={})
        assert response.status_code == 404
        assert "no slash at the end" in response.get_json()["detail"]
        assert client.get("/v1//claims").status_code == 404

    def test_a_method_that_is_not_allowed_tells_those_that_are(self, client: FlaskClient) -> None:
        response = client.put("/v1/claims")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
        assert response.get_json()["type"] == "/problems/method-not-allowed"

    def test_a_fault_of_the_service_tells_nothing_of_its_inside(
        self, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail() -> Response:
            raise RuntimeError("SELECT secret FROM drawer")

        monkeypatch.setitem(app.view_functions, "service.get_health", fail)
        with caplog.at_level(logging.ERROR):
            response = client.get(
                "/healthz", headers={"X-Request-ID": "mine", "traceparent": f"00-{TRACE}-{'b' * 16}-01"}
            )
        assert response.status_code == 500
        assert response.get_json()["type"] == "/problems/internal-error"
        assert "secret" not in response.get_data(as_text=True)
        (record,) = caplog.records
        assert "secret" in caplog.text
        assert (record.__dict__["request_id"], record.__dict__["trace_id"]) == ("mine", TRACE)

    def test_a_database_out_of_reach_is_worth_another_try(
        self, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: Any) -> Response:
            raise Unavailable("the database cannot be reached")

        monkeypatch.setitem(app.view_functions, "claims.get_claim", fail)
        response = client.get("/v1/claims/01a21046-1e1d-7345-acf9-b00fe67b9573")
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "1"

    @pytest.mark.parametrize("name", TYPES)
    def test_every_type_is_explained_where_it_points(self, client: FlaskClient, name: str) -> None:
        kind = client.get(f"/problems/{name}").get_json()
        assert kind["type"] == f"/problems/{name}"
        assert kind["status"] == TYPES[name].status
        assert kind["description"].endswith(".")

    def test_no_other_type_is(self, client: FlaskClient) -> None:
        assert client.get("/problems/nothing").status_code == 404


class TestNames:
    def test_a_request_may_bring_its_name(self, client: FlaskClient) -> None:
        assert client.get("/healthz", headers={"X-Request-ID": "nightly-17"}).headers["X-Request-ID"] == "nightly-17"

    @pytest.mark.parametrize("name", ["", "two words", "x" * 129, 'quo"te', "é"])
    def test_a_name_unfit_for_logs_is_replaced(self, client: FlaskClient, name: str) -> None:
        response = client.get("/healthz", headers={"X-Request-ID": name})
        assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-ID"])

    def test_each_request_gets_a_name_of_its_own(self, client: FlaskClient) -> None:
        names = {client.get("/healthz").headers["X-Request-ID"] for _ in range(10)}
        assert len(names) == 10

    def test_a_trace_is_carried_on(self, client: FlaskClient) -> None:
        response = client.get("/healthz", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
        version, trace, span, flags = response.headers["traceparent"].split("-")
        assert (version, trace, flags) == ("00", TRACE, "01")
        assert span != "00f067aa0ba902b7"
        assert response.headers["X-Request-ID"] == TRACE

    @pytest.mark.parametrize(
        "trace",
        [
            "nonsense",
            f"00-{'0' * 32}-00f067aa0ba902b7-01",
            f"00-{TRACE}-{'0' * 16}-01",
            f"ff-{TRACE}-00f067aa0ba902b7-01",
            f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
        ],
    )
    def test_a_trace_that_is_none_is_dropped(self, client: FlaskClient, trace: str) -> None:
        assert "traceparent" not in client.get("/healthz", headers={"traceparent": trace}).headers


class TestMethods:
    @pytest.mark.parametrize("path", ["/v1/claims", "/v1/collections/default", "/healthz", "/openapi.json"])
    def test_head_is_get_without_the_body(self, client: FlaskClient, path: str) -> None:
        got, head = client.get(path), client.head(path)
        assert head.status_code == 200
        assert head.get_data() == b""
        for name in ("Content-Type", "Content-Length", "ETag"):
            assert head.headers.get(name) == got.headers.get(name)

    @pytest.mark.parametrize(
        ("path", "methods"),
        [
            ("/v1/claims", "GET, HEAD, OPTIONS, POST"),
            ("/v1/collections/default", "DELETE, GET, HEAD, OPTIONS, PATCH"),
            ("/v1/documents", "GET, HEAD, OPTIONS, POST"),
            ("/v1/evaluations", "OPTIONS, POST"),
            ("/v1/lint", "OPTIONS, POST"),
        ],
    )
    def test_options_tells_the_methods(self, client: FlaskClient, path: str, methods: str) -> None:
        response = client.options(path)
        assert (response.status_code, response.headers["Allow"], response.get_data()) == (204, methods, b"")


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/v1/claims", "/healthz", "/docs", "/docs/assets/favicon-32x32.png", "/openapi.json", "/nowhere"]
    )
    def test_no_browser_guesses_frames_or_leaks_anything(self, client: FlaskClient, path: str) -> None:
        with client.get(path) as response:
            headers = response.headers
        assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
        assert headers.getlist("X-Frame-Options") == ["DENY"]
        assert headers.getlist("Referrer-Policy") == ["no-referrer"]
        assert headers.getlist("Cross-Origin-Resource-Policy") == ["same-origin"]
        (policy,) = headers.getlist("Content-Security-Policy")
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy

    @pytest.mark.parametrize("path", ["/v1/claims", "/healthz", "/nowhere", "/v1/claims?no=such"])
    def test_of_data_nothing_is_run_or_loaded(self, client: FlaskClient, path: str) -> None:
        policy = client.get(path).headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'"

    def test_a_report_as_a_page_allows_its_own_style_and_nothing_else(self, client: FlaskClient, claim: Json) -> None:
        report = client.post("/v1/reports", json={"collection": claim["collection"]}).get_json()
        headers = client.get(f"/v1/reports/{report['id']}?format=html").headers
        (policy,) = headers.getlist("Content-Security-Policy")
        style, _, rest = policy.removeprefix("default-src 'none'; style-src 'sha256-").partition("'; ")
        assert re.fullmatch(r"[A-Za-z0-9+/=]+", style)
        assert rest == "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        assert headers["Cache-Control"].startswith(("private", "no-store"))

    def test_whoever_came_by_tls_is_to_come_by_tls_again(self, client: FlaskClient) -> None:
        assert "Strict-Transport-Security" not in client.get("/healthz").headers
        secure = client.get("/healthz", base_url="https://localhost")
        assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"

    def test_what_is_kept_is_kept_by_its_caller_alone_and_revalidated(self, client: FlaskClient, claim: Json) -> None:
        first = client.get(f"/v1/claims/{claim['id']}")
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = client.get(f"/v1/claims/{claim['id']}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-cache")
        assert client.get("/v1/claims/nothing").headers["Cache-Control"] == "no-store"

    def test_the_pages_load_nothing_from_elsewhere(self, client: FlaskClient) -> None:
        response = client.get("/docs")
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "http" not in policy
        assert "http" not in re.sub(r"<!doctype.*?>", "", response.get_data(as_text=True))

    def test_the_assets_of_the_pages_are_here(self, client: FlaskClient) -> None:
        page = client.get("/docs").get_data(as_text=True)
        assets = re.findall(r'(?:src|href|data-url)="([^"]+)"', page)
        assert len(assets) >= 6
        for asset in assets:
            with client.get(asset) as response:
                assert response.status_code == 200, asset

    def test_nothing_else_of_the_packages_is(self, client: FlaskClient) -> None:
        assert client.get("/docs/assets/oauth2-redirect.html").status_code == 404
        assert client.get("/docs/assets/..%2f__init__.py").status_code == 404

    def test_a_browser_that_comes_to_the_door_is_shown_in(self, client: FlaskClient) -> None:
        response = client.get("/")
        assert (response.status_code, response.headers["Location"]) == (302, "/docs")


class TestHealth:
    def test_a_process_that_answers_lives(self, client: FlaskClient) -> None:
        assert client.get("/healthz").get_json() == {"status": "ok"}

    def test_ready_is_database_and_migrations_with_the_cache_reported(self, client: FlaskClient) -> None:
        response = client.get("/readyz")
        body = response.get_json()
        assert response.status_code == 200
        assert (body["status"], body["database"]) == ("ready", {"reachable": True, "current": True})
        assert body["cache"]["kind"] in {"redis", "memory"}
        assert body["cache"]["reachable"] is True

    def test_without_a_database_it_is_not_ready(self, services: Services) -> None:
        from service.api import build_app
        from service.application.services import Readiness

        state = Readiness(schema=None, cache={"kind": "redis", "reachable": False, "failures": {}})
        broken = replace(services, readiness=lambda: state)
        response = build_app(broken).test_client().get("/readyz")
        assert response.status_code == 503
        assert response.get_json()["status"] == "unready"


class TestHosts:
    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
    def test_a_request_for_this_machine_is_answered(self, client: FlaskClient, host: str) -> None:
        assert client.get("/v1/claims", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["example.org", "localhost.example.org:8000", "example.org@localhost", "[::2]", "127.0.0.1.", ""]
    )
    @pytest.mark.parametrize("path", ["/v1/claims", "/openapi.json", "/nothing"])
    def test_one_for_another_name_is_not(self, client: FlaskClient, host: str, path: str) -> None:
        response = client.get(path, headers={"Host": host})
        assert response.status_code == 421
        assert response.get_json()["type"] == "/problems/misdirected"
        assert response.get_json()["errors"][0]["pointer"] == "/Host"
