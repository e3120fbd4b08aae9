"""Real PostgreSQL and Redis for the tests: the ones that the environment names, else servers of our own.

Our own listen on a free loopback port, keep their data in a temporary directory, and end with the tests, also when
these are killed. `TEST_DATABASE_URL` and `TEST_REDIS_URL` name others; in that PostgreSQL the tests make databases of
their own and drop them. A missing server is a failure, unless `CLAIMCHECK_TESTS_WITHOUT_SERVERS` is set.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import redis
from psycopg import sql
from sqlalchemy import make_url

START_SECONDS = 30

# A PostgreSQL that only this machine can reach.
HERE = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
# What only tests can do without: everything that makes a commit outlast a crash.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# The server ends when our end of the pipe that this reads from closes, whatever became of us.
_UNTIL_WE_END = '"$@" </dev/null & child=$!; read -r _; kill -INT $child; wait $child'


class NoServer(Exception):
    """A server that the tests need is not on this machine, or does not start."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL in which databases may be made."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    account = unprivileged()
    with directory_of(account) as directory:
        postgres = make_cluster(directory / "data", account)
        port = free_port()
        command = [str(postgres), "-D", str(directory / "data")]
        for name, value in {**HERE, "port": str(port), **CARELESS, "max_connections": "60"}.items():
            command += ["-c", f"{name}={value}"]
        url = f"postgresql://tests@127.0.0.1:{port}/postgres"
        with running(command, directory, account, lambda: psycopg.connect(url, connect_timeout=5).close()):
            yield url


def make_cluster(data: Path, account: Account) -> Path:
    """Make the files of a PostgreSQL in a directory that is not there yet; gives the program that serves them."""
    # Debian keeps several versions, off the PATH.
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    initdb = binary_of(("initdb",), "TEST_DATABASE_URL", *packaged)
    made = subprocess.run(
        f"{initdb} --pgdata {data} --username tests --auth trust --encoding UTF8 --locale C --no-sync".split(),
        **account.options,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NoServer(f"initdb fails: {made.stderr}")
    return initdb.resolve().with_name("postgres")


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a Redis whose database the tests may empty."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    binary = binary_of(("redis-server", "valkey-server"), "TEST_REDIS_URL")
    port = free_port()
    with directory_of(Account()) as directory:
        command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
        url = f"redis://127.0.0.1:{port}/0"

        def ping() -> None:
            with redis.Redis.from_url(url) as client:
                client.ping()

        with running(command, directory, Account(), ping):
            yield url


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database in a PostgreSQL, dropped in the end whoever is still connected."""
    name = sql.Identifier(f"claimcheck_test_{uuid4().hex}")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield make_url(server_url).set(database=name.as_string().strip('"')).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def or_skip() -> Iterator[None]:
    """Skip the test for a server that is missing, if the environment asks for it."""
    try:
        yield
    except NoServer as error:
        if os.environ.get("CLAIMCHECK_TESTS_WITHOUT_SERVERS"):
            pytest.skip(str(error))
        raise


@dataclass(frozen=True)
class Account:
    """Who a server runs as: us, unless told otherwise."""

    uid: int | None = None
    gid: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def unprivileged() -> Account:
    """Us, or as root somebody else: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return Account(entry.pw_uid, entry.pw_gid, options)
    raise NoServer("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def binary_of(names: tuple[str, ...], variable: str, *directories: Path) -> Path:
    for path in (None, Path(sys.prefix) / "bin", *directories):
        for name in names:
            found = shutil.which(name, path=path)
            if found is not None:
                return Path(found)
    raise NoServer(f"{names[0]} is not on this machine; `make servers` installs it, {variable} names a server to use")


def _version(directory: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", directory.parent.name))


@contextmanager
def directory_of(account: Account) -> Iterator[Path]:
    # Not below pytest's directories, which only their owner may enter.
    directory = Path(tempfile.mkdtemp(prefix="claimcheck-tests-"))
    try:
        if account.uid is not None and account.gid is not None:
            os.chown(directory, account.uid, account.gid)
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def running(command: list[str], directory: Path, account: Account, ask: Callable[[], None]) -> Iterator[None]:
    log = directory / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _UNTIL_WE_END, "sh", *command],
            **account.options,
            cwd=directory,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    assert process.stdin is not None
    try:
        _wait(ask, log)
        yield
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(ask: Callable[[], None], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            ask()
        except (psycopg.OperationalError, redis.RedisError) as error:
            if time.monotonic() > deadline:
                raise NoServer(f"a server does not start: {error}\n{log.read_text(errors='replace')}") from error
            time.sleep(0.02)
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
