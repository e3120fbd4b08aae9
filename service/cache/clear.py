"""Forgetting every result that Redis keeps: what they are named after came from another state of the database."""

from __future__ import annotations

from contextlib import closing
from typing import Final

import redis

from service.application.errors import Unavailable
from service.cache.redis import PREFIX

_AT_ONCE: Final = 1000
_PATIENCE: Final = 5.0


def clear(url: str) -> None:
    """Remove them. Raises Unavailable when Redis does not answer, or refuses."""
    with closing(redis.Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)) as client:
        try:
            some: list[bytes] = []
            for key in client.scan_iter(match=f"{PREFIX}*", count=_AT_ONCE):
                some.append(key)
                if len(some) == _AT_ONCE:
                    client.unlink(*some)
                    some.clear()
            if some:
                client.unlink(*some)
        except redis.RedisError as error:
            raise Unavailable(
                f"the results that Redis keeps cannot be removed ({type(error).__name__}), and they may be of other "
                "claims now: start Redis, or unset REDIS_URL if it is gone for good"
            ) from None
