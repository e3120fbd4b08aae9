"""Collections taken from one database into another, as lines and as a file that people read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import pytest

from service import strict_yaml
from service.application import claims, collections, waivers
from service.application.archive import entries
from service.application.records import WaiverState
from service.application.reports import store
from service.application.stamps import new_id, now
from service.cache.memory import MemoryCache
from service.domain.errors import Malformed
from service.storage import SqlUnits, open_engine
from service.wire import collection_file_text
from service.wire.archive_lines import ArchiveLines, write
from service.wire.collection_file import CollectionFile
from service.wire.incoming import STEPS, Added, Incoming
from tests import samples
from tests.dossier import SLUGS, TEXT, store_dossier

CACHE = MemoryCache(ttl=600, max_entries=1000, max_bytes=10_000_000)


class Kept(NamedTuple):
    """The dossier as it was taken out of the database that it was made in."""

    lines: list[bytes]
    files: list[str]
    report: Any
    waivers: list[WaiverState]
    ids: dict[str, UUID]


@pytest.fixture(scope="module")
def kept(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The dossier, made once."""
    path = tmp_path_factory.mktemp("dossier") / "claimcheck.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    units = SqlUnits(open_engine(f"sqlite:///{path}"))
    ids = store_dossier(units, CACHE)
    try:
        return Kept(lines(units), [file(units, slug) for slug in SLUGS], reported(units), standing(units), ids)
    finally:
        units.close()


@pytest.fixture
def elsewhere(sqlite_url: str) -> Iterator[SqlUnits]:
    """An empty database, for what does not depend on its kind."""
    units = SqlUnits(open_engine(sqlite_url))
    yield units
    units.close()


def lines(units: SqlUnits, *slugs: str) -> list[bytes]:
    with units(snapshot=True) as uow:
        return list(write(entries(uow, slugs or SLUGS)))


def file(units: SqlUnits, slug: str) -> str:
    with units(snapshot=True) as uow:
        return "".join(collection_file_text.write(entries(uow, [slug])))


def read(text: str) -> CollectionFile:
    return CollectionFile(strict_yaml.parse(text.encode()))


def bring(units: SqlUnits, *files: Incoming) -> list[Added]:
    with units() as uow:
        for step in STEPS:
            for one in files:
                step(one, uow)
        uow.commit()
    return [one.added for one in files]


def reported(units: SqlUnits) -> Any:
    """All that a report says of the collection, its waivers among it."""
    made = store.make(units, CACHE, {"collection": "cotton"}, at_once=1000)
    assert made.document is not None
    return orjson.loads(made.document)


def standing(units: SqlUnits) -> list[WaiverState]:
    with units(read_only=True) as uow:
        return [found.state for found in waivers.list_(uow, limit=10).items]


def test_lines_bring_everything_as_it_was(kept: Kept, units: SqlUnits) -> None:
    (added,) = bring(units, ArchiveLines(kept.lines))
    assert (added.collections, added.sources, added.checks, added.documents, added.waivers) == (2, 3, 3, 1, 4)
    assert lines(units) == kept.lines
    assert reported(units) == kept.report
    assert standing(units) == kept.waivers
    assert sorted(kept.waivers) == [
        WaiverState.ACTIVE,
        WaiverState.ACTIVE,
        WaiverState.SUPERSEDED,
        WaiverState.SUPERSEDED,
    ]


def test_files_for_people_bring_everything_as_it_was(kept: Kept, units: SqlUnits) -> None:
    bring(units, *map(read, kept.files))
    assert [file(units, slug) for slug in SLUGS] == kept.files
    assert lines(units) == kept.lines
    assert reported(units) == kept.report


def test_brought_again_it_changes_nothing(kept: Kept, units: SqlUnits) -> None:
    bring(units, ArchiveLines(kept.lines))
    for given in (ArchiveLines(kept.lines), read(kept.files[0])):
        (added,) = bring(units, given)
        assert added.collections + added.sources + added.claims + added.checks + added.documents + added.waivers == 0
        assert added.unchanged > 10
    assert lines(units) == kept.lines


