from __future__ import annotations

from collections.abc import Callable

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from service.application.observing import Unobserved, observe_with, observer
from service.application.ports import Observer, Outcome
from service.telemetry.exposition import Observation
from service.telemetry.metrics import Metrics


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def told(metrics: Metrics) -> dict[str, float]:
    """Every sample by its name and labels, as Prometheus would read it."""
    expose = Observation(metrics, threads=8, connections=11).exposition(CollectorRegistry())
    return {
        sample.name.removeprefix("claimcheck_")
        + "".join(f",{name}={value}" for name, value in sample.labels.items()): sample.value
        for family in text_string_to_metric_families(expose(None)[0].decode())
        for sample in family.samples
    }


def test_a_request_is_counted_once_it_is_over_and_in_flight_before(metrics: Metrics) -> None:
    seen = metrics.request(None)
    assert told(metrics)["http_requests_in_flight"] == 1
    seen.over("GET", "/v1/claims/{claim_id}", 404)
    now = told(metrics)
    assert now["http_requests_in_flight"] == 0
    assert now["http_request_duration_seconds_count,method=GET,route=/v1/claims/{claim_id},status=404"] == 1
    assert now["http_request_duration_seconds_sum,method=GET,route=/v1/claims/{claim_id},status=404"] > 0


def test_a_duration_falls_into_every_bucket_that_is_not_too_small(metrics: Metrics) -> None:
    metrics.evaluated("ratio", "consistent", 0.004)
    counted = {name: value for name, value in told(metrics).items() if name.startswith("evaluation_duration_seconds_b")}
    assert {name.partition("le=")[2]: value for name, value in counted.items()} == {
        **dict.fromkeys(["0.0005", "0.001", "0.0025"], 0),
        **dict.fromkeys(["0.005", "0.01", "0.025", "0.1", "0.5", "2.5", "10.0", "+Inf"], 1),
    }


EVENTS: list[tuple[Callable[[Observer], None], str]] = [
    (lambda it: it.refused("no_token"), "access_refusals_total,reason=no_token"),
    (lambda it: it.request_waited(0.1), "http_wait_seconds_count"),
    (lambda it: it.limited("rate"), "limited_requests_total,bound=rate"),
    (lambda it: it.quota_failed("timeout"), "quota_failures_total,kind=timeout"),
    (lambda it: it.evaluated("sum", "strained", 0.1), "verdicts_total,kind=sum,verdict=strained"),
    (lambda it: it.answered_from_cache(Outcome.BYPASS), "cache_answers_total,outcome=bypass"),
    (lambda it: it.cache_failed("corrupt"), "cache_failures_total,kind=corrupt"),
    (lambda it: it.bulkhead_full(), "bulkhead_tasks_ended_total,outcome=turned_away"),
    (lambda it: it.bulkhead_entered(), "bulkhead_tasks"),
    (lambda it: it.connection_taken(0.1), "database_connections"),
    (lambda it: it.connection_taken(0.1), "database_wait_seconds_count"),
    (lambda it: it.report_over("failed", 3.0), "report_duration_seconds_count,outcome=failed"),
    (lambda it: it.part_over("lost", 3.0), "report_part_duration_seconds_count,outcome=lost"),
]


@pytest.mark.parametrize(("event", "series"), EVENTS, ids=[series for _, series in EVENTS])
def test_what_is_told_is_counted(metrics: Metrics, event: Callable[[Observer], None], series: str) -> None:
    before = told(metrics).get(series, 0)
    event(metrics)
    assert told(metrics)[series] == before + 1


def test_what_is_over_is_in_hand_no_more(metrics: Metrics) -> None:
    metrics.bulkhead_entered()
    metrics.bulkhead_left("timeout", 0.2, 5.0)
    metrics.connection_taken(0.0)
    metrics.connection_returned()
    now = told(metrics)
    assert (now["bulkhead_tasks"], now["database_connections"]) == (0, 0)
    assert now["bulkhead_tasks_ended_total,outcome=timeout"] == 1
    assert (now["bulkhead_wait_seconds_sum"], now["bulkhead_duration_seconds_sum"]) == (0.2, 5.0)


def test_a_process_that_serves_tells_how_much_it_can(metrics: Metrics) -> None:
    Observation(metrics, threads=8, connections=11).start(serving=False)
    assert told(metrics)["http_threads"] == 0
    Observation(metrics, threads=8, connections=11).start(serving=True)
    now = told(metrics)
    assert (now["http_workers"], now["http_threads"], now["database_pool_size"]) == (1, 8, 11)


def test_whoever_asks_for_open_metrics_gets_them(metrics: Metrics) -> None:
    expose = Observation(metrics, threads=8, connections=11).exposition(CollectorRegistry())
    body, content_type = expose("application/openmetrics-text;version=1.0.0;q=0.9,text/plain;q=0.5")
    assert content_type.startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")
    assert expose("text/html")[1].startswith("text/plain; version=0.0.4")


def test_what_happens_is_told_to_whoever_observes(metrics: Metrics) -> None:
    before = observer()
    try:
        observe_with(metrics)
        observer().refused("invalid_token")
        observe_with(Unobserved())
        observer().refused("invalid_token")
    finally:
        observe_with(before)
    assert told(metrics)["access_refusals_total,reason=invalid_token"] == 1


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_nobody_has_to_observe(event: Callable[[Observer], None]) -> None:
    nobody: Observer = Unobserved()
    event(nobody)
    nobody.request(None).over("GET", "/healthz", 200)
    with nobody.span("a step"), nobody.task("work"), nobody.within(nobody.place(), "more"):
        assert nobody.place() is None
