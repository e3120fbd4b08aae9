"""What it costs a request to be observed: counted as by a server with several processes, and traced as well."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from benchmarks.measure import Outcome, in_turns

if TYPE_CHECKING:
    from service.application.ports import Observer

REQUESTS: Final = 2000
CHECK: Final = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}
# The least that the work may reach of the pace of the same request which nobody observes.
TARGETS: Final = {"an evaluation that is in the cache, counted": 0.9, "the same, counted and traced": 0.6}


def outcomes(rounds: int) -> Iterator[Outcome]:
    """Requests answered a second of processor time, in a process of its own, against those that nobody observes."""
    with tempfile.TemporaryDirectory() as directory:
        # prometheus-client chooses how to count when it is imported.
        variables = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": directory, "DATABASE_URL": f"sqlite:///{directory}/x"}
        command = [sys.executable, "-m", "benchmarks.observation", str(rounds)]
        measured = subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout
    for work, (ours, theirs) in json.loads(measured).items():
        yield Outcome(work, "observed by nobody", TARGETS[work], "requests/s", tuple(ours), tuple(theirs))


def main() -> None:
    """Measure, and print the rates as JSON."""
    from service.api import build_app
    from service.application.observing import Unobserved, observe_with
    from service.bootstrap import build_services
    from service.settings import Settings
    from service.storage import upgrade
    from service.telemetry.metrics import Metrics
    from service.telemetry.traces import Traced

    url = os.environ["DATABASE_URL"]
    upgrade(url)
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1"
    nobody, counting, tracing = Unobserved(), Metrics(), Traced("0")
    tracing.start()
    rounds = int(sys.argv[1])
    with closing(build_services(Settings(database_url=url))) as services:
        application = build_app(services)

        def observed_by(observer: Observer) -> Callable[[], float]:
            def rate() -> float:
                observe_with(observer)
                return _rate(application)

            return rate

        observed_by(nobody)()
        measured = [in_turns(rounds, observed_by(one), observed_by(nobody)) for one in (counting, tracing)]
    json.dump(dict(zip(TARGETS, measured, strict=True)), sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # without waiting until what nobody takes has been sent


def _rate(application: Any) -> float:
    from werkzeug.test import EnvironBuilder

    environ = EnvironBuilder("/v1/evaluations", method="POST", json=CHECK).get_environ()
    body = environ["wsgi.input"]
    began = time.thread_time()
    for _ in range(REQUESTS):
        body.seek(0)
        answer = application(dict(environ), _start)
        answer.close()
    return REQUESTS / (time.thread_time() - began)


def _start(status: str, _headers: Any, _error: Any = None) -> None:
    assert status == "200 OK", status


if __name__ == "__main__":
    main()
