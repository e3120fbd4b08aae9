"""Migrations at work: in one transaction, by one process at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, func, select
from sqlalchemy.pool import ConnectionPoolEntry

from service.application.errors import Conflict, Unavailable
from service.storage.engine import BEGIN, open_engine
from service.storage.migrations import history
from service.storage.source_uses import complete_uses_if_needed

# The key of the advisory lock of PostgreSQL; any number that nobody else uses.
UPGRADING: Final = 0x6D_69_67_72

# Seconds. While a migration waits for a table that somebody reads, whoever comes next waits too, even to read. So it
# gives up soon, lets them all through, and tries again.
TURN_SECONDS: Final = 2
PAUSE_SECONDS: Final = 3
PATIENCE_SECONDS: Final = 600
_IN_USE: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)

# As Alembic makes it.
_CREATE: Final = (
    "CREATE TABLE IF NOT EXISTS {0} (version_num VARCHAR(32) NOT NULL, CONSTRAINT {0}_pkc PRIMARY KEY (version_num))"
)


def upgrade(database_url: str) -> None:
    """Apply the migrations that are missing, all or none. Processes that do it at once take turns.

    Leaves a schema alone that is newer and fit for this program. Raises Unavailable when the database does not answer,
    or others use for minutes what is to be changed; Conflict when its schema is newer and not fit for this program.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return _upgrade(database_url)
        except Unavailable as error:
            if not isinstance(error.__cause__, _IN_USE):
                raise
            if time.monotonic() > deadline:
                raise Unavailable("what a migration changes is in use all the time, by a backup, say") from error
        time.sleep(PAUSE_SECONDS)


def _upgrade(database_url: str) -> None:
    with migrating(database_url) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'")
        state = history.state_of(connection)
        if not state.known and not state.fits:
            raise Conflict(state.text)
        if state.known:
            move(connection, "head")
            complete_uses_if_needed(connection)
            connection.commit()


@contextmanager
def migrating(database_url: str) -> Iterator[Connection]:
    """A connection in a transaction that no other process migrates beside. What is not committed is undone."""
    engine = open_engine(database_url, pool_size=1)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def unreferenced(connection: Any, _entry: ConnectionPoolEntry) -> None:
            # SQLite changes some things of a table by copying it, and dropping the old one would take along whatever
            # refers to it.
            connection.execute("PRAGMA foreign_keys = OFF")

    try:
        with engine.connect().execution_options(**{BEGIN: "EXCLUSIVE"}) as connection:
            connection.begin()
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # another process may need long
                connection.execute(select(func.pg_advisory_xact_lock(UPGRADING)))
            yield connection
    finally:
        engine.dispose()


def move(connection: Connection, revision: str) -> None:
    """Apply or take back migrations until ``revision`` is the newest, and say so in the tables of versions."""
    applied = history.applied_to(connection)
    connection.exec_driver_sql(_CREATE.format(history.APPLIED))
    _write(connection, history.APPLIED, applied)
    configuration = _configured(connection)
    order = history.before(applied) if applied is not None else ()
    if revision in order:
        command.downgrade(configuration, revision)
    else:
        command.upgrade(configuration, revision)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a migration to {revision} breaks a reference of the table {broken[0]}")
    _declare(connection)


def _configured(connection: Connection) -> Config:
    configuration = history.configuration()
    configuration.attributes["connection"] = connection
    return configuration


def _declare(connection: Connection) -> None:
    applied = history.recorded(connection, history.APPLIED)
    connection.exec_driver_sql(_CREATE.format(history.WORKS_WITH))
    if history.told_twice(applied):
        assert applied is not None
        _write(connection, history.WORKS_WITH, history.works_with(applied))
    else:
        _write(connection, history.WORKS_WITH, applied)
        connection.exec_driver_sql(f"DROP TABLE {history.APPLIED}")


def _write(connection: Connection, table: str, revision: str | None) -> None:
    connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
    if revision is not None:
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ('{revision}')")  # noqa: S608 - both are ours
