"""Bodies as they come over the wire, for tests that need some and do not care which."""

from __future__ import annotations

from typing import Any

from service.application.ports import UnitOfWork
from service.wire.collection_file import CollectionFile
from service.wire.incoming import STEPS, Added

FINE = {"value": "18000", "unit": "KZT"}


def source(**members: Any) -> dict[str, Any]:
    """The body of a source."""
    return {"title": "Cotton pickers and the police", "kind": "article", "publisher": "The Paper", **members}


def claim(**members: Any) -> dict[str, Any]:
    """The body of a claim, with an inline source unless `source_id` is given."""
    return {"figure": FINE, **({} if "source_id" in members else {"source": source()}), **members}


def bring(uow: UnitOfWork, document: Any) -> Added:
    """Store what a collection file holds."""
    file = CollectionFile(document)
    for step in STEPS:
        step(file, uow)
    return file.added
