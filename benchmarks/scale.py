"""How the store grows: 10^4, 10^5 and 10^6 claims in one PostgreSQL, and what is slower at each.

Claims come over HTTP in batches, into a thousand collections whose sizes follow Zipf's law, as those of dossiers may:
the largest holds an eighth of all. At each size one client asks one thing after another about things drawn at random:
a time is what one request takes, not what a queue does. The database of each size is the one before, grown.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg

from benchmarks import hosts
from tests import servers

SIZES: Final = (10_000, 100_000, 1_000_000)
BATCH: Final = 20_000
COLLECTIONS: Final = 1000
CLAIMS_PER_SOURCE: Final = 20
SAMPLES: Final = 200
# A search that finds nothing in the whole store reads all of it.
FEW: Final = 3
_CALM: Final = httpx.Timeout(600)
_SEED: Final = 2004

Question = Callable[[], httpx.Response]


class Store:
    """The service, and what of it is drawn at random. The same seed draws the same."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=_CALM)
        self._random = random.Random(_SEED)  # noqa: S311 - draws samples, guards nothing
        self._weights = list(accumulate(1 / rank for rank in range(1, COLLECTIONS + 1)))
        self.known: list[str] = []
        self.size = 0

    def found(self) -> None:
        """Make the collections."""
        for number in range(COLLECTIONS):
            body = {"slug": f"c{number}", "title": f"Dossier {number}"}
            self.client.post("/v1/collections", json=body).raise_for_status()

    def grow(self, size: int) -> float:
        """Store claims until there are ``size``; the seconds it took the service."""
        seconds = 0.0
        while self.size < size:
            some = range(self.size, min(self.size + BATCH, size))
            lines = "\n".join(json.dumps(self._claim(number)) for number in some).encode()
            began = time.perf_counter()
            answer = self.client.post(
                "/v1/claims/batch", content=lines, headers={"Content-Type": "application/x-ndjson"}
            )
            seconds += time.perf_counter() - began
            answer.raise_for_status()
            self.size += len(some)
        return seconds

    def learn(self, database: str) -> None:
        """Draw ids of claims to ask for."""
        with psycopg.connect(database) as connection:
            share = min(100.0, 100 * 20_000 / self.size)
            rows = connection.execute("SELECT id FROM claims TABLESAMPLE BERNOULLI (%s) REPEATABLE (7)", (share,))
            self.known = [str(row[0]) for row in rows]
            connection.execute("ANALYZE")

    def questions(self) -> Iterator[tuple[str, Question, int]]:
        """What is measured, and how often."""
        ask, some = self.client.get, self._collection

        def one() -> httpx.Response:
            return ask(f"/v1/claims/{self._random.choice(self.known)}")

        def page() -> httpx.Response:
            return ask("/v1/claims", params={"collection": some(), "limit": 100})

        def largest() -> httpx.Response:
            return ask("/v1/claims", params={"collection": "c0", "limit": 100})

        def measured() -> httpx.Response:
            measure = f"measure {self._random.randrange(200)}"
            return ask("/v1/claims", params={"collection": some(), "measure": measure, "limit": 100})

        def found() -> httpx.Response:
            return ask("/v1/claims", params={"collection": some(), "text": "first half", "limit": 100})

        def absent() -> httpx.Response:
            return ask("/v1/claims", params={"collection": "c0", "text": "no such words"})

        def nowhere() -> httpx.Response:
            return ask("/v1/claims", params={"text": "no such words"})

        def revisions() -> httpx.Response:
            return ask(f"/v1/claims/{self._random.choice(self.known)}/revisions")

        def stored() -> httpx.Response:
            return self.client.post("/v1/claims", json=self._claim(self._random.randrange(self.size)))

        def thousand() -> httpx.Response:
            claims = [self._claim(self._random.randrange(self.size)) for _ in range(1000)]
            return self.client.post("/v1/claims/batch", json=claims)

        yield "a claim by its id", one, SAMPLES
        yield "the revisions of a claim", revisions, SAMPLES
        yield "100 claims of a collection", page, SAMPLES
        yield "100 claims of the largest collection", largest, SAMPLES
        yield "100 claims of a collection, by measure", measured, SAMPLES
        yield "100 claims of a collection, by text", found, SAMPLES
        yield "a text that the largest collection lacks", absent, 10
        yield "a text that the whole store lacks", nowhere, FEW
        yield "one claim stored", stored, SAMPLES
        yield "a batch of 1,000 claims stored", thousand, FEW

    def _collection(self) -> str:
        return f"c{self._random.choices(range(COLLECTIONS), cum_weights=self._weights)[0]}"

    def _claim(self, number: int) -> dict[str, Any]:
        source = number // CLAIMS_PER_SOURCE
        amount = self._random.randrange(1, 10_000_000)
        said = f"Some {amount:,} people of district {number % 997} came in the first half of the year, the office said."
        return {
            "collection": self._collection(),
            "source": {
                "title": f"Yearbook of figures, volume {source}",
                "kind": "report",
                "publisher": f"Office of Statistics {source % 300}",
                "url": f"https://statistics.example/{source}",
            },
            "statement": said,
            "quote": {"exact": said, "prefix": "The ministry disagrees. ", "suffix": " It gave no reason."},
            "attributed_to": "Office of Statistics",
            "measure": f"measure {self._random.randrange(200)}",
            "dimensions": {"region": f"R{number % 1000}", "sex": ("all", "women", "men")[number % 3]},
            "figure": {"value": str(amount), "unit": "person"},
            "period": f"{1990 + number % 30}-01/{1990 + number % 30}-06",
            "tags": ["migration"],
        }


