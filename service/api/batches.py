"""Many claims in one body: a JSON array, or JSON lines. Each is read by itself, so that its faults carry its number."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from marshmallow import ValidationError

from schemas.claim import NewClaimSchema
from schemas.faults import faults
from service.api import json_in
from service.api.problems import Problem
from service.domain.errors import Fault, Malformed

Line = tuple[int, dict[str, Any] | Malformed]

_schema = NewClaimSchema()


def lines(raw: bytes, *, delimited: bool) -> Iterator[Line]:
    """The claims in a body with their numbers, from 1; what has the wrong shape as the Malformed that says so.

    Raises Problem or Malformed at once when the body as a whole cannot be read.
    """
    if delimited:
        return _delimited(raw)
    value = json_in.parse(raw)
    if not isinstance(value, list):
        raise Malformed("the body must be an array of claims, or claims line by line as application/x-ndjson")
    return ((number, _read(item)) for number, item in enumerate(value, start=1))


def _delimited(raw: bytes) -> Iterator[Line]:
    # One line at a time: cut up at once, a body of nothing but line feeds would take many times its size.
    for number, line in enumerate(BytesIO(raw), start=1):
        if line.isspace():
            continue
        try:
            value = json_in.parse(line.removesuffix(b"\n"))
        except Problem as problem:
            yield number, Malformed(problem.told.detail)
        except Malformed as error:
            yield number, error
        else:
            yield number, _read(value)


def _read(value: Any) -> dict[str, Any] | Malformed:
    try:
        read: dict[str, Any] = _schema.load(value)
    except ValidationError as error:
        return Malformed.several(tuple(Fault(where, message) for where, message in faults(error.messages)))
    return read
