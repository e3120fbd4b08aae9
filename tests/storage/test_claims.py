from __future__ import annotations

from collections.abc import Iterable
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import StatementError

from service.application import claim_drafts, claims, collections, sources
from service.application.errors import BatchMalformed, Conflict, NotFound, Stale
from service.application.ports import UnitOfWork
from service.application.records import Claim, ClaimStatus
from service.domain.errors import Malformed
from service.storage import SqlUnits
from service.storage.tables import claim_revisions
from service.storage.tables import claims as claims_table
from service.storage.tables import sources as sources_table
from tests import samples


def stored(units: SqlUnits, **members: Any) -> Claim:
    with units() as uow:
        claim = claims.record(uow, samples.claim(**members))
        uow.commit()
    return claim


def recorded_batch(uow: UnitOfWork, lines: Iterable[tuple[int, Any]]) -> tuple[Claim, ...]:
    return claims.record_batch(uow, claims.draft_batch(lines))


def listed(units: SqlUnits, limit: int = 100, **query: str) -> list[str | None]:
    with units(read_only=True) as uow:
        return [claim.statement for claim in claims.list_(uow, claim_drafts.filters(query), limit=limit).items]


def count(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def test_a_claim_comes_back_as_it_was_recorded(units: SqlUnits) -> None:
    claim = stored(
        units,
        statement="Each picker was fined 18,000 tenge.",
        quote={"exact": "fined 18,000 tenge", "prefix": "were ", "suffix": " each"},
        attributed_to="the police",
        measure="fine",
        dimensions={"who": "picker", "area": "South"},
        period="2004-09",
        asserted="2004-09-24~",
        tags=["labour", "fines"],
        status="candidate",
    )
    with units(read_only=True) as uow:
        assert claims.get(uow, claim.id) == claim
        assert list(claims.get(uow, claim.id).dimensions) == ["who", "area"]


@pytest.mark.parametrize(
    "figure",
    [
        {"value": "1234567890123456789012345678901234", "unit": "person"},
        {"value": "0.1234567890123456789012345678901234", "unit": "kg"},
        {"value": "4.50", "unit": "KZT/kg"},
        {"value": "18000", "unit": "KZT", "rounding": "1000", "qualifier": "about"},
        {"lower": "50", "upper": "100.00", "unit": "kg/day"},
        {"lower": "50", "unit": "kg/day"},
        {"unit": "kg/day"},
    ],
)
def test_figures_are_kept_to_the_last_digit(units: SqlUnits, figure: dict[str, str]) -> None:
    claim = stored(units, figure=figure)
    with units(read_only=True) as uow:
        found = claims.get(uow, claim.id).figure
    assert found == claim.figure
    assert found.canonical().items() >= figure.items()


def test_leaving_without_commit_stores_nothing(units: SqlUnits, engine: Engine) -> None:
    with units() as uow:
        claim = claims.record(uow, samples.claim())
    with units(read_only=True) as uow, pytest.raises(NotFound):
        claims.get(uow, claim.id)
    assert count(engine, claim_revisions) == count(engine, sources_table) == 0


def test_an_error_in_the_middle_stores_nothing(units: SqlUnits, engine: Engine) -> None:
    class Interrupted(Exception):
        pass

    def interrupted() -> None:
        with units() as uow:
            claims.record(uow, samples.claim())
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()
    assert count(engine, claims_table) == count(engine, claim_revisions) == 0


def test_a_revision_changes_what_it_names_and_keeps_the_rest(units: SqlUnits) -> None:
    first = stored(units, measure="fine", tags=["labour"])
    with units() as uow:
        second = claims.revise(uow, first.id, {"figure": {"value": "20000", "unit": "KZT"}})
        uow.commit()
    assert (second.revision, second.measure, second.tags) == (2, "fine", ("labour",))
    with units(read_only=True) as uow:
        assert claims.get(uow, first.id) == second
        assert claims.revision(uow, first.id, 1) == first


def test_a_change_of_nothing_makes_no_revision(units: SqlUnits) -> None:
    claim = stored(units, measure="fine")
    with units() as uow:
        assert claims.revise(uow, claim.id, {"measure": "fine"}) == claim


def test_a_retracted_claim_keeps_its_revisions(units: SqlUnits) -> None:
    claim = stored(units)
    with units() as uow:
        retracted = claims.retract(uow, claim.id)
        uow.commit()
    with units() as uow:
        assert claims.retract(uow, claim.id) == retracted
        history = claims.revisions(uow, claim.id, limit=10)
    assert [(one.revision, one.status) for one in history.items] == [
        (1, ClaimStatus.STATED),
        (2, ClaimStatus.RETRACTED),
    ]
    assert history.next_after is None


def test_revisions_come_in_pages(units: SqlUnits) -> None:
    claim = stored(units)
    with units() as uow:
        for number in range(3):
            claims.revise(uow, claim.id, {"measure": f"fine {number}"})
        page = claims.revisions(uow, claim.id, limit=3)
        assert ([one.revision for one in page.items], page.next_after) == ([1, 2, 3], 3)
        assert [one.revision for one in claims.revisions(uow, claim.id, limit=3, after=3).items] == [4]


@pytest.mark.parametrize("number", [0, 2, -1, 2**31, 2**63, 10**40])
def test_a_revision_that_never_was_is_not_found(units: SqlUnits, number: int) -> None:
    claim = stored(units)
    with units(read_only=True) as uow:
        with pytest.raises(NotFound):
            claims.revision(uow, claim.id, number)
        assert claims.revisions(uow, claim.id, limit=10, after=number).items == ((claim,) if number < 1 else ())


def test_a_writer_who_saw_an_older_revision_is_refused(units: SqlUnits) -> None:
    claim = stored(units)
    with units() as uow:
        claims.revise(uow, claim.id, {"measure": "fine"}, if_match=1)
        uow.commit()
    with units() as uow, pytest.raises(Stale) as refused:
        claims.retract(uow, claim.id, if_match=1)
    assert refused.value.current == 2


def test_of_writers_at_once_with_one_revision_one_wins(units: SqlUnits) -> None:
    claim = stored(units)
    ready = Barrier(4)
    outcomes: list[object] = []

    def write(number: int) -> None:
        ready.wait()
        try:
            with units() as uow:
                claims.revise(uow, claim.id, {"measure": f"fine {number}"}, if_match=1)
                uow.commit()
            outcomes.append("done")
        except Stale as error:
            outcomes.append(error.current)

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [2, 2, 2, "done"]
    with units(read_only=True) as uow:
        assert len(claims.revisions(uow, claim.id, limit=10).items) == 2


def test_writers_at_once_without_a_revision_lose_no_update(units: SqlUnits) -> None:
    claim = stored(units)
    changes = [{"measure": "fine"}, {"attributed_to": "the police"}, {"statement": "They were fined."}]
    ready = Barrier(len(changes))

    def write(change: dict[str, str]) -> None:
        ready.wait()
        with units() as uow:
            claims.revise(uow, claim.id, change)
            uow.commit()

    threads = [Thread(target=write, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with units(read_only=True) as uow:
        found = claims.get(uow, claim.id)
    assert (found.revision, found.measure, found.attributed_to, found.statement) == (
        4,
        "fine",
        "the police",
        "They were fined.",
    )


@pytest.mark.parametrize("size", [3, 500])
def test_a_batch_is_stored_like_single_claims(units: SqlUnits, engine: Engine, size: int) -> None:
    lines = [
        (number, samples.claim(statement=f"claim {number}", tags=["a", 'b"'], dimensions={"row": str(number)}))
        for number in range(1, size + 1)
    ]
    with units() as uow:
        recorded = recorded_batch(uow, lines)
        uow.commit()
    assert len({claim.source_id for claim in recorded}) == 1
    with units(read_only=True) as uow:
        page = claims.list_(uow, claim_drafts.filters({}), limit=size)
    assert page.items == recorded
    assert count(engine, claim_revisions) == size


def test_a_revision_that_changes_nothing_but_the_digits_is_made(units: SqlUnits) -> None:
    claim = stored(units, figure={"value": "4.5", "unit": "km"})
    for value, revision in (("4.50", 2), ("45E-1", 3), ("45E-1", 3)):
        with units() as uow:
            changed = claims.revise(uow, claim.id, {"figure": {"value": value, "unit": "km"}})
            uow.commit()
        assert changed.revision == revision
        with units(read_only=True) as uow:
            assert claims.get(uow, claim.id).figure.canonical() == changed.figure.canonical()


def test_one_bad_line_keeps_the_whole_batch_out_and_every_bad_line_is_told(units: SqlUnits, engine: Engine) -> None:
    nowhere = "01900000-0000-7000-8000-000000000000"
    lines: list[tuple[int, Any]] = [
        (1, samples.claim()),
        (2, samples.claim(figure={"value": "many", "unit": "KZT"})),
        (4, samples.claim(period="last year")),
        (5, Malformed("unknown field", "figur")),
    ]
    with units() as uow, pytest.raises(BatchMalformed) as refused:
        recorded_batch(uow, lines)
    assert [(number, error.faults[0].where[0]) for number, error in refused.value.lines] == [
        (2, "figure"),
        (4, "period"),
        (5, "figur"),
    ]
    with units() as uow, pytest.raises(BatchMalformed) as refused:
        recorded_batch(
            uow, [(1, samples.claim()), (2, samples.claim(source_id=nowhere)), (3, samples.claim(collection="x"))]
        )
    assert [(number, error.faults[0].where[0]) for number, error in refused.value.lines] == [
        (2, "source_id"),
        (3, "collection"),
    ]
    cites = [{**samples.source(title=title), "cites": [nowhere]} for title in ("one", "other")]
    with units() as uow, pytest.raises(BatchMalformed) as refused:
        recorded_batch(uow, [(7, samples.claim()), *((8, samples.claim(source=source)) for source in cites)])
    assert [(number, error.faults[0].where) for number, error in refused.value.lines] == [
        (8, ("source", "cites", 0)),
        (8, ("source", "cites", 0)),
    ]
    with units() as uow, pytest.raises(Malformed) as single:
        claims.record(uow, samples.claim(source=cites[0]))
    assert single.value.faults[0].where == ("source", "cites", 0)
    assert count(engine, claims_table) == count(engine, sources_table) == 0


def test_reading_a_batch_stops_when_too_much_is_wrong(units: SqlUnits) -> None:
    with units() as uow, pytest.raises(BatchMalformed) as refused:
        recorded_batch(uow, ((number, samples.claim(period="?")) for number in range(1, 1000)))
    assert (len(refused.value.lines), refused.value.complete) == (100, False)


def test_a_batch_that_would_be_too_large_is_refused(units: SqlUnits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LARGEST_BATCH", 2)
    with units() as uow, pytest.raises(Malformed, match="at most 2 claims"):
        recorded_batch(uow, [(number, samples.claim()) for number in range(3)])
    with units() as uow, pytest.raises(Malformed, match="at least one"):
        recorded_batch(uow, [])


def test_pages_stay_in_place_while_claims_are_added(units: SqlUnits) -> None:
    for number in range(4):
        stored(units, statement=f"{number}")
    with units(read_only=True) as uow:
        first = claims.list_(uow, claim_drafts.filters({}), limit=2)
    stored(units, statement="4")
    with units(read_only=True) as uow:
        second = claims.list_(uow, claim_drafts.filters({}), limit=2, after=first.next_after)
        third = claims.list_(uow, claim_drafts.filters({}), limit=2, after=second.next_after)
    assert [[claim.statement for claim in page.items] for page in (first, second, third)] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]
    assert third.next_after is None


def test_claims_are_found_by_what_they_say(units: SqlUnits) -> None:
    other = stored(units, statement="one", source=samples.source(title="Another"), measure="fine").source_id
    stored(units, statement="two", tags=["labour", 'it\'s "so"'], figure={"value": "5", "unit": "km"})
    stored(units, statement="three", status="candidate", attributed_to="ПОЛИЦИЯ 100%")
    stored(units, statement="four", quote={"exact": "Straße_1"}, tags=["labour day"])
    assert listed(units, source_id=str(other)) == ["one"]
    assert listed(units, measure="fine") == ["one"]
    assert listed(units, tag="labour") == ["two"]
    assert listed(units, tag='it\'s "so"') == ["two"]
    assert listed(units, unit="kilometre") == ["two"]
    assert listed(units, status="candidate") == ["three"]
    assert listed(units, text="полиция") == ["three"]
    assert listed(units, text="100%") == ["three"]
    assert listed(units, text="%") == ["three"]
    assert listed(units, text="STRASSE_") == ["four"]
    assert listed(units, text="twothree") == []
    assert listed(units, collection="default", status="stated") == ["one", "two", "four"]
    assert listed(units, collection="elsewhere") == []


def test_filters_see_the_current_revision_only(units: SqlUnits) -> None:
    claim = stored(units, statement="one", measure="fine")
    with units() as uow:
        claims.revise(uow, claim.id, {"measure": "wage"})
        uow.commit()
    assert listed(units, measure="fine") == []
    assert listed(units, measure="wage") == ["one"]


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("2004-06", ["half", "year", "since"]),
        ("2004-06-30/2004-07-01", ["half", "year", "since"]),
        ("2004-07", ["year", "since"]),
        ("2003", ["before"]),
        ("../2003-12-31", ["before"]),
        ("2005/..", ["since"]),
        ("../..", ["half", "year", "since", "before"]),
    ],
)
def test_claims_are_found_by_overlapping_periods(units: SqlUnits, period: str, found: list[str]) -> None:
    stored(units, statement="half", period="2004-01/2004-06")
    stored(units, statement="year", period="2004")
    stored(units, statement="since", period="2004-03/..")
    stored(units, statement="before", period="../2003")
    stored(units, statement="whenever")
    assert listed(units, period=period) == found


def test_an_inline_source_is_matched_or_created(units: SqlUnits, engine: Engine) -> None:
    first = stored(units)
    assert stored(units).source_id == first.source_id
    assert stored(units, source=samples.source(reference=True)).source_id == first.source_id
    assert stored(units, source=samples.source(authors=["N. N."])).source_id != first.source_id
    assert count(engine, sources_table) == 2


def test_a_source_named_by_many_writers_at_once_is_created_once(units: SqlUnits, engine: Engine) -> None:
    ready = Barrier(4)

    def write() -> None:
        ready.wait()
        stored(units)

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(engine, claims_table), count(engine, sources_table)) == (4, 1)


