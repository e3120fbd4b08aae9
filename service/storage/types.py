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


class only_words(FunctionElement[bool]):  # noqa: N801  named as the SQL function that it is
    """``only_words(column, words)``: whether a list of words has none but ``words``, which are JSON."""

    type = Boolean()
    inherit_cache = True
    name = "only_words"


class any_word(FunctionElement[bool]):  # noqa: N801  named as the SQL function that it is
    """``any_word(column, words)``: whether a list of words has any of ``words``, which are JSON."""

    type = Boolean()
    inherit_cache = True
    name = "any_word"


def _arguments(element: has_word | only_words | any_word) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
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


@compiles(only_words, "postgresql")
def _only_words_postgresql(element: only_words, compiler: SQLCompiler, **options: Any) -> str:
    column, words = _arguments(element)
    return f"({compiler.process(column, **options)} <@ CAST({compiler.process(words, **options)} AS jsonb))"


@compiles(only_words, "sqlite")
def _only_words_sqlite(element: only_words, compiler: SQLCompiler, **options: Any) -> str:
    column, words = _arguments(element)
    found = func.json_each(column).table_valued("value", name="words")
    allowed = func.json_each(words).table_valued("value", name="allowed")
    others = exists(select(found.c.value).where(found.c.value.not_in(select(allowed.c.value))))
    return compiler.process(~others, **options)


@compiles(any_word, "postgresql")
def _any_word_postgresql(element: any_word, compiler: SQLCompiler, **options: Any) -> str:
    column, words = (compiler.process(one, **options) for one in _arguments(element))
    return f"({column} ?| ARRAY(SELECT jsonb_array_elements_text(CAST({words} AS jsonb))))"


@compiles(any_word, "sqlite")
def _any_word_sqlite(element: any_word, compiler: SQLCompiler, **options: Any) -> str:
    column, words = _arguments(element)
    found = func.json_each(column).table_valued("value", name="words")
    wanted = func.json_each(words).table_valued("value", name="wanted")
    both = exists(select(found.c.value).where(found.c.value.in_(select(wanted.c.value))))
    return compiler.process(both, **options)
