"""A text read, and made ready to be stored: its figures as candidates for claims, its checks as checks of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.application import fields
from service.application.checks import BODY, plain
from service.application.claims import draft_batch
from service.application.pins import pinned
from service.application.records import (
    DEFAULT_COLLECTION,
    Claim,
    ClaimStatus,
    Document,
    DocumentContent,
    ReadCheck,
    ReadFigure,
    Severity,
    Source,
)
from service.application.sources import draft as draft_source
from service.application.stamps import new_id, now
from service.application.texts import clipped, date_of, form_of, quote_of, words_of
from service.domain.check import Check
from service.domain.discovery import key_of
from service.domain.errors import Malformed
from service.reading.checked import MOST_CHECKED, MOST_CHECKS, CheckedText, checked
from service.reading.mention import Mention, Reading
from service.reading.prose import RULES
from service.reading.prose.found import Found
from service.reading.span import Span
from service.reading.suppression import silenced
from service.reading.tables.read_table import MOST_CHECKS_OF_TABLE, MOST_FIGURES_OF_TABLE

# A table of more figures is data, which can be imported.
MOST_FIGURES: Final = 10_000

_LONGEST_NAME: Final = 160
# What a claim takes (see the contract).
_LONGEST_MEASURE: Final = 200
_LONGEST_WORDS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document not stored yet.

    With an inline ``source`` the id of its source is only settled when it is stored.
    """

    document: Document
    source: Source | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """The same once it was read: what it holds, and the claims that it brings, in the order of its figures."""

    document: Document
    source: Source | None
    content: DocumentContent
    claims: tuple[Claim, ...]

    def of_source(self, source_id: UUID) -> ReadDraft:
        """The same with the source that it turned out to have."""
        if source_id == self.document.source_id:
            return self
        return replace(
            self,
            document=replace(self.document, source_id=source_id),
            claims=tuple(replace(claim, source_id=source_id) for claim in self.claims),
        )


def draft(body: Mapping[str, Any]) -> Draft:
    """A document as a body describes it. Raises Malformed."""
    if (body.get("source_id") is None) == (body.get("source") is None):
        raise Malformed("give either source_id or an inline source", "source_id")
    instant = now()
    source = None if body.get("source") is None else _inline(body["source"], instant)
    document = Document(
        id=new_id(),
        collection=body.get("collection") or DEFAULT_COLLECTION,
        source_id=source.id if source else fields.identifier(body["source_id"], "source_id"),
        format=form_of(body.get("format")),
        date=fields.edtf(body.get("date"), "date"),
        created_at=instant,
    )
    return Draft(document=document, source=source, text=body["text"])


def _inline(body: Mapping[str, Any], instant: datetime) -> Source:
    try:
        return draft_source(body, instant)
    except Malformed as error:
        raise error.within("source") from None


def read(given: Draft) -> ReadDraft:
    """A document with its text read. Takes time in proportion to its length.

    Raises Malformed for too many figures or checks.
    """
    document, text = given.document, given.text
    found = checked(text, document.format, date=date_of(document.date))
    mentions = found.reading.mentions
    if len(mentions) > MOST_FIGURES:
        raise Malformed(
            f"has {len(mentions):,} figures; a document has at most {MOST_FIGURES:,}: split it, or import a table of "
            "data",
            "text",
        )
    if found.left_out:
        raise Malformed(
            f"has {len(found.founds) + found.left_out:,} checks, which are too many or of too many figures; a document "
            f"has at most {MOST_CHECKS:,}, of together at most {MOST_CHECKED:,} figures, and each of its tables "
            f"{MOST_CHECKS_OF_TABLE:,} checks, of {MOST_FIGURES_OF_TABLE:,}: split it, or import a table of data",
            "text",
        )
    bodies = (_claim(document, text, found.reading, mention) for mention in mentions)
    claims = tuple(item.claim for _, item in draft_batch(enumerate(bodies, 1))) if mentions else ()
    return ReadDraft(
        document=document,
        source=given.source,
        content=DocumentContent(
            text=text,
            figures=tuple(map(_figure, mentions, claims)),
            checks=tuple(_checks(text, found, claims)),
            suppressions=found.suppressions,
        ),
        claims=claims,
    )


def _claim(document: Document, text: str, reading: Reading, mention: Mention) -> dict[str, Any]:
    """The body of the candidate that a figure becomes."""
    quote = quote_of(text, mention.expression)
    thing = words_of(text, mention.thing)
    base = words_of(text, mention.base)
    # What a rate is by is in its unit; only of a share the whole has to be named.
    shared = base is not None and not mention.figure.unit.dimension
    return {
        "collection": document.collection,
        "source_id": document.source_id,
        "statement": reading.sentences[mention.sentence].of(text),
        "quote": {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        "attributed_to": clipped(mention.attributed_to, _LONGEST_WORDS),
        "measure": clipped(mention.measured or thing, _LONGEST_MEASURE),
        "dimensions": {"of": clipped(base, _LONGEST_WORDS)} if shared else {},
        "figure": mention.figure.canonical(),
        "period": None if mention.period is None else mention.period.text,
        "asserted": document.date,
        "status": ClaimStatus.CANDIDATE,
    }


def _figure(mention: Mention, claim: Claim) -> ReadFigure:
    return ReadFigure(
        claim=claim.id,
        place=mention.expression,
        number=mention.number,
        form=mention.form.value,
        thing=mention.thing,
        base=mention.base,
        trend=None if mention.trend is None else mention.trend.value,
        alternatives=mention.alternatives,
    )


def _checks(text: str, found: CheckedText, claims: Sequence[Claim]) -> Iterator[ReadCheck]:
    """The checks of a text as checks of the claims that its figures became, each once.

    One that compares what cannot be compared is left out: that is a misreading, and no fault of the text.
    """
    by_id = {claim.id: claim for claim in claims}
    silent, _ = silenced(found.suppressions, ((check.rule, check.at) for check in found.founds), RULES)
    ids = [claim.id for claim in claims]
    known = set()
    for check, comment in zip(found.founds, silent, strict=True):
        read_check = _check(text, check, ids, silent=comment is not None)
        if read_check.key in known:
            continue
        known.add(read_check.key)
        try:
            Check.parse(pinned(read_check.body, by_id))
        except Malformed:
            continue
        yield read_check


def _check(text: str, found: Found, claims: Sequence[UUID], *, silent: bool) -> ReadCheck:
    body = found.check(lambda mention: {"claim": str(claims[mention])})
    body = plain(body, *(name for name in BODY if body.get(name) is not None))
    return ReadCheck(
        key=key_of(body),
        name=_name(text, found),
        rule=str(found.rule),
        why=found.why,
        severity=Severity(found.severity) if found.alternative is None else Severity.WARNING,
        body=body,
        places=dict(found.places),
        at=found.at,
        alternative=found.alternative,
        silenced=silent,
    )


def _name(text: str, found: Found) -> str:
    """The words from the first figure of a check to its last one; of figures that stand far apart, why they belong.

    Those of a finding alone may be a bare "12", which many checks of a report would share.
    """
    spans = (found.at, *found.places.values())
    words = words_of(text, Span(min(span.start for span in spans), max(span.end for span in spans)))
    if words and len(words) <= _LONGEST_NAME and not found.rule.startswith("table-"):
        return words
    return clipped(found.why, _LONGEST_NAME) or found.rule
