from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from service.application.ports import Place
from service.telemetry.traces import Traced
from tests.otlp import Collector, collector

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SERVER = 2  # of SpanKind in OTLP
PARENT = Place(TRACE, CALLER, "01")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the environment says to send to."""
    with collector() as running:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", running.url)
        yield running


@pytest.fixture
def traced(receiver: Collector) -> Iterator[Traced]:
    """An observer that sends what it traces there, at the latest when it is closed."""
    assert receiver.url
    observer = Traced("1.2.3")
    observer.start()
    yield observer
    observer.close()


def test_a_request_is_a_span_of_the_trace_that_it_came_with(receiver: Collector, traced: Traced) -> None:
    seen = traced.request(PARENT)
    assert seen.place is not None
    seen.over("GET", "/v1/claims/{claim_id}", 200)
    traced.close()
    (span,) = receiver.trace(TRACE, 1)
    assert (span.name, span.kind, span.parent, span.error) == ("GET /v1/claims/{claim_id}", SERVER, CALLER, False)
    assert (TRACE, span.id, "01") == (seen.place.trace_id, seen.place.span_id, seen.place.flags)
    assert span.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/claims/{claim_id}",
        "http.response.status_code": 200,
    }
    assert span.process["service.name"] == "claimcheck"
    assert span.process["service.version"] == "1.2.3"


def test_what_is_done_for_it_is_a_step_of_it(receiver: Collector, traced: Traced) -> None:
    seen = traced.request(None)
    assert seen.place is not None
    with traced.span("evaluate", kind="ratio"), traced.span("within"):
        pass
    seen.over("POST", "/v1/evaluations", 503)
    traced.close()
    by_name = {span.name: span for span in receiver.trace(seen.place.trace_id, 3)}
    request, evaluate = by_name["POST /v1/evaluations"], by_name["evaluate"]
    assert (request.parent, request.error) == ("", True)
    assert evaluate.parent == request.id
    assert evaluate.attributes == {"kind": "ratio"}
    assert by_name["within"].parent == evaluate.id


def test_requests_one_after_another_are_traces_of_their_own(traced: Traced) -> None:
    first = traced.request(None)
    first.over("GET", "/healthz", 200)
    second = traced.request(None)
    second.over("GET", "/healthz", 200)
    assert first.place is not None
    assert second.place is not None
    assert first.place.trace_id != second.place.trace_id


def test_a_trace_that_the_caller_does_not_record_is_not_sent(receiver: Collector, traced: Traced) -> None:
    seen = traced.request(Place(TRACE, CALLER, "00"))
    assert seen.place is not None
    assert (seen.place.trace_id, seen.place.flags) == (TRACE, "00")
    with traced.span("evaluate"):
        pass
    seen.over("GET", "/healthz", 200)
    traced.request(None).over("GET", "/healthz", 200)
    traced.close()
    assert [span.trace == TRACE for span in receiver.spans] == [False]


def test_a_step_outside_of_requests_is_no_trace_and_a_task_is(receiver: Collector, traced: Traced) -> None:
    with traced.span("looking for work"):
        assert traced.place() is None
    with traced.task("report"):
        place = traced.place()
    traced.close()
    assert place is not None
    (span,) = receiver.spans
    assert (span.name, span.parent, span.trace) == ("report", "", place.trace_id)


def test_another_process_goes_on_where_it_is_told_to(receiver: Collector, traced: Traced) -> None:
    with traced.within(PARENT, "in a helper"):
        pass
    with traced.within(None, "of no trace"):
        assert traced.place() is None
    traced.close()
    (span,) = receiver.spans
    assert (span.name, span.trace, span.parent) == ("in a helper", TRACE, CALLER)


def test_of_an_error_its_kind_is_told_and_nothing_that_it_says(receiver: Collector, traced: Traced) -> None:
    with pytest.raises(ValueError, match="secret"), traced.task("report"):
        raise ValueError("secret")
    traced.close()
    (span,) = receiver.spans
    assert span.attributes == {"error.type": "ValueError"}


def test_statements_are_steps_without_their_values(receiver: Collector, traced: Traced) -> None:
    engine = create_engine("sqlite://")
    traced.watch(engine)
    with engine.connect() as connection, traced.task("request"):
        connection.execute(text("SELECT :what"), {"what": "secret"})
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT * FROM nowhere"))
    with engine.connect() as connection:
        connection.execute(text("SELECT 2"))  # in no trace
    traced.close()
    engine.dispose()
    right, wrong, request = receiver.spans
    assert (right.name, right.parent, right.error) == ("SELECT", request.id, False)
    assert right.attributes == {"db.system.name": "sqlite", "db.query.text": "SELECT ?"}
    assert (wrong.error, wrong.attributes["error.type"]) == (True, "OperationalError")


def test_requests_are_counted_too(traced: Traced) -> None:
    traced.request(None).over("GET", "/healthz", 200)
    series = {"method": "GET", "route": "/healthz", "status": "200"}
    assert traced.registry.get_sample_value("claimcheck_http_request_duration_seconds_count", series) == 1


def test_nothing_is_traced_before_it_begins() -> None:
    traced = Traced("1.2.3")
    with traced.task("report"), traced.span("a step"):
        assert traced.place() is None
    seen = traced.request(None)
    assert seen.place is None
    seen.over("GET", "/healthz", 200)
    traced.close()


def test_names_that_the_environment_gives_stand(receiver: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "claimcheck-of-the-desk")
    traced = Traced("1.2.3")
    traced.start()
    with traced.task("report"):
        pass
    traced.close()
    assert receiver.spans[0].process["service.name"] == "claimcheck-of-the-desk"


def test_nobody_waits_for_a_collector_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "0.1")
    monkeypatch.setattr("service.telemetry.traces.LAST_WORDS", 0.01)
    traced = Traced("1.2.3")
    traced.start()
    with traced.task("report"):
        pass
    traced.close()