def main() -> None:
    """Grow a store and print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many claims (10000 100000 1000000)")
    parser.add_argument(
        "--database", help="the URL of an empty PostgreSQL database; without it one is made and dropped"
    )
    given = parser.parse_args()
    with ExitStack() as stack:
        database = given.database or stack.enter_context(servers.database(stack.enter_context(servers.postgresql())))
        store = Store(stack.enter_context(hosts.service({"DATABASE_URL": database})))
        store.found()
        for size in sorted(given.sizes):
            _measure(store, database, size)
        _back_up(database)


def _measure(store: Store, database: str, size: int) -> None:
    before = store.size
    seconds = store.grow(size)
    store.learn(database)
    print(f"\n{size:,} claims: {(size - before) / seconds:,.0f} claims/s stored in batches of {BATCH:,}\n")
    print("| question | p50 ms | p99 ms |\n|---|---|---|", flush=True)
    for name, question, times in store.questions():
        taken = sorted(_milliseconds(question) for _ in range(times))
        print(f"| {name} | {_quantile(taken, 0.5):.1f} | {_quantile(taken, 0.99):.1f} |", flush=True)
    print("\n| table | rows | table MB | indexes MB | bytes a row |\n|---|---|---|---|---|")
    for table, rows, heap, indexes in _sizes(database):
        each = (heap + indexes) / max(rows, 1)
        print(f"| {table} | {rows:,} | {heap / 1e6:,.1f} | {indexes / 1e6:,.1f} | {each:,.0f} |", flush=True)


def _milliseconds(question: Question) -> float:
    began = time.perf_counter()
    answer = question()
    taken = time.perf_counter() - began
    answer.raise_for_status()
    return 1000 * taken


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _sizes(database: str) -> list[tuple[str, int, int, int]]:
    with psycopg.connect(database, autocommit=True) as connection:
        names = ("claims", "claim_revisions", "sources", "audit", "answers")
        found = []
        for name in names:
            rows = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - names of ours
            sizes = connection.execute("SELECT pg_table_size(%s), pg_indexes_size(%s)", (name, name)).fetchone()
            assert rows is not None
            assert sizes is not None
            found.append((name, rows[0], *sizes))
        return found


def _back_up(database: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "backup.tar"
        variables = hosts.environment(DATABASE_URL=database)
        for words in (("backup", str(file)), ("restore", "--replace", str(file))):
            began = time.perf_counter()
            subprocess.run([hosts.CLAIMCHECK, *words], cwd=hosts.ROOT, env=variables, check=True)
            print(
                f"\n{words[0]}: {time.perf_counter() - began:,.0f} s, {file.stat().st_size / 1e6:,.0f} MB", flush=True
            )


if __name__ == "__main__":
    main()
