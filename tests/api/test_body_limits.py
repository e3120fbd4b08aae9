"""How large a body may be: as much as its operation has use for."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api import body_limits
from service.api.body_limits import MEBIBYTE
from service.settings import Settings

BOUNDS = [
    ("/v1/evaluations", 1),
    ("/v1/claims", 1),
    ("/v1/sources", 1),
    ("/v1/collections", 1),
    ("/v1/checks", 1),
    ("/v1/waivers", 1),
    ("/v1/reports", 1),
    ("/v1/results/verify", 16),
    ("/v1/documents", 8),
    ("/v1/lint", 8),
    ("/v1/claims/batch", 16),
    ("/v1/check", 16),
]


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """Where things are stored has nothing to do with it."""
    return Settings(database_url=sqlite_url)


@pytest.mark.parametrize(("path", "mebibytes"), BOUNDS)
@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_byte_more_is_too_much(client: FlaskClient, path: str, mebibytes: int, framing: str) -> None:
    body = b'{"x":"' + b"a" * (mebibytes * MEBIBYTE - 8) + b'"}'

    def status(extra: bytes) -> tuple[int, str]:
        if framing == "length":
            response = client.post(path, data=body + extra, content_type="application/json")
        else:
            response = client.post(
                path,
                input_stream=BytesIO(body + extra),
                content_type="application/json",
                environ_overrides={"wsgi.input_terminated": True},
            )
        return response.status_code, response.get_json()["detail"]

    assert status(b"")[0] == 422
    assert status(b" ") == (413, f"the body of this request has at most {mebibytes} MiB")


@pytest.mark.parametrize(("path", "mebibytes"), BOUNDS)
def test_the_server_knows_before_it_has_come(app: Flask, path: str, mebibytes: int) -> None:
    assert body_limits.largest(app, "POST", path) == mebibytes * MEBIBYTE


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/nowhere"), ("PUT", "/v1/claims"), ("GET", "/v1/claims"), ("", "%")]
)
def test_where_nothing_is_to_be_sent_little_is_waited_for(app: Flask, method: str, path: str) -> None:
    assert body_limits.largest(app, method, path) == MEBIBYTE
