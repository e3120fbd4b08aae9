"""A collection as one readable file, in YAML or JSON: sources, claims and checks that refer to each other by name.

The names of sources and claims live in the file only; a check has a name anyway. What they say is what would be posted.
An export adds how each is stored, its id, revisions and instants, and documents and waivers, which nobody writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError, fields, validates_schema

from schemas.base import Strict
from schemas.check import NewCheckSchema
from schemas.claim import NewClaimSchema
from schemas.collection import NewCollectionSchema
from schemas.fields import DECIMAL_PATTERN, FreeObject, Id, ListOf, Part
from schemas.kept import (
    FILE_FIGURES,
    EarlierClaimSchema,
    KeptClaimPinSchema,
    KeptDocumentSchema,
    KeptFigureSchema,
    KeptWaiverSchema,
    kept_status,
    revision_number,
    times,
    version,
)
from schemas.source import NewSourceSchema
from schemas.text import Text, Written
from schemas.told import NAMED, messages, told

NAME_LENGTH: Final = 500

_NAMES_A_SOURCE: Final = "The name of a source of this file."
_NAMES_A_CLAIM: Final = "The name of a claim of this file, or the id of one that is stored."
# Whole numbers up to here are exact for every reader of JSON.
_EXACT: Final = 2**53 - 1
_DECIMAL: Final = re.compile(DECIMAL_PATTERN.removesuffix("$") + r"\Z")


def _name(description: str, **kwargs: Any) -> Text:
    return Text(description, longest=NAME_LENGTH, **kwargs)


class NamedParts(fields.Dict):
    """An object whose members are named by whoever wrote the file. ``name`` is what the contract calls it."""

    default_error_messages = messages()

    def __init__(self, part: Part, description: str, name: str, what: str, **kwargs: Any) -> None:
        super().__init__(keys=_name("A name."), values=part, metadata={**told(description), NAMED: name}, **kwargs)
        self._name, self._part, self._what = _name("A name."), part, what

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError(f"must be an object from name to {self._what}")
        read: dict[str, Any] = {}
        faults: dict[str, Any] = {}
        for name, item in value.items():
            try:
                self._name.read(name, "the name")
                read[name] = self._part.deserialize(item)
            except ValidationError as error:
                faults[name] = error.messages
        if faults:
            raise ValidationError(faults)
        return read


class _Together(Strict):
    """Members that say how a thing is stored, which come all or none."""

    _together: tuple[str, ...] = ("id", "version", "created_at", "updated_at")

    @validates_schema
    def all_or_none(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        """A file means the same every time: with an id, or a version, it says all of how the thing is stored."""
        given = [name for name in self._together if name in data]
        missing = [name for name in self._together if name not in data]
        if given and missing:
            raise ValidationError({name: [f"is required where {given[0]} is given"] for name in missing})


class FileCollectionSchema(_Together, NewCollectionSchema):
    """The collection of a file."""

    _together = ("version", "created_at", "updated_at")

    version = version()
    created_at, updated_at = times().values()


class FileSourceSchema(_Together, NewSourceSchema):
    """A source in a file."""

    id = Id("The id of the source.")
    version = version()
    created_at, updated_at = times().values()

    cites = ListOf(
        _name(_NAMES_A_SOURCE),
        "Names of the sources that it quotes, so that two that quote one release can be told from independent ones.",
        longest=1000,
        allow_none=True,
    )


class FileRevisionSchema(EarlierClaimSchema):
    """What a claim said in a revision before the current one, in a file."""

    class Meta(EarlierClaimSchema.Meta):
        exclude = ("collection", "source_id")

    source = _name(_NAMES_A_SOURCE, required=True)  # type: ignore[assignment]  # a name here, an object elsewhere


class FileClaimSchema(_Together, NewClaimSchema):
    """A claim in a file."""

    _together = ("id", "created_at", "updated_at")

    class Meta(NewClaimSchema.Meta):
        exclude = ("collection", "source_id")

    source = _name(_NAMES_A_SOURCE, required=True)  # type: ignore[assignment]  # a name here, an object elsewhere
    status = kept_status()
    id = Id("The id of the claim.")
    revision = revision_number()
    created_at, updated_at = times().values()
    earlier = ListOf(Part(FileRevisionSchema), "The revisions before the current one, oldest first.")

    @validates_schema
    def of_an_id(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        """A claim has had revisions only where it was stored."""
        if "id" not in data:
            raise_for = [name for name in ("revision", "earlier") if name in data]
            if raise_for:
                raise ValidationError({name: ["is of a claim that is stored; give its id too"] for name in raise_for})


class NamedClaimSchema(Strict):
    """A claim of the file in the place of a figure."""

    claim = _name(_NAMES_A_CLAIM, required=True)


class FileCheckSchema(_Together, NewCheckSchema):
    """A check in a file."""

    class Meta(NewCheckSchema.Meta):
        exclude = ("collection",)

    figures = FreeObject(
        "By role of the kind or by any further name: a claim of the file, a figure, an array of them for a list role, "
        "or an expression over other names.",
        shape=FILE_FIGURES,
    )
    id = Id("The id of the check.")
    version = version()
    created_at, updated_at = times().values()


class FileReadFigureSchema(KeptFigureSchema):
    """A figure where it stands in the text of a document, and the claim of the file that it became."""

    claim = _name("The name of a claim of this file.", required=True)  # type: ignore[assignment]  # its id elsewhere


class FileDocumentSchema(KeptDocumentSchema):
    """A document in a file."""

    class Meta(KeptDocumentSchema.Meta):
        exclude = ("collection", "source_id")

    source = _name(_NAMES_A_SOURCE, required=True)
    figures = ListOf(Part(FileReadFigureSchema), "The figures, in the order of the text.")


class FilePinSchema(KeptClaimPinSchema):
    """A claim at the revision that was seen."""

    claim = _name(_NAMES_A_CLAIM, required=True)  # type: ignore[assignment]  # its id elsewhere


class FileWaiverSchema(KeptWaiverSchema):
    """A waiver in a file."""

    class Meta(KeptWaiverSchema.Meta):
        exclude = ("collection",)

    claims = ListOf(Part(FilePinSchema), "The claims that it is about, as they were seen.")


class CollectionFileSchema(Strict):
    """A collection with its sources, claims and checks in one document."""

    schema = Text(
        "Where editors find what such a file may hold. It says nothing else.", longest=2000, data_key="$schema"
    )
    collection = Part(FileCollectionSchema, "What the claims are about.", required=True)
    sources = NamedParts(
        Part(FileSourceSchema), "The sources, by names that live in this file.", "FileSources", "source"
    )
    claims = NamedParts(Part(FileClaimSchema), "The claims, by names that live in this file.", "FileClaims", "claim")
    checks = ListOf(Part(FileCheckSchema), "The checks, each with a name of its own.")
    documents = ListOf(Part(FileDocumentSchema), "The documents that claims were read in, as an export tells them.")
    waivers = ListOf(Part(FileWaiverSchema), "The findings that are accepted knowingly, as an export tells them.")

    @validates_schema
    def names_differ(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        """A check without an id is known by its name."""
        seen: set[str] = set()
        faults: dict[int, Any] = {}
        for place, check in enumerate(data.get("checks", ())):
            if "id" in check:
                continue
            if check["name"] in seen:
                faults[place] = {"name": ["is the name of an earlier check of this file; a check is known by its name"]}
            seen.add(check["name"])
        if faults:
            raise ValidationError({"checks": faults})


def read(document: Any) -> dict[str, Any]:
    """What a collection file says, as JSON could say it. Raises ValidationError."""
    found: dict[str, Any] = plain(CollectionFileSchema().load(document))
    found.pop("schema", None)
    return found


def plain(value: Any) -> Any:
    """The same with numbers as text, which members that take numbers take as well; no reader of it rounds them then."""
    if isinstance(value, Written):
        return value.written if _DECIMAL.match(value.written) else str(value)
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    beyond = isinstance(value, Decimal) or (isinstance(value, int) and abs(value) > _EXACT)
    return str(value) if beyond else value
