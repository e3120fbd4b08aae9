"""Engines: one way to connect to SQLite and to PostgreSQL, with the transactions that the use cases count on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from service.application.errors import Unavailable
from service.storage.errors import translated
from service.storage.tables import metadata
from service.storage.types import document

LOCK_WAIT_SECONDS = 20
# A process that is frozen in the middle of a transaction, or whose machine is gone, would keep its locks for hours. It
# loses them before those who wait give up.
SILENT_SECONDS = 15

# What connections to PostgreSQL call themselves, unless their URL says otherwise.
APPLICATION = "claimcheck"
IDLE_SECONDS = 5.0

# A machine that is gone, unlike a program that ended, closes nothing. Without these a request waits a quarter of an
# hour for its answer, and a connection that only listens for hours. However long a statement takes, they let it run.
LOST_MACHINE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 1000 * LOCK_WAIT_SECONDS,
}

# Execution option of a connection to SQLite: how its transaction begins; None for a connection that only reads.
BEGIN = "sqlite_begin"


def open_engine(database_url: str, *, pool_size: int = 10) -> Engine:
    """An engine for ``sqlite:///path``, ``postgresql://…`` or ``postgres://…``. Connects to nothing yet.

    Raises ValueError for any other URL. ``pool_size`` is the number of connections kept: one for each thread that
    serves requests is enough.
    """
    url = _url(database_url)
    engine = _open_sqlite(url, pool_size) if url.get_backend_name() == "sqlite" else _open_postgresql(url, pool_size)
    event.listen(engine, "handle_error", _translate)
    return engine


def open_scratch() -> Engine:
    """An engine for a database in memory that is empty but for its tables, and gone once the engine is disposed of.

    It has one connection, so one unit of work at a time. What its rows refer to need not be in it.
    """
    engine = create_engine("sqlite://", poolclass=StaticPool, json_serializer=document, hide_parameters=True)
    _begin_as_asked(engine)
    event.listen(engine, "handle_error", _translate)
    metadata.create_all(engine)
    return engine


def wait_for_database(database_url: str, seconds: float) -> None:
    """Return once the database answers. Raises Unavailable when it does not within ``seconds``."""
    engine = open_engine(database_url, pool_size=1)
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                with engine.connect():
                    return
            except (Unavailable, SQLAlchemyError) as error:
                if time.monotonic() >= deadline:
                    # A password may stand in its query, too.
                    place = engine.url.set(query={}).render_as_string(hide_password=True)
                    # What the driver says tells a wrong password from a server that is not there.
                    reason = " ".join(str(error.__cause__ or error).split())
                    given_up = f"no database answers at {place} within {seconds:g} seconds: {reason}"
                    raise Unavailable(given_up) from error
            time.sleep(0.2)
    finally:
        engine.dispose()


def _translate(context: ExceptionContext) -> Exception | None:
    error = context.original_exception
    if isinstance(error, psycopg.Error) and error.diag.message_detail:
        # PostgreSQL shows whole rows there, and what people store is no business of a log.
        error.args = (error.diag.message_primary,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = error.args
    return translated(error)


def _url(database_url: str) -> URL:
    scheme, separator, rest = database_url.partition("://")
    if not separator or scheme not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg"):
        raise ValueError("a database URL starts with sqlite:/// or postgresql://")
    try:
        return make_url(database_url if scheme == "sqlite" else f"postgresql+psycopg://{rest}")
    except (ArgumentError, ValueError):
        # Without its cause, whose text would show the password.
        raise ValueError("the database URL cannot be read; write postgresql://user:password@host:port/name") from None


def _open_sqlite(url: URL, pool_size: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file, sqlite:///path; each connection would see another database in memory")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=LOCK_WAIT_SECONDS,
        json_serializer=document,
        hide_parameters=True,  # what people store is no business of a log
        connect_args={"timeout": LOCK_WAIT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # What was acknowledged survives a power cut, too: each commit waits until the disk has it.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    _begin_as_asked(engine)
    return engine


def _begin_as_asked(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def leave_it_to_us(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transactions begin late and deferred; `begin` below begins them as they are meant.
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get(BEGIN, "IMMEDIATE")
        if mode is not None:
            connection.exec_driver_sql(f"BEGIN {mode}")


def _open_postgresql(url: URL, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=LOCK_WAIT_SECONDS,
        isolation_level="READ COMMITTED",
        json_serializer=document,
        hide_parameters=True,  # what people store is no business of a log
        connect_args={
            **({} if "application_name" in url.query else {"application_name": APPLICATION}),
            "connect_timeout": 5,
            **LOST_MACHINE,
            # A database made with the encoding SQL_ASCII says so, and psycopg would hand out bytes instead of text.
            "client_encoding": "utf8",
            "options": (
                f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c timezone=UTC "
                f"-c idle_in_transaction_session_timeout={SILENT_SECONDS}s"
            ),
        },
    )

    @event.listens_for(engine, "begin")
    def allow_thinking(connection: Connection) -> None:
        # A snapshot holds no locks, and what is read under it may be thought about for long.
        if connection.get_execution_options().get("postgresql_readonly"):
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")

    @event.listens_for(engine, "checkin")
    def remember(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def revive(connection: Any, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        # Asking before each use whether the connection lives would cost every request a round trip; a connection
        # used a moment ago is taken to live.
        if time.monotonic() - entry.info.get("used", float("inf")) > IDLE_SECONDS and not _answers(engine, connection):
            raise DisconnectionError

    return engine


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        engine.dialect.do_ping(connection)
        connection.rollback()
    except engine.dialect.loaded_dbapi.Error:
        return False
    return True
