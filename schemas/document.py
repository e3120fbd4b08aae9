"""Documents: stored texts, whose figures are candidates for claims until somebody states them."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.claim import STATUSES, contents, inline_source
from schemas.fields import Id, Instant, ListOf, Part, Whole
from schemas.joint import check_key
from schemas.lint import (
    TEXT_DATE,
    SuppressionSchema,
    TextCountsSchema,
    WholeText,
    finding,
    place,
    text_date,
    text_format,
    writing,
)
from schemas.page import PageQuerySchema, page_of
from schemas.report import ItemWaiverSchema
from schemas.text import Choice, Slug

_COLLECTION: Final = "The slug of the collection that its claims belong to."
_SOURCE_ID: Final = "The id of the source that the text is of."


class NewDocumentSchema(Strict):
    """A text to be stored, with its source by id or inline."""

    collection = Slug(f'{_COLLECTION} Left out: "default".', allow_none=True)
    source_id = Id(f"{_SOURCE_ID} Give this or `source`.", allow_none=True)
    source = inline_source()
    text = WholeText(required=True)
    format = text_format(allow_none=True)
    date = text_date(f"{TEXT_DATE} Left out: when the source was published.", allow_none=True)


CandidateSchema = type(
    "CandidateSchema",
    (Strict,),
    {
        "__doc__": "A figure where it stands in the text, and the claim that it became, as that is now.",
        "claim": Id("The id of the claim.", required=True),
        "revision": Whole("The current revision of the claim.", least=1, required=True),
        "status": Choice("How far it is vouched for by now.", "ClaimStatus", STATUSES, required=True),
        **place(),
        **writing(),
        **contents(),
    },
)

DocumentFindingSchema = type(
    "DocumentFindingSchema",
    (Strict,),
    {
        "__doc__": "Figures of the text that do not fit together, as their claims are now.",
        "check": check_key(),
        **finding(),
        "waiver": Part(ItemWaiverSchema, "The waiver that covers it, if one does.", required=True, allow_none=True),
    },
)


def _about() -> dict[str, Any]:
    return {
        "id": Id("The id of the document.", required=True),
        "collection": Slug(_COLLECTION, required=True),
        "source_id": Id(_SOURCE_ID, required=True),
        "format": text_format(required=True),
        "date": text_date(required=True, allow_none=True),
        "version": Whole("Always 1: a document does not change, only its claims do.", least=1, required=True),
        "created_at": Instant("When it was stored."),
    }


DocumentSchema = type(
    "DocumentSchema",
    (Strict,),
    {
        "__doc__": "A stored text with what was read in it, as that is by now.",
        **_about(),
        "text": WholeText(required=True),
        "candidates": ListOf(Part(CandidateSchema), "The figures, in the order of the text.", required=True),
        "findings": ListOf(
            Part(DocumentFindingSchema), "What does not fit together, in the order of the text.", required=True
        ),
        "counts": Part(TextCountsSchema, "What came of the checks that were read in it.", required=True),
        "suppressions": ListOf(Part(SuppressionSchema), "The comments that ask for silence.", required=True),
    },
)

DocumentSummarySchema = type(
    "DocumentSummarySchema", (Strict,), {"__doc__": "A document in a list, without its text.", **_about()}
)


class DocumentQuerySchema(PageQuerySchema):
    """Which documents a list holds."""

    collection = Slug("Documents of this collection.")
    source_id = Id("Documents of this source.")


DocumentPageSchema = page_of(DocumentSummarySchema, "DocumentPage", "documents")
