"""The helper processes of a real server, and what keeps one busy."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tests.serving import Serving

PARTS = [{"value": "0.0001", "unit": "%"}]
# Seconds of work, in a body too large to be tried where it comes in.
LONG = {"kind": "shares", "figures": {"parts": PARTS * 1000}, "parameters": {"exhaustive": True}}
_numbers = itertools.count(1)
EQUAL = {"kind": "equal", "figures": {"left": {"value": "1", "unit": "km"}, "right": {"value": "1", "unit": "mile"}}}


def evaluate(serving: Serving, body: Any = EQUAL) -> httpx.Response:
    return httpx.post(f"{serving.url}/v1/evaluations", json=body, timeout=60)


def until(found: Callable[[], Any]) -> Any:
    """What is found, once something is."""
    end = time.monotonic() + 30
    while not (something := found()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return something


def helpers(serving: Serving) -> set[int]:
    """The helper processes: of the children of the fork server, those whose memory is bounded."""
    return {child for one in _children(serving.process.pid) for child in _children(one) if _is_bounded(child)}


def fork_server(serving: Serving) -> int:
    """The process that they come from."""
    first, *_ = (one for one in _children(serving.process.pid) if _children(one))
    return first


def _children(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def _is_bounded(pid: int) -> bool:
    try:
        limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    except OSError:  # it is gone by now
        return False
    return any(line.startswith("Max address space") and "unlimited" not in line for line in limits)


def busy(serving: Serving) -> int:
    """A helper at work."""
    return next((pid for pid in helpers(serving) if Path(f"/proc/{pid}/stat").read_text().split()[2] == "R"), 0)


def long() -> Any:
    """A body that no cache knows."""
    return {**LONG, "policy": {"time_limit": f"1.{next(_numbers):03}"}}


def begun(serving: Serving, threads: ThreadPoolExecutor) -> tuple[Future[httpx.Response], int]:
    """A long request, and the helper that works on it."""
    asked = threads.submit(evaluate, serving, long())
    return asked, until(lambda: busy(serving))