def test_a_source_with_claims_cannot_be_deleted(units: SqlUnits) -> None:
    claim = stored(units)
    with units() as uow, pytest.raises(Conflict, match="it has claims"):
        sources.delete(uow, claim.source_id)
    with units() as uow, pytest.raises(Conflict):
        uow.sources.remove(claim.source_id)


def test_storing_a_claim_takes_few_statements(units: SqlUnits, engine: Engine) -> None:
    source_id = stored(units).source_id
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2].split()[0]))
    stored(units, source_id=str(source_id))
    assert [statement for statement in statements if statement != "BEGIN"] == ["SELECT", "INSERT", "INSERT", "INSERT"]


def test_claims_of_a_collection_are_listed_alone(units: SqlUnits) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "labour", "title": "Labour"})
        uow.commit()
    stored(units, statement="here", collection="labour")
    stored(units, statement="elsewhere")
    assert listed(units, collection="labour") == ["here"]


@pytest.mark.parametrize("size", [1, 50])
@pytest.mark.parametrize("place", ["statement", "dimensions"])
def test_text_that_no_database_takes_is_not_stored_by_half(
    units: SqlUnits, engine: Engine, size: int, place: str
) -> None:
    broken = {"statement": "\ud800"} if place == "statement" else {"dimensions": {"who": "\ud800"}}
    lines = [(number, samples.claim()) for number in range(1, size)] + [(size, samples.claim(**broken))]
    with units() as uow, pytest.raises((UnicodeError, TypeError, StatementError)):
        recorded_batch(uow, lines)
    assert count(engine, claims_table) == count(engine, claim_revisions) == count(engine, sources_table) == 0
    assert stored(units).revision == 1


