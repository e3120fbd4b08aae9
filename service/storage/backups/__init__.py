"""Everything that is stored in one file, and back: made while the service runs, restored while it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from service.application.errors import Conflict
from service.application.upkeep import Manifest
from service.storage.backups import postgresql, sqlite
from service.storage.backups.container import Reader, Writer
from service.storage.engine import open_engine
from service.storage.migrations import history

__all__ = ["backup", "manifest_of", "restore"]


def backup(database_url: str, stream: IO[bytes]) -> Manifest:
    """Write a backup of a database to a stream: everything as it is at one moment, while others write.

    Raises Conflict when it cannot be made and says why; what has been written then is no backup. Raises Unavailable
    when the database does not answer.
    """
    engine = open_engine(database_url, pool_size=1)
    try:
        writer = Writer(stream, engine.dialect.name, datetime.now(UTC))
        if engine.dialect.name == "sqlite":
            told = sqlite.dump(Path(engine.url.database or ""), writer)
        else:
            told = postgresql.dump(engine, writer)
        return writer.finish(program=version("claimcheck"), **told)
    finally:
        engine.dispose()


def manifest_of(file: Path) -> Manifest:
    """What a backup says of itself, after reading all of it. Raises Conflict when it is not whole."""
    with Reader(file) as whole:
        return whole.manifest


def restore(database_url: str, file: Path, *, replace: bool = False) -> Manifest:
    """Put what a backup holds into a database, all or nothing; ``replace`` gives up what is stored there.

    Raises Conflict, with nothing changed, when the backup is damaged, of another kind of database, or newer than this
    program; when the service runs; and when the database holds data, unless ``replace``.
    """
    with Reader(file) as whole:
        manifest = whole.manifest
        engine = open_engine(database_url, pool_size=1)
        try:
            kind = engine.dialect.name
            if manifest.database != kind:
                raise Conflict(
                    f"{file} is of {manifest.database}, and DATABASE_URL names {kind}; claimcheck export and import "
                    "move collections from one to the other"
                )
            if manifest.revision not in history.before(history.newest()) and manifest.revision != history.newest():
                raise Conflict(
                    f"{file} has migration {manifest.revision}, newer than this program, whose newest is "
                    f"{history.newest()}; use claimcheck {manifest.program} or newer"
                )
            if kind == "sqlite":
                sqlite.restore(Path(engine.url.database or ""), whole, replace=replace)
            else:
                postgresql.restore(engine, whole, replace=replace)
        finally:
            engine.dispose()
        return manifest
