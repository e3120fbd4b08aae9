"""A row of every kind for a database of any schema, and what it holds to the last column.

Nothing here knows a table by name: a table that a migration brings is filled like the others.
"""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, Uuid, select
from sqlalchemy.types import Boolean, Date, Integer, LargeBinary, TypeEngine

from service.storage import open_engine
from service.storage.migrations import VERSION_TABLES
from service.storage.tables import metadata
from service.storage.types import Instant

Contents = dict[str, list[dict[str, Any]]]

ROWS = 2


def tables(connection: Connection) -> list[Table]:
    """The tables that a database has, with their columns as this program types them; those referred to come first."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        known = metadata.tables.get(table.name)
        for column in table.columns:
            if known is not None and column.name in known.columns:
                column.type = known.columns[column.name].type
    return [table for table in found.sorted_tables if table.name not in VERSION_TABLES]


def fill(connection: Connection) -> None:
    """Two rows in every table, each column said, each reference to a row of its own."""
    numbers = itertools.count(1)
    made: dict[str, list[dict[str, Any]]] = {}
    for table in tables(connection):
        made[table.name] = []
        for place in range(ROWS):
            row = {column.name: _value(column.type, next(numbers)) for column in table.columns}
            for column in table.columns:
                for key in column.foreign_keys:
                    row[column.name] = made[key.column.table.name][place][key.column.name]
            connection.execute(table.insert(), row)
            made[table.name].append(row)


def contents(connection: Connection) -> Contents:
    """Every row of every table."""
    return {
        table.name: sorted(
            (dict(row) for row in connection.execute(select(table)).mappings()),
            key=lambda row: repr(sorted(row.items())),
        )
        for table in tables(connection)
    }


def within(contents_: Contents, shape: Mapping[str, frozenset[str]]) -> Contents:
    """The part of them that there is room for in the tables and columns of ``shape``."""
    return {
        table: [{name: value for name, value in row.items() if name in columns} for row in contents_[table]]
        for table, columns in shape.items()
    }


def shape(connection: Connection) -> dict[str, frozenset[str]]:
    """The columns of every table."""
    return {table.name: frozenset(table.columns.keys()) for table in tables(connection)}


def _value(kind: TypeEngine[Any], number: int) -> Any:
    match kind:
        case Uuid():
            return uuid.UUID(bytes=hashlib.sha256(str(number).encode()).digest()[:16])
        case JSON():
            return [f"word {number}", "größer"]
        case Boolean():
            return True
        case Integer():
            return number
        case LargeBinary():
            return b"\x00\xff" + str(number).encode()
        case Date():
            return date.fromordinal(730_000 + number)
        case Instant():
            return datetime.fromtimestamp(1_000_000_000 + number, UTC)
        case _:
            return f"text {number}\n\t\\N é"


def kept(url: str) -> Contents:
    """All that a database holds."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = contents(connection)
    engine.dispose()
    return found
