"""A collector of traces: takes what OpenTelemetry sends by OTLP over HTTP, and keeps it."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Sent:
    """A span as it arrived; ids in hexadecimal, ``process`` says what its process said of itself."""

    name: str
    trace: str
    id: str
    parent: str
    kind: int
    error: bool
    attributes: Mapping[str, Any]
    process: Mapping[str, Any]


@dataclass
class Collector:
    """Where to send to, and what came."""

    url: str = ""
    spans: list[Sent] = field(default_factory=list)

    def trace(self, trace_id: str, least: int) -> list[Sent]:
        """The spans of a trace, once there are so many."""
        deadline = time.monotonic() + 20
        while True:
            found = [span for span in self.spans if span.trace == trace_id]
            if len(found) >= least:
                return found
            assert time.monotonic() < deadline, [span.name for span in self.spans]
            time.sleep(0.02)


@contextmanager
def collector() -> Iterator[Collector]:
    """One that runs while the block does."""
    came = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            assert self.path == "/v1/traces"
            came.spans += _read(ExportTraceServiceRequest.FromString(body))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    came.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield came
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _read(request: ExportTraceServiceRequest) -> Iterator[Sent]:
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Sent(
                    name=span.name,
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    kind=span.kind,
                    error=span.status.code == 2,
                    attributes=_values(span.attributes),
                    process=_values(resource.resource.attributes),
                )


def _values(attributes: Any) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value") or "string_value") for pair in attributes}
