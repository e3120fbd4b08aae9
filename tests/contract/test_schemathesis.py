"""Whatever the contract allows, and much that it does not, is answered as the contract says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import httpx
import pytest
import schemathesis
from _pytest.mark.structures import ParameterSet
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import CheckFunction
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, create_test
from schemathesis.generation.hypothesis.builder import HypothesisTestMode as Mode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from service.api import document

Case = schemathesis.Case[Any]
Operation = APIOperation[Any, Any, Any, Any]
FIGURE = {"value": "18000", "unit": "KZT"}

# A condition that fails is a reason to refuse a body that makes no sense, as good as any.
REFUSALS = ["400", "404", "405", "409", "412", "413", "415", "422"]
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})

schema = schemathesis.openapi.from_dict(document(), config=CONFIG)

# A schema cannot tell which texts are units, or which claims exist: what fits it may still be refused with 422.
EXCLUDED: list[CheckFunction] = [positive_data_acceptance]
# A receipt that lacks something or was tampered with is no bad request: the answer tells that it does not stand.
VERIFYING = "POST /v1/results/verify"

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

# Its body is made of what other operations take too, in thousands of combinations.
OF_PARTS = {"POST /v1/check"}


def operations() -> Iterator[ParameterSet]:
    """All operations of the contract, by their names."""
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        yield pytest.param(result.ok(), id=result.ok().label)


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
def filter_case(_context: Any, case: Case) -> bool:
    """Leave out bodies that should be no text and, being sent as text, are one."""
    return not (case.media_type or "").startswith("text/") or isinstance(case.body, str)


def excluded(case: Case) -> list[CheckFunction]:
    """What is not asked of an answer."""
    return [*EXCLUDED, negative_data_rejection] if case.operation.label == VERIFYING else EXCLUDED


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


def tried(operation: Operation, modes: list[Mode], how: settings, send: Callable[[Case], None]) -> None:
    """Send what an operation takes, and what it does not.

    `schema.parametrize` would make up all requests for all operations in each process that collects tests.
    """

    def test(case: Case) -> None:
        send(case)

    config = HypothesisTestConfig(project=schema.config, modes=modes, explicit_settings=how)
    create_test(operation=operation, test_func=test, config=config)()


@pytest.mark.parametrize("operation", list(operations()))
def test_the_application_keeps_to_its_contract(operation: Operation, filled_app: Flask) -> None:
    def send(case: Case) -> None:
        case.call_and_validate(app=filled_app, excluded_checks=excluded(case))

    tried(operation, [Mode.EXAMPLES, Mode.FUZZING], usual, send)


@pytest.mark.parametrize("operation", list(operations()))
def test_the_server_keeps_to_its_contract(operation: Operation, filled_server: str) -> None:
    def send(case: Case) -> None:
        case.call_and_validate(base_url=filled_server, excluded_checks=excluded(case))

    # What can be enumerated is sent once, to the server, which is the application and more.
    modes = [Mode.EXAMPLES, Mode.FUZZING] if operation.label in OF_PARTS else list(Mode)
    tried(operation, modes, settings(usual, max_examples=5), send)
