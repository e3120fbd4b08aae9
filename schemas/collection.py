"""Collections: dossiers of claims about one matter."""

from __future__ import annotations

from typing import Any

from schemas.base import Strict
from schemas.fields import Instant, ListOf, Part, Whole
from schemas.page import page_of
from schemas.text import Slug, Text

_SLUG = "The name of the collection in URLs; it never changes."
_TITLE = "What the collection is about, in a few words."
_DESCRIPTION = "What the collection is about, at length."
_REFERENCES = "Slugs of collections whose claims may be used as reference data, such as exchange rates."
_REFERENCE = "The slug of a collection."
_PARTITIONS = (
    "Values of a dimension that make the whole, none of them overlapping. Of such a dimension reports expect that "
    "amounts for all values add up to the total, and that shares for all of them come to 100 %."
)


class PartitionSchema(Strict):
    """Values of a dimension that together are all there is of it."""

    dimension = Text("The name of the dimension.", longest=100, required=True, example="sex")
    values = ListOf(
        Text("A value of the dimension.", longest=500, example="female"),
        "Two values or more, each once whatever its case; none for the whole, such as `total`.",
        longest=1000,
        required=True,
    )


def _partitions(**kwargs: Any) -> ListOf:
    return ListOf(Part(PartitionSchema), _PARTITIONS, **kwargs)


class CollectionSchema(Strict):
    """A dossier of claims about one matter."""

    slug = Slug(_SLUG, required=True)
    title = Text(_TITLE, longest=500, required=True, example="Migrant labour in 2004")
    description = Text(_DESCRIPTION, longest=10_000, required=True, allow_none=True)
    references = ListOf(Slug(_REFERENCE), _REFERENCES, required=True)
    partitions = _partitions(required=True)
    version = Whole("Counts the changes, from 1; it is the ETag.", least=1, required=True)
    created_at = Instant("When it was stored.")
    updated_at = Instant("When it was last changed.")


class NewCollectionSchema(Strict):
    """A collection to be stored."""

    slug = Slug(_SLUG, required=True)
    title = Text(_TITLE, longest=500, required=True, example="Migrant labour in 2004")
    description = Text(_DESCRIPTION, longest=10_000, allow_none=True)
    references = ListOf(Slug(_REFERENCE), _REFERENCES, longest=100)
    partitions = _partitions(longest=100)


class CollectionChangeSchema(Strict):
    """A JSON merge patch: members left out stay, null clears."""

    title = Text(_TITLE, longest=500)
    description = Text(_DESCRIPTION, longest=10_000, allow_none=True)
    references = ListOf(Slug(_REFERENCE), _REFERENCES, longest=100, allow_none=True)
    partitions = _partitions(longest=100, allow_none=True)


CollectionPageSchema = page_of(CollectionSchema, "CollectionPage", "collections")
