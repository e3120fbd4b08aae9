"""Which migrations there are, which a database has, and whether this program can work with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from service.application.upkeep import SchemaState
from service.storage.engine import BEGIN

APPLIED: Final = "schema_revision"
WORKS_WITH: Final = "alembic_version"
VERSION_TABLES: Final = frozenset((APPLIED, WORKS_WITH))

# The first migration that both tables tell of.
BOTH_SINCE: Final = "0004"
BASE: Final = "base"


def state(engine: Engine) -> SchemaState:
    """The schema of a database as this program sees it. Raises Unavailable when the database does not answer."""
    with engine.connect().execution_options(**{BEGIN: None}) as connection:
        return state_of(connection)


def state_of(connection: Connection) -> SchemaState:
    """The same over a connection."""
    applied = applied_to(connection)
    chain = _chain()
    known = applied is None or applied in chain
    done = chain.index(applied) + 1 if applied in chain else 0
    missing = chain[done:] if known else ()
    fits = not missing if known else recorded(connection, WORKS_WITH) in chain
    return SchemaState(applied, newest(), tuple((revision, title(revision)) for revision in missing), known, fits)


def applied_to(connection: Connection) -> str | None:
    """The newest migration that a database has; None before the first."""
    return recorded(connection, APPLIED) or recorded(connection, WORKS_WITH)


def newest() -> str:
    """The newest migration that this program knows."""
    return _chain()[-1]


def title(revision: str) -> str:
    """What a migration brings, in a sentence."""
    return scripts().get_revision(revision).doc


def works_with(revision: str) -> str:
    """The oldest migration whose programs can work with the schema after ``revision``."""
    return str(getattr(scripts().get_revision(revision).module, "works_with", revision))


def told_twice(revision: str | None) -> bool:
    """Whether a database with ``revision`` has both tables."""
    return revision in since(BOTH_SINCE)


def since(revision: str) -> tuple[str, ...]:
    """The revisions from this one on, oldest first."""
    return _chain()[_chain().index(revision) :]


def before(revision: str) -> tuple[str, ...]:
    """The revisions that a database with ``revision`` can go back to, oldest first; ``base`` is none at all."""
    return (BASE, *_chain()[: _chain().index(revision)])


def configuration() -> Config:
    """How Alembic is set up here."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    # Without it Alembic warns; it only matters for several `version_locations`, of which there is one here.
    made.set_main_option("path_separator", "os")
    return made


@cache
def scripts() -> ScriptDirectory:
    """The migrations that this program knows."""
    return ScriptDirectory.from_config(configuration())


@cache
def _chain() -> tuple[str, ...]:
    """Their revisions, oldest first: each follows one other, as there are no branches."""
    return tuple(script.revision for script in scripts().walk_revisions())[::-1]


def recorded(connection: Connection, table: str) -> str | None:
    """The revision in a table of versions; None where it holds none, or is not there."""
    context = MigrationContext.configure(connection, opts={"version_table": table})
    return context.get_current_revision()
