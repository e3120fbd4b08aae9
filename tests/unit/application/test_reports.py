"""What a report is made from, and how processes share the queue of reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.application import checks, claims
from service.application.pins import claims_of
from service.application.records import Report, ReportStatus
from service.application.reports import queue, snapshot, store
from service.application.reports.run import Unreadable, groups_of, run
from service.application.reports.snapshot import Question, Snapshot
from service.cache.memory import MemoryCache
from service.domain.check import Check
from service.domain.policy import Policy
from service.storage import SqlUnits
from tests import samples
from tests.observing import Noting

LEASE = timedelta(seconds=30)
OPTIONS: dict[str, Any] = {"discover": True, "joint": True, "policy": Policy().canonical()}


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache(ttl=60, max_entries=1000, max_bytes=10_000_000)


def people(value: str) -> dict[str, str]:
    return {"value": value, "unit": "person"}


def recorded(units: SqlUnits, value: str, **members: Any) -> UUID:
    with units() as uow:
        claim = claims.record(uow, samples.claim(figure=people(value), measure="migrants", period="2004", **members))
        uow.commit()
    return claim.id


def checked(units: SqlUnits, claim: UUID, **members: Any) -> UUID:
    figures = {"part": {"claim": str(claim)}, "whole": people("20000")}
    with units() as uow:
        check = checks.create(uow, {"name": "x", "kind": "part_of", "figures": figures, **members})
        uow.commit()
    return check.id


def nothing(*_: Any) -> None:
    pass


def taken(units: SqlUnits, watch: Any = nothing, **options: Any) -> Snapshot:
    with units(snapshot=True) as uow:
        return snapshot.take(uow, "default", {**OPTIONS, **options}, watch)


class TestSnapshots:
    def test_what_changes_while_it_is_read_is_not_in_it(self, units: SqlUnits, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(snapshot, "PORTION", 1)
        first, second = recorded(units, "19000"), recorded(units, "18000")
        check = checked(units, second)
        looks = 0

        def meanwhile() -> None:
            nonlocal looks
            looks += 1
            if looks != 2:
                return
            with units() as uow:
                for claim in (first, second):
                    claims.revise(uow, claim, {"figure": people("1")})
                checks.change(uow, check, {"severity": "warning"})
                claims.record(uow, samples.claim())
                uow.commit()

        before = taken(units, meanwhile)
        assert looks > 2
        assert {(claim.id, claim.revision) for claim in before.claims.values()} == {(first, 1), (second, 1)}
        assert [(question.version, question.severity) for question in before.stored] == [(1, "error")]
        after = taken(units)
        assert {claim.revision for claim in after.claims.values() if claim.id in (first, second)} == {2}
        assert len(after.own) == 3

    def test_it_can_be_had_again_from_its_basis(self, units: SqlUnits, cache: MemoryCache) -> None:
        whole = recorded(units, "50000")
        part = recorded(units, "60000", dimensions={"country": "Kyrgyzstan"})
        check = checked(units, part)
        before = taken(units)
        content = run(before, cache, nothing)
        basis = before.basis(content["results"])
        with units() as uow:
            claims.revise(uow, whole, {"figure": people("1")})
            claims.retract(uow, part)
            checks.delete(uow, check)
            uow.commit()
        with units(snapshot=True) as uow:
            again = snapshot.again(uow, basis, nothing)
        assert again.basis(content["results"]) == basis
        assert basis["form"] == 2
        assert basis["stored"][0].keys() == {"key", "version", "name", "severity", "body"}
        assert basis["own"][0].keys() == {"claim", "revision"}
        with units(snapshot=True) as uow, pytest.raises(ValueError, match="form 3"):
            snapshot.again(uow, {**basis, "form": 3}, nothing)
        assert run(again, cache, nothing) == content

    def test_a_large_one_is_read_in_portions_with_few_statements(
        self, units: SqlUnits, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        body = samples.claim(measure="migrants")
        with units() as uow:
            claims.record_batch(uow, claims.draft_batch((number, body) for number in range(1, 251)))
            uow.commit()
        monkeypatch.setattr(snapshot, "PORTION", 100)
        looks: list[None] = []
        assert len(taken(units, lambda: looks.append(None), discover=False).own) == 250
        assert len(looks) < 10


class TestRuns:
    def test_it_survives_a_check_at_which_the_service_fails_and_names_it(
        self, units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        bad, good = (checked(units, recorded(units, value)) for value in ("19000", "18000"))
        compiled = Check.compiled

        def fails(check: Check) -> Check:
            if check.figures["part"].figure.value == 19000:  # type: ignore[union-attr]
                raise ZeroDivisionError
            return compiled(check)

        monkeypatch.setattr(Check, "compiled", fails)
        content = run(taken(units, discover=False), cache, nothing)
        items = {item["check"]: item for item in content["results"]}
        assert items[str(good)]["verdict"] == "consistent"
        found = items[str(bad)]
        assert (found["verdict"], found["reason"]) == ("undetermined", "limit_exceeded")
        assert found["text"].startswith("The service failed at answering this check")
        assert found["result"]["complete"] is False
        assert cache.get(f"{content['pins']['engine']}:result:{found['digest']}") is None
        assert str(bad) in caplog.text
        monkeypatch.undo()
        again = run(taken(units, discover=False), cache, nothing)
        assert again["counts"]["consistent"] == 2

    def test_it_survives_a_group_that_cannot_be_decided(
        self, units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        claim = recorded(units, "19000")
        check = min(str(checked(units, claim, name=name)) for name in ("a", "b"))

        def fails(*_: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("service.application.reports.together.solve", fails)
        content = run(taken(units), cache, nothing)
        assert (content["joint"]["verdict"], content["joint"]["reason"]) == ("undetermined", "limit_exceeded")
        assert content["counts"]["consistent"] == 2
        assert f"the group of check {check} could not be decided" in caplog.text

    def test_a_claim_is_not_checked_by_a_check_that_nothing_came_of(self, units: SqlUnits, cache: MemoryCache) -> None:
        claim, other = recorded(units, "19000"), recorded(units, "18000")
        checked(units, claim, figures={"part": {"claim": str(claim)}, "whole": {"unit": "person"}})
        checked(units, other)
        coverage = run(taken(units, discover=False), cache, nothing)["coverage"]
        assert (coverage["claims"], coverage["checked"]) == (2, 1)
        assert [one["claim"] for one in coverage["unchecked"]] == [str(claim)]

    def test_it_shows_how_far_it_is_and_ends_when_told_to(self, units: SqlUnits, cache: MemoryCache) -> None:
        for value in ("19000", "18000"):
            checked(units, recorded(units, value))
        seen: list[tuple[int, int]] = []
        run(taken(units, discover=False), cache, lambda done, total: seen.append((done, total)))
        assert seen == [(1, 2), (2, 2)]

        def stop(*_: int) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            run(taken(units), cache, stop)

    def test_results_are_found_in_the_cache_and_left_there(self, units: SqlUnits, cache: MemoryCache) -> None:
        checked(units, recorded(units, "19000"))
        run(taken(units), cache, nothing)
        kept = cache.state()["entries"]
        run(taken(units), cache, nothing)
        assert cache.state()["entries"] == kept > 0

    def test_a_group_too_large_is_not_decided_together(
        self, units: SqlUnits, cache: MemoryCache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = recorded(units, "19000")
        for name in ("a", "b"):
            checked(units, claim, name=name)
        monkeypatch.setattr("service.application.reports.run.LARGEST_GROUP", 1)
        content = run(taken(units), cache, nothing)
        assert (content["joint"]["verdict"], content["joint"]["reason"]) == ("undetermined", "limit_exceeded")
        assert content["joint"]["complete"] is False
        assert content["counts"]["consistent"] == 2

    def test_a_check_of_a_kind_that_there_is_no_more_is_named(self, units: SqlUnits, cache: MemoryCache) -> None:
        check = checked(units, recorded(units, "19000"))
        before = taken(units)
        (question,) = before.stored
        unknown = replace(before, stored=[replace(question, body={**question.body, "kind": "hunch"})])
        with pytest.raises(Unreadable, match=str(check)):
            run(unknown, cache, nothing)


def test_checks_that_share_no_claim_are_in_groups_of_their_own() -> None:
    def question(key: str, *about: int) -> Question:
        figures = {"parts": [{"claim": str(UUID(int=number))} for number in about], "total": {"value": "1"}}
        return Question(key, 1, key, "error", {"kind": "sum", "figures": figures})

    questions = [
        question("a", 1, 2),
        question("b", 3),
        question("c"),
        question("d", 2, 4),
        question("e"),
        question("f", 5, 3),
        question("g", 4, 6),
    ]
    groups = groups_of(questions, lambda each: tuple(claims_of(each.body).values()))
    found = [[each.key for each in group] for group in groups]
    assert sorted(found) == [["a", "d", "g"], ["b", "f"], ["c"], ["e"]]


def queued(units: SqlUnits, cache: MemoryCache) -> Report:
    made = store.make(units, cache, {}, at_once=-1)
    with units() as uow:
        store.store(uow, made)
        uow.commit()
    return made.report


def take_up(units: SqlUnits, lease: timedelta = LEASE) -> Report | None:
    with units() as uow:
        report = queue.take_up(uow, lease)
        uow.commit()
    return report


def read(units: SqlUnits, report: Report) -> Report:
    with units(read_only=True) as uow:
        return store.get(uow, report.id)


class TestTheQueue:
    def test_the_oldest_is_taken_up_first_and_by_one_only(self, units: SqlUnits, cache: MemoryCache) -> None:
        first, second = queued(units, cache), queued(units, cache)
        one, two = take_up(units), take_up(units)
        assert one is not None
        assert two is not None
        assert (one.id, two.id) == (first.id, second.id)
        assert (one.status, one.attempts, one.version) == (ReportStatus.RUNNING, 1, 2)
        assert read(units, first) == one
        assert take_up(units) is None

    def test_a_heartbeat_tells_progress_and_keeps_it(self, units: SqlUnits, cache: MemoryCache) -> None:
        queued(units, cache)
        report = take_up(units)
        assert report is not None
        with units() as uow:
            alive = queue.beat(uow, report, 5, 9)
            uow.commit()
        assert alive is not None
        assert (alive.done, alive.total, alive.version) == (5, 9, 3)
        assert read(units, report) == alive

    def test_one_whose_process_is_silent_is_taken_over_and_lost_to_that(
        self, units: SqlUnits, cache: MemoryCache
    ) -> None:
        queued(units, cache)
        dead = take_up(units)
        assert dead is not None
        assert take_up(units) is None
        heir = take_up(units, timedelta(seconds=-1))
        assert heir is not None
        assert (heir.id, heir.attempts) == (dead.id, 2)
        made = store.Made(dead, b"{}", b"{}")
        with units() as uow:
            assert queue.beat(uow, dead, 1, 2) is None
            assert not queue.finish(uow, dead, made)
            assert not queue.fail(uow, dead, "x")
            assert not queue.give_back(uow, dead)
            assert queue.finish(uow, heir, made)
            uow.commit()

    def test_one_that_no_attempt_survives_fails(self, units: SqlUnits, cache: MemoryCache, noting: Noting) -> None:
        report = queued(units, cache)
        for _ in range(queue.MOST_ATTEMPTS):
            assert take_up(units, timedelta(seconds=-1)) is not None
        later = queued(units, cache)
        found = take_up(units, timedelta(seconds=-1))
        assert found is not None
        assert found.id == later.id
        failed = read(units, report)
        assert (failed.status, failed.heartbeat) == (ReportStatus.FAILED, None)
        assert failed.finished_at is not None
        assert failed.detail is not None
        assert failed.detail.startswith("3 attempts")
        assert noting.over == ["failed"]

    def test_one_given_back_is_queued_as_if_it_had_not_been_begun(self, units: SqlUnits, cache: MemoryCache) -> None:
        report = queued(units, cache)
        begun = take_up(units)
        assert begun is not None
        with units() as uow:
            assert queue.give_back(uow, begun)
            uow.commit()
        back = read(units, report)
        assert (back.status, back.attempts, back.heartbeat, back.total) == (ReportStatus.QUEUED, 0, None, None)
        again = take_up(units)
        assert again is not None
        assert again.id == report.id

    def test_a_cancelled_one_is_nobodys_any_more(self, units: SqlUnits, cache: MemoryCache) -> None:
        queued(units, cache)
        report = take_up(units)
        assert report is not None
        with units() as uow:
            store.stop(uow, report.id)
            assert queue.beat(uow, report, 1, 2) is None
            assert not queue.finish(uow, report, store.Made(report, b"{}", b"{}"))
            uow.commit()
        cancelled = read(units, report)
        assert cancelled.status is ReportStatus.CANCELLED
        assert cancelled.finished_at == cancelled.updated_at
        assert take_up(units, timedelta(seconds=-1)) is None

    def test_what_comes_of_one_is_stored_whole(self, units: SqlUnits, cache: MemoryCache) -> None:
        checked(units, recorded(units, "19000"))
        queued(units, cache)
        report = take_up(units)
        assert report is not None
        made = queue.make(units, cache, report, nothing, nothing)
        assert isinstance(made, store.Made)
        with units() as uow:
            assert queue.finish(uow, report, made)
            uow.commit()
        with units(read_only=True) as uow:
            found, said = store.document(uow, report.id)
        assert (found.status, found.done, found.total, found.heartbeat) == (ReportStatus.FINISHED, 1, 1, None)
        assert found.finished_at is not None
        assert found.counts is not None
        assert found.counts["total"] == 1
        assert said == made.document
