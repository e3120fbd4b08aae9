"""How workers are called to work: by jobs of RQ that say nothing but that there is something to do.

The database says what there is to do. So a call may be lost, come twice or come too late: workers look by themselves
every now and then, and call each other. Whoever can write into Redis can make workers look, and nothing else.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

QUEUE: Final = "claimcheck:reports"
# A job of RQ has to name something. Workers do not look it up, see worker.py.
WORK: Final = "claimcheck.work"
# There while any worker lives. Its time is a few of those in which workers look for work.
ALIVE: Final = "claimcheck:workers"
ALIVE_SECONDS: Final = 8
# As many calls are kept waiting at most: no more than there are workers idle do any good.
MOST: Final = 32
# Seconds that Redis may take. Nobody waits for an answer meanwhile.
PATIENCE: Final = 1.0
# Seconds until a call that nobody has followed is forgotten.
_LATE: Final = 60
# Seconds until one that is followed is taken for hanging. A part may have hundreds of checks of half a minute each.
LONGEST: Final = 86_400

# Seconds between two complaints.
_SILENCE: Final = 60

_log = logging.getLogger(__name__)


class Bell:
    """Calls workers, and tells whether there are any. Connects on first use, and again in a child made by fork.

    No method raises because of Redis. Raises ``ValueError`` when ``url`` has options that the client does not know.
    """

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._queue = Queue(QUEUE, connection=self._redis, serializer=JSONSerializer, job_class=Job)
        self._silent_until = -math.inf

    def alive(self) -> bool:
        """Whether there is a worker; false when that cannot be told."""
        return bool(self._tried(lambda: self._redis.exists(ALIVE)))

    def here(self) -> None:
        """Say that there is a worker."""
        self._tried(lambda: self._redis.set(ALIVE, "1", ex=ALIVE_SECONDS))

    def wake(self) -> None:
        """Have a worker look for work at once."""
        self.call(1)

    def call(self, number: int) -> None:
        """Have as many calls wait as there are things to do, within bounds."""
        self._tried(lambda: self._call(min(number, MOST)))

    def start_over(self) -> None:
        """Forget every call, and whatever else is where calls are kept: something there cannot be followed."""
        queue = self._queue
        registries = (queue.started_job_registry, queue.finished_job_registry, queue.failed_job_registry)
        kept = (queue.key, queue.intermediate_queue_key, *(registry.key for registry in registries))
        self._tried(lambda: self._redis.delete(*kept))

    def close(self) -> None:
        """Close every connection."""
        self._redis.close()

    def _call(self, number: int) -> None:
        for _ in range(number - self._queue.count):
            self._queue.enqueue_call(
                WORK, timeout=LONGEST, ttl=_LATE, result_ttl=0, failure_ttl=_LATE, description="look for work"
            )

    def _tried(self, action: Callable[[], object]) -> object:
        """What comes of talking to Redis; None when nothing does."""
        try:
            found = action()
        except Exception as error:  # noqa: BLE001  a server may answer anything, and whoever calls can do without it
            # Not whenever it fails anew: one that is full answers every other question.
            if time.monotonic() >= self._silent_until:
                _log.warning("workers cannot be called, Redis fails: %s", error)
                self._silent_until = time.monotonic() + _SILENCE
            return None
        return found
