"""Backups of PostgreSQL: by its own pg_dump and pg_restore, in one snapshot and one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import URL, Connection, Engine, func, select, text

from service.application.errors import Conflict
from service.application.upkeep import Manifest
from service.storage.backups import contents
from service.storage.backups.container import Reader, Writer
from service.storage.engine import APPLICATION
from service.storage.migrations import VERSION_TABLES, history
from service.storage.migrations.run import UPGRADING
from service.storage.tables import metadata

# Where Debian keeps the programs of each version, off the PATH.
_PACKAGED: Final = "/usr/lib/postgresql"
_BIT: Final = 1 << 20


def dump(engine: Engine, sink: Writer) -> dict[str, Any]:
    """Write the tables of a database to ``sink``; what the manifest has to say of them.

    All of them as they are at one moment; nobody waits for it. Raises Conflict when pg_dump is missing or fails, and
    when the database is not of this program.
    """
    program = _found("pg_dump")
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with snapshot.connect() as connection:
        schema = _schema(connection)
        told = {"database": "postgresql", "schema": schema, "revision": contents.revision(connection)}
        # Also keeps migrations out until the end of this transaction.
        counted = contents.rows(connection)
        exported = connection.scalar(select(func.pg_export_snapshot()))
        options = ["--format=custom", f"--snapshot={exported}", "--no-owner", "--no-privileges"]
        options += [f"--table={_name(schema, table)}" for table in counted]
        with _Program([program, *options, _place(engine.url)], engine.url) as dumping:
            shutil.copyfileobj(dumping.output, sink, _BIT)
            dumping.end()
    return {**told, "rows": counted}


def restore(engine: Engine, backup: Reader, *, replace: bool) -> None:
    """Put what a backup holds into a database, all or nothing.

    Raises Conflict when the service is connected to it, when anything is stored in it unless ``replace``, when the
    backup does not hold what it says, and when pg_restore or psql is missing or fails.
    """
    unpack = [_found("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    store = [_found("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"]
    manifest = backup.manifest
    with engine.connect() as connection:
        schema = _schema(connection)
        there = _making_room(connection, schema, manifest, replace=replace)
        settings = frozenset(connection.scalars(text("SELECT name FROM pg_settings")))
    with _Program([*store, f"--dbname={_place(engine.url)}"], engine.url) as storing, _Program(unpack) as unpacking:
        threading.Thread(target=unpacking.feed, args=(backup.data(),), daemon=True).start()
        # psql that ends early breaks the pipe, and says why itself.
        with suppress(BrokenPipeError), storing.input:
            # Without COMMIT nothing counts, whatever ends early.
            storing.input.write(_begin(schema, there).encode())
            storing.input.write(_understood(unpacking.output.read(_BIT), settings))
            shutil.copyfileobj(unpacking.output, storing.input, _BIT)
            if unpacking.ended_well():
                storing.input.write(_commit(schema, manifest).encode())
        storing.end()
        unpacking.end()


def _making_room(connection: Connection, schema: str, manifest: Manifest, *, replace: bool) -> list[str]:
    """The tables that have to go first. Raises Conflict when they may not."""
    if schema != manifest.schema:
        raise Conflict(f"the backup is of the schema {manifest.schema} of a database, DATABASE_URL leads to {schema}")
    if not set(manifest.rows) <= set(metadata.tables) | VERSION_TABLES:
        raise Conflict(f"the backup has tables that this program does not know: {', '.join(manifest.rows)}")
    state = history.state_of(connection)
    if not state.known:
        raise Conflict(state.text)
    if _others(connection):
        raise Conflict("the database is in use: stop the service and its workers first")
    if not replace and contents.is_used(connection):
        raise Conflict("the database holds data; say --replace to lose it, or name another one in DATABASE_URL")
    return contents.tables(connection)


def _understood(start: bytes, settings: frozenset[str]) -> bytes:
    """The start of what pg_restore writes, without the settings at its head that an older server does not know."""
    head, create, rest = start.partition(b"\nCREATE ")
    known = [line for line in head.splitlines(keepends=True) if _asked(line) is None or _asked(line) in settings]
    return b"".join(known) + create + rest


def _asked(line: bytes) -> str | None:
    found = re.match(rb"SET (\w+) = ", line)
    return None if found is None else found[1].decode()


def _begin(schema: str, tables: Sequence[str]) -> str:
    dropped = f"DROP TABLE {', '.join(_name(schema, table) for table in tables)};\n" if tables else ""
    return f"BEGIN;\nSELECT pg_advisory_xact_lock({UPGRADING});\n{dropped}"


def _commit(schema: str, manifest: Manifest) -> str:
    """The end of the transaction, which fails unless every table has the rows that it should."""
    counted = "".join(
        f"  IF (SELECT count(*) FROM {_name(schema, table)}) <> {int(count)} THEN\n"  # noqa: S608 - names of ours
        f"    RAISE EXCEPTION 'the table {table} does not get its {int(count)} rows';\n  END IF;\n"
        for table, count in manifest.rows.items()
    )
    analyzed = "".join(f"ANALYZE {_name(schema, table)};\n" for table in manifest.rows)
    return f"DO $$BEGIN\n{counted}END$$;\nCOMMIT;\n{analyzed}"


def _others(connection: Connection) -> int:
    # DATABASE_URL may give the service another name.
    sessions = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND application_name IN (:name, current_setting('application_name'))"
    )
    return connection.scalar(sessions, {"name": APPLICATION}) or 0


def _schema(connection: Connection) -> str:
    return str(connection.scalar(select(func.current_schema())))


def _name(schema: str, table: str) -> str:
    return '"{}"."{}"'.format(*(name.replace('"', '""') for name in (schema, table)))


def _place(url: URL) -> str:
    """The database, for libpq; its password goes by the environment, which others cannot list."""
    place = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return place.render_as_string(hide_password=False)


def _found(name: str) -> str:
    """The path of a program of PostgreSQL."""
    packaged = sorted(Path(_PACKAGED).glob("*/bin"), key=lambda directory: _version(directory.parent.name))
    for path in (None, *reversed(packaged)):
        found = shutil.which(name, path=path)
        if found is not None:
            return found
    raise Conflict(f"{name} is not on this machine: install PostgreSQL's client programs, of its version or newer")


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name))


class _Program:
    """A program that runs between pipes, and is ended with the block that uses it."""

    def __init__(self, command: Sequence[str], url: URL | None = None) -> None:
        self._name = Path(command[0]).name
        environment = {**os.environ, "LC_ALL": "C"}
        if url is not None and url.password is not None:
            environment["PGPASSWORD"] = str(url.password)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the block
        self._process = subprocess.Popen(  # noqa: S603 - our command, with arguments of ours
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.input = self._process.stdin
        self.output = self._process.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):
            self.input.close()
        self.output.close()
        self._said.close()

    def feed(self, data: Iterable[bytes]) -> None:
        """Write what it reads, beside whoever reads what it writes."""
        with suppress(BrokenPipeError), self.input:
            for piece in data:
                self.input.write(piece)

    def ended_well(self) -> bool:
        """Whether it did what it should, once it has."""
        return self._process.wait() == 0

    def end(self) -> None:
        """Wait for its end. Raises Conflict with what it says when it fails."""
        if not self.ended_well():
            self._said.seek(0)
            lines = self._said.read().decode(errors="replace").strip().splitlines()
            raise Conflict(f"{self._name} fails: {' '.join(lines[:3]) or self._process.returncode}")
