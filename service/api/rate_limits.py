"""How much each caller may ask for: counted once it is known who asks, and told with every answer.

The headers are those of the IETF's draft-ietf-httpapi-ratelimit-headers, as most services send them:
``RateLimit-Limit``, ``-Remaining``, ``-Reset`` (seconds) and ``-Policy``. What anybody may ask, such as whether the
service is up, is free.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from flask import Flask, Response, request

from service.api import context
from service.api.problems import Problem
from service.application.observing import observer
from service.application.ports import Rate, Standing

_KEY: Final = "claimcheck.standing"

_parsed = lru_cache(1024)(Rate.parse)


def limit(app: Flask) -> None:
    """Have ``app`` refuse callers that ask for more than their rate. Comes after it was found out who they are."""

    def count() -> None:
        caller = context.caller()
        services = context.unbound()
        rate = services.rate_limit if caller.rate is None else _parsed(caller.rate)
        if rate is None or services.quota is None or not caller.scopes:
            return
        now = services.quota.spend(context.sender(), rate)
        request.environ[_KEY] = rate, now
        if not now.allowed:
            observer().limited("rate")
            seconds = "a second" if now.reset == 1 else f"{now.reset} seconds"
            raise Problem(
                "too-many-requests",
                f"more requests than {rate}; go on in {seconds}",
                headers={"Retry-After": str(now.reset)},
            )

    app.before_request(count)


def tell(response: Response) -> None:
    """Tell in an answer how its caller stands."""
    counted: tuple[Rate, Standing] | None = request.environ.get(_KEY)
    if counted is not None:
        rate, now = counted
        headers = response.headers
        headers["RateLimit-Limit"] = str(rate.amount)
        headers["RateLimit-Remaining"] = str(now.remaining)
        headers["RateLimit-Reset"] = str(now.reset)
        headers["RateLimit-Policy"] = f"{rate.amount};w={rate.seconds}"
