"""Column types that mean the same in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, ColumnElement, DateTime, Dialect, TypeDecorator, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Instant(TypeDecorator[datetime]):
    """An instant: timestamptz in PostgreSQL. SQLite knows no zones: there it is stored in UTC and read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def document(value: object) -> str:
    """JSON text of objects, lists and text. Raises TypeError for text that is not Unicode."""
    return orjson.dumps(value).decode()


# Objects whose members keep their order: `json` of PostgreSQL stores the text as given, `jsonb` sorts it.
Document = JSON(none_as_null=True)

# A list of words that a filter looks into.
Words = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class has_word(FunctionElement[bool]):  # noqa: N801  named as the SQL function that it is
    """``has_word(column, word)``: whether a list of words has that word."""

    type = Boolean()
    inherit_cache = True
    name = "has_word"


def _arguments(element: has_word) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    column, word = element.clauses
    return column, word


@compiles(has_word, "postgresql")
def _has_word_postgresql(element: has_word, compiler: SQLCompiler, **options: Any) -> str:
    column, word = _arguments(element)
    return f"({compiler.process(column, **options)} ? {compiler.process(word, **options)})"


@compiles(has_word, "sqlite")
def _has_word_sqlite(element: has_word, compiler: SQLCompiler, **options: Any) -> str:
    column, word = _arguments(element)
    words = func.json_each(column).table_valued("value", name="words")
    return compiler.process(exists(select(words.c.value).where(words.c.value == word)), **options)
