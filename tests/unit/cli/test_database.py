"""``claimcheck db``: what it says of the schema, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.storage.migrations import history
from tests.unit.cli.conftest import Run, refused


def test_the_status_of_a_database_that_is_up_to_date(run: Run, sqlite_url: str) -> None:
    result = run("db", "status", DATABASE_URL=sqlite_url)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "the database is up to date",
        f"applied: {history.newest()}, newest of this program: {history.newest()}",
    ]


def test_the_status_of_one_that_lacks_migrations_names_them_and_ends_with_1(run: Run, sqlite_url: str) -> None:
    assert run("db", "downgrade", "0003", DATABASE_URL=sqlite_url).exit_code == 0
    result = run("db", "status", DATABASE_URL=sqlite_url)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("the database lacks migration")
    assert result.stdout.splitlines()[1].startswith("applied: 0003, ")
    assert result.stdout.splitlines()[2].startswith("missing: 0004 ")
    assert run("db", "upgrade", DATABASE_URL=sqlite_url).stdout == "the database is up to date\n"


@pytest.mark.parametrize("command", [("status",), ("downgrade", "0003")])
def test_a_database_that_is_not_there_is_not_made(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = tmp_path / "new.sqlite"
    line = refused(run("db", *command, DATABASE_URL=f"sqlite:///{file}"))
    assert line.startswith(f"there is no database at {file}; ")
    assert not file.exists()


def test_going_back_says_what_it_would_lose_and_does_nothing_unless_told_to(run: Run, full_url: str) -> None:
    line = refused(run("db", "downgrade", "0003", DATABASE_URL=full_url))
    assert line.startswith("going back to 0003 would lose ")
    assert "2 rows of tokens" in line
    assert line.endswith("; back the database up, and say --lose-data")
    assert run("db", "status", DATABASE_URL=full_url).exit_code == 0
    result = run("db", "downgrade", "0003", "--lose-data", DATABASE_URL=full_url)
    assert result.exit_code == 0
    assert result.stdout.startswith("the database is at migration 0003, without ")
    assert "2 rows of tokens" in result.stdout


def test_there_is_only_going_back_to_migrations_that_exist(run: Run, sqlite_url: str) -> None:
    line = refused(run("db", "downgrade", "0.1.0", DATABASE_URL=sqlite_url))
    assert line.startswith("there is no migration 0.1.0 to go back to from ")
    assert ": there are" not in line
    assert "base, 0001, 0002" in line
