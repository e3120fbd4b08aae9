"""The claims of one PostgreSQL in several, with the collection first in every key: what that changes for a question.

Takes a database that `benchmarks.scale` has filled, and makes databases beside it in the same server. Each question is
asked of both as the statement that the store sends, or would send, about things drawn at random.
"""

from __future__ import annotations

import argparse
import random
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import make_url

SHARDS: Final = 4
SAMPLES: Final = 200
_SEED: Final = 2004
_KEYS: Final = """
ALTER TABLE claim_revisions ADD PRIMARY KEY (collection, claim_id, revision);
CREATE INDEX ON claim_revisions (collection, measure, claim_id);
ALTER TABLE claims ADD PRIMARY KEY (collection, id);
ALTER TABLE places ADD PRIMARY KEY (id);
ANALYZE
"""

Connection = psycopg.Connection[Any]
Question = Callable[[], object]


def main() -> None:
    """Make the shards, ask, print, and drop them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="the URL of a database that benchmarks.scale has filled")
    given = parser.parse_args()
    names = [f"rehearsal_{number}" for number in range(SHARDS)]
    with ExitStack() as stack:
        whole = stack.enter_context(psycopg.connect(given.database, autocommit=True))
        shards = []
        for name in names:
            whole.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            whole.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            stack.callback(whole.execute, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            url = make_url(given.database).set(database=name).render_as_string(hide_password=False)
            shards.append(stack.enter_context(psycopg.connect(url, autocommit=True)))
        counts = _move(whole, shards)
        fullest = max(counts) * SHARDS / sum(counts)
        print(f"{sum(counts):,} claims; the fullest of {SHARDS} shards has {fullest:.2f} × the mean\n")
        print("| question | one database, p50 ms | p99 | shards, p50 ms | p99 |\n|---|---|---|---|---|")
        drawn = random.Random(_SEED)  # noqa: S311 - draws samples, guards nothing
        for name, before, after in _questions(whole, shards, drawn):
            cells = [f"{value:.2f}" for value in _times((before, after), drawn)]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _of(key: str) -> int:
    """The shard of a key; the same in every process."""
    return zlib.crc32(key.encode()) % SHARDS


def _move(whole: Connection, shards: Sequence[Connection]) -> list[int]:
    """Copy claims, revisions and where each claim is; how many claims each shard got."""
    columns = whole.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = 'claim_revisions'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    ).fetchall()
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    for shard in shards:
        shard.execute(f"CREATE TABLE claim_revisions (collection text, {declared})")
        shard.execute("CREATE TABLE claims (collection text, id uuid, revision integer, created_at timestamptz)")
        shard.execute("CREATE TABLE places (id uuid, collection text)")
    _copy(
        whole,
        shards,
        "claim_revisions",
        "SELECT c.collection, r.* FROM claims c JOIN claim_revisions r ON r.claim_id = c.id",
        0,
    )
    _copy(whole, shards, "claims", "SELECT collection, id, revision, created_at FROM claims", 0)
    _copy(whole, shards, "places", "SELECT id, collection FROM claims", 0)
    for shard in shards:
        for statement in _KEYS.split(";"):
            shard.execute(statement)
    whole.execute("ANALYZE")
    return [shard.execute("SELECT count(*) FROM claims").fetchall()[0][0] for shard in shards]


def _copy(whole: Connection, shards: Sequence[Connection], table: str, query: str, key: int) -> None:
    """Send each row to the shard of one of its columns: the collection, or of ``places`` the claim."""
    with ExitStack() as stack:
        source = stack.enter_context(whole.cursor())
        targets = [
            stack.enter_context(stack.enter_context(shard.cursor()).copy(f"COPY {table} FROM STDIN"))
            for shard in shards
        ]
        for row in stack.enter_context(source.copy(f"COPY ({query}) TO STDOUT")):
            line = bytes(row)
            targets[_of(line.split(b"\t", key + 1)[key].rstrip(b"\n").decode())].write(line)


def _questions(
    whole: Connection, shards: Sequence[Connection], drawn: random.Random
) -> list[tuple[str, Question, Question]]:
    ids = [row[0] for row in whole.execute("SELECT id FROM claims TABLESAMPLE BERNOULLI (1)")]
    # Each in proportion to its claims.
    homes = [row[0] for row in whole.execute("SELECT collection FROM claims TABLESAMPLE BERNOULLI (1)")]
    joined = (
        "SELECT c.collection, r.* FROM claims c JOIN claim_revisions r "
        "ON r.claim_id = c.id AND r.revision = c.revision "
    )
    keyed = (
        "SELECT r.* FROM claims c JOIN claim_revisions r "
        "ON r.collection = c.collection AND r.claim_id = c.id AND r.revision = c.revision "
    )
    by_id = "WHERE c.id = %s"
    page = joined + "WHERE c.collection = %s ORDER BY c.id LIMIT 100"
    # The planner takes the columns of a key for independent of each other, so it is told where to begin.
    keyed_page = (
        "SELECT r.* FROM (SELECT * FROM claims WHERE collection = %s ORDER BY id LIMIT 100) c JOIN claim_revisions r "
        "ON r.collection = c.collection AND r.claim_id = c.id AND r.revision = c.revision ORDER BY c.id"
    )
    measured = "WHERE c.collection = %s AND r.measure = %s ORDER BY c.id LIMIT 100"

    def one() -> object:
        return whole.execute(joined + by_id, (drawn.choice(ids),)).fetchall()

    def one_by_place() -> object:
        claim = drawn.choice(ids)
        found = shards[_of(str(claim))].execute("SELECT collection FROM places WHERE id = %s", (claim,)).fetchall()
        home = found[0][0]
        return shards[_of(home)].execute(keyed + "WHERE c.collection = %s AND c.id = %s", (home, claim)).fetchall()

    def one_with_place() -> object:
        claim = drawn.choice(ids)
        home = homes_of[claim]
        return shards[_of(home)].execute(keyed + "WHERE c.collection = %s AND c.id = %s", (home, claim)).fetchall()

    def first(connection: Callable[[str], Connection], statement: str) -> Question:
        def ask() -> object:
            home = drawn.choice(homes)
            return connection(home).execute(statement, (home,)).fetchall()

        return ask

    def about(connection: Callable[[str], Connection], statement: str) -> Question:
        def ask() -> object:
            home = drawn.choice(homes)
            measure = f"measure {drawn.randrange(200)}"
            return connection(home).execute(statement + measured, (home, measure)).fetchall()

        return ask

    homes_of = dict(whole.execute("SELECT id, collection FROM claims WHERE id = ANY(%s)", (ids,)).fetchall())
    at_home, everywhere = (lambda home: shards[_of(home)]), (lambda _home: whole)
    return [
        ("a claim by its id, its place looked up first", one, one_by_place),
        ("a claim by its collection and id", one, one_with_place),
        ("100 claims of a collection", first(everywhere, page), first(at_home, keyed_page)),
        ("100 claims of a collection, by measure", about(everywhere, joined), about(at_home, keyed)),
    ]


def _times(sides: Sequence[Question], drawn: random.Random) -> Iterator[float]:
    """Milliseconds: for each side the median and the 99th percentile.

    The sides take turns and are asked the same; everything once before, so that it is in memory.
    """
    taken: list[list[float]] = []
    for _ in range(2):
        taken = [[] for _ in sides]
        for number in range(SAMPLES):
            for side, times in zip(sides, taken, strict=True):
                drawn.seed(_SEED + number)
                began = time.perf_counter()
                side()
                times.append(1000 * (time.perf_counter() - began))
    for times in taken:
        times.sort()
        yield times[len(times) // 2]
        yield times[int(0.99 * len(times))]


if __name__ == "__main__":
    main()
