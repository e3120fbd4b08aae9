"""A backup made of a database with every kind of row, restored, and compared to the last column."""

from __future__ import annotations

import errno
import fcntl
import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import make_url, select, text

from service.application.errors import Conflict, Unavailable
from service.cache.clear import clear
from service.storage import SqlUnits, backup, downgrade, manifest_of, open_engine, restore, state, upgrade
from service.storage.backups import container
from service.storage.migrations import VERSION_TABLES
from service.storage.tables import collections, metadata
from tests import servers
from tests.samples import bring
from tests.storage import rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "backup.tar"


@pytest.fixture
def other_url(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the same kind as `database_url` that has no tables yet."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/elsewhere/other.sqlite"
    else:
        with servers.database(request.getfixturevalue("postgresql_server")) as url:
            yield url


@pytest.fixture
def full(database_url: str) -> rows.Contents:
    """A row of every kind in `database_url`."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        rows.fill(connection)
        made = rows.contents(connection)
    engine.dispose()
    return made


def save(url: str, path: Path) -> None:
    with path.open("wb") as stream:
        backup(url, stream)


def ask(url: str, statement: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_what_was_backed_up_is_there_after_a_restore_to_the_last_column_and_goes_on_where_it_was(
    database_url: str, other_url: str, full: rows.Contents, file: Path
) -> None:
    assert set(full) == set(metadata.tables)
    assert all(len(some) >= rows.ROWS for some in full.values())
    save(database_url, file)
    manifest = manifest_of(file)
    assert manifest.database == database_url.partition(":")[0]
    assert {table: count for table, count in manifest.rows.items() if table not in VERSION_TABLES} == {
        table: len(some) for table, some in full.items()
    }
    restore(other_url, file)
    assert rows.kept(other_url) == full
    assert rows.kept(database_url) == full

    engine = open_engine(other_url)
    assert state(engine).fits
    with SqlUnits(engine)() as uow:
        bring(uow, {"collection": {"slug": "later", "title": "Made after the restore"}})
        uow.commit()
    with engine.begin() as connection, pytest.raises(Conflict):
        connection.execute(collections.delete())  # what refers to them is still held by references
    engine.dispose()
    slugs = {row["slug"] for row in full["collections"]}
    assert {row["slug"] for row in rows.kept(other_url)["collections"]} == {"later", *slugs}


def test_a_backup_is_of_one_moment_while_others_write(database_url: str, other_url: str, file: Path) -> None:
    stop = threading.Event()
    engine = open_engine(database_url)

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with engine.begin() as connection:  # two rows or none
                for name in (f"a{number}", f"b{number}"):
                    connection.execute(
                        text(
                            "INSERT INTO collections (slug, title, version, created_at, updated_at) "
                            "VALUES (:name, 'x', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
                        ),
                        {"name": name},
                    )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        save(database_url, file)
    finally:
        stop.set()
        writer.join()
        engine.dispose()
    restore(other_url, file)
    names = {row["slug"] for row in rows.kept(other_url)["collections"]} - {"default"}
    assert {name[1:] for name in names if name[0] == "a"} == {name[1:] for name in names if name[0] == "b"}


def test_data_are_not_replaced_unless_told_to_and_tables_without_any_are_no_data(
    database_url: str, other_url: str, full: rows.Contents, file: Path
) -> None:
    save(database_url, file)
    upgrade(other_url)
    restore(other_url, file)
    assert rows.kept(other_url) == full
    ask(other_url, "UPDATE collections SET title = 'mine', version = 2")
    before = rows.kept(other_url)
    with pytest.raises(Conflict, match="holds data; say --replace"):
        restore(other_url, file)
    assert rows.kept(other_url) == before
    restore(other_url, file, replace=True)
    assert rows.kept(other_url) == full


def test_a_backup_of_an_older_schema_takes_the_place_of_a_newer_one_and_can_be_upgraded(
    database_url: str, other_url: str, file: Path
) -> None:
    downgrade(database_url, "0003")
    try:
        save(database_url, file)
    finally:
        upgrade(database_url)
    upgrade(other_url)
    restore(other_url, file)
    engine = open_engine(other_url)
    assert not state(engine).fits
    upgrade(other_url)
    assert state(engine).fits
    engine.dispose()


def test_a_database_that_the_service_uses_is_not_replaced(database_url: str, full: rows.Contents, file: Path) -> None:
    save(database_url, file)
    named = make_url(database_url)
    if named.drivername == "postgresql":
        named = named.update_query_dict({"application_name": "desk"})
    for url in (database_url, named.render_as_string(hide_password=False)):
        engine = open_engine(url)
        with engine.connect() as connection:
            connection.execute(select(1))
            with pytest.raises(Conflict, match="in use: stop the service and its workers first"):
                restore(url, file, replace=True)
        engine.dispose()
    restore(database_url, file, replace=True)
    assert rows.kept(database_url) == full


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


def one_bit_wrong(content: bytes) -> bytes:
    place = len(content) // 3
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def without_manifest(content: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=made, mode="w") as new:
        for member in old:
            if member.name != container.MANIFEST:
                new.addfile(member, old.extractfile(member))
    return made.getvalue()


@pytest.mark.parametrize("spoil", [cut_short, one_bit_wrong, without_manifest, lambda _: b"", lambda _: b"no backup"])
def test_a_spoilt_backup_is_refused_before_anything_is_touched(
    sqlite_url: str, file: Path, spoil: Callable[[bytes], bytes]
) -> None:
    save(sqlite_url, file)
    file.write_bytes(spoil(file.read_bytes()))
    ask(sqlite_url, "UPDATE collections SET title = 'mine', version = 2")
    before = rows.kept(sqlite_url)
    with pytest.raises(Conflict, match=r"is damaged|is no backup"):
        restore(sqlite_url, file, replace=True)
    assert rows.kept(sqlite_url) == before


def retold(file: Path, **members: object) -> None:
    """Change what a backup says of itself."""
    content = io.BytesIO(file.read_bytes())
    with tarfile.open(fileobj=content) as old, tarfile.open(file, mode="w") as new:
        for member in old:
            stream = old.extractfile(member)
            assert stream is not None
            told = stream.read()
            if member.name == container.MANIFEST:
                told = json.dumps({**json.loads(told), **members}).encode()
                member.size = len(told)
            new.addfile(member, io.BytesIO(told))


def test_a_backup_that_does_not_hold_what_it_says_changes_nothing(
    database_url: str, full: rows.Contents, file: Path
) -> None:
    save(database_url, file)
    retold(file, rows={**manifest_of(file).rows, "claims": 17})
    with pytest.raises(Conflict, match=r"does not hold what|the table claims does not get its 17 rows"):
        restore(database_url, file, replace=True)
    assert rows.kept(database_url) == full


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"revision": "9999"}, "newer than this program"),
        ({"format": 2}, "has another format"),
        (
            {"database": "postgresql"},
            "of postgresql, .* names sqlite; claimcheck export and import move",
        ),
        ({"rows": None, "format": 1, "unknown": 1}, "cannot be read"),
    ],
)
def test_a_backup_that_this_program_cannot_use_is_refused_with_a_reason(
    sqlite_url: str, file: Path, members: dict[str, object], said: str
) -> None:
    save(sqlite_url, file)
    retold(file, **members)
    with pytest.raises(Conflict, match=said):
        restore(sqlite_url, file)


def test_a_database_without_tables_or_newer_than_this_program_is_not_backed_up(other_url: str, file: Path) -> None:
    with pytest.raises(Conflict, match="lacks migrations"):
        save(other_url, file)
    upgrade(other_url)
    ask(other_url, "UPDATE schema_revision SET version_num = '9999'")
    with pytest.raises(Conflict, match="newer than this program"):
        save(other_url, file)


def test_the_data_of_a_backup_are_what_the_tools_of_the_database_read(
    sqlite_url: str, postgresql_url: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "PART_BYTES", 4096)  # as if they were large
    unpack = ["tar", "--extract", "--to-stdout", "--wildcards", "database.*", "--file", str(file)]

    save(sqlite_url, file)
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(gzip.decompress(subprocess.run(unpack, check=True, capture_output=True).stdout))
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT slug FROM collections").fetchall() == [("default",)]
    connection.close()

    save(postgresql_url, file)
    dumped = subprocess.run(unpack, check=True, capture_output=True).stdout
    listed = subprocess.run(["pg_restore", "--list"], input=dumped, check=True, capture_output=True).stdout.decode()
    assert "TABLE DATA public collections" in listed


def test_a_damaged_sqlite_file_is_not_backed_up_as_if_it_were_whole(sqlite_url: str, file: Path) -> None:
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'ix_sources_identity'")
    connection.close()
    with pytest.raises(Conflict, match="the data are damaged"):
        save(sqlite_url, file)


class FullDisk(io.BytesIO):
    def write(self, _data: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_that_a_backup_goes_to_is_not_taken_for_that_of_the_database(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "PART_BYTES", 512)
    with pytest.raises(OSError, match="No space"):
        backup(sqlite_url, FullDisk())


def test_what_a_backup_that_was_killed_left_behind_goes_with_the_next_one(
    sqlite_url: str, file: Path, tmp_path: Path
) -> None:
    left, in_use = (tmp_path / f".claimcheck.sqlite.copy-{name}" for name in ("left", "in_use"))
    for directory in (left, in_use):
        directory.mkdir()
        (directory / "copy.sqlite").touch()
    other = os.open(in_use, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    save(sqlite_url, file)
    os.close(other)
    assert list(tmp_path.glob(".*")) == [in_use]
    assert (in_use / "copy.sqlite").exists()


def test_without_the_programs_of_postgresql_it_is_said_what_to_install(
    postgresql_url: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(postgresql_url, file)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("service.storage.backups.postgresql._PACKAGED", "/nowhere")
    with pytest.raises(Conflict, match="pg_dump is not on this machine: install PostgreSQL's client programs"):
        save(postgresql_url, tmp_path / "another.tar")
    with pytest.raises(Conflict, match="pg_restore is not on this machine"):
        restore(postgresql_url, file)


def test_what_the_programs_of_postgresql_refuse_is_told_and_the_password_is_not(
    postgresql_url: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "pg_dump: error: no $PGPASSWORD in $*" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    url = postgresql_url.replace("tests@", "tests:s3cret@")
    with pytest.raises(Conflict, match=r"pg_dump fails: pg_dump: error: no s3cret in .* postgresql://tests@127"):
        save(url, file)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_restore_that_fails_on_the_way_changes_nothing(database_url: str, full: rows.Contents, file: Path) -> None:
    save(database_url, file)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE VIEW somebody_elses AS SELECT * FROM claims")
        try:
            with pytest.raises(Conflict, match=r"psql fails: .*view somebody_elses depends on table claims"):
                restore(database_url, file, replace=True)
        finally:
            connection.execute("DROP VIEW somebody_elses")
    assert rows.kept(database_url) == full


def test_results_that_redis_kept_go_with_the_data_that_they_were_of(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.mset({f"claimcheck:{number}": "a result" for number in range(2500)})
        client.set("somebody else's", "value")
        clear(redis_url)
        assert client.keys() == [b"somebody else's"]


def test_a_redis_that_does_not_answer_keeps_its_results_and_that_is_said() -> None:
    with pytest.raises(Unavailable, match=r"cannot be removed .*start Redis, or unset REDIS_URL"):
        clear("redis://127.0.0.1:1/0")


def test_a_backup_may_take_longer_than_a_transaction_may_be_silent(
    postgresql_url: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\nsleep 1.5\nexec {shutil.which("pg_dump")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("service.storage.engine.SILENT_SECONDS", 1)
    save(postgresql_url, file)
    assert manifest_of(file).rows["collections"] == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_programs_of_a_newer_postgresql_than_the_server_are_understood(
    database_url: str, full: rows.Contents, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(database_url, file)
    program = tmp_path / "pg_restore"
    program.write_text(f'#!/bin/sh\necho "SET timeout_of_the_future = 0;"\nexec {shutil.which("pg_restore")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    restore(database_url, file, replace=True)
    assert rows.kept(database_url) == full
