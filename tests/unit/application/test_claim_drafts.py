from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from service.application.claim_drafts import draft, filters, members
from service.application.queries import ClaimFilters
from service.application.records import ClaimStatus
from service.domain.errors import Malformed
from service.domain.period import parse_period
from tests import samples

INSTANT = datetime(2004, 9, 24, tzinfo=UTC)
SOURCE = "01900000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"figure": samples.FINE}, ("source_id",)),
        ({"figure": samples.FINE, "source_id": SOURCE, "source": samples.source()}, ("source_id",)),
        ({"figure": samples.FINE, "source_id": "the paper"}, ("source_id",)),
        (samples.claim(source=samples.source(kind="rumour")), ("source", "kind")),
        (samples.claim(source=samples.source(published="soon")), ("source", "published")),
        ({"source_id": SOURCE}, ("figure",)),
        (samples.claim(figure={"value": "NaN", "unit": "KZT"}), ("figure", "value")),
        (samples.claim(figure={"value": "1", "unit": "tengue"}), ("figure", "unit")),
        (samples.claim(period="2004-13"), ("period",)),
        (samples.claim(asserted="yesterday"), ("asserted",)),
        (samples.claim(status="certain"), ("status",)),
        (samples.claim(status="retracted"), ("status",)),
    ],
)
def test_what_a_claim_cannot_be_is_refused_by_name(body: dict[str, Any], where: tuple[str, ...]) -> None:
    with pytest.raises(Malformed) as refused:
        draft(body, INSTANT)
    assert refused.value.faults[0].where == where


def test_what_is_left_out_has_its_default() -> None:
    claim = draft({"figure": samples.FINE, "source_id": SOURCE, "tags": ["a", "b", "a"]}, INSTANT).claim
    assert (claim.collection, claim.status, claim.revision) == ("default", ClaimStatus.STATED, 1)
    assert (claim.source_id, claim.tags, claim.dimensions) == (UUID(SOURCE), ("a", "b"), {})
    assert claim.created_at == claim.updated_at == INSTANT


def test_later_claims_have_greater_ids() -> None:
    ids = [draft(samples.claim(), INSTANT).claim.id for _ in range(2000)]
    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"collection": "labour"}, ("collection",)),
        ({"source": samples.source()}, ("source",)),
        ({"figure": None}, ("figure",)),
        ({"figure": {"lower": "2", "upper": "1"}}, ("figure",)),
        ({"period": "2004/2003"}, ("period",)),
    ],
)
def test_what_a_revision_cannot_change_is_refused_by_name(changes: dict[str, Any], where: tuple[str, ...]) -> None:
    with pytest.raises(Malformed) as refused:
        members(changes)
    assert refused.value.faults[0].where[:1] == where


def test_a_revision_may_take_optional_members_away() -> None:
    nothing = {"statement": None, "quote": None, "measure": None, "period": None, "asserted": None}
    assert members(nothing) == nothing


def test_filters_are_read_as_the_figures_are() -> None:
    assert filters({}) == ClaimFilters()
    found = filters({"unit": "kilometre", "period": "2004", "source_id": SOURCE, "status": "candidate"})
    assert (found.unit, found.period) == ("km", parse_period("2004"))
    assert (found.source_id, found.status) == (UUID(SOURCE), ClaimStatus.CANDIDATE)


@pytest.mark.parametrize("name", ["source_id", "status", "period", "unit"])
def test_a_filter_that_makes_no_sense_is_refused_by_name(name: str) -> None:
    with pytest.raises(Malformed) as refused:
        filters({name: "no such thing"})
    assert refused.value.faults[0].where == (name,)
