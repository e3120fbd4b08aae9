"""The figures of checks and claims in a file: where they stand, and what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.collection_file import plain
from schemas.text import Written
from service.cli.documents import Document
from service.domain.errors import Malformed
from service.domain.figure import Figure
from service.domain.wording import printed
from service.formats.finding import Region
from service.strict_json import Path

_PRINTED: Final = ("value", "lower", "upper", "date")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A figure in a check. ``role`` is its name there ("parts[0]"), ``where`` its place in the file.

    ``claim`` is the claim that it is, by its name in the file or its id.
    """

    role: str
    where: Path
    body: Mapping[str, Any]
    claim: str | None


def leaves(figures: Any, *where: str | int) -> Iterator[Leaf]:
    """The figures of a check, in the order of the file; what is an expression over others is none."""
    if not isinstance(figures, Mapping):
        return
    for role, entry in figures.items():
        if isinstance(entry, Mapping):
            yield _leaf(role, entry, (*where, role))
        elif isinstance(entry, list):
            for place, item in enumerate(entry):
                if isinstance(item, Mapping):
                    yield _leaf(f"{role}[{place}]", item, (*where, role, place))


def _leaf(role: str, entry: Mapping[str, Any], where: Path) -> Leaf:
    claim = entry.get("claim")
    return Leaf(role, where, entry, claim if isinstance(claim, str) else None)


def regions(document: Document, *where: str | int) -> tuple[Region, ...]:
    """Where the numbers of a figure stand, or of one in its context, or a date."""
    for path in (where, (*where, "figure")):
        found = tuple(document.region(*path, name) for name in _PRINTED if document.has(*path, name))
        if found:
            return found
    return (document.region(*where),) if document.has(*where) else ()


def asked_of(body: Mapping[str, Any]) -> str:
    """What a check asks of its figures, as text that stays the same as long as it asks that."""
    asked = {name: body[name] for name in ("expect", "relation", "parameters", "policy") if body.get(name)}
    return json.dumps(plain(asked), sort_keys=True)


def in_words(body: Any) -> str | None:
    """A figure as it is printed, "18,000 KZT", or a date; None for what is neither."""
    figure = body.get("figure", body) if isinstance(body, Mapping) else body
    if isinstance(body, Mapping) and "date" in body:
        date = body["date"]
        return date.written if isinstance(date, Written) else date and str(date)
    try:
        return printed(Figure.parse(figure))
    except Malformed:
        return None
