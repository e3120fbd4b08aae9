"""An import that dies in the middle."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
from sqlalchemy import make_url

from service.application import collections
from service.application.stamps import new_id, now
from service.storage import SqlUnits, open_engine
from service.wire.archive_lines import ArchiveLines
from service.wire.incoming import STEPS
from tests.serving import COMMAND, clean_environment

MANY = 4000


def lines() -> Iterator[bytes]:
    times = {"created_at": now(), "updated_at": now()}
    source = str(new_id())
    yield orjson.dumps({"type": "archive", "format": 1})
    yield orjson.dumps({"type": "collection", "slug": "many", "title": "Many", "version": 1, **times})
    yield orjson.dumps({"type": "source", "id": source, "title": "S", "kind": "dataset", "version": 1, **times})
    figure = {"value": "1", "unit": "kg"}
    for _ in range(MANY):
        said = {"collection": "many", "source_id": source, "figure": figure, **times}
        yield orjson.dumps({"type": "claim", "id": str(new_id()), **said})
    counts = {"collection": 1, "source": 1, "claim": MANY, "check": 0, "document": 0, "waiver": 0}
    yield orjson.dumps({"type": "end", "counts": counts})


def test_killed_in_the_middle_it_leaves_nothing_behind_and_can_be_done_again(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "many.ndjson"
    given = list(lines())
    path.write_bytes(b"\n".join(given) + b"\n")
    database = make_url(sqlite_url).database
    assert database is not None
    environment = clean_environment(DATABASE_URL=sqlite_url)
    with subprocess.Popen([*COMMAND, "import", str(path)], env=environment) as importing:
        wait_until_it_writes(database)
        time.sleep(0.2)  # some thousand claims
        importing.send_signal(signal.SIGKILL)
        assert importing.wait() == -signal.SIGKILL, "it was not done yet"
    units = SqlUnits(open_engine(sqlite_url))
    with units(read_only=True) as uow:
        assert [found.slug for found in collections.list_(uow, limit=10).items] == ["default"]
    again = ArchiveLines(given)
    with units() as uow:
        for step in STEPS:
            step(again, uow)
        uow.commit()
    units.close()
    assert (again.added.claims, again.added.unchanged) == (MANY, 0)


def wait_until_it_writes(database: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            connection.execute("ROLLBACK")
        time.sleep(0.01)
    raise AssertionError("it never began")
