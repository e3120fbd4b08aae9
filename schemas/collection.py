"""Collections: dossiers of claims about one matter."""

from __future__ import annotations

from schemas.base import Strict
from schemas.fields import Instant, ListOf, Whole
from schemas.page import page_of
from schemas.text import Slug, Text

_SLUG = "The name of the collection in URLs; it never changes."
_TITLE = "What the collection is about, in a few words."
_DESCRIPTION = "What the collection is about, at length."
_REFERENCES = "Slugs of collections whose claims may be used as reference data, such as exchange rates."
_REFERENCE = "The slug of a collection."


class CollectionSchema(Strict):
    """A dossier of claims about one matter."""

    slug = Slug(_SLUG, required=True)
    title = Text(_TITLE, longest=500, required=True, example="Migrant labour in 2004")
    description = Text(_DESCRIPTION, longest=10_000, required=True, allow_none=True)
    references = ListOf(Slug(_REFERENCE), _REFERENCES, required=True)
    version = Whole("Counts the changes, from 1; it is the ETag.", least=1, required=True)
    created_at = Instant("When it was stored.")
    updated_at = Instant("When it was last changed.")


class NewCollectionSchema(Strict):
    """A collection to be stored."""

    slug = Slug(_SLUG, required=True)
    title = Text(_TITLE, longest=500, required=True, example="Migrant labour in 2004")
    description = Text(_DESCRIPTION, longest=10_000, allow_none=True)
    references = ListOf(Slug(_REFERENCE), _REFERENCES, longest=100)


class CollectionChangeSchema(Strict):
    """A JSON merge patch: members left out stay, null clears."""

    title = Text(_TITLE, longest=500)
    description = Text(_DESCRIPTION, longest=10_000, allow_none=True)
    references = ListOf(Slug(_REFERENCE), _REFERENCES, longest=100, allow_none=True)


CollectionPageSchema = page_of(CollectionSchema, "CollectionPage", "collections")
