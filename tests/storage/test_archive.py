"""Collections taken from one database into another, as lines and as a file that people read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from sqlalchemy import make_url

from service import strict_yaml
from service.application import claims, collections, waivers
from service.application.archive import entries
from service.application.ports import ResultCache
from service.application.records import WaiverState
from service.application.reports import store
from service.cache.memory import MemoryCache
from service.domain.errors import Malformed
from service.storage import SqlUnits, open_engine
from service.wire import collection_file_text
from service.wire.archive_lines import ArchiveLines, write
from service.wire.collection_file import CollectionFile
from service.wire.incoming import STEPS, Added, Incoming
from tests.dossier import SLUGS, store_dossier


@pytest.fixture
def cache() -> ResultCache:
    return MemoryCache(ttl=600, max_entries=1000, max_bytes=10_000_000)


@pytest.fixture
def elsewhere(database_url: str, request: pytest.FixtureRequest) -> Iterator[SqlUnits]:
    """An empty database of the other kind."""
    sqlite = make_url(database_url).get_backend_name() == "sqlite"
    engine = open_engine(request.getfixturevalue("postgresql_url" if sqlite else "sqlite_url"))
    yield SqlUnits(engine)
    engine.dispose()


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
                getattr(one, step)(uow)
        uow.commit()
    return [one.added for one in files]


def reported(units: SqlUnits, cache: ResultCache) -> Any:
    """All that a report says of the collection, its waivers among it."""
    made = store.make(units, cache, {"collection": "cotton"}, at_once=1000)
    assert made.document is not None
    return orjson.loads(made.document)


def standing(units: SqlUnits) -> list[WaiverState]:
    with units(read_only=True) as uow:
        return [found.state for found in waivers.list_(uow, limit=10).items]


def test_lines_bring_everything_as_it_was(units: SqlUnits, elsewhere: SqlUnits, cache: ResultCache) -> None:
    store_dossier(units, cache)
    out = lines(units)
    (added,) = bring(elsewhere, ArchiveLines(out))
    assert (added.collections, added.sources, added.checks, added.documents, added.waivers) == (2, 3, 3, 1, 4)
    assert lines(elsewhere) == out
    assert reported(elsewhere, cache) == reported(units, cache)
    assert standing(elsewhere) == standing(units)
    assert sorted(standing(units)) == [
        WaiverState.ACTIVE,
        WaiverState.ACTIVE,
        WaiverState.SUPERSEDED,
        WaiverState.SUPERSEDED,
    ]


def test_files_for_people_bring_everything_as_it_was(units: SqlUnits, elsewhere: SqlUnits, cache: ResultCache) -> None:
    store_dossier(units, cache)
    texts = [file(units, slug) for slug in SLUGS]
    bring(elsewhere, *map(read, texts))
    assert [file(elsewhere, slug) for slug in SLUGS] == texts
    assert lines(elsewhere) == lines(units)
    assert reported(elsewhere, cache) == reported(units, cache)


def test_brought_back_to_where_it_came_from_it_changes_nothing(units: SqlUnits, cache: ResultCache) -> None:
    store_dossier(units, cache)
    out = lines(units)
    for given in (ArchiveLines(out), read(file(units, "cotton"))):
        (added,) = bring(units, given)
        assert not (added.collections or added.sources or added.claims or added.checks or added.waivers)
        assert added.unchanged > 10
    assert lines(units) == out
