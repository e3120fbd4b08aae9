"""Bringing a database to the tables of this version: one set of Alembic migrations for SQLite and PostgreSQL."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from service.storage.engine import BEGIN, open_engine

# The key of the advisory lock of PostgreSQL; any number that nobody else uses.
UPGRADING = 0x6D_69_67_72


def upgrade(database_url: str) -> None:
    """Apply the migrations that are missing, all or none. Processes that do it at once take turns.

    Raises Unavailable when the database does not answer.
    """
    engine = open_engine(database_url, pool_size=1)
    try:
        with engine.connect().execution_options(**{BEGIN: "EXCLUSIVE"}) as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # another process may need long
                connection.execute(select(func.pg_advisory_xact_lock(UPGRADING)))
            configuration = _configuration()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
            connection.commit()
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the migrations of this version. Raises Unavailable when it does not answer."""
    with engine.connect().execution_options(**{BEGIN: None}) as connection:
        return applied(connection) == _newest()


def applied(connection: Connection) -> frozenset[str]:
    """The newest migrations that a database has: one, or none before the first upgrade."""
    return frozenset(MigrationContext.configure(connection).get_current_heads())


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    # Without it Alembic warns; it only matters for several `version_locations`, of which there is one here.
    configuration.set_main_option("path_separator", "os")
    return configuration


@cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory.from_config(_configuration()).get_heads())
