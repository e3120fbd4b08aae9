"""Requests counted in Redis, for all processes together."""

from __future__ import annotations

from typing import Any, Final

from limits import RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.application.observing import observer
from service.application.ports import Rate, Standing
from service.application.ports.quota import standing
from service.quota.process import ProcessQuota
from service.redis_link import RedisLink, Unreachable

PREFIX: Final = "claimcheck:quota"


class RedisQuota:
    """A ``Quota`` in Redis. While Redis does not answer within ``budget`` (seconds), this process counts for itself.

    Raises ``ValueError`` when ``url`` has options that the client does not know. Connects on first use, and again in a
    child made by fork.
    """

    def __init__(self, url: str, *, budget: float, probe_interval: float = 0.25) -> None:
        self._link = RedisLink(
            url, budget=budget, failed=self._failed, probe_interval=probe_interval, name="redis, for rates"
        )
        self._storage = RedisStorage("redis://", connection_pool=self._link.pool, key_prefix=PREFIX)
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._alone = ProcessQuota()

    def spend(self, caller: str, rate: Rate) -> Standing:
        """Take one request from what ``caller`` has left of ``rate``, if any is left."""
        try:
            told: Standing = self._link.ask(lambda: self._spend(caller, rate))
        except Unreachable:
            return self._alone.spend(caller, rate)
        return told

    def state(self) -> dict[str, Any]:
        """For ``/readyz``."""
        return {"kind": "redis", "shared": not self._link.breaker.is_open}

    def close(self) -> None:
        """Let go of all connections."""
        self._link.close()

    @staticmethod
    def _failed(kind: str) -> None:
        observer().quota_failed(kind)

    def _spend(self, caller: str, rate: Rate) -> Standing:
        item = RateLimitItemPerSecond(rate.amount, rate.seconds)
        allowed = self._limiter.hit(item, caller)
        previous, previous_left, current, expires = self._storage.get_sliding_window(
            item.key_for(caller), item.get_expiry()
        )
        # A window is kept for as long again, in which it is the one before.
        return standing(rate, allowed, previous, previous_left, current, max(0.0, expires - rate.seconds))
