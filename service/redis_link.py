"""A way to Redis for what can do without it: quick when it is there, no trouble when it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from service.application.observing import observer
from service.breaker import Breaker

T = TypeVar("T")


class Unreachable(Exception):
    """Redis cannot be used for this; already counted."""


class RedisLink:
    """Asks Redis, and leaves one that fails alone until it answers again.

    ``budget`` (seconds) is how long the server may take to answer. ``failed`` is told each failure by its kind:
    ``timeout``; ``connection``, also when what answers there is no Redis; ``refused``, an error as its answer.
    Raises ``ValueError`` when ``url`` has options that the client does not know. Connects on first use, and again
    in a child made by fork.
    """

    def __init__(
        self, url: str, *, budget: float, failed: Callable[[str], None], probe_interval: float, name: str = "redis"
    ) -> None:
        self.pool = redis.ConnectionPool.from_url(
            url,
            protocol=3,
            socket_timeout=budget,
            socket_connect_timeout=budget,
            # A retry would spend the budget again, and the extra questions on connecting would spend it too.
            retry=Retry(NoBackoff(), 0),
            driver_info=None,
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        try:
            self.pool.connection_class(**self.pool.connection_kwargs)
        except TypeError as error:
            raise ValueError(f"an option in the URL is not one of the client's: {error}") from None
        self.client = redis.Redis(connection_pool=self.pool)
        self.breaker = Breaker(name, self._probe, probe_interval)
        self._failed = failed

    def ask(self, question: Callable[[], T]) -> Any:
        """What ``question`` returns, which may be anything. Raises Unreachable."""
        if self.breaker.is_open:
            raise Unreachable
        try:
            with observer().span("redis"):
                return question()
        except redis.ResponseError:
            # It answers, if only with an error: out of memory, a replica, not allowed. No reason to leave it alone.
            self._failed("refused")
        except redis.TimeoutError as error:
            self._fails("timeout", str(error))
        except (redis.RedisError, OSError, UnicodeError) as error:
            self._fails("connection", str(error))
        except Exception as error:  # noqa: BLE001 - the client fails in any way at answers that no Redis gives
            self.garbled(error)
        raise Unreachable

    def reachable(self) -> bool:
        """Whether Redis answers just now."""
        try:
            return bool(self.ask(self.client.ping))
        except Unreachable:
            return False

    def garbled(self, said: object) -> None:
        """What Redis said makes no sense: leave it alone."""
        self._fails("connection", f"it does not answer as a Redis does: {said!r:.100}")
        # What else comes along these connections may be the answer to something else, too.
        self.pool.disconnect(inuse_connections=False)

    def close(self) -> None:
        """Let go of all connections."""
        self.breaker.close()
        self.pool.disconnect()

    def _probe(self) -> None:
        if not self.client.ping():
            raise Unreachable

    def _fails(self, kind: str, why: str) -> None:
        self._failed(kind)
        self.breaker.trip(why)
