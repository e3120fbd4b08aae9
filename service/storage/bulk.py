"""Many rows at once: COPY in PostgreSQL, one prepared INSERT in SQLite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import JSON, Connection, Insert, Table, Text, Uuid
from sqlalchemy.types import TypeEngine

from service.storage.errors import translated
from service.storage.types import document

Row = tuple[Any, ...]

# Below this a COPY costs more than it saves.
FEW = 20
ROWS_AT_ONCE = 2000

# What stands for null in a COPY; in a value it is escaped.
_NULL = "\x01"
_SPECIAL = re.compile(r"[\\\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", _NULL: "\\x01"})


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, each with a value for every column in the order of the table. Raises Conflict."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) > FEW:
        _copy(connection, table, rows)
    else:
        names = table.columns.keys()
        connection.execute(_insert(table), [dict(zip(names, row, strict=True)) for row in rows])


@cache
def _insert(table: Table) -> Insert:
    return table.insert()


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN (NULL {})").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns.keys())), sql.Literal(_NULL)
    )
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for start in range(0, len(rows), ROWS_AT_ONCE):
                copy.write("".join(_lines(table, rows[start : start + ROWS_AT_ONCE])))
    except psycopg.Error as error:
        raise translated(error) or error from error
    finally:
        cursor.close()


def _lines(table: Table, rows: Sequence[Row]) -> Iterator[str]:
    """The rows in COPY's text format. The driver can write them too, but takes more than twice the time."""
    converters = [(place, _converter(column.type)) for place, column in enumerate(table.columns)]
    needed = [(place, convert) for place, convert in converters if convert is not None]
    separators = len(table.columns) - 1
    for row in rows:
        values = list(row)
        for place, convert in needed:
            if values[place] is not None:
                values[place] = convert(values[place])
        nulls = values.count(None)
        line = "\t".join([_NULL if value is None else value for value in values])
        if line.count("\t") != separators or line.count(_NULL) != nulls or _SPECIAL.search(line):
            line = "\t".join([_NULL if value is None else value.translate(_ESCAPES) for value in values])
        yield line + "\n"


def _converter(kind: TypeEngine[Any]) -> Callable[[Any], str] | None:
    """What makes text of a value of a column that is not text itself."""
    match kind:
        case Uuid():
            return attrgetter("hex")
        case JSON():
            return document
        case Text():
            return None
        case _:
            # Dates and instants of one batch are few.
            return lru_cache(1024)(str)
