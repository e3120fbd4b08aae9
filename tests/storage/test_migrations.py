from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select

from service.storage import is_current, migrations, open_engine, upgrade
from service.storage.tables import collections, metadata
from tests import servers


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


def test_an_empty_database_is_not_current_until_it_is_upgraded(empty_url: str, empty: Engine) -> None:
    assert not is_current(empty)
    upgrade(empty_url)
    assert is_current(empty)


def test_what_migrations_made_they_can_take_away(empty_url: str, empty: Engine) -> None:
    upgrade(empty_url)
    with empty.connect() as connection:
        configuration = migrations._configuration()
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")
        connection.commit()
    assert inspect(empty).get_table_names() == ["alembic_version"]
    upgrade(empty_url)
    assert is_current(empty)


def test_upgrading_twice_changes_nothing(empty_url: str, empty: Engine) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    with empty.connect() as connection:
        assert connection.scalars(select(collections.c.slug)).all() == ["default"]


def test_migrations_make_the_tables_that_the_code_expects(empty_url: str, empty: Engine) -> None:
    upgrade(empty_url)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_processes_that_upgrade_at_once_take_turns(empty_url: str, empty: Engine) -> None:
    program = "import sys; from service.storage import upgrade; upgrade(sys.argv[1])"
    started = [subprocess.Popen([sys.executable, "-c", program, empty_url]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    assert is_current(empty)
