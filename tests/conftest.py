"""What tests of several parts start from: real databases and caches, and the service put together on them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from sqlalchemy import Engine, event, make_url
from sqlalchemy.pool import Pool

from service.application.observing import observe_with, observer
from service.application.ports import ResultCache
from service.application.services import Services
from service.bootstrap import build_services
from service.cache.memory import MemoryCache
from service.cache.redis import RedisCache
from service.settings import Settings
from service.storage import SqlUnits, open_engine, upgrade
from service.storage.tables import metadata
from tests import servers
from tests.observing import Noting
from tests.serving import Serving


@pytest.fixture
def noting() -> Iterator[Noting]:
    """Who is told what happens in this test."""
    before, noting = observer(), Noting()
    observe_with(noting)
    yield noting
    observe_with(before)


@event.listens_for(Pool, "checkout")
def write_carelessly(connection: object, *_: object) -> None:
    """SQLite in this process does not wait for the disk, as PostgreSQL in the tests does not: no power is cut here."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL."""
    with servers.or_skip(), ExitStack() as stack:
        yield stack.enter_context(servers.postgresql())


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a database of a Redis that this process has for itself."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    with servers.or_skip(), ExitStack() as stack:
        yield make_url(stack.enter_context(servers.redis_server())).set(database=worker).render_as_string(False)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def server(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that this module has for itself."""
    path = tmp_path_factory.mktemp("server") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    serving = Serving(path.with_suffix(".log"), DATABASE_URL=f"sqlite:///{path}", CLAIMCHECK_WORKERS="1")
    try:
        serving.wait()
        yield serving.url
    finally:
        serving.end()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    """The URL of a database in PostgreSQL with all tables, which each test leaves as it found it."""
    with servers.database(postgresql_server) as url:
        upgrade(url)
        with psycopg.connect(url) as connection:
            # What there is from the start, since tests may change that too.
            connection.execute("CREATE SCHEMA kept")
            connection.execute("CREATE TABLE kept.collections AS SELECT * FROM collections")
        yield url


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A database of this test alone, with all tables and the default collection."""
    path = tmp_path / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(migrated_postgresql: str) -> Iterator[str]:
    """A database that this test has for itself while it runs, with all tables and the default collection."""
    yield migrated_postgresql
    # Faster than another database for each test, by far; and in one go.
    empty = sql.SQL("; ").join(
        sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)) for table in reversed(metadata.sorted_tables)
    )
    with psycopg.connect(migrated_postgresql, options="-c lock_timeout=5s") as connection:
        connection.execute(empty + sql.SQL("; INSERT INTO collections SELECT * FROM kept.collections"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with all tables, of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """An empty database of Redis."""
    yield redis_server
    with redis.Redis.from_url(redis_server) as client:
        client.flushdb()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine for `database_url`."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def units(engine: Engine) -> SqlUnits:
    """Opens units of work over `database_url`."""
    return SqlUnits(engine)


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Iterator[ResultCache]:
    """A result cache, of each kind in turn."""
    held: MemoryCache | RedisCache
    if request.param == "memory":
        held = MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)
    else:
        held = RedisCache(request.getfixturevalue("redis_url"), ttl=60, budget=5)
    yield held
    held.close()


@pytest.fixture(params=["sqlite and memory", "postgresql and redis"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """How to run: by oneself, or with servers."""
    if request.param == "sqlite and memory":
        return Settings(database_url=request.getfixturevalue("sqlite_url"))
    return Settings(
        database_url=request.getfixturevalue("postgresql_url"),
        redis_url=request.getfixturevalue("redis_url"),
        cache_budget_ms=5000,  # a test machine may be busy
    )


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """Everything that answers requests, put together as in production."""
    built = build_services(settings)
    yield built
    built.close()


@pytest.fixture(scope="session")
def applications() -> dict[object, Flask]:
    """The applications that were put together, by what they do not ask the services for at each request."""
    return {}


@pytest.fixture
def app(services: Services, applications: dict[object, Flask]) -> Flask:
    """The WSGI application."""
    from service.api import build_app, context

    # With its contract it takes longer to put together than most tests take, and with other services it is the same.
    if services.trusted_hosts not in applications:
        applications[services.trusted_hosts] = build_app(services)
    application = applications[services.trusted_hosts]
    context.attach(application, services)
    return application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Sends requests to `app`."""
    return app.test_client()
