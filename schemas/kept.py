"""Stored things as an export keeps them: what would be posted, with ids, revisions and instants.

What an export adds comes all together: whoever gives an id says when the thing was stored too, so that a file means the
same every time.
"""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError, fields

from schemas.base import Strict
from schemas.check import EXPRESSION, SEVERITIES, NewCheckSchema, in_roles
from schemas.claim import STATUSES, NewClaimSchema
from schemas.collection import NewCollectionSchema
from schemas.fields import Flag, FreeObject, Given, Id, ListOf, Moment, Part, Whole
from schemas.joint import check_key
from schemas.lint import FORMS, TRENDS, WholeText, text_date, text_format
from schemas.result import DIGEST_PATTERN, LONGEST_TEXT, VERDICTS
from schemas.source import NewSourceSchema
from schemas.text import UNIT_LENGTH, Choice, Slug, Text
from schemas.told import map_of, messages, ref, told

_COLLECTION: Final = "The slug of the collection that it belongs to."
_LAST: Final = 2**31 - 1


class Span(fields.Field[list[int]]):
    """A stretch of a text: its first character and the one after its last, counted in code points from 0."""

    default_error_messages = messages(invalid="must be two whole numbers, the first no greater than the second")

    def __init__(self, description: str, **kwargs: Any) -> None:
        shape = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
        super().__init__(metadata=told(description, [0, 12], **shape), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[int]:
        whole = isinstance(value, list) and all(isinstance(item, int) and not isinstance(item, bool) for item in value)
        if not whole or len(value) != 2 or not 0 <= value[0] <= value[1]:
            raise self.make_error("invalid")
        return [int(item) for item in value]


class SpanMap(FreeObject):
    """Stretches of a text by name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, list[int]]:
        span = Span("")
        faults: dict[str, Any] = {}
        read: dict[str, list[int]] = {}
        for name, item in super()._deserialize(value, attr, data, **kwargs).items():
            try:
                read[name] = span.deserialize(item)
            except ValidationError as error:
                faults[name] = error.messages
        if faults:
            raise ValidationError(faults)
        return read


def times(**kwargs: Any) -> dict[str, Any]:
    """When a thing was stored, and when it was last changed."""
    return {
        "created_at": Moment("When it was first stored.", **kwargs),
        "updated_at": Moment("When it was last changed.", **kwargs),
    }


def version(**kwargs: Any) -> Whole:
    """How often a thing was changed."""
    return Whole("Counts the changes, from 1.", least=1, most=_LAST, **kwargs)


def kept_status() -> Choice:
    """How far a claim that was stored is vouched for."""
    return Choice("How far it is vouched for.", "ClaimStatus", STATUSES, allow_none=True)


def revision_number() -> Whole:
    """Which revision of a claim is the current one."""
    return Whole("Counts the revisions, from 1: one more than there are earlier ones.", least=1, most=_LAST)


class KeptCollectionSchema(NewCollectionSchema):
    """A collection as it is stored."""

    version = version(required=True)
    created_at, updated_at = times(required=True).values()


class KeptSourceSchema(NewSourceSchema):
    """A source as it is stored."""

    id = Id("The id of the source.", required=True)
    version = version(required=True)
    created_at, updated_at = times(required=True).values()


class EarlierClaimSchema(NewClaimSchema):
    """What a claim said in a revision before the current one."""

    class Meta(NewClaimSchema.Meta):
        exclude = ("collection", "source")

    status = kept_status()
    updated_at = Moment("When this revision was stored.", required=True)


class KeptClaimSchema(NewClaimSchema):
    """A claim as it is stored, with the revisions that it had before."""

    class Meta(NewClaimSchema.Meta):
        exclude = ("source",)

    id = Id("The id of the claim, the same in every revision.", required=True)
    collection = Slug(_COLLECTION, required=True)
    revision = revision_number()
    status = kept_status()
    created_at, updated_at = times(required=True).values()
    earlier = ListOf(Part(EarlierClaimSchema), "The revisions before the current one, oldest first.")


class KeptCheckSchema(NewCheckSchema):
    """A check as it is stored."""

    id = Id("The id of the check.", required=True)
    collection = Slug(_COLLECTION, required=True)
    version = version(required=True)
    created_at, updated_at = times(required=True).values()


class KeptFigureSchema(Strict):
    """A figure where it stands in the text of a document, and the claim that it became."""

    claim = Id("The id of the claim.", required=True)
    place = Span("All that makes the figure.", required=True)
    number = Span("Its number alone.", required=True)
    form = Choice("How the number is written.", "NumberForm", FORMS, required=True)
    thing = Span("What is counted.", allow_none=True)
    base = Span("What a share or rate is of.", allow_none=True)
    trend = Choice("Which way something is said to have gone by it.", "Trend", TRENDS, allow_none=True)
    alternatives = ListOf(Text("A unit.", longest=UNIT_LENGTH), "Other units that it may be in.")


FILE_FIGURES: Final = map_of(
    "FileFigures",
    "The figures of a check in a file.",
    in_roles("FileFigure", *map(ref, ("FigureInput", "NamedClaim", "FigureInContext", "DateInput")), EXPRESSION),
)


class ReadCheckBodySchema(NewCheckSchema):
    """What a check asks that was read in a text: its figures are claims."""

    class Meta(NewCheckSchema.Meta):
        exclude = ("name", "collection", "severity", "rationale")

    figures = FreeObject(
        "By role of the kind or by any further name: a claim, a figure, an array of them, or an expression.",
        shape=FILE_FIGURES,
        required=True,
    )


class KeptReadCheckSchema(Strict):
    """A check that follows from what stands together in the text of a document."""

    key = Text("What identifies it.", longest=200, required=True)
    name = Text("The words that it is about.", longest=10_000, required=True)
    rule = Text("The rule that it follows from.", longest=100, required=True)
    why = Text("Why the figures have to fit.", longest=LONGEST_TEXT, required=True)
    severity = Choice("How much a finding matters.", "Severity", SEVERITIES, required=True)
    body = Given(ReadCheckBodySchema, "The check, of claims.", required=True)
    places = SpanMap(
        "Where its figures stand, by their names in results.",
        shape={"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
    )
    at = Span("Where a finding points.", required=True)
    alternative = Text("Another way to read the words.", longest=LONGEST_TEXT, allow_none=True)
    silenced = Flag("Whether a comment in the text covers it; left out: no.")


class KeptSuppressionSchema(Strict):
    """A comment in the text of a document that asks for silence."""

    at = Span("Where it stands.", required=True)
    covers = Span("What it covers.", required=True)
    rules = ListOf(Text("A rule.", longest=1000), "The rules that it is about; none: all.")
    reason = WholeText(required=True)
    fault = Text("What is wrong with it.", longest=10_000, allow_none=True)


class KeptDocumentSchema(Strict):
    """A document as it is stored, with what was read in it."""

    id = Id("The id of the document.", required=True)
    collection = Slug(_COLLECTION, required=True)
    source_id = Id("The id of the source that the text is of.", required=True)
    format = text_format(required=True)
    date = text_date(allow_none=True)
    text = WholeText(required=True)
    figures = ListOf(Part(KeptFigureSchema), "The figures, in the order of the text.")
    checks = ListOf(Part(KeptReadCheckSchema), "The checks that follow from it.")
    suppressions = ListOf(Part(KeptSuppressionSchema), "The comments that ask for silence.")
    created_at = Moment("When it was stored.", required=True)


class KeptClaimPinSchema(Strict):
    """A claim at the revision that was seen."""

    claim = Id("The id of the claim.", required=True)
    revision = Whole("Its revision.", least=1, most=_LAST, required=True)


class KeptWaiverSchema(Strict):
    """A waiver as it is stored."""

    id = Id("The id of the waiver.", required=True)
    collection = Slug(_COLLECTION, required=True)
    check = check_key()
    check_version = Whole(
        "The version of the stored check; none for a discovered one.", least=1, most=_LAST, allow_none=True
    )
    name = Text("What the check asks, in a few words.", longest=10_000, required=True)
    claims = ListOf(Part(KeptClaimPinSchema), "The claims that it is about, as they were seen.")
    verdict = Choice("The verdict that was accepted.", "Verdict", VERDICTS, required=True)
    digest = Text("The digest of the result that is accepted.", longest=64, pattern=DIGEST_PATTERN, required=True)
    reason = Text("Why the finding is accepted.", longest=10_000, required=True)
    expires = Moment("When it ends by itself; left out: it does not.", allow_none=True)
    version = version(required=True)
    created_at, updated_at = times(required=True).values()
