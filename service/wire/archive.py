"""What is kept of collections as JSON, an object for each thing with its ``type``, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final
from uuid import UUID

from schemas import kept
from schemas.base import Strict
from service.application import checks, claim_drafts, collections, sources
from service.application.archive import Entry, History, KeptDocument
from service.application.read_content import (
    check_of,
    figure_of,
    plain_check,
    plain_figure,
    plain_suppression,
    suppression_of,
)
from service.application.records import (
    Claim,
    Collection,
    Document,
    DocumentContent,
    Source,
    StoredCheck,
    Waiver,
)
from service.application.texts import TOO_LONG, is_too_long
from service.domain.errors import Malformed, within
from service.domain.result import Verdict
from service.reading.text_form import TextForm
from service.wire import records
from service.wire.shaped import shaped

Json = dict[str, Any]

COLLECTION: Final = "collection"
SOURCE: Final = "source"
CLAIM: Final = "claim"
CHECK: Final = "check"
DOCUMENT: Final = "document"
WAIVER: Final = "waiver"
# In this order, so that whatever a thing refers to comes before it.
TYPES: Final = (COLLECTION, SOURCE, CLAIM, CHECK, DOCUMENT, WAIVER)


def type_of(entry: Entry) -> str:
    """What kind of thing it is, as ``type`` says it."""
    return _TYPES[type(entry)]


def told(entry: Entry) -> Json:
    """A thing in its wire form. Members that say nothing are left out."""
    match entry:
        case Collection():
            found = records.collection(entry)
        case Source():
            found = records.source(entry)
        case History():
            found = _claim(entry)
        case StoredCheck():
            return _check(entry)
        case KeptDocument():
            found = _document(entry)
        case _:
            found = records.kept_waiver(entry)
    return _brief(found)


def collection(read: Mapping[str, Any]) -> Collection:
    """The collection that a schema has read. Raises Malformed."""
    return replace(collections.draft(read), **_times(read), version=read["version"])


def source(read: Mapping[str, Any]) -> Source:
    """The source that a schema has read. Raises Malformed."""
    return replace(sources.draft(read, read["created_at"]), **_times(read), id=read["id"], version=read["version"])


def claim(read: Mapping[str, Any]) -> History:
    """The claim that a schema has read, with every revision. Raises Malformed."""
    earlier = read.get("earlier", ())
    if read.get("revision", len(earlier) + 1) != len(earlier) + 1:
        raise Malformed(f"must be {len(earlier) + 1}, one more than there are earlier ones", "revision")
    revisions = []
    for number, revision in enumerate(earlier, 1):
        with within("earlier", number - 1):
            revisions.append(_revision(read, revision, number))
    return History((*revisions, _revision(read, read, len(earlier) + 1)))


def check(read: Mapping[str, Any]) -> StoredCheck:
    """The check that a schema has read. Raises Malformed."""
    return replace(checks.draft(read), **_times(read), id=read["id"], version=read["version"])


def document(read: Mapping[str, Any]) -> KeptDocument:
    """The document that a schema has read. Raises Malformed."""
    if is_too_long(read["text"]):
        raise Malformed(TOO_LONG, "text")
    about = Document(
        id=read["id"],
        collection=read["collection"],
        source_id=read["source_id"],
        format=TextForm(read["format"]),
        date=read.get("date"),
        created_at=read["created_at"],
    )
    content = DocumentContent(
        text=read["text"],
        figures=tuple(figure_of({**item, "claim": str(item["claim"])}) for item in read.get("figures", ())),
        checks=tuple(
            check_of({**item, "body": checks.plain(item["body"], *item["body"])}) for item in read.get("checks", ())
        ),
        suppressions=tuple(map(suppression_of, read.get("suppressions", ()))),
    )
    return KeptDocument(about, content)


def waiver(read: Mapping[str, Any]) -> Waiver:
    """The waiver that a schema has read. Raises Malformed."""
    version = read.get("check_version")
    if version is not None and not is_id(read["check"]):
        raise Malformed("is for a stored check only, which is named by its id", "check_version")
    return Waiver(
        id=read["id"],
        collection=read["collection"],
        check=read["check"],
        check_version=version,
        name=read["name"],
        claims=tuple((pin["claim"], pin["revision"]) for pin in read.get("claims", ())),
        verdict=Verdict(read["verdict"]),
        digest=read["digest"],
        reason=read["reason"],
        expires=read.get("expires"),
        version=read["version"],
        **_times(read),
    )


def entry(kind: str, body: Any) -> Entry:
    """The thing of a type that a wire form tells. Raises Malformed."""
    _, schema, read = _KINDS[kind]
    with shaped():
        given = _made(schema).load(body)
    return read(given)


# By type: its record, the schema of its wire form, and what makes the one of the other.
_KINDS: Final[Mapping[str, tuple[type, type[Strict], Callable[[Any], Entry]]]] = {
    COLLECTION: (Collection, kept.KeptCollectionSchema, collection),
    SOURCE: (Source, kept.KeptSourceSchema, source),
    CLAIM: (History, kept.KeptClaimSchema, claim),
    CHECK: (StoredCheck, kept.KeptCheckSchema, check),
    DOCUMENT: (KeptDocument, kept.KeptDocumentSchema, document),
    WAIVER: (Waiver, kept.KeptWaiverSchema, waiver),
}
_TYPES: Final = {record: name for name, (record, _, _) in _KINDS.items()}

# Making a schema takes longer than reading a claim with it.
_made: Final = cache(lambda schema: schema())


def _claim(history: History) -> Json:
    earlier = [_said(revision) for revision in history.revisions[:-1]]
    return {
        **_said(history.current),
        "earlier": [
            {name: said for name, said in revision.items() if name not in _OF_ALL_REVISIONS} for revision in earlier
        ],
    }


def _said(revision: Claim) -> Json:
    said = records.claim(revision)
    return _brief({**said, "quote": said["quote"] and _brief(said["quote"])})


# What is the same in every revision of a claim, or told by its place.
_OF_ALL_REVISIONS: Final = frozenset({"id", "revision", "collection", "created_at"})


def _revision(about: Mapping[str, Any], said: Mapping[str, Any], number: int) -> Claim:
    body = {**said, "collection": about.get("collection")}
    drafted = claim_drafts.draft(body, about["created_at"], retracted=True).claim
    return replace(drafted, id=about["id"], revision=number, updated_at=said["updated_at"])


def _check(record: StoredCheck) -> Json:
    # The body as it is, for an empty object in it is another thing than none; but in one order, whatever it came from.
    about = {
        "id": record.id,
        "name": record.name,
        "collection": record.collection,
        **{name: record.body[name] for name in checks.BODY if name in record.body},
        "severity": record.severity.value,
        "rationale": record.rationale,
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }
    return {name: value for name, value in about.items() if value is not None}


def _document(entry: KeptDocument) -> Json:
    about, content = entry.document, entry.content
    return {
        "id": about.id,
        "collection": about.collection,
        "source_id": about.source_id,
        "format": about.format.value,
        "date": about.date,
        "text": content.text,
        "created_at": about.created_at,
        "figures": [_brief(plain_figure(figure)) for figure in content.figures],
        "checks": [_brief(plain_check(found)) for found in content.checks],
        "suppressions": [_brief(plain_suppression(one)) for one in content.suppressions],
    }


def _brief(told: Json) -> Json:
    """Without what is null, false or an empty list or object, which is what a member left out means."""
    return {name: value for name, value in told.items() if value not in (None, [], (), {}) and value is not False}


def _times(read: Mapping[str, Any]) -> Json:
    return {"created_at": read["created_at"], "updated_at": read["updated_at"]}


def is_id(text: str) -> bool:
    """Whether a text is an id as the service writes it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