def without(out: list[bytes], *kinds: str) -> list[bytes]:
    """The lines without those of some types, counted anew."""
    bodies = [orjson.loads(line) for line in out]
    kept = [body for body in bodies if body["type"] not in kinds]
    kept[-1]["counts"] = {name: 0 if name in kinds else count for name, count in kept[-1]["counts"].items()}
    return [orjson.dumps(body) for body in kept]


@pytest.mark.parametrize(
    ("kind", "member", "value", "named"),
    [
        ("collection", "title", "Another title", "title"),
        ("source", "url", "https://example.org/b", "url"),
        ("claim", "statement", "Something else.", "statement"),
        ("claim", "figure", {"value": "18000.0", "unit": "KZT", "qualifier": "exact"}, "figure"),
        ("claim", "updated_at", "2020-01-01T00:00:00Z", "updated_at"),
        ("check", "severity", "warning", "severity"),
        ("document", "text", TEXT + "!", "text"),
        ("waiver", "reason", "Another reason.", "reason"),
    ],
)
def test_what_is_stored_and_differs_is_refused(
    kept: Kept, elsewhere: SqlUnits, kind: str, member: str, value: Any, named: str
) -> None:
    bring(elsewhere, ArchiveLines(kept.lines))
    changed = [orjson.loads(line) for line in kept.lines]
    number = next(n for n, body in enumerate(changed, 1) if body["type"] == kind and body.get(member) != value)
    changed[number - 1][member] = value
    with pytest.raises(Malformed, match=rf"is stored already and differs in {named}; what is stored stays") as refused:
        bring(elsewhere, ArchiveLines([orjson.dumps(body) for body in changed]))
    assert refused.value.faults[0].where == (number,)
    assert lines(elsewhere) == kept.lines


def test_an_older_state_of_a_claim_is_refused_and_so_is_a_newer_one(kept: Kept, elsewhere: SqlUnits) -> None:
    bring(elsewhere, ArchiveLines(kept.lines))
    bodies = [orjson.loads(line) for line in kept.lines]
    claim = next(body for body in bodies if body.get("earlier"))
    older = {**claim, **claim["earlier"][-1], "earlier": claim["earlier"][:-1], "revision": claim["revision"] - 1}
    earlier = {name: claim[name] for name in ("source_id", "figure", "updated_at")}
    newer = {**claim, "earlier": [*claim["earlier"], earlier], "revision": claim["revision"] + 1}
    for other in (older, newer):
        other_lines = [orjson.dumps(other if body is claim else body) for body in bodies]
        with pytest.raises(Malformed, match=r"differs in .*revision"):
            bring(elsewhere, ArchiveLines(other_lines))


def test_all_of_a_file_is_stored_or_nothing(kept: Kept, units: SqlUnits) -> None:
    with pytest.raises(Malformed, match="was cut short"):
        bring(units, ArchiveLines(kept.lines[:-1]))
    with units(read_only=True) as uow:
        assert [found.slug for found in collections.list_(uow, limit=10).items] == ["default"]
        assert uow.sources.page(10, None) == []


def test_what_the_file_refers_to_has_to_be_in_it_or_stored(kept: Kept, elsewhere: SqlUnits) -> None:
    for kinds, said in (
        (["collection"], "there is no collection"),
        (["source"], "there is no source"),
        (["claim"], "there is no claim"),
        (["claim", "check"], "there is no claim"),
        (["claim", "check", "document"], "there is no revision"),
    ):
        with pytest.raises(Malformed, match=said):
            bring(elsewhere, ArchiveLines(without(kept.lines, *kinds)))
    with pytest.raises(Malformed, match='there is no collection "rates"; import it first') as refused:
        bring(elsewhere, read(kept.files[0]))
    assert refused.value.faults[0].where == ("collection", "references", 0)


