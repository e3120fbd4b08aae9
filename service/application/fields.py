"""Members of a body as it came over the wire, turned into what the records hold.

Each function takes the value and the name of the member, and raises Malformed at that name. Whoever calls a use case
has checked the shape already (which members there are, strings where strings belong); what is left is meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from service.application.records import Quote
from service.domain.errors import Malformed
from service.domain.figure import Figure
from service.domain.period import parse_period

Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], value: object, *where: str | int) -> Choice:
    """One of a fixed set of words."""
    try:
        return kind(str(value))
    except ValueError:
        raise Malformed(f"must be one of {', '.join(kind)}", *where) from None


def identifier(value: object, *where: str | int) -> UUID:
    """A UUID, given as one or as text."""
    if isinstance(value, UUID):
        return value
    try:
        return _uuid(str(value))
    except ValueError:
        raise Malformed(f'"{str(value)[:100]}" is not an id; ids are UUIDs', *where) from None


@lru_cache(maxsize=1024)
def _uuid(text: str) -> UUID:
    # The claims of a batch name the same few sources.
    return UUID(text)


def identifiers(values: Iterable[object] | None, *where: str | int) -> tuple[UUID, ...]:
    """Several UUIDs, each once, in the order given."""
    return tuple(dict.fromkeys(identifier(value, *where, place) for place, value in enumerate(values or ())))


def texts(values: Iterable[object] | None) -> tuple[str, ...]:
    """Several texts, each once, in the order given."""
    return tuple(dict.fromkeys(str(value) for value in values or ()))


def edtf(value: str | None, *where: str | int) -> str | None:
    """EDTF text, checked and kept as written."""
    if value is not None:
        try:
            parse_period(value)
        except Malformed as error:
            raise error.within(*where) from None
    return value


def figure(value: Mapping[str, Any], *where: str | int) -> Figure:
    """A figure of the domain."""
    try:
        return Figure.parse(value)
    except Malformed as error:
        raise error.within(*where) from None


def quote(value: Mapping[str, Any] | None) -> Quote | None:
    """The words of a source that a claim rests on."""
    return None if value is None else Quote(value["exact"], value.get("prefix"), value.get("suffix"))


def no_null(body: Mapping[str, Any], *names: str) -> None:
    """Refuse null for members that always have a value."""
    for name in names:
        if name in body and body[name] is None:
            raise Malformed("must not be null; leave it out to keep what is stored", name)
