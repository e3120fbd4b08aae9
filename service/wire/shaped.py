"""Bodies that a schema is asked about: what it refuses, as everybody else does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marshmallow import ValidationError

from schemas.faults import faults
from service.domain.errors import Fault, Malformed


@contextmanager
def shaped() -> Iterator[None]:
    """Raises Malformed with all that a schema, asked in the block, finds wrong."""
    try:
        yield
    except ValidationError as error:
        raise Malformed.several(tuple(Fault(*found) for found in faults(error.messages))) from None
