"""Going back to an older schema, which may lose what only the newer one has room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, Text, cast, func, inspect, select, text
from sqlalchemy.schema import DefaultClause

from service.application.errors import Conflict, NotFound
from service.storage.migrations import history
from service.storage.migrations.run import migrating, move

# What follows from the rest, and is there again once the migrations are applied again.
_DERIVED: Final = frozenset(("source_uses",))

# The columns of each table.
Shape = dict[str, frozenset[str]]


def downgrade(database_url: str, revision: str, *, lose_data: bool = False) -> tuple[str, ...]:
    """Take migrations back until ``revision`` is the newest, all or none; ``base`` takes back every one.

    Returns what was lost, in words. Raises NotFound for a revision that does not come before the one applied; Conflict,
    with nothing changed, when the database is newer than this program, and when data would be lost unless
    ``lose_data``. What is lost is seen by taking the migrations back, not told by them: tables and columns that are
    gone then and held something.
    """
    with migrating(database_url) as connection:
        state = history.state_of(connection)
        if state.applied is None or not state.known:
            raise Conflict(state.text)
        if revision == state.applied:
            return ()
        possible = history.before(state.applied)
        if revision not in possible:
            raise NotFound(
                "migration", f"{revision} to go back to from {state.applied}; there are {', '.join(possible)}"
            )
        shape = _shape(connection)
        gone = _gone(connection, shape, revision)
        if connection.dialect.name == "postgresql":
            for table in gone:  # nobody stores what would be lost uncounted
                connection.exec_driver_sql(f'LOCK TABLE "{table}"')
        lost = tuple(_held(connection, shape, gone))
        if lost and not lose_data:
            raise Conflict(
                f"going back to {revision} would lose {' and '.join(lost)}; back the database up, and say --lose-data"
            )
        move(connection, revision)
        connection.commit()
        return lost


def _gone(connection: Connection, shape: Shape, revision: str) -> Shape:
    """The tables that going back takes away, and the columns of those that stay. Leaves everything as it is."""
    with connection.begin_nested() as attempt:
        move(connection, revision)
        after = _shape(connection)
        attempt.rollback()
    return {
        table: columns - after.get(table, frozenset())
        for table, columns in shape.items()
        if columns - after.get(table, frozenset())
    }


def _shape(connection: Connection) -> Shape:
    found = inspect(connection)
    return {
        table: frozenset(column["name"] for column in found.get_columns(table))
        for table in found.get_table_names()
        if table not in history.VERSION_TABLES
    }


def _held(connection: Connection, shape: Shape, gone: Shape) -> Iterator[str]:
    """What is in them, in words."""
    for name in sorted(gone.keys() - _DERIVED):
        table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
        if gone[name] == shape[name]:
            count = connection.scalar(select(func.count()).select_from(table))
            if count:
                yield f"{count:,} row{'s' if count > 1 else ''} of {name}"
            continue
        for column in sorted(gone[name]):
            count = connection.scalar(select(func.count()).select_from(table).where(_said(table.c[column])))
            if count:
                yield f"{column} of {count:,} row{'s' if count > 1 else ''} of {name}"


def _said(column: Column[object]) -> ColumnElement[bool]:
    """Whether a column says something that it would not say by itself. Compared as text: json has no equality."""
    default = column.server_default
    if not isinstance(default, DefaultClause):
        return column.is_not(None)
    return cast(column, Text).is_distinct_from(cast(text(str(default.arg)), Text))
