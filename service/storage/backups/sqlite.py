"""Backups of SQLite: a copy by its own backup API, which is consistent while others write."""

from __future__ import annotations

import fcntl
import glob
import gzip
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError

from service.application.errors import Conflict
from service.storage.backups import contents
from service.storage.backups.container import Reader, Writer

# Seconds; a writer that is at work ends within less.
_PATIENCE = 20.0
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def dump(path: Path, sink: Writer) -> dict[str, Any]:
    """Write the database at ``path`` to ``sink``; what the manifest has to say of it.

    Needs room for a copy beside it meanwhile. Raises Conflict when the database is damaged, or not of this program.
    """
    with _room_beside(path) as directory:
        copy = directory / "copy.sqlite"
        with (
            _room_told(path),
            closing(sqlite3.connect(path, timeout=_PATIENCE)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            # A file by itself, without a log beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        told = {"database": "sqlite", "schema": None, **_told(copy)}
        with gzip.GzipFile(filename="", mode="wb", fileobj=sink, mtime=0) as packed, copy.open("rb") as whole:
            shutil.copyfileobj(whole, packed, 1 << 20)
    return told


def restore(path: Path, backup: Reader, *, replace: bool) -> None:
    """Put what a backup holds into the database at ``path``, all or nothing.

    Raises Conflict when another process has it open, when anything is stored in it unless ``replace``, and when the
    backup does not hold what it says.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _room_beside(path) as directory:
        copy = directory / "copy.sqlite"
        with _room_told(path):
            _unpack(backup, copy)
        found = _told(copy)
        if found != {"revision": backup.manifest.revision, "rows": dict(backup.manifest.rows)}:
            raise Conflict("the backup does not hold what its manifest says")
        with closing(sqlite3.connect(path, timeout=0)) as target:
            _take(target, path)
            if not replace and _is_used(path):
                raise Conflict(f"{path} holds data; say --replace to lose it, or name another place in DATABASE_URL")
            with closing(sqlite3.connect(copy)) as source:
                source.backup(target)


def _take(target: sqlite3.Connection, path: Path) -> None:
    """Make sure that nobody else has the database open: only then can SQLite give up its log of writes."""
    try:
        mode = target.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Conflict(f"{path} is in use: stop the service and its workers first") from None
        raise Conflict(f"{path} cannot be written: {error}") from None
    except sqlite3.DatabaseError:
        raise Conflict(f"{path} is no database, or a damaged one: move it away, and restore again") from None
    if mode != "delete":
        raise Conflict(f"{path} is in use: stop the service and its workers first")


def _unpack(backup: Reader, copy: Path) -> None:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    with copy.open("wb") as whole:
        for piece in backup.data():
            whole.write(unpacking.decompress(piece))
        whole.write(unpacking.flush())


def _told(path: Path) -> dict[str, Any]:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            faults = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if faults != "ok" or connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise _damaged()
            return {"revision": contents.revision(connection), "rows": contents.rows(connection)}
    except DatabaseError:
        raise _damaged() from None
    finally:
        engine.dispose()


def _damaged() -> Conflict:
    return Conflict(
        "the data are damaged: restore an older backup, or see what the command .recover of sqlite3 can save"
    )


def _is_used(path: Path) -> bool:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return contents.is_used(connection)
    finally:
        engine.dispose()


@contextmanager
def _room_beside(path: Path) -> Iterator[Path]:
    """A directory on the same disk: where the database has room, so has its copy, and /tmp may be memory.

    It is locked as long as somebody uses it. Those that nobody does are of processes that were killed, and go.
    """
    prefix = f".{path.name}.copy-"
    with ExitStack() as held:
        with _room_told(path), closing(_Locked(path.parent, wait=True)):  # nobody takes one away that is not locked yet
            for left in path.parent.glob(f"{glob.escape(prefix)}*"):
                with suppress(BlockingIOError, FileNotFoundError), closing(_Locked(left)):
                    shutil.rmtree(left, ignore_errors=True)
            directory = Path(held.enter_context(tempfile.TemporaryDirectory(dir=path.parent, prefix=prefix)))
            held.enter_context(closing(_Locked(directory)))
        yield directory


@contextmanager
def _room_told(path: Path) -> Iterator[None]:
    """Tell what keeps a copy from being written. Not of the stream that a backup goes to, which may be anywhere."""
    try:
        yield
    except OSError as error:
        raise Conflict(f"there is no room for a copy beside {path}: {error.strerror}") from None
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_ROOM:
            raise
        raise Conflict(f"there is no room for a copy beside {path}: {error}") from None


class _Locked:
    """A directory that no other process locks until this is closed, or its process ends, however it does."""

    def __init__(self, directory: Path, *, wait: bool = False) -> None:
        """Raises BlockingIOError where another process has it, unless it is to ``wait``."""
        self._descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        os.close(self._descriptor)
