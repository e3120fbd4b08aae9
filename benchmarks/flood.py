"""What a caller notices of another one who floods the service with the costliest requests there are.

Both come from addresses of their own of this machine, so that they are told apart without tokens. The flood is as many
connections as it likes, each of which sends the next request as soon as the last one was answered, whatever the answer;
the neighbour asks for one evaluation after another, at its ease. Its latencies alone and beside the flood are measured
in turns.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks import hosts
from benchmarks.hostile import Attack, attacks
from benchmarks.measure import Outcome, in_turns

CONNECTIONS: Final = 16
# Of the loopback network, every address is this machine.
FLOODING: Final = "127.0.0.2"
PACE: Final = 0.01
# Seconds that the flood has run before its effect is measured.
RISING: Final = 1.0
# Seconds in which what was begun for it comes to its end.
SETTLING: Final = 8.0

_numbers = itertools.count(time.time_ns())


def outcomes(service: str, rounds: int, seconds: int) -> Iterator[Outcome]:
    """The neighbour beside the flood, compared to it alone: by its median, and by its 99th percentile."""
    address = urlsplit(service)
    neighbour = Neighbour(str(address.hostname), int(address.port or 80))
    neighbour.latencies(1)

    def flooded() -> list[float]:
        with flood(service):
            time.sleep(RISING)
            found = neighbour.latencies(seconds)
        time.sleep(SETTLING)
        return found

    beside: list[list[float]] = []
    alone: list[list[float]] = []
    in_turns(rounds, lambda: _noted(beside, flooded()), lambda: _noted(alone, neighbour.latencies(seconds)))
    for name, part in (("median", 0.5), ("99th percentile", 0.99)):
        rates = [tuple(1 / _quantile(found, part) for found in several) for several in (beside, alone)]
        work = f"an evaluation beside a flood of the costliest requests, {name}"
        yield Outcome(work, "the same, alone", 1 / 3, "a second", *rates)


class Neighbour:
    """Somebody who asks for ordinary evaluations, each of other figures, one after the other."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = HTTPConnection(host, port, timeout=120)

    def latencies(self, seconds: float) -> list[float]:
        """How long each took, in seconds. Raises ``RuntimeError`` if any is refused."""
        found = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            body = json.dumps(_ordinary(next(_numbers)))
            begun = time.perf_counter()
            self._connection.request("POST", "/v1/evaluations", body, {"Content-Type": "application/json"})
            answer = self._connection.getresponse()
            answer.read()
            found.append(time.perf_counter() - begun)
            if answer.status != 200:
                raise RuntimeError(f"the neighbour was answered {answer.status}")
            time.sleep(PACE)
        return found


@contextmanager
def flood(service: str, what: Sequence[str] = ()) -> Iterator[None]:
    """The flood, by a process of its own, while the block runs; ``what`` are names of attacks, all without any."""
    command = [sys.executable, "-m", "benchmarks.flood", service, *what]
    process = subprocess.Popen(command, cwd=hosts.ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Flood the service at the URL given until told to stop."""
    # Whoever floods has a machine of his own; what sending takes of this one is not to count.
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    os.nice(10)
    address = urlsplit(sys.argv[1])
    what = [one for one in attacks() if one.name in sys.argv[2:] or not sys.argv[2:]]
    several = [
        threading.Thread(target=_send, args=(str(address.hostname), int(address.port or 80), what, number))
        for number in range(CONNECTIONS)
    ]
    for one in several:
        one.start()


def _send(host: str, port: int, what: Sequence[Attack], number: int) -> None:
    connection: HTTPConnection | None = None
    for attack in itertools.islice(itertools.cycle(what), number % len(what), None):
        connection = connection or HTTPConnection(host, port, source_address=(FLOODING, 0))
        try:
            body = attack.body.replace("@N@", str(next(_numbers) % 1_000_000)).encode()
            connection.request("POST", attack.path, body, {"Content-Type": attack.content_type})
            connection.getresponse().read()
        except (OSError, HTTPException):
            connection.close()
            connection = None


def _ordinary(number: int) -> dict[str, Any]:
    return {
        "kind": "ratio",
        "figures": {
            "fine": {"value": str(18_000 + number % 1_000_000_000), "unit": "KZT", "qualifier": "exact"},
            "pay": {"value": "4", "unit": "KZT/kg", "qualifier": "exact"},
            "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
            "numerator": "fine",
            "denominator": "pay * picked",
        },
        "expect": {"max": "30", "unit": "day"},
    }


def _quantile(found: Sequence[float], part: float) -> float:
    return sorted(found)[min(len(found) - 1, int(part * len(found)))]


def _noted(several: list[list[float]], found: list[float]) -> float:
    several.append(found)
    return 1 / _quantile(found, 0.99)


if __name__ == "__main__":
    main()
