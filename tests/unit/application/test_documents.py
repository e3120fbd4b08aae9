"""How a document is read, stored and told, where it matters what happens at the same time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.application import claims, collections, document_drafts, documents, read_checks, sources
from service.application.documents import Prepared, Standing
from service.application.errors import NotFound, Stale
from service.application.lineage import origin_of_new, origins_of
from service.application.records import Claim, ClaimStatus, Severity
from service.application.reports import snapshot
from service.application.stamps import now
from service.cache.memory import MemoryCache
from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.policy import Policy
from service.storage import SqlUnits
from tests import samples

TEXT = "The route, 12 km (8.5 miles) of gravel,\nwas closed. It has 19,000 visitors a year.\n"


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)


def prepared(units: SqlUnits, cache: MemoryCache, **members: Any) -> Prepared:
    given = {} if "source_id" in members else {"source": samples.source()}
    return documents.prepare(units, cache, {"text": TEXT, **given, **members})


def stored(units: SqlUnits, cache: MemoryCache, ready: Prepared) -> Standing:
    with units() as uow:
        made = documents.create(uow, cache, ready)
        uow.commit()
    return made


def standing(units: SqlUnits, cache: MemoryCache, document: UUID) -> Standing:
    with units(read_only=True) as uow:
        taken = documents.take(uow, document)
    return documents.standing(cache, taken)


def test_it_stands_as_it_was_stored(units: SqlUnits, cache: MemoryCache) -> None:
    made = stored(units, cache, prepared(units, cache))
    assert standing(units, cache, made.document.id) == made
    assert standing(units, MemoryCache(ttl=60, max_entries=9, max_bytes=9), made.document.id) == made


def test_nothing_is_stored_until_it_is_created(units: SqlUnits, cache: MemoryCache) -> None:
    prepared(units, cache)
    with units(read_only=True) as uow:
        assert uow.sources.page(10, None) == []
        assert documents.list_(uow, limit=10).items == ()


def test_a_source_that_somebody_stores_meanwhile_is_used(units: SqlUnits, cache: MemoryCache) -> None:
    ready = prepared(units, cache)
    with units() as uow:
        source = sources.create(uow, samples.source())
        uow.commit()
    made = stored(units, cache, ready)
    assert made.document.source_id == source.id
    assert {claim.source_id for claim in made.claims.values()} == {source.id}
    assert standing(units, cache, made.document.id) == made


def test_a_collection_that_goes_meanwhile_is_told(units: SqlUnits, cache: MemoryCache) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "roads", "title": "Roads"})
        uow.commit()
    ready = prepared(units, cache, collection="roads")
    with units() as uow:
        collections.delete(uow, "roads")
        uow.commit()
    with units() as uow, pytest.raises(Malformed, match='no collection "roads"'):
        documents.create(uow, cache, ready)


def test_a_new_source_is_known_to_checks_as_it_will_be(units: SqlUnits) -> None:
    with units() as uow:
        first = sources.create(uow, samples.source(title="Agency"))
        draft = sources.draft(samples.source(cites=[str(first.id)], reference=True), now())
        alone = sources.draft(samples.source(title="Alone"), now())
        before = [origin_of_new(uow, source) for source in (draft, alone)]
        uow.sources.add([draft, alone])
        after = origins_of(uow, [draft.id, alone.id])
    assert before == [after[draft.id], after[alone.id]]


def test_a_check_at_which_the_service_fails_is_undetermined(
    units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = stored(units, cache, prepared(units, cache))

    def fails(_: Check) -> Check:
        raise ZeroDivisionError

    monkeypatch.setattr(Check, "compiled", fails)
    found = standing(units, cache, made.document.id).answered
    assert (found.findings, found.counts["undetermined"], found.counts["total"]) == ((), 1, 1)
    assert "could not be answered" in caplog.text


def test_a_suppressed_finding_is_told_and_takes_no_part_in_reports(units: SqlUnits, cache: MemoryCache) -> None:
    text = f"<!-- claimcheck: ignore -- printed so by the ministry -->\n{TEXT}"
    made = stored(units, cache, prepared(units, cache, text=text, format="markdown"))
    (finding,) = made.answered.findings
    assert finding.suppressed is not None
    assert (finding.suppressed.reason, finding.suppressed.used) == ("printed so by the ministry", True)
    assert made.answered.suppressions == (finding.suppressed,)
    assert (made.answered.counts["inconsistent"], made.answered.counts["suppressed"]) == (1, 1)
    assert not read_checks.takes_part(finding.check, made.claims)


def test_money_is_converted_by_the_rate_that_is_stored(units: SqlUnits, cache: MemoryCache) -> None:
    text = "Each picker was fined 18,000 tenge ($134) on the spot."
    made = stored(units, cache, prepared(units, cache, text=text, date="2004-09-24"))
    assert (made.answered.findings, made.answered.counts["undetermined"]) == ((), 1)
    with units() as uow:
        rate = samples.claim(figure={"value": "148", "unit": "KZT/USD"}, period="2004-09-24")
        claims.record(uow, rate)
        uow.commit()
    found = standing(units, cache, made.document.id).answered
    assert (found.counts["inconsistent"], found.findings[0].result["inputs"]["rate"]["figure"]["value"]) == (1, "148")


def test_no_more_figures_are_taken_than_can_be_told(
    units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_drafts, "MOST_FIGURES", 2)
    with pytest.raises(Malformed, match="has 3 figures"):
        prepared(units, cache)


def test_words_too_long_for_a_claim_are_cut(units: SqlUnits, cache: MemoryCache) -> None:
    text = f"Officials said {'very ' * 390}many people took the 12 km road."
    made = stored(units, cache, prepared(units, cache, text=text))
    assert [claim.figure.canonical()["value"] for claim in made.claims.values()] == ["12"]


class TestDeleting:
    def candidates(self, made: Standing) -> list[Claim]:
        return [made.claims[figure.claim] for figure in made.content.figures]

    def test_it_is_deleted_as_it_was_seen_or_not_at_all(self, units: SqlUnits, cache: MemoryCache) -> None:
        made = stored(units, cache, prepared(units, cache))
        one, *others = self.candidates(made)
        with units() as uow:
            claims.revise(uow, one.id, {"status": "stated"})
            uow.commit()
        with units() as uow, pytest.raises(Stale):
            documents.delete(uow, made.document.id, seen=made.claims)
        seen = standing(units, cache, made.document.id).claims
        with units() as uow:
            documents.delete(uow, made.document.id, seen=seen)
            uow.commit()
        with units(read_only=True) as uow:
            with pytest.raises(NotFound):
                documents.get(uow, made.document.id)
            left = uow.claims.current([claim.id for claim in (one, *others)])
        assert left[one.id].status is ClaimStatus.STATED
        assert {left[claim.id].status for claim in others} == {ClaimStatus.RETRACTED}

    def test_a_claim_revised_at_this_moment_is_not_run_over(
        self, units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = stored(units, cache, prepared(units, cache))
        ids = {claim.id for claim in self.candidates(made)}
        with units() as uow:
            claims.revise(uow, min(ids), {"status": "stated"})
            uow.commit()
        with units() as uow:
            # As statements saw it that ran before that revision.
            monkeypatch.setattr(uow.claims, "current", lambda some: {claim: made.claims[claim] for claim in some})
            monkeypatch.setattr(uow.claims, "untouched", lambda _: ids)
            with pytest.raises(Stale):
                documents.delete(uow, made.document.id)
        with units(read_only=True) as uow:
            assert documents.get(uow, made.document.id) == made.document


class TestReports:
    def test_a_warning_need_not_hold_for_all_claims_to_be_true(self, units: SqlUnits, cache: MemoryCache) -> None:
        made = stored(units, cache, prepared(units, cache))
        (check,) = made.content.checks
        options = {"discover": True, "joint": True, "policy": Policy().canonical()}
        with units(snapshot=True) as uow:
            (question,) = snapshot.take(uow, "default", options, lambda: None).read
        assert (question.key, question.rule, question.severity) == (check.key, check.rule, check.severity.value)
        assert question.binding == (check.severity is Severity.ERROR)

    def test_candidates_of_the_first_reports_are_replayed_as_they_were(
        self, units: SqlUnits, cache: MemoryCache
    ) -> None:
        with units() as uow:
            for value in ("19000", "25000"):
                figure = {"value": value, "unit": "person"}
                claims.record(uow, samples.claim(figure=figure, measure="visitors", period="2003", status="candidate"))
            uow.commit()
        options = {"discover": True, "joint": True, "policy": Policy().canonical()}
        with units(snapshot=True) as uow:
            taken = snapshot.take(uow, "default", options, lambda: None)
            basis = taken.basis([])
            first = {name: value for name, value in basis.items() if name != "read"} | {"form": 1}
            again = snapshot.again(uow, first, lambda: None)
        assert taken.discovered == []
        assert [question.rule for question in again.discovered] == ["same-period"]
