"""Whatever the contract allows, and much that it does not, is answered as the contract says."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import httpx
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import CheckFunction
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.api import document

FIGURE = {"value": "18000", "unit": "KZT"}

# A condition that fails is a reason to refuse a body that makes no sense, as good as any.
REFUSALS = ["400", "404", "405", "409", "412", "413", "415", "422"]
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})

schema = schemathesis.openapi.from_dict(document(), config=CONFIG)

# A schema cannot tell which texts are units, or which claims exist: what fits it may still be refused with 422.
EXCLUDED: list[CheckFunction] = [positive_data_acceptance]

UUID = re.compile(r"[0-9a-f-]{36}", re.IGNORECASE).fullmatch
FITS = {
    "claim_id": UUID,
    "source_id": UUID,
    "check_id": UUID,
    "report_id": UUID,
    "waiver_id": UUID,
    "document_id": UUID,
    "revision": re.compile(r"[1-9][0-9]{0,8}").fullmatch,
}
ANY = re.compile(r"[a-z0-9-]+").fullmatch

usual = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

# What is stored where the current test sends its requests, by the name of the parameter that leads to it.
stored: dict[str, str] = {}


def as_it_is(_context: Any, value: Any) -> bytes:
    """Text, as JSON lines are too, as it is sent."""
    return value.encode(errors="surrogatepass") if isinstance(value, str) else str(value).encode()


for media_type in ("application/x-ndjson", "text/plain", "text/markdown", "text/csv"):
    schemathesis.serializer(media_type)(as_it_is)


@schema.hook
def map_path_parameters(_context: Any, path_parameters: dict[str, Any]) -> dict[str, Any]:
    """Lead every other request to something that is there, unless its address is meant to make no sense."""
    given = path_parameters or {}
    if not all(FITS.get(name, ANY)(str(value)) for name, value in given.items()) or crc32(repr(given).encode()) % 2:
        return given
    return {name: stored.get(name, value) for name, value in given.items()}


@schema.hook
def filter_query(_context: Any, query: dict[str, Any] | None) -> bool:
    """Leave out what makes a request line so long that the server refuses it before the application sees it."""
    return len(urlencode(query or {}, doseq=True)) < 8000


@schema.hook
def filter_case(_context: Any, case: schemathesis.Case[Any]) -> bool:
    """Leave out bodies that should be no text and, being sent as text, are one."""
    return not (case.media_type or "").startswith("text/") or isinstance(case.body, str)


def fill(send: Any) -> None:
    """Store one of everything."""
    stored.clear()
    stored["slug"] = send("/v1/collections", {"slug": "cotton", "title": "Cotton"})["slug"]
    stored["source_id"] = send("/v1/sources", {"title": "A", "kind": "article"})["id"]
    stored["claim_id"] = send("/v1/claims", {"source_id": stored["source_id"], "figure": FIGURE})["id"]
    stored["revision"] = "1"
    figures = {"left": {"claim": stored["claim_id"]}, "right": FIGURE}
    stored["check_id"] = send("/v1/checks", {"name": "x", "kind": "equal", "figures": figures})["id"]
    wrong = {"left": FIGURE, "right": {"value": "4", "unit": "KZT"}}
    failing = send("/v1/checks", {"name": "y", "kind": "equal", "figures": wrong})["id"]
    stored["waiver_id"] = send("/v1/waivers", {"check": failing, "reason": "known"})["id"]
    stored["digest"] = send("/v1/evaluations", {"kind": "equal", "figures": {"left": FIGURE, "right": FIGURE}})[
        "digest"
    ]
    written = {"source_id": stored["source_id"], "text": "It is 12 km (8.5 miles)."}
    stored["document_id"] = send("/v1/documents", written)["id"]
    stored["report_id"] = send("/v1/reports", {"collection": "cotton"})["id"]
    stored["name"] = "stale"


@pytest.fixture(scope="module")
def filled_app(stored_app: Flask) -> Flask:
    """The application with one of everything."""
    client = stored_app.test_client()
    fill(lambda path, body: client.post(path, json=body).get_json())
    return stored_app


@pytest.fixture(scope="module")
def filled_server(server: str) -> str:
    """The server with one of everything."""
    fill(lambda path, body: httpx.post(server + path, json=body).json())
    return server


@schema.parametrize()
@usual
def test_the_application_keeps_to_its_contract(case: schemathesis.Case[Any], filled_app: Flask) -> None:
    case.call_and_validate(app=filled_app, excluded_checks=EXCLUDED)


@schema.parametrize()
@settings(usual, max_examples=5)
def test_the_server_keeps_to_its_contract(case: schemathesis.Case[Any], filled_server: str) -> None:
    case.call_and_validate(base_url=filled_server, excluded_checks=EXCLUDED)
