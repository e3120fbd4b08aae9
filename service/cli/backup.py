"""``claimcheck backup`` and ``claimcheck restore``: all that is stored in one file, and back."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.output import STANDARD, written
from service.cli.wiring import Wiring, pass_wiring, require_database

if TYPE_CHECKING:
    from service.application.upkeep import Manifest


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@pass_wiring
def backup(wiring: Wiring, file: Path) -> None:
    """Write a backup of the database at DATABASE_URL to FILE, or to standard output for "-".

    It holds everything as it is at one moment, and the service goes on meanwhile. What stood in FILE is replaced once
    the backup is whole. Of PostgreSQL it is made by pg_dump, which has to be installed.
    """
    settings = wiring.settings()
    require_database(wiring, settings)
    with _tidy_when_stopped(), written(file, private=True) as stream:
        manifest = wiring.backup(settings, stream)
    click.echo(_told(manifest), err=str(file) == STANDARD)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--replace", is_flag=True, help="Give up what is stored in the database.")
@click.option("--check", is_flag=True, help="Only tell whether the backup is whole, and what it holds.")
@pass_wiring
def restore(wiring: Wiring, file: Path, replace: bool, check: bool) -> None:
    """Put the backup in FILE, or from standard input for "-", into the database at DATABASE_URL, all or nothing.

    Refuses while the service runs, and where anything is stored that the backup would replace. Tokens are as they were
    when the backup was made: those revoked since then have to be revoked again.
    """
    with _tidy_when_stopped(), _on_disk(file) as path:
        if check:
            click.echo(f"the backup is whole: {_told(wiring.manifest_of(path))}")
            return
        settings = wiring.settings()
        if settings.database_file is None:
            wiring.wait_for_database(settings)
        manifest = wiring.restore(settings, path, replace)
    click.echo(f"restored: {_told(manifest)}")
    state = wiring.schema(settings)
    if not state.fits:
        click.echo(state.text)


@contextmanager
def _on_disk(file: Path) -> Iterator[Path]:
    """Where the backup can be read twice, which standard input cannot: once to see that it is whole."""
    if str(file) != STANDARD:
        yield file
        return
    with tempfile.NamedTemporaryFile(prefix="backup.") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield Path(copy.name)


@contextmanager
def _tidy_when_stopped() -> Iterator[None]:
    """On SIGTERM, which ends a process at once otherwise, leave nothing behind that is as large as the database."""

    def stop(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(manifest: Manifest) -> str:
    rows = ", ".join(
        f"{count:,} {table if count > 1 else table.removesuffix('s')}"
        for table, count in manifest.rows.items()
        if count and "_" not in table
    )
    return (
        f"{manifest.database} of claimcheck {manifest.program} at migration {manifest.revision}, "
        f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC: {rows}"
    )
