"""Claims: figures with what they measure, who states them and when. A claim is revised and retracted, never lost."""

from __future__ import annotations

from typing import Any, Final

from schemas.base import Strict
from schemas.fields import FreeObject, Given, Id, Instant, ListOf, Part, Whole
from schemas.figure import FigureInputSchema, FigureSchema
from schemas.page import PageQuerySchema, page_of
from schemas.source import NewSourceSchema
from schemas.text import UNIT_LENGTH, Choice, Edtf, Slug, Text, TextMap
from schemas.told import NAMED

STATUSES: Final = ("stated", "candidate", "assumption", "retracted")
NEW_STATUSES: Final = STATUSES[:-1]

_COLLECTION = "The slug of the collection that it belongs to."
_SOURCE_ID = "The id of the source that states it."
_STATEMENT = "The claim in a sentence."
_ATTRIBUTED_TO = "Who is quoted as having said it, where that is not the source itself."
_MEASURE = "What is measured, in a word or two; claims of one measure can be compared."
_DIMENSIONS = (
    "What part of the whole the figure is about, by dimension; `of` names the whole that a percentage is a share of."
)
_FIGURE = "The number with its unit and hedge."
_PERIOD = "When the figure holds, as EDTF."
_ASSERTED = "When the claim was made, as EDTF."
_TAGS = "Words to find it by."
_STATUS = "How far it is vouched for. A retracted claim keeps its revisions."
_QUOTE = "The very words, as a text quote selector of the W3C Web Annotation model."


class QuoteSchema(Strict):
    """The words of a source that a claim rests on, with what stands before and after them."""

    exact = Text("The words themselves.", longest=10_000, required=True, example="fined 18,000 tenge each")
    prefix = Text("What stands right before them.", longest=1000, shortest=0, allow_none=True)
    suffix = Text("What stands right after them.", longest=1000, shortest=0, allow_none=True)


def inline_source() -> Part:
    """The source of what is stored, given with it."""
    return Part(
        NewSourceSchema,
        "The source itself, given instead of `source_id`: one stored already that has the same publisher, title, kind, "
        "address, date and authors is used, otherwise it is stored.",
        allow_none=True,
    )


def _statement(**kwargs: Any) -> Text:
    return Text(_STATEMENT, longest=10_000, allow_none=True, example="Each picker was fined 18,000 tenge.", **kwargs)


def _attributed_to(**kwargs: Any) -> Text:
    return Text(_ATTRIBUTED_TO, longest=500, allow_none=True, example="the regional police", **kwargs)


def _measure(**kwargs: Any) -> Text:
    return Text(_MEASURE, longest=200, allow_none=True, example="fine", **kwargs)


def _dimensions(**kwargs: Any) -> TextMap:
    return TextMap(
        _DIMENSIONS,
        "Dimensions",
        members=50,
        key=Text("The name of a dimension.", longest=100),
        value=Text("Its value.", longest=500),
        example={"region": "South Kazakhstan"},
        **kwargs,
    )


def _period(**kwargs: Any) -> Text:
    return Edtf(_PERIOD, "2004-01/2004-06", allow_none=True, **kwargs)


def _asserted(**kwargs: Any) -> Text:
    return Edtf(_ASSERTED, "2004-09-24", allow_none=True, **kwargs)


def _tags(**kwargs: Any) -> ListOf:
    return ListOf(Text("A word.", longest=100), _TAGS, longest=50, **kwargs)


def contents() -> dict[str, Any]:
    """What a claim states and by which words, where it is shown with the text that it was read in."""
    return {
        "figure": Part(FigureSchema, _FIGURE, required=True),
        "quote": Part(QuoteSchema, _QUOTE, required=True, allow_none=True),
        "measure": _measure(required=True),
        "dimensions": _dimensions(required=True),
        "attributed_to": _attributed_to(required=True),
        "period": _period(required=True),
    }


