"""The result cache in Redis, shared by all processes: quick when it is there, no trouble when it is not."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from service.application.observing import observer
from service.application.ports import Outcome
from service.cache.envelope import seal, unseal
from service.cache.flight import Flights
from service.redis_link import RedisLink, Unreachable

PREFIX: Final = "claimcheck:"

# One round trip that finds the value, or takes the lock, or says how long somebody else still holds it (ms). Being one
# script, no other process can publish between the look and the lock. pcall: a key of another type is not a value.
_CLAIM: Final = """
if ARGV[3] == 'look' then
  local value = redis.pcall('GET', KEYS[1])
  if type(value) == 'string' then return {'value', value} end
end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'ours'} end
if redis.pcall('GET', KEYS[2]) == '-' then return {'alone'} end
return {'held', redis.call('PTTL', KEYS[2])}
"""

# The value is right whoever computed it, but a lock that was taken over after its lease belongs to somebody else.
_PUBLISH: Final = """
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if redis.pcall('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1
"""

# Nothing to publish: the mark sends those who wait to compute for themselves, at once and side by side.
_ABANDON: Final = """
if redis.pcall('GET', KEYS[2]) == ARGV[1] then redis.call('SET', KEYS[2], '-', 'PX', ARGV[2]) end
return 1
"""
_ABANDONED_MS: Final = 1000

# Whoever still computes keeps the lock; one that was taken over belongs to somebody else.
_RENEW: Final = """
if redis.pcall('GET', KEYS[2]) == ARGV[1] then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return 1
"""
_RENEWALS_PER_LEASE: Final = 3

_FIRST_PAUSE: Final = 0.001
_LONGEST_PAUSE: Final = 0.02


class RedisCache:
    """A ``ResultCache`` in Redis. No method raises because of Redis; one that fails is left alone until it answers.

    ``ttl`` (seconds) is how long values stay, ``budget`` (seconds) how long the server may take to answer, ``lease``
    (seconds) how soon another process takes over from one that computes and is heard of no more, ``patience`` (seconds)
    how long others wait for one that is; the longest that a computation may take is right.
    Raises ``ValueError`` when ``url`` has options that the client does not know. Connects on first use, and again
    in a child made by fork.
    """

    def __init__(
        self,
        url: str,
        *,
        ttl: float,
        budget: float,
        lease: float = 5.0,
        patience: float = 40.0,
        probe_interval: float = 0.25,
    ) -> None:
        self._ttl_ms = max(1, round(ttl * 1000))
        self._lease_ms = max(1, round(lease * 1000))
        self._patience = patience
        self._link = RedisLink(url, budget=budget, failed=self._count, probe_interval=probe_interval)
        self._client = self._link.client
        self._claim = self._client.register_script(_CLAIM)
        self._publish = self._client.register_script(_PUBLISH)
        self._abandon = self._client.register_script(_ABANDON)
        self._renew = self._client.register_script(_RENEW)
        self._flights: Flights[tuple[bytes, Outcome]] = Flights()
        self._counting = threading.Lock()
        self._failures: Counter[str] = Counter(timeout=0, connection=0, refused=0, corrupt=0)

    def get(self, key: str) -> bytes | None:
        """The value under ``key``; None if there is none, if it is not what was put, or if Redis cannot tell."""
        try:
            stored = self._link.ask(lambda: self._client.get(PREFIX + key))
        except Unreachable:
            return None
        return None if stored is None else self._unsealed(key, stored)

    def put(self, key: str, value: bytes) -> None:
        """Keep ``value`` under ``key`` if Redis takes it."""
        try:
            self._link.ask(lambda: self._client.set(PREFIX + key, seal(key, value), px=self._ttl_ms))
        except Unreachable:
            return

    def get_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> tuple[bytes, Outcome]:
        """The value under ``key``, else what ``compute`` returns; concurrent callers in all processes compute once.

        ``compute`` returns the value and whether it may be kept. What it raises is raised for the callers waiting in
        this process; those of other processes compute for themselves.
        """
        (value, outcome), led = self._flights.share(key, lambda: self._find_or_compute(key, compute))
        return value, Outcome.HIT if outcome is Outcome.MISS and not led else outcome

    def state(self) -> Mapping[str, Any]:
        """Whether Redis answers just now, and how often it failed this process by kind.

        The kinds: ``timeout``; ``connection``, also when what answers there is no Redis; ``refused``, an error as its
        answer; ``corrupt``, a value that is not what was put.
        """
        reachable = self._link.reachable()
        with self._counting:
            return {"kind": "redis", "reachable": reachable, "failures": dict(self._failures)}

    def close(self) -> None:
        """Let go of all connections."""
        self._link.close()

    def _find_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> tuple[bytes, Outcome]:
        keys = [PREFIX + key, f"{PREFIX}lock:{key}"]
        token = secrets.token_hex(16)
        try:
            known = self._value_or_lock(key, keys, token)
        except Unreachable:
            value, _ = compute()
            return value, Outcome.BYPASS
        if known is not None:
            return known, Outcome.HIT
        try:
            with self._renewed(keys, token):
                value, keep = compute()
        except BaseException:
            self._tell(self._abandon, keys, [token, _ABANDONED_MS])
            raise
        if keep:
            self._tell(self._publish, keys, [token, seal(key, value), self._ttl_ms])
        else:
            self._tell(self._abandon, keys, [token, _ABANDONED_MS])
        return value, Outcome.MISS

    @contextmanager
    def _renewed(self, keys: list[str], token: str) -> Iterator[None]:
        """Keeps the lock while the block runs, however long that is."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self._lease_ms / 1000 / _RENEWALS_PER_LEASE):
                self._tell(self._renew, keys, [token, self._lease_ms])

        renewing = threading.Thread(target=renew, name="claimcheck-lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            renewing.join()

    def _value_or_lock(self, key: str, keys: list[str], token: str) -> bytes | None:
        """The value, waiting while another process computes it; None when this process is to compute.

        A holder that crashed is found by its lock running out, and exactly one of those waiting takes it over.
        """
        give_up = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        look = "look"
        while True:
            match self._link.ask(lambda: self._claim(keys=keys, args=[token, self._lease_ms, look])):  # noqa: B023
                case [b"value", stored] if look == "look":
                    value = self._unsealed(key, stored)
                    if value is not None:
                        return value
                    look = "distrust"
                    continue
                case [b"held", int(left)] if left >= 0 and time.monotonic() <= give_up:
                    pass
                case [b"ours"] | [b"alone"] | [b"held", int()]:
                    # Ours to compute; or each for himself; or the lock never runs out, so it is not one of ours.
                    return None
                case answer:
                    self._link.garbled(answer)
                    raise Unreachable
            if look == "distrust":
                look = "look"  # the holder is replacing what was corrupt
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _tell(self, script: Callable[..., Any], keys: list[str], args: list[Any]) -> None:
        try:
            self._link.ask(lambda: script(keys=keys, args=args))
        except Unreachable:
            return  # the lock runs out by itself

    def _unsealed(self, key: str, stored: object) -> bytes | None:
        value = unseal(key, stored)
        if value is None:
            self._count("corrupt")
        return value

    def _count(self, kind: str) -> None:
        with self._counting:
            self._failures[kind] += 1
        observer().cache_failed(kind)
