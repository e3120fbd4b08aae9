"""Workers as processes of their own, as people run them."""

from __future__ import annotations

import time
from pathlib import Path

import redis

from service.jobs.bell import ALIVE
from tests.serving import Running


class Working(Running):
    """``claimcheck worker``."""

    def __init__(self, log: Path, **environment: str) -> None:
        self._redis_url = environment["REDIS_URL"]
        super().__init__(log, "worker", **environment)

    def wait(self) -> None:
        """Return once some worker says that there is one."""
        deadline = time.monotonic() + 60
        with redis.Redis.from_url(self._redis_url) as client:
            while not client.exists(ALIVE):
                assert self.process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.02)

    def child(self) -> int | None:
        """The process that follows a call for it, if there is one now."""
        return next(iter(self.children()), None)
