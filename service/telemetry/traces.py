"""Traces for OpenTelemetry, sent by OTLP over HTTP: a span for each request, and for each step that is worth one.

The variables of the standard (``OTEL_…``) say where to and how much of it; they are read when spans begin to be sent.
What people store or ask for is in no span: of statements there is the text without values, of errors the kind.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import Token
from typing import Any, Final

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags, Tracer
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, ExceptionContext

from service.application.ports import Place, Seen
from service.telemetry.metrics import Metrics

# Seconds that a process which ends waits until what it kept back is sent.
LAST_WORDS: Final = 3.0
_LONGEST_STATEMENT: Final = 1000
_STATEMENT_SPAN: Final = "claimcheck_span"

Attributes = Mapping[str, str | float | bool]


class Traced(Metrics):
    """``ports.Observer`` that counts and traces. Traces nothing before ``start``, for its threads survive no fork."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version
        self._provider: TracerProvider | None = None
        self._tracer: Tracer = trace.NoOpTracer()

    def start(self) -> None:
        """Begin to trace, in this process."""
        provider = TracerProvider(resource=Resource.create(_about(self._version)), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._provider = provider
        self._tracer = provider.get_tracer("claimcheck", self._version)

    def close(self) -> None:
        """Send what is left, unless nobody takes it; the second time, nothing is."""
        provider, self._provider = self._provider, None
        if provider is not None:
            sending = threading.Thread(target=provider.shutdown, daemon=True)
            sending.start()
            sending.join(LAST_WORDS)

    def watch(self, engine: Engine) -> None:
        """Let each statement that ``engine`` executes within a trace be a step of it."""
        event.listen(engine, "before_cursor_execute", self._statement_began)
        event.listen(engine, "after_cursor_execute", _statement_over)
        event.listen(engine, "handle_error", _statement_failed)

    def request(self, parent: Place | None) -> Seen:
        counted = super().request(parent)
        span = self._tracer.start_span("request", _context(parent), kind=SpanKind.SERVER)
        return TracedRequest(counted, span, context.attach(trace.set_span_in_context(span)))

    def span(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        if not trace.get_current_span().is_recording():
            return super().span(name)
        return self._step(name, attributes)

    def task(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        return self._step(name, attributes, context.Context())

    def place(self) -> Place | None:
        return _place(trace.get_current_span())

    def within(self, place: Place | None, name: str) -> AbstractContextManager[None]:
        return super().within(place, name) if place is None else self._step(name, {}, _context(place))

    @contextmanager
    def _step(self, name: str, attributes: Attributes, around: context.Context | None = None) -> Iterator[None]:
        with self._tracer.start_as_current_span(
            name, around, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                raise

    def _statement_began(
        self, _connection: Connection, _cursor: Any, statement: str, _parameters: Any, execution: Any, _many: bool
    ) -> None:
        if not trace.get_current_span().is_recording():
            return
        span = self._tracer.start_span(statement.split(None, 1)[0].upper(), kind=SpanKind.CLIENT)
        span.set_attribute("db.system.name", execution.dialect.name)
        span.set_attribute("db.query.text", statement[:_LONGEST_STATEMENT])
        setattr(execution, _STATEMENT_SPAN, span)


class TracedRequest:
    """A request that is counted, and traced while it is answered."""

    __slots__ = ("_counted", "_span", "_token")

    def __init__(self, counted: Seen, span: Span, token: Token[context.Context]) -> None:
        self._counted = counted
        self._span = span
        self._token = token

    @property
    def place(self) -> Place | None:
        return _place(self._span)

    def over(self, method: str, route: str, status: int) -> None:
        self._counted.over(method, route, status)
        span = self._span
        span.update_name(f"{method} {route}")
        span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
        if status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        context.detach(self._token)
        span.end()


def _statement_over(
    _connection: Connection, _cursor: Any, _statement: str, _parameters: Any, execution: Any, _many: bool
) -> None:
    span: Span | None = getattr(execution, _STATEMENT_SPAN, None)
    if span is not None:
        span.end()


def _statement_failed(failed: ExceptionContext) -> None:
    span: Span | None = getattr(failed.execution_context, _STATEMENT_SPAN, None)
    if span is not None:
        span.set_attribute("error.type", type(failed.original_exception).__name__)
        span.set_status(Status(StatusCode.ERROR))
        span.end()


def _context(parent: Place | None) -> context.Context:
    if parent is None:
        return context.Context()
    flags = TraceFlags(int(parent.flags, 16))
    there = SpanContext(int(parent.trace_id, 16), int(parent.span_id, 16), is_remote=True, trace_flags=flags)
    return trace.set_span_in_context(NonRecordingSpan(there), context.Context())


def _place(span: Span) -> Place | None:
    here = span.get_span_context()
    if not here.is_valid:
        return None
    return Place(trace.format_trace_id(here.trace_id), trace.format_span_id(here.span_id), f"{here.trace_flags:02x}")


def _about(version: str) -> dict[str, str]:
    """What every span says of this process; names that the environment gives stand."""
    about = {"service.version": version, "service.instance.id": f"{socket.gethostname()}:{os.getpid()}"}
    named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    return about if named else {"service.name": "claimcheck", **about}
