"""A batch of 50,000 claims over HTTP against COPY of the rows that it makes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import httpx
import psycopg
from psycopg import sql

from benchmarks.measure import Outcome, in_turns

CLAIMS = 50_000
TABLES = ("claims", "claim_revisions")
_CALM = httpx.Timeout(300)


def outcome(url: str, database: str, rounds: int) -> Outcome:
    """``url`` is the service on ``database``, a PostgreSQL."""
    lines = "\n".join(json.dumps(_claim(number)) for number in range(CLAIMS)).encode()
    _post(url, lines)
    with psycopg.connect(database, autocommit=True) as connection:
        copy = _copying(connection)
        rates = in_turns(rounds, lambda: _rate(lambda: _post(url, lines)), lambda: _rate(copy))
    return Outcome(f"batch of {CLAIMS:,} claims", "psycopg COPY of the same rows", 0.2, "claims/s", *map(tuple, rates))


def _claim(number: int) -> dict[str, object]:
    return {
        "source": {"title": f"Yearbook, volume {number % 50}", "kind": "report", "publisher": "Office of Statistics"},
        "statement": f"Some {number} people came in the first half of the year.",
        "measure": "arrivals",
        "dimensions": {"region": f"R{number % 1000}"},
        "figure": {"value": str(number), "unit": "person"},
        "period": "2004-01/2004-06",
        "tags": ["migration"],
    }


def _post(url: str, lines: bytes) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    httpx.post(f"{url}/v1/claims/batch", content=lines, headers=headers, timeout=_CALM).raise_for_status()


def _copying(connection: psycopg.Connection) -> Callable[[], None]:
    """Copies the newest rows of the batch into tables like theirs, indexes and all, in one transaction."""
    rows = {}
    for table in TABLES:
        name, like = sql.Identifier(table), _copied(table)
        connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(like, name))
        columns = [
            column.name for column in connection.execute(sql.SQL("TABLE {} LIMIT 0").format(name)).description or ()
        ]
        # Documents come back as they go in, as text.
        texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns)
        order = sql.Identifier("id" if table == "claims" else "claim_id")
        query = sql.SQL("SELECT {} FROM {} ORDER BY {} DESC LIMIT {}").format(texts, name, order, CLAIMS)
        rows[table] = connection.execute(query).fetchall()

    def copy() -> None:
        with connection.transaction(), connection.cursor() as cursor:
            for table, values in rows.items():
                cursor.execute(sql.SQL("TRUNCATE {}").format(_copied(table)))
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(_copied(table))) as into:
                    for row in values:
                        into.write_row(row)

    return copy


def _copied(table: str) -> sql.Identifier:
    return sql.Identifier(f"copied_{table}")


def _rate(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return CLAIMS / (time.perf_counter() - started)
