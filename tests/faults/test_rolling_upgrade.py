"""A service that is upgraded while it is used: servers of two versions at once on one database, and nobody notices."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from service.application.upkeep import SchemaState
from service.storage import open_engine, state, upgrade
from service.storage.migrations import history
from tests import servers
from tests.faults.clients import Load
from tests.faults.ledger import Ledger
from tests.faults.tally import FULL, Tally, rounds
from tests.serving import ROOT, Serving

MIGRATION = '''"""What every claim is about, and a column that every old server fills without knowing of it."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{newest}"
branch_labels = None
depends_on = None
works_with = "{newest}"


def upgrade() -> None:
    op.add_column("claims", sa.Column("desk", sa.Text(), nullable=False, server_default="none"))
    op.create_table("desks", sa.Column("name", sa.Text(), primary_key=True))


def downgrade() -> None:
    op.drop_table("desks")
    op.drop_column("claims", "desk")
'''


class Version:
    """A program on disk, with a migration that ours lacks, after which ours can go on working."""

    def __init__(self, directory: Path) -> None:
        for package in ("service", "schemas"):
            shutil.copytree(ROOT / package, directory / package)
        migration = directory / "service/storage/migrations/versions/next.py"
        migration.write_text(MIGRATION.format(newest=history.newest()))
        # The directory that a process starts in must not come before it.
        self.environment = {"PYTHONPATH": str(directory), "PYTHONSAFEPATH": "1"}


@pytest.fixture(params=["postgresql", "sqlite"] if FULL else ["postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database that goes with this test, whatever becomes of its schema."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sqlite_url"))
    else:
        with servers.database(request.getfixturevalue("postgresql_server")) as made:
            upgrade(made)
            yield made


@contextmanager
def serving(log: Path, url: str, *words: str, **environment: str) -> Iterator[Serving]:
    """A server that starts."""
    server = Serving(log, *words, DATABASE_URL=url, CLAIMCHECK_WORKERS="1", **environment)
    try:
        yield server
    finally:
        server.end()


def is_ready(server: Serving) -> bool:
    return httpx.get(f"{server.url}/readyz", timeout=30).is_success


def seen(url: str) -> SchemaState:
    """The schema of a database, as this version sees it."""
    engine = open_engine(url)
    try:
        return state(engine)
    finally:
        engine.dispose()


def test_servers_of_two_versions_work_side_by_side_and_nothing_is_lost_on_the_way(
    url: str, tmp_path: Path, tally: Tally
) -> None:
    later = Version(tmp_path / "later")
    before, after, writes = Ledger(), Ledger(), rounds(5, 100)
    with ExitStack() as stack:
        old = stack.enter_context(serving(tmp_path / "old.log", url))
        old.wait()
        with Load(old.url, before, clients=2, batch=50) as load:
            load.wait_for(writes)
            tally.fault()
            news = [
                stack.enter_context(serving(tmp_path / f"new{number}.log", url, "--upgrade", **later.environment))
                for number in range(rounds(1, 4))  # those that upgrade at once take turns
            ]
            for new in news:
                new.wait()
            with Load(news[-1].url, after, clients=2, batch=50) as other:
                load.wait_for(writes)
                other.wait_for(writes)
                assert all(map(is_ready, [old, *news]))
    assert seen(url).applied == "next"
    assert seen(url).text.endswith("they work together")
    upgrade(url)  # as an old server does that starts anew
    for ledger in (before, after):
        tally.settle(ledger, url)
    assert tally.counts.unanswered == 0