@pytest.mark.parametrize("size", [1, 50])
def test_every_text_that_a_database_takes_comes_back(units: SqlUnits, size: int) -> None:
    texts = ["\\N", "\\.", "\t", "a\nb\r\n", "\x01", "\\x01", '"', "'", "", " ", "ç\u0301 тенге \U0001f600", "\x1f\x7f"]
    lines = [
        (number, samples.claim(statement=text, quote={"exact": text}, dimensions={text: text}, tags=[text]))
        for number, text in enumerate(texts * size, 1)
    ]
    with units() as uow:
        recorded = recorded_batch(uow, lines)
        uow.commit()
    with units(read_only=True) as uow:
        assert claims.list_(uow, claim_drafts.filters({}), limit=len(lines)).items == recorded
        for text in texts:
            found = claims.list_(uow, claim_drafts.filters({"tag": text}), limit=len(lines)).items
            assert [claim.statement for claim in found] == [text] * size


def test_a_batch_that_names_a_source_deleted_meanwhile_is_not_stored(
    units: SqlUnits, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "01900000-0000-7000-8000-000000000000"
    monkeypatch.setattr("service.storage.sources.StoredSources.existing", lambda _, ids: set(ids))
    for size in (1, 50):
        with units() as uow, pytest.raises(Conflict, match="is gone"):
            recorded_batch(uow, [(number, samples.claim(source_id=nowhere)) for number in range(size)])
    assert count(engine, claims_table) == 0
