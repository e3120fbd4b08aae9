"""Traces and the log of a server: one request, one name, wherever it leaves a mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.otlp import Collector, collector
from tests.serving import Serving

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SERVER = 2  # of SpanKind in OTLP
CHECK = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}


@pytest.fixture
def traces() -> Iterator[Collector]:
    """What was sent to a collector."""
    with collector() as running:
        yield running


def settings(database_url: str, redis_url: str, endpoint: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "CLAIMCHECK_CACHE_BUDGET_MS": "5000",
        "CLAIMCHECK_ACCESS_LOG": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }


def entries(serving: Serving) -> list[dict[str, Any]]:
    """The lines of the log, of which each is an object."""
    return [json.loads(line) for line in serving.log().splitlines()]


def test_a_request_is_one_trace_through_database_cache_and_engine_and_the_log_names_it(
    traces: Collector, postgresql_url: str, redis_url: str, tmp_path: Path
) -> None:
    serving = Serving(tmp_path / "log", **settings(postgresql_url, redis_url, traces.url), CLAIMCHECK_WORKERS="1")
    try:
        serving.wait()
        headers = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
        answer = httpx.post(f"{serving.url}/v1/evaluations", json=CHECK, headers=headers).raise_for_status()
        missing = httpx.get(f"{serving.url}/v1/claims/01a21046-1e1d-7345-acf9-b00fe67b9573")
        spans = traces.trace(TRACE, 4)
        stored = traces.trace(missing.headers["X-Request-ID"], 2)
    finally:
        serving.end()

    (request,) = [span for span in spans if span.kind == SERVER]
    assert (request.name, request.parent) == ("POST /v1/evaluations", CALLER)
    assert answer.headers["traceparent"] == f"00-{TRACE}-{request.id}-01"
    assert answer.headers["X-Request-ID"] == TRACE
    assert {"redis", "evaluate"} <= {span.name for span in spans}
    assert all(span.parent for span in spans)

    # One that came with no trace begins its own, and is named by it.
    (request,) = [span for span in stored if span.kind == SERVER]
    assert (request.name, request.parent) == ("GET /v1/claims/{claim_id}", "")
    assert request.attributes["http.response.status_code"] == 404
    statements = [span for span in stored if "db.query.text" in span.attributes]
    assert {span.attributes["db.system.name"] for span in statements} == {"postgresql"}
    assert all(span.parent == request.id for span in statements)

    (logged,) = [entry for entry in entries(serving) if entry.get("trace_id") == TRACE]
    assert (logged["request_id"], logged["caller"], logged["path"]) == (TRACE, "anonymous", "/v1/evaluations")
    assert not [entry for entry in entries(serving) if entry.get("level") in {"WARNING", "ERROR", "CRITICAL"}]
