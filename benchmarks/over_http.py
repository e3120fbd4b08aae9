"""The service over HTTP against the least Flask with the same I/O, on the same database and the same Redis."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis

from benchmarks import hosts
from benchmarks.load import requests_per_second
from benchmarks.measure import Outcome, in_turns
from benchmarks.reference import KEY, TABLE


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked again and again: a GET, or with a body a POST in which ``@N@`` is a new number each time."""

    url: str
    body: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our work, and the reference that it has to reach ``target`` of."""

    work: str
    reference: str
    target: float
    ours: Request
    theirs: Request

    def outcome(self, rounds: int, seconds: int) -> Outcome:
        """Both driven in turns."""
        rates = in_turns(
            rounds,
            lambda: requests_per_second(self.ours.url, seconds, self.ours.body, self.ours.token),
            lambda: requests_per_second(self.theirs.url, seconds, self.theirs.body, self.theirs.token),
        )
        return Outcome(self.work, self.reference, self.target, "requests/s", *map(tuple, rates))


def on_postgresql(service: str, settings: Mapping[str, str], rounds: int, seconds: int) -> Iterator[Outcome]:
    """What is measured on PostgreSQL and Redis; ``service`` is the URL of the service that runs on them."""
    claim = _first(f"{service}/v1/claims")
    result = _stored_result(service)
    evaluation = Request(f"{service}/v1/evaluations", json.dumps(_evaluation("18000")))
    stored = {"source_id": claim["source_id"], "statement": "Counted.", "figure": {"value": "@N@", "unit": "person"}}
    body = _cached_answer(result)
    _cached_answer(evaluation)
    with psycopg.connect(settings["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(TABLE)
    with redis.Redis.from_url(settings["REDIS_URL"]) as cache:
        cache.set(KEY, body)
    with _reference(settings, body) as other:
        for comparison in (
            Comparison(
                "cached check result",
                "Flask: an indexed SELECT, a Redis GET",
                0.8,
                result,
                Request(f"{other}/select-and-get/{claim['id']}"),
            ),
            Comparison(
                "cached evaluation",
                "Flask: JSON parsed, a Redis GET",
                0.6,
                evaluation,
                Request(f"{other}/parse-and-get", evaluation.body),
            ),
            Comparison(
                "computed evaluation",
                "the cached one",
                0.4,
                Request(evaluation.url, json.dumps(_evaluation("@N@"))),
                evaluation,
            ),
            Comparison(
                "claim by id",
                "Flask: an indexed SELECT, orjson",
                0.7,
                Request(f"{service}/v1/claims/{claim['id']}"),
                Request(f"{other}/claims/{claim['id']}"),
            ),
            Comparison(
                "one claim stored",
                "Flask: an INSERT, a commit",
                0.5,
                Request(f"{service}/v1/claims", json.dumps(stored)),
                Request(f"{other}/claims", json.dumps(stored)),
            ),
        ):
            yield comparison.outcome(rounds, seconds)


def with_tokens(service: str, settings: Mapping[str, str], rounds: int, seconds: int) -> Iterator[Outcome]:
    """What it costs to look a token up: the same with one and without."""
    token = hosts.token(settings)
    evaluation = Request(f"{service}/v1/evaluations", json.dumps(_evaluation("18000")))
    claim = Request(f"{service}/v1/claims/{_first(f'{service}/v1/claims')['id']}")
    _cached_answer(evaluation)
    for work, request in (("cached evaluation", evaluation), ("claim by id", claim)):
        asked = replace(request, token=token)
        # One more indexed SELECT, which is about what these cost by themselves.
        yield Comparison(f"{work}, with a token", "without one", 0.4, asked, request).outcome(rounds, seconds)


def on_sqlite(service: str, settings: Mapping[str, str], rounds: int, seconds: int) -> Iterator[Outcome]:
    """What is measured on SQLite and the in-process cache."""
    result = _stored_result(service)
    with _reference(settings, _cached_answer(result)) as other:
        constant = Request(f"{other}/constant")
        work = "cached check result, SQLite and in-process cache"
        yield Comparison(work, "Flask: the same bytes, constant", 0.5, result, constant).outcome(rounds, seconds)


def _evaluation(fine: str) -> dict[str, Any]:
    return {
        "kind": "ratio",
        "figures": {
            "fine": {"value": fine, "unit": "KZT", "qualifier": "exact"},
            "pay": {"value": "4", "unit": "KZT/kg", "qualifier": "exact"},
            "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
            "numerator": "fine",
            "denominator": "pay * picked",
        },
        "expect": {"max": "30", "unit": "day"},
    }


def _first(collection: str) -> dict[str, Any]:
    answer = httpx.get(collection, params={"limit": 1}).raise_for_status()
    item: dict[str, Any] = answer.json()["items"][0]
    return item


def _stored_result(service: str) -> Request:
    return Request(f"{service}/v1/checks/{_first(f'{service}/v1/checks')['id']}/result")


def _cached_answer(asked: Request) -> bytes:
    """The answer, once every worker has it in its cache. Raises ``RuntimeError`` if it never comes from one."""
    headers = {"Content-Type": "application/json"}
    hits = 0
    for _ in range(100):
        method = "GET" if asked.body is None else "POST"
        answer = httpx.request(method, asked.url, content=asked.body, headers=headers).raise_for_status()
        hits = hits + 1 if "hit" in answer.headers["Cache-Status"] else 0
        if hits == 10:
            return answer.content
    raise RuntimeError(f"{asked.url} is not answered from the cache")


@contextmanager
def _reference(settings: Mapping[str, str], body: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        with hosts.reference(settings, Path(file.name)) as url:
            yield url
