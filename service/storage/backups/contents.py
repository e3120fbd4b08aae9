"""What a database holds, as far as a backup has to know."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, MetaData, Table, exists, func, inspect, or_, select

from service.application.errors import Conflict
from service.storage.migrations import VERSION_TABLES, history
from service.storage.tables import collections, metadata

# What a migration puts into an empty database, and nobody has touched.
_FROM_THE_START: Final = "default"


def revision(connection: Connection) -> str:
    """The newest migration of a database. Raises Conflict when it has none, or one that this program does not know."""
    state = history.state_of(connection)
    if state.applied is None or not state.known:
        raise Conflict(state.text)
    return state.applied


def tables(connection: Connection) -> list[str]:
    """The names of our tables that are there, those that others refer to first; those of versions last."""
    present = set(inspect(connection).get_table_names())
    ours = [table.name for table in metadata.sorted_tables if table.name in present]
    return ours + sorted(VERSION_TABLES & present)


def rows(connection: Connection) -> dict[str, int]:
    """How many rows each of our tables has."""
    return {name: _count(connection, name) for name in tables(connection)}


def is_used(connection: Connection) -> bool:
    """Whether anything is stored that was not there from the start."""
    for name in tables(connection):
        if name in VERSION_TABLES:
            continue
        table = metadata.tables[name]
        if table is collections:
            touched = or_(collections.c.slug != _FROM_THE_START, collections.c.version > 1)
            there = exists(select(collections.c.slug).where(touched))
        else:
            there = exists(select(1).select_from(table))
        if connection.scalar(select(there)):
            return True
    return False


def _count(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(Table(name, MetaData()))) or 0
