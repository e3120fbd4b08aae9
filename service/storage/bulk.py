"""Many rows at once: COPY in PostgreSQL, one prepared INSERT in SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Table

from service.storage.errors import translated

Row = tuple[Any, ...]

# Below this a COPY costs more than it saves.
FEW = 20


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, each with a value for every column in the order of the table. Raises Conflict."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) > FEW:
        _copy(connection, table, rows)
    else:
        names = table.columns.keys()
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])


def _copy(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in table.columns.keys())  # noqa: SIM118  not a dict: iterating gives columns
    converted = _converters(connection, table)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                values = list(row)
                for place, convert in converted:
                    values[place] = convert(values[place])
                copy.write_row(values)
    except psycopg.Error as error:
        raise translated(error) or error from error
    finally:
        cursor.close()


def _converters(connection: Connection, table: Table) -> list[tuple[int, Callable[[Any], Any]]]:
    """What SQLAlchemy does to the values of some columns before the driver sees them, by the place of the column."""
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, column in enumerate(table.columns):
        processor = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if processor is not None:
            found.append((place, processor))
    return found
