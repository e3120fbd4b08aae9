"""The names by which the things of a collection file refer to each other."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any, Final

from service.domain.errors import Malformed

Named = Mapping[str, Mapping[str, Any]]

_MOST_TOLD: Final = 10


def cited_first(given: Named) -> list[str]:
    """The names of sources, each after those that it cites. Raises Malformed where they cite each other in a circle."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for name, body in given.items():
        cites = body.get("cites") or []
        for place, cited in enumerate(cites):
            require(cited, given, "source", "sources", name, "cites", place)
        order.add(name, *cites)
    try:
        return list(order.static_order())
    except CycleError as error:
        raise Malformed(f"cite each other in a circle: {' → '.join(error.args[1])}", "sources") from None


def require(name: object, known: Mapping[str, Any], what: str, *where: str | int) -> None:
    """Refuse what is the name of nothing in a file, ``known``. Raises Malformed at ``where``."""
    if isinstance(name, str) and name in known:
        return
    close = difflib.get_close_matches(name[:100], known, n=1) if isinstance(name, str) else []
    some = ", ".join([*islice(known, _MOST_TOLD), *(["…"] if len(known) > _MOST_TOLD else [])]) or "there are none"
    right = f'did you mean "{close[0]}"?' if close else some
    raise Malformed(f"must be the name of a {what} of this file: {right}", *where)
