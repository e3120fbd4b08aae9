from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from service.application.errors import Conflict, NotFound
from service.storage import downgrade, open_engine, state, upgrade
from service.storage.migrations import VERSION_TABLES, history, run
from service.storage.migrations.run import migrating, move
from service.storage.tables import collections, metadata
from tests import servers
from tests.storage import rows

# Of 0.1.0, which looks at one table only, and wants to find exactly this in it.
FIRST_RELEASE = "0003"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/var/new.sqlite"
    else:
        with servers.database(request.getfixturevalue("postgresql_server")) as url:
            yield url


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def at(url: str, revision: str) -> None:
    """Bring a database to a migration that need not be the newest."""
    with migrating(url) as connection:
        move(connection, revision)
        connection.commit()


def kept(engine: Engine) -> rows.Contents:
    with engine.connect() as connection:
        return rows.contents(connection)


def told_to_the_first_release(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def test_migrations_make_the_tables_that_the_code_expects_once_and_can_take_them_away(
    empty_url: str, empty: Engine
) -> None:
    assert not state(empty).fits
    upgrade(empty_url)
    assert state(empty).fits
    with empty.connect() as connection:
        options = {
            "target_metadata": metadata,
            "compare_type": True,
            "include_name": lambda name, kind, _parents: kind != "table" or name not in VERSION_TABLES,
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    upgrade(empty_url)
    with empty.connect() as connection:
        assert connection.scalars(select(collections.c.slug)).all() == ["default"]
    downgrade(empty_url, "base", lose_data=True)
    assert inspect(empty).get_table_names() == ["alembic_version"]


def test_who_comes_while_somebody_else_upgrades_waits_and_finds_it_done(empty_url: str, empty: Engine) -> None:
    with ThreadPoolExecutor() as threads, migrating(empty_url) as connection:
        second = threads.submit(upgrade, empty_url)
        move(connection, "head")
        assert not second.done()
        connection.commit()
        second.result(timeout=60)
    assert state(empty).fits


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_migration_does_not_have_others_wait_for_somebody_who_reads_for_long(
    empty_url: str, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "TURN_SECONDS", 0.2)
    monkeypatch.setattr(run, "PAUSE_SECONDS", 0.1)
    at(empty_url, FIRST_RELEASE)
    read = text("SELECT title FROM sources")
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    autocommit = empty.execution_options(isolation_level="AUTOCOMMIT")
    with ThreadPoolExecutor() as threads, empty.connect() as backup, autocommit.connect() as other:
        backup.execute(read)
        upgrading = threads.submit(upgrade, empty_url)
        while not other.scalar(waiting):
            assert not upgrading.done()
        other.execute(read)
        assert not upgrading.done()
        backup.rollback()
        upgrading.result(timeout=60)
    assert state(empty).fits


@pytest.mark.parametrize("revision", ["0001", FIRST_RELEASE])
def test_going_up_from_any_migration_and_back_leaves_every_row_as_it_was(
    empty_url: str, empty: Engine, revision: str
) -> None:
    at(empty_url, revision)
    with empty.begin() as connection:
        rows.fill(connection)
    before = kept(empty)
    with empty.connect() as connection:
        shape = rows.shape(connection)

    upgrade(empty_url)
    assert state(empty).fits
    assert rows.within(kept(empty), shape) == before

    assert downgrade(empty_url, revision) == ()  # what was stored under the older schema has room there
    assert kept(empty) == before


@pytest.mark.parametrize("revision", ["0001", FIRST_RELEASE])
def test_going_back_from_the_newest_loses_only_what_it_names_and_only_when_told_to(
    empty_url: str, empty: Engine, revision: str
) -> None:
    at(empty_url, revision)
    with empty.connect() as connection:
        shape = rows.shape(connection)
    upgrade(empty_url)
    with empty.begin() as connection:
        rows.fill(connection)
        after = rows.shape(connection)
    full = kept(empty)

    with pytest.raises(Conflict, match=f"going back to {revision} would lose .*--lose-data") as refused:
        downgrade(empty_url, revision)
    assert kept(empty) == full
    assert state(empty).fits

    lost = downgrade(empty_url, revision, lose_data=True)
    assert kept(empty) == rows.within(full, shape)
    tables = {f"{len(full[table])} rows of {table}" for table in after.keys() - shape.keys() - {"source_uses"}}
    columns = {f"{name} of {rows.ROWS} rows of {table}" for table in shape for name in after[table] - shape[table]}
    assert set(lost) == tables | columns
    assert all(loss in str(refused.value) for loss in lost)


def test_there_is_no_going_back_to_what_does_not_come_before(empty_url: str, empty: Engine) -> None:
    at(empty_url, FIRST_RELEASE)
    for revision in ("0004", "0099", "-1", "head"):
        with pytest.raises(NotFound, match=f"there is no migration {revision} .* base, 0001, 0002"):
            downgrade(empty_url, revision)
    assert downgrade(empty_url, FIRST_RELEASE) == ()
    assert state(empty).applied == FIRST_RELEASE


def test_a_database_without_tables_cannot_go_back(empty_url: str, empty: Engine) -> None:
    with pytest.raises(Conflict, match=r"lacks migrations 0001, .*claimcheck db upgrade"):
        downgrade(empty_url, "base")
    assert inspect(empty).get_table_names() == []


def test_the_state_tells_what_is_applied_and_what_is_missing(empty_url: str, empty: Engine) -> None:
    at(empty_url, "0002")
    found = state(empty)
    assert (found.applied, found.newest, found.known, found.fits) == ("0002", history.newest(), True, False)
    assert found.missing[0] == ("0003", "Documents: texts with the figures and checks read in them.")
    assert found.text.startswith("the database lacks migrations 0003, 0004")
    upgrade(empty_url)
    found = state(empty)
    assert (found.applied, found.missing, found.fits) == (history.newest(), (), True)
    assert found.text == "the database is up to date"


def test_the_first_release_takes_the_newest_schema_for_its_own_and_gets_back_what_it_left(
    empty_url: str, empty: Engine
) -> None:
    at(empty_url, FIRST_RELEASE)
    before = set(inspect(empty).get_table_names())
    upgrade(empty_url)
    assert state(empty).applied == history.newest() != FIRST_RELEASE
    assert told_to_the_first_release(empty) == [FIRST_RELEASE]
    assert downgrade(empty_url, FIRST_RELEASE) == ()
    assert set(inspect(empty).get_table_names()) == before
    assert told_to_the_first_release(empty) == [FIRST_RELEASE]
    assert not state(empty).fits


def declare(engine: Engine, applied: str, works_with: str) -> None:
    """What the program of a later version would have written."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_revision SET version_num = :it"), {"it": applied})
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": works_with})


def test_a_newer_schema_that_declares_itself_fit_for_this_program_is_left_alone(empty_url: str, empty: Engine) -> None:
    upgrade(empty_url)
    declare(empty, "9999", history.newest())
    upgrade(empty_url)
    found = state(empty)
    assert (found.applied, found.known, found.fits) == ("9999", False, True)
    assert "newer than this program: it has migration 9999" in found.text
    assert found.text.endswith("they work together")
    with pytest.raises(Conflict, match="newer than this program"):
        downgrade(empty_url, FIRST_RELEASE)


def test_a_newer_schema_that_does_not_is_refused(empty_url: str, empty: Engine) -> None:
    upgrade(empty_url)
    declare(empty, "9999", "9999")
    assert not state(empty).fits
    with pytest.raises(Conflict, match="use the program that upgraded it"):
        upgrade(empty_url)


def test_a_migration_that_fails_halfway_changes_nothing(empty_url: str, empty: Engine) -> None:
    at(empty_url, FIRST_RELEASE)
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE audit (somebody_elses INTEGER)"))
    before = set(inspect(empty).get_table_names())
    with pytest.raises(DBAPIError, match="audit"):
        upgrade(empty_url)
    assert set(inspect(empty).get_table_names()) == before
    assert state(empty).applied == FIRST_RELEASE


def test_every_migration_since_the_first_release_names_the_oldest_program_that_goes_on_working() -> None:
    for revision in history.since(history.BOTH_SINCE):
        declared = history.scripts().get_revision(revision).module.works_with
        assert declared == revision or declared in history.before(revision), revision
