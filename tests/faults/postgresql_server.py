"""A PostgreSQL of a test's own, to be stopped, killed and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from tests.servers import HERE, Account, directory_of, free_port, make_cluster, running, unprivileged


class PostgresqlServer:
    """A real server on a port that stays the same, with its data kept over every end as it would be in production."""

    def __init__(self, directory: Path, account: Account) -> None:
        self._directory = directory
        self._account = account
        self._data = directory / "data"
        self._postgres = make_cluster(self._data, account)
        self._running = ExitStack()
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"postgresql://tests@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start unless it runs, recover what a crash left, and return once it answers."""
        if self._pid() is not None:
            return
        command = [str(self._postgres), "-D", str(self._data)]
        for name, value in {**HERE, "port": str(self.port), "max_connections": "80"}.items():
            command += ["-c", f"{name}={value}"]
        self._running.enter_context(running(command, self._directory, self._account, self._ask))

    def stop(self) -> None:
        """End in good order at once: every connection is closed, whatever is under way on it."""
        self._running.close()

    def kill(self) -> None:
        """End all of its processes at once, as when the machine goes away."""
        postmaster = self._pid()
        assert postmaster is not None
        # First the one that would start others in their place.
        for process in (postmaster, *self._children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._running.close()

    def crash(self) -> None:
        """Kill one process that serves a client: the server ends all others, recovers, and goes on by itself."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                " ORDER BY state = 'active' DESC, pid LIMIT 1"
            ).fetchone()
        assert found is not None, "nobody is connected"
        os.kill(found[0], signal.SIGKILL)

    def freeze(self) -> None:
        """Keep every connection open and answer nothing."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on after ``freeze``."""
        self._signal_all(signal.SIGCONT)

    def read_only(self, whether: bool) -> None:
        """Refuse writes, as a replica does, and one whose provider keeps the last of its disk."""
        with psycopg.connect(self.url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
            connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if whether else 'off'}")
            connection.execute("SELECT pg_reload_conf()")

    def _signal_all(self, what: signal.Signals) -> None:
        postmaster = self._pid()
        assert postmaster is not None
        for process in (postmaster, *self._children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(process, what)

    def _ask(self) -> None:
        psycopg.connect(self.url, connect_timeout=5).close()

    def _pid(self) -> int | None:
        """The process that the others are children of; None when there is none."""
        try:
            pid = int((self._data / "postmaster.pid").read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, IndexError):
            return None
        return None if state == "Z" else pid

    @staticmethod
    def _children(pid: int) -> list[int]:
        try:
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except FileNotFoundError:
            return []


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A server that runs, and is gone with its data in the end."""
    account = unprivileged()
    with directory_of(account) as directory:
        server = PostgresqlServer(directory, account)
        server.start()
        try:
            yield server
        finally:
            server.stop()
