"""A service in two processes with everything that it needs, and what can happen to these."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from tests.faults.garbage import ANSWERS, Garbage
from tests.faults.postgresql_server import PostgresqlServer
from tests.faults.redis_server import RedisServer
from tests.faults.tally import rounds
from tests.serving import Serving, free_port

# Long enough for clients to notice, and for the service to fail in whatever way it fails.
AWAY = 0.4


class House:
    """A service on one port, and the servers behind it. Whatever was done to it, ``mend`` makes it whole again.

    What a supervisor does for a service, it does: it starts it again where its first process has ended.
    """

    def __init__(
        self,
        directory: Path,
        database_url: str,
        postgresql: PostgresqlServer | None = None,
        redis: RedisServer | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.database_url = database_url
        self._directory = directory
        self._postgresql = postgresql
        self._redis = redis
        self._environment = {
            "DATABASE_URL": database_url,
            "PORT": str(free_port()),
            "CLAIMCHECK_WORKERS": "2",
            "CLAIMCHECK_REPORT_LEASE": "2",
            "CLAIMCHECK_GRACEFUL_TIMEOUT": "5",
            **({"REDIS_URL": redis.url, "CLAIMCHECK_CACHE_BUDGET_MS": "250"} if redis else {}),
            **(environment or {}),
        }
        self._starts = 0
        self.serving = self._start()
        self.serving.wait()

    @property
    def url(self) -> str:
        return self.serving.url

    @property
    def postgresql(self) -> PostgresqlServer:
        assert self._postgresql is not None
        return self._postgresql

    @property
    def redis(self) -> RedisServer:
        assert self._redis is not None
        return self._redis

    def supervise(self) -> None:
        """Start the service again, and again for as long as what is left of the one before keeps the port."""
        deadline = time.monotonic() + 120
        while True:
            self.serving = self._start()
            while self.serving.process.poll() is None:
                # What is left of the one before answers too, for a while.
                if self.serving.children() and self.serving.answers():
                    return
                time.sleep(0.02)
            assert time.monotonic() < deadline, self.serving.log()
            time.sleep(0.1)

    def end(self) -> None:
        """Stop the service."""
        self.serving.end()

    def logs(self) -> str:
        """What the service wrote, over all of its starts."""
        return "".join(log.read_text(errors="replace") for log in sorted(self._directory.glob("serve-*.log")))

    def _start(self) -> Serving:
        self._starts += 1
        return Serving(self._directory / f"serve-{self._starts:03}.log", **self._environment)


# What can happen. Each is over when the function returns, and what follows is recovery.


def a_worker_is_killed(house: House) -> None:
    """``kill -9`` of one of the processes that serve requests."""
    os.kill(house.serving.children()[0], signal.SIGKILL)


def all_workers_are_killed(house: House) -> None:
    """``kill -9`` of every process that serves requests."""
    for worker in house.serving.children():
        os.kill(worker, signal.SIGKILL)


def the_master_is_killed(house: House) -> None:
    """``kill -9`` of the first process of the service alone; whoever supervises it starts it again."""
    house.serving.process.kill()
    house.serving.process.wait()
    house.supervise()


def the_machine_is_cut_off(house: House) -> None:
    """``kill -9`` of all processes of the service; whoever supervises it starts it again."""
    house.serving.kill()
    house.supervise()


def postgresql_is_restarted(house: House) -> None:
    """Stopped in good order, away for a while, and started again."""
    house.postgresql.stop()
    time.sleep(AWAY)
    house.postgresql.start()


def postgresql_is_killed(house: House) -> None:
    """``kill -9`` of all of its processes; it is started again and recovers."""
    house.postgresql.kill()
    time.sleep(AWAY)
    house.postgresql.start()


def postgresql_crashes(house: House) -> None:
    """``kill -9`` of one of its processes: it ends all connections and recovers by itself."""
    house.postgresql.crash()


def postgresql_hangs(house: House) -> None:
    """It keeps its connections and answers nothing for a while."""
    house.postgresql.freeze()
    time.sleep(AWAY)
    house.postgresql.thaw()


def postgresql_takes_no_writes(house: House) -> None:
    """It answers and lets read for a while, but not write."""
    house.postgresql.read_only(True)
    time.sleep(AWAY)
    house.postgresql.read_only(False)


def redis_is_restarted(house: House) -> None:
    """``kill -9``, away for a while, and empty when it is back."""
    house.redis.kill()
    time.sleep(AWAY)
    house.redis.start()


def redis_hangs(house: House) -> None:
    """It keeps its connections and answers nothing for a while."""
    house.redis.freeze()
    time.sleep(AWAY)
    house.redis.thaw()


def redis_is_flushed(house: House) -> None:
    """All that it held is gone, locks too."""
    house.redis.flush()


def redis_is_full(house: House) -> None:
    """It refuses to store for want of memory for a while."""
    house.redis.fill()
    time.sleep(AWAY)
    house.redis.empty()


def redis_is_something_else(house: House) -> None:
    """Something else answers in its place for a while, each time something else; in the suite every third of it."""
    house.redis.kill()
    for answer in list(ANSWERS.values())[:: rounds(3, 1)]:
        with Garbage(house.redis.port, answer):
            time.sleep(AWAY / 2)
    house.redis.start()