def test_the_order_of_files_does_not_matter_nor_do_references_in_a_circle(kept: Kept, elsewhere: SqlUnits) -> None:
    cotton, rates = kept.files
    rates = rates.replace("collection:\n", "collection:\n  references: [cotton]\n", 1)
    bring(elsewhere, read(cotton), read(rates))
    assert file(elsewhere, "cotton") == cotton
    with elsewhere(read_only=True) as uow:
        assert collections.get(uow, "rates").references == ("cotton",)


def test_a_source_that_two_collections_share_is_brought_once(kept: Kept, elsewhere: SqlUnits) -> None:
    (rates,) = bring(elsewhere, read(kept.files[1]))
    (cotton,) = bring(elsewhere, read(kept.files[0]))
    assert (rates.sources, cotton.sources, cotton.unchanged) == (1, 2, 1)


def test_the_default_collection_takes_the_place_of_one_that_nobody_has_changed(kept: Kept, units: SqlUnits) -> None:
    bodies = [orjson.loads(line) for line in without(kept.lines, "source", "claim", "check", "document", "waiver")]
    bodies[1] |= {"slug": "default", "title": "Ours", "references": ["rates"]}
    out = [*map(orjson.dumps, bodies)]
    assert bring(units, ArchiveLines(out))[0].collections == 2
    assert bring(units, ArchiveLines(out))[0].collections == 0
    with units() as uow:
        found = collections.get(uow, "default")
        assert (found.title, found.version, found.references) == ("Ours", 2, ("rates",))
        collections.change(uow, "default", {"title": "Theirs"})
        uow.commit()
    with pytest.raises(Malformed, match="is stored already and differs in title"):
        bring(units, ArchiveLines(out))


def test_of_two_imports_at_once_the_second_finds_what_the_first_has_stored(kept: Kept, units: SqlUnits) -> None:
    came: list[Added] = []
    with units() as uow:
        first = ArchiveLines(kept.lines)
        uow.collections.serialise()
        for step in STEPS:
            step(first, uow)

        def again() -> None:
            second = ArchiveLines(kept.lines)
            with units() as other:
                other.collections.serialise()
                for step in STEPS:
                    step(second, other)
                other.commit()
            came.append(second.added)

        thread = Thread(target=again)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it waits for the first"
        uow.commit()
    thread.join(20)
    assert first.added.unchanged == 0
    assert came[0].unchanged == len(kept.lines) - 2


def test_a_check_whose_claims_have_another_unit_by_now_comes_along(kept: Kept, elsewhere: SqlUnits) -> None:
    bodies = [orjson.loads(line) for line in kept.lines]
    claim = next(body for body in bodies if body.get("id") == str(kept.ids["part"]))
    earlier = {name: claim[name] for name in ("source_id", "figure", "updated_at")}
    later = {"figure": {"value": "5", "unit": "kg"}, "updated_at": now()}
    claim |= {"earlier": [earlier], "revision": 2, **later}
    bring(elsewhere, ArchiveLines(map(orjson.dumps, bodies)))
    claim |= {"earlier": [], "revision": 1, "id": str(new_id())}
    check = next(body for body in bodies if body["type"] == "check" and body["kind"] == "part_of")
    check |= {"figures": {**check["figures"], "part": {"claim": claim["id"]}}, "id": str(new_id())}
    # What never was otherwise cannot have been stored.
    with pytest.raises(Malformed, match="kg"):
        bring(elsewhere, ArchiveLines(map(orjson.dumps, bodies)))


def test_what_is_stored_meanwhile_is_not_in_an_export(kept: Kept, units: SqlUnits) -> None:
    bring(units, ArchiveLines(kept.lines))
    with units(snapshot=True) as uow:
        found = write(entries(uow, SLUGS))
        first = [next(found) for _ in range(3)]
        with units() as other:
            claims.record(other, samples.claim(collection="cotton"))
            other.commit()
        assert [*first, *found] == kept.lines
