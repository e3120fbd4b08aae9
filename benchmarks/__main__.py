"""Runs the benchmarks and prints the table, a row as soon as it is known."""

from __future__ import annotations

import argparse
import platform
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from os import cpu_count

from benchmarks import batch, engine, flood, hosts, joint, observation, over_http, reports, start, texts
from benchmarks.measure import HEAD, Outcome
from service.storage import upgrade
from tests import servers

PARTS = tuple("start engine joint reading observation postgresql sqlite batch tokens flood reports".split())


def main() -> None:
    """Measure the parts named on the command line, else all."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all without one")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured (3)")
    parser.add_argument("--seconds", type=int, default=4, help="how long each side is driven over HTTP (4)")
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    print(
        f"Python {platform.python_version()}, {cpu_count()} cores, {given.rounds} rounds, medians\n\n{HEAD}", flush=True
    )
    for found in _outcomes(given.parts or PARTS, given.rounds, given.seconds):
        print(found.row(), flush=True)


def _outcomes(parts: list[str] | tuple[str, ...], rounds: int, seconds: int) -> Iterator[Outcome]:
    if "start" in parts:
        yield start.outcome(rounds)
    if "engine" in parts:
        yield from engine.outcomes(rounds)
    if "joint" in parts:
        yield from joint.outcomes(rounds)
    if "reading" in parts:
        yield from texts.outcomes(rounds)
    if "observation" in parts:
        yield from observation.outcomes(rounds)
    if "sqlite" in parts:
        with tempfile.TemporaryDirectory() as directory:
            settings = {"DATABASE_URL": f"sqlite:///{directory}/claims.sqlite"}
            with hosts.service(settings) as url:
                yield from over_http.on_sqlite(url, settings, rounds, seconds)
    if "reports" in parts:
        with ExitStack() as stack:
            database = stack.enter_context(servers.database(stack.enter_context(servers.postgresql())))
            upgrade(database)
            settings = {"DATABASE_URL": database, "REDIS_URL": stack.enter_context(servers.redis_server())}
            yield from reports.outcomes(settings, rounds)
    if {"postgresql", "batch", "tokens", "flood"} & set(parts):
        with ExitStack() as stack:
            database = stack.enter_context(servers.database(stack.enter_context(servers.postgresql())))
            settings = {"DATABASE_URL": database, "REDIS_URL": stack.enter_context(servers.redis_server())}
            url = stack.enter_context(hosts.service(settings))
            if "postgresql" in parts:
                yield from over_http.on_postgresql(url, settings, rounds, seconds)
            if "batch" in parts:
                yield batch.outcome(url, database, rounds)
            if "tokens" in parts:
                yield from over_http.with_tokens(url, settings, rounds, seconds)
            if "flood" in parts:
                yield from flood.outcomes(url, rounds, seconds)


if __name__ == "__main__":
    main()
