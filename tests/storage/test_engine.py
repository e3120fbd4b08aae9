from __future__ import annotations

import os
import socket
import time
import traceback
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from service.application import collections
from service.application.errors import Unavailable
from service.storage import SqlUnits, open_engine, open_scratch, state, wait_for_database
from service.storage.migrations import VERSION_TABLES


def test_sqlite_is_set_up_for_many_readers_and_whole_references(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) == 20_000
    engine.dispose()


def test_the_directory_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    wait_for_database(f"sqlite:///{tmp_path}/some/where/new.sqlite", 0)
    assert (tmp_path / "some/where").is_dir()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense", "sqlite://", "postgresql://h:notaport/x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"database URL|SQLite needs a file"):
        open_engine(url)


def tables_of(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)],
            sorted(index["name"] or "" for index in found.get_indexes(table)),
            dict(found.get_pk_constraint(table)),
        )
        for table in found.get_table_names()
        if table not in VERSION_TABLES
    }


def test_a_scratch_database_has_the_tables_that_migrations_make_and_nothing_in_them(sqlite_url: str) -> None:
    migrated, scratch = open_engine(sqlite_url), open_scratch()
    assert tables_of(scratch) == tables_of(migrated)
    with SqlUnits(scratch)(read_only=True) as uow:
        assert not uow.collections.page(1, None)
    for engine in (migrated, scratch):
        engine.dispose()


def test_a_scratch_database_is_its_openers_alone_and_gone_with_it() -> None:
    one, other = open_scratch(), open_scratch()
    with SqlUnits(one)() as uow:
        collections.create(uow, {"slug": "mine", "title": "Mine"})
        uow.commit()
    with SqlUnits(one)(snapshot=True) as uow:
        assert uow.collections.existing(["mine"]) == {"mine"}
    with SqlUnits(other)(read_only=True) as uow:
        assert not uow.collections.existing(["mine"])
    one.dispose()
    with SqlUnits(one)(read_only=True) as uow, pytest.raises(Unavailable, match="not up to date"):
        uow.collections.existing(["mine"])
    for engine in (one, other):
        engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_by_several_names(scheme: str) -> None:
    engine = open_engine(f"{scheme}://somebody@localhost/x")
    assert engine.driver == "psycopg"


def test_a_reader_does_not_wait_for_a_writer(units: SqlUnits) -> None:
    with units() as writing:
        collections.create(writing, {"slug": "labour", "title": "Labour"})
        with units(read_only=True) as reading:
            assert [one.slug for one in collections.list_(reading, limit=5).items] == ["default"]


def test_asking_for_the_migrations_does_not_wait_for_a_writer(units: SqlUnits, engine: Engine) -> None:
    with units() as writing:
        collections.create(writing, {"slug": "labour", "title": "Labour"})
        assert state(engine).fits


def test_a_database_that_is_not_there_is_told_without_its_password() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        url = f"postgresql://somebody:secret@127.0.0.1:{taken.getsockname()[1]}/claims"
        started = time.monotonic()
        with pytest.raises(Unavailable, match=r"no database answers at .*: connection failed") as refused:
            wait_for_database(url, 0.3)
        assert 0.3 <= time.monotonic() - started < 10
        assert "secret" not in str(refused.value)
        engine = open_engine(url)
        with pytest.raises(Unavailable), SqlUnits(engine)():
            pass


def test_a_connection_that_broke_while_idle_is_replaced(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.storage.engine.IDLE_SECONDS", 0.0)
    engine = open_engine(postgresql_url, pool_size=1)
    units = SqlUnits(engine)
    for read_only in (True, False):
        with units(read_only=read_only) as uow:
            assert collections.get(uow, "default").slug == "default"
        with psycopg.connect(postgresql_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND datname = current_database()"
            )
        with units(read_only=read_only) as uow:
            assert collections.get(uow, "default").slug == "default"
    engine.dispose()


def test_a_connection_that_breaks_in_use_is_told_and_replaced(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url, pool_size=1)
    units = SqlUnits(engine)
    with psycopg.connect(postgresql_url, autocommit=True) as other, units() as uow:
        collections.get(uow, "default")
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database()"
        )
        with pytest.raises(Unavailable) as told:
            collections.get(uow, "default")
        assert "SELECT" not in str(told.value)
    with units() as uow:
        assert collections.get(uow, "default").slug == "default"
    engine.dispose()


def test_a_machine_that_is_gone_is_noticed_though_it_closes_nothing(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        with socket.socket(fileno=os.dup(driver.fileno())) as its:
            assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
            assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
    engine.dispose()


def test_when_every_connection_is_in_use_the_next_request_is_told(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.storage.engine.LOCK_WAIT_SECONDS", 1)
    engine = open_engine(database_url, pool_size=1)
    units = SqlUnits(engine)
    with units(read_only=True), pytest.raises(Unavailable, match="in use"), units(read_only=True):
        pass
    engine.dispose()


def test_what_people_store_is_in_no_error_of_a_database(postgresql_url: str) -> None:
    engine, said = open_engine(postgresql_url), uuid4().hex
    with engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE words (said text, told text NOT NULL)"))
        with pytest.raises(IntegrityError) as refused:
            connection.execute(text("INSERT INTO words VALUES (:said, NULL)"), {"said": said})
    told = "".join(traceback.format_exception(refused.value))
    assert 'null value in column "told"' in told
    assert said not in told
    engine.dispose()


def test_a_database_whose_tables_are_missing_is_told_with_what_makes_them(engine: Engine, units: SqlUnits) -> None:
    def rename(old: str, new: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("collections", "elsewhere")
    try:
        with pytest.raises(Unavailable, match="run first: claimcheck db upgrade"), units(read_only=True) as uow:
            collections.list_(uow, limit=1)
    finally:
        rename("elsewhere", "collections")


def test_who_waits_too_long_for_another_writer_is_told(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.storage.engine.LOCK_WAIT_SECONDS", 1)
    engine = open_engine(database_url)
    units = SqlUnits(engine)

    def write() -> None:
        with units() as uow:
            uow.collections.get("default", lock=True)

    with units() as first:
        first.collections.get("default", lock=True)
        with pytest.raises(Unavailable):
            write()
    engine.dispose()


def test_a_unit_of_work_is_used_inside_its_block_only(units: SqlUnits) -> None:
    with units() as uow:
        pass
    with pytest.raises(RuntimeError):
        collections.get(uow, "default")


def test_a_process_frozen_in_a_transaction_holds_nobody_up_for_long_and_may_think_about_a_snapshot(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.storage.engine.SILENT_SECONDS", 1)
    engine = open_engine(postgresql_url, pool_size=3)
    units = SqlUnits(engine)
    with units(snapshot=True) as thinking:
        thinking.collections.get("default")
        with units() as frozen:
            frozen.collections.get("default", lock=True)
            with units() as waiting:
                # The one before is silent all the while.
                assert waiting.collections.get("default", lock=True) is not None
                waiting.commit()
            with pytest.raises(Unavailable):
                frozen.collections.get("default")
        assert thinking.collections.get("default") is not None
    engine.dispose()