class ClaimSchema(Strict):
    """One revision of a claim."""

    id = Id("The id of the claim, the same in every revision.", required=True)
    revision = Whole("Counts the revisions, from 1; it is the ETag.", least=1, required=True)
    collection = Slug(_COLLECTION, required=True)
    source_id = Id(_SOURCE_ID, required=True)
    statement = _statement(required=True)
    quote = Part(QuoteSchema, _QUOTE, required=True, allow_none=True)
    attributed_to = _attributed_to(required=True)
    measure = _measure(required=True)
    dimensions = _dimensions(required=True)
    figure = Part(FigureSchema, _FIGURE, required=True)
    period = _period(required=True)
    asserted = _asserted(required=True)
    tags = _tags(required=True)
    status = Choice(_STATUS, "ClaimStatus", STATUSES, required=True)
    created_at = Instant("When the claim was first stored.")
    updated_at = Instant("When this revision was stored.")


class NewClaimSchema(Strict):
    """A claim to be stored: a figure, and its source by id or inline."""

    collection = Slug(f'{_COLLECTION} Left out: "default".', allow_none=True)
    source_id = Id(f"{_SOURCE_ID} Give this or `source`.", allow_none=True)
    source = inline_source()
    statement = _statement()
    quote = Part(QuoteSchema, _QUOTE, allow_none=True)
    attributed_to = _attributed_to()
    measure = _measure()
    dimensions = _dimensions(allow_none=True)
    figure = Given(FigureInputSchema, _FIGURE, required=True)
    period = _period()
    asserted = _asserted()
    tags = _tags(allow_none=True)
    status = Choice(_STATUS, "NewClaimStatus", NEW_STATUSES, allow_none=True)


class QuoteChangeSchema(Strict):
    """What to change in a quote."""

    exact = Text("The words themselves.", longest=10_000, allow_none=True)
    prefix = Text("What stands right before them.", longest=1000, shortest=0, allow_none=True)
    suffix = Text("What stands right after them.", longest=1000, shortest=0, allow_none=True)


class ClaimChangeSchema(Strict):
    """A JSON merge patch that makes a revision: members left out stay, null clears, objects are merged."""

    source_id = Id(_SOURCE_ID)
    statement = _statement()
    quote = Given(QuoteChangeSchema, _QUOTE, allow_none=True)
    attributed_to = _attributed_to()
    measure = _measure()
    dimensions = FreeObject(
        _DIMENSIONS,
        shape={
            NAMED: "DimensionsChange",
            "type": "object",
            "maxProperties": 50,
            "additionalProperties": {"type": ["string", "null"], "minLength": 1, "maxLength": 500},
        },
        example={"region": "South Kazakhstan"},
        allow_none=True,
    )
    figure = Given(FigureInputSchema, _FIGURE)
    period = _period()
    asserted = _asserted()
    tags = _tags(allow_none=True)
    status = Choice(_STATUS, "ClaimStatus", STATUSES)


class ClaimObjectsSchema(Strict):
    """The members of a claim that are objects, as a merge patch leaves them."""

    quote = Part(QuoteSchema, _QUOTE)
    dimensions = _dimensions()
    figure = Given(FigureInputSchema, _FIGURE)


class ClaimQuerySchema(PageQuerySchema):
    """Which claims a list holds: those that pass every filter given."""

    collection = Slug("Claims of this collection.")
    source_id = Id("Claims of this source.")
    measure = Text("Claims of exactly this measure.", longest=200)
    status = Choice("Claims of this status.", "ClaimStatus", STATUSES)
    tag = Text("Claims with this tag.", longest=100)
    period = Edtf("Claims whose period has a day in common with this one (EDTF).", "2004")
    unit = Text("Claims in this unit, however it is written.", longest=UNIT_LENGTH, shortest=0)
    text = Text("Claims with this in statement, quote, measure or attribution, in any case.", longest=500)


class BatchReceiptSchema(Strict):
    """What a batch stored."""

    stored = Whole("How many claims were stored.", least=1, required=True)
    ids = ListOf(Id("The id of a claim."), "Their ids, in the order of the batch.", required=True)


ClaimPageSchema = page_of(ClaimSchema, "ClaimPage", "claims")
