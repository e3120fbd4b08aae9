"""What the outside gets to work with: the ports with adapters plugged in, as one value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeAlias

from service.application.ports import Bulkhead, Jobs, Quota, Rate, ResultCache, UnitOfWorkFactory
from service.application.upkeep import SchemaState

Scratch: TypeAlias = Callable[[], AbstractContextManager[UnitOfWorkFactory]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether requests can be answered, and what that rests on.

    ``schema`` is None where the database does not answer; unless it fits this program nothing can be answered.
    ``cache`` is the state of the result cache, which is reported and not required.
    """

    schema: SchemaState | None
    cache: Mapping[str, Any]

    @property
    def ready(self) -> bool:
        """Whether everything required is there."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why requests cannot be answered, and what to do about it, in words."""
        if self.schema is None:
            return ("the database does not answer: see that it runs and that DATABASE_URL leads to it",)
        return () if self.schema.fits else (self.schema.text,)

    @property
    def database(self) -> Mapping[str, bool]:
        """Whether the database is ``reachable``, and ``current``: its tables fit this program."""
        return {"reachable": self.schema is not None, "current": self.schema is not None and self.schema.fits}

    @property
    def degraded(self) -> tuple[str, ...]:
        """What does not work as it should while requests are answered all the same, in words."""
        if not self.cache.get("reachable", True):
            return ("Redis does not answer: every result is computed, however often it was before",)
        return ()


def _nothing_counted(_accept: str | None) -> tuple[bytes, str]:
    return b"", "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Made once per process; every member may be used by any number of threads.

    ``jobs`` runs the reports that callers do not wait for: those on collections with more than ``report_at_once``
    claims and checks. ``scratch`` opens an empty database that only its caller sees and that is gone when it is closed,
    for one thread. ``trusted_hosts`` are the names that requests may come in under, None when any will do. Where
    ``tokens_required`` is false, a request without a token may do anything.
    ``bulkhead`` is where costly requests are answered, None where all are answered alike.
    ``quota`` counts what callers ask for, who may ask as often as ``rate_limit`` says unless they have a rate of their
    own; None where nothing is limited.
    ``metrics`` gives what was counted, and its content type, in the form that a header Accept asks for.
    ``close`` lets go of what they hold outside this process; a process that serves until its end need not call it.
    """

    unit_of_work: UnitOfWorkFactory
    cache: ResultCache
    readiness: Callable[[], Readiness]
    jobs: Jobs
    scratch: Scratch
    report_at_once: int
    trusted_hosts: Collection[str] | None = None
    bulkhead: Bulkhead | None = None
    tokens_required: bool = False
    quota: Quota | None = None
    rate_limit: Rate | None = None
    metrics: Callable[[str | None], tuple[bytes, str]] = _nothing_counted
    close: Callable[[], None] = lambda: None
