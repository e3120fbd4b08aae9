"""Sources: who said a figure, where and when, and whom they quote."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.fields import Flag, Id, Instant, ListOf, Whole
from schemas.page import page_of
from schemas.text import Address, Choice, Edtf, Text

SOURCE_KINDS: Final = ("article", "broadcast", "report", "dataset", "statement", "assumption")

_PUBLISHER = "Who published it."
_TITLE = "What it is called."
_KIND = "What it is."
_AUTHORS = "Who wrote it, in order."
_URL = "Where it can be read."
_PUBLISHED = "When it was published, as EDTF."
_CITES = "Ids of the sources that it quotes, so that two that quote one release can be told from independent ones."
_REFERENCE = "Whether it is reference data, such as official statistics, that others are measured against."


def _authors(**kwargs: Any) -> ListOf:
    return ListOf(Text("A name.", longest=300), _AUTHORS, longest=100, **kwargs)


def _url(**kwargs: Any) -> Text:
    return Address(_URL, "https://example.org/2004/09/cotton", **kwargs)


def _published(**kwargs: Any) -> Text:
    return Edtf(_PUBLISHED, "2004-09-24", **kwargs)


class SourceSchema(Strict):
    """Who said it, where and when."""

    id = Id("The id of the source.", required=True)
    publisher = Text(_PUBLISHER, longest=500, required=True, allow_none=True)
    title = Text(_TITLE, longest=1000, required=True, example="Cotton pickers fined")
    kind = Choice(_KIND, "SourceKind", SOURCE_KINDS, required=True)
    authors = _authors(required=True)
    url = _url(required=True, allow_none=True)
    published = _published(required=True, allow_none=True)
    cites = ListOf(Id("The id of a source."), _CITES, required=True)
    reference = Flag(_REFERENCE, required=True)
    version = Whole("Counts the changes, from 1; it is the ETag.", least=1, required=True)
    created_at = Instant("When it was stored.")
    updated_at = Instant("When it was last changed.")


class NewSourceSchema(Strict):
    """A source to be stored, or one named inline by a claim."""

    publisher = Text(_PUBLISHER, longest=500, allow_none=True, example="The Steppe Courier")
    title = Text(_TITLE, longest=1000, required=True, example="Cotton pickers fined")
    kind = Choice(_KIND, "SourceKind", SOURCE_KINDS, required=True)
    authors = _authors(allow_none=True)
    url = _url(allow_none=True)
    published = _published(allow_none=True)
    cites = ListOf(Id("The id of a source."), _CITES, longest=1000, allow_none=True)
    reference = Flag(_REFERENCE, load_default=False)


class SourceChangeSchema(Strict):
    """A JSON merge patch: members left out stay, null clears."""

    publisher = Text(_PUBLISHER, longest=500, allow_none=True)
    title = Text(_TITLE, longest=1000)
    kind = Choice(_KIND, "SourceKind", SOURCE_KINDS)
    authors = _authors(allow_none=True)
    url = _url(allow_none=True)
    published = _published(allow_none=True)
    cites = ListOf(Id("The id of a source."), _CITES, longest=1000, allow_none=True)
    reference = Flag(_REFERENCE)


SourcePageSchema = page_of(SourceSchema, "SourcePage", "sources")
