from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from service.application import checks, claims, sources
from service.application.errors import Conflict
from service.application.queries import DocumentChecks
from service.application.records import (
    Claim,
    ClaimStatus,
    Document,
    DocumentContent,
    ReadCheck,
    ReadFigure,
    Severity,
)
from service.application.stamps import new_id
from service.reading.span import Span
from service.reading.suppression import Suppression
from service.reading.text_form import TextForm
from service.storage import SqlUnits
from tests import samples

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CLAIM = UUID("01900000-0000-7000-8000-000000000001")

CHECK = ReadCheck(
    key="d" * 64,
    name="40 of 60 (70%)",
    rule="share-in-brackets",
    why="one is said to be so much of the other",
    severity=Severity.WARNING,
    body={"kind": "share_of", "figures": {"part": {"claim": str(CLAIM)}, "whole": {"value": "60", "unit": ""}}},
    places={"part": Span(0, 2), "whole": Span(6, 8)},
    at=Span(0, 14),
    alternative="70 % of something else",
    silenced=True,
)
CONTENT = DocumentContent(
    text='40 of 60 (70%)\tté\n"x" \\ \r\n<!-- 𝟙 -->',
    figures=(
        ReadFigure(
            claim=CLAIM,
            place=Span(0, 5),
            number=Span(0, 2),
            form="digits",
            thing=Span(3, 5),
            base=Span(6, 8),
            trend="up",
            alternatives=("AUD", "CAD"),
        ),
        ReadFigure(claim=CLAIM, place=Span(6, 8), number=Span(6, 8), form="words"),
    ),
    checks=(CHECK, replace(CHECK, key="e" * 64, severity=Severity.ERROR, alternative=None, silenced=False)),
    suppressions=(
        Suppression(Span(24, 34), Span(0, 14), ("share-in-brackets",), "as the ministry prints it"),
        Suppression(Span(15, 20), Span(15, 34), fault="it gives no reason"),
    ),
)


@pytest.fixture
def source(units: SqlUnits) -> UUID:
    """The id of a stored source."""
    with units() as uow:
        found = sources.create(uow, samples.source())
        uow.commit()
    return found.id


def document(source: UUID, **members: Any) -> Document:
    usual: dict[str, Any] = {"collection": "default", "format": TextForm.MARKDOWN, "date": "2004-09"}
    return Document(id=new_id(), source_id=source, created_at=NOON, **{**usual, **members})


def added(units: SqlUnits, *given: Document, content: DocumentContent = CONTENT) -> None:
    with units() as uow:
        for one in given:
            uow.documents.add(one, content)
        uow.commit()


def test_a_document_comes_back_as_it_was_added(units: SqlUnits, source: UUID) -> None:
    given = document(source)
    added(units, given)
    with units(read_only=True) as uow:
        assert uow.documents.get(given.id) == given
        assert uow.documents.content(given.id) == CONTENT
        assert uow.documents.get(new_id()) is None
        assert uow.documents.content(new_id()) is None
    with units() as uow:
        assert uow.documents.get(given.id, lock=True) == given


def test_a_list_holds_those_of_a_collection_and_of_a_source(units: SqlUnits, source: UUID) -> None:
    with units() as uow:
        other = sources.create(uow, samples.source(title="Another")).id
        uow.commit()
    one, two, three = document(source), document(other), document(source, date=None)
    added(units, one, two, three, content=DocumentContent(text="nothing"))
    with units(read_only=True) as uow:
        assert uow.documents.page(None, None, 10, None) == [one, two, three]
        assert uow.documents.page("default", source, 10, None) == [one, three]
        assert uow.documents.page("default", source, 10, one.id) == [three]
        assert uow.documents.page(None, None, 1, None) == [one]
        assert uow.documents.page("cotton", None, 10, None) == []


def test_the_checks_of_a_collection_are_read_without_the_texts(units: SqlUnits, source: UUID) -> None:
    one, two = document(source), document(source)
    added(units, one)
    added(units, two, content=DocumentContent(text="nothing"))
    with units(read_only=True) as uow:
        assert uow.documents.checks("default", 10, None) == [
            DocumentChecks(one.id, CONTENT.checks),
            DocumentChecks(two.id, ()),
        ]
        assert uow.documents.checks("default", 10, one.id) == [DocumentChecks(two.id, ())]
        assert uow.documents.checks("cotton", 10, None) == []


def test_one_that_is_removed_is_gone(units: SqlUnits, source: UUID) -> None:
    given = document(source)
    added(units, given)
    with units() as uow:
        uow.documents.remove(given.id)
        uow.commit()
    with units(read_only=True) as uow:
        assert uow.documents.get(given.id) is None


def test_it_needs_its_source_and_its_collection(units: SqlUnits, source: UUID) -> None:
    with units() as uow, pytest.raises(Conflict):
        uow.documents.add(document(new_id()), CONTENT)
    with units() as uow, pytest.raises(Conflict):
        uow.documents.add(document(source, collection="cotton"), CONTENT)


def test_what_it_needs_cannot_be_deleted(units: SqlUnits, source: UUID) -> None:
    added(units, document(source))
    with units(read_only=True) as uow:
        assert uow.sources.use_of(source) == "documents"
        assert uow.collections.use_of("default") == "documents"


def recorded(units: SqlUnits, *statuses: str) -> list[Claim]:
    with units() as uow:
        found = [claims.record(uow, samples.claim(status=status)) for status in statuses]
        uow.commit()
    return found


def test_candidates_as_they_were_first_stored_are_untouched(units: SqlUnits) -> None:
    kept, revised, stated, used = recorded(units, "candidate", "candidate", "stated", "candidate")
    with units() as uow:
        claims.revise(uow, revised.id, {"measure": "fine"})
        figures = {"left": {"claim": str(used.id)}, "right": samples.FINE}
        checks.create(uow, {"name": "x", "kind": "equal", "figures": figures})
        uow.commit()
    with units(read_only=True) as uow:
        assert uow.claims.untouched([kept.id, revised.id, stated.id, used.id, new_id()]) == {kept.id}
        assert uow.claims.untouched([]) == set()


def test_several_claims_are_revised_at_once_or_none(units: SqlUnits) -> None:
    one, two = recorded(units, "candidate", "candidate")
    next_ones = [replace(claim, revision=2, status=ClaimStatus.RETRACTED, updated_at=NOON) for claim in (one, two)]
    with units() as uow:
        assert uow.claims.revise_all(next_ones)
        uow.commit()
    with units(read_only=True) as uow:
        assert uow.claims.current([one.id, two.id]) == {claim.id: claim for claim in next_ones}
        assert uow.claims.revision(one.id, 1) == one
    with units() as uow:
        assert not uow.claims.revise_all([replace(next_ones[0], revision=3), next_ones[1]])
    with units(read_only=True) as uow:
        assert uow.claims.current([one.id])[one.id].revision == 2
