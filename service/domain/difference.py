"""Two JSON values compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.domain.errors import pointer


def pointers(given: Any, again: Any, where: tuple[str | int, ...] = ()) -> Iterator[str]:
    """JSON pointers (RFC 6901) to where two values differ; arrays of different length differ as a whole."""
    if isinstance(given, Mapping) and isinstance(again, Mapping):
        for name in sorted({*given, *again}):
            if name in given and name in again:
                yield from pointers(given[name], again[name], (*where, name))
            else:
                yield pointer((*where, name))
    elif isinstance(given, list | tuple) and isinstance(again, list | tuple) and len(given) == len(again):
        for place, (one, other) in enumerate(zip(given, again, strict=True)):
            yield from pointers(one, other, (*where, place))
    # `bool` apart, because True == 1 in Python and not in JSON.
    elif given != again or isinstance(given, bool) != isinstance(again, bool):
        yield pointer(where)
