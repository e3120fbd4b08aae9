"""Telling whoever observes this process what happens in it.

There is one observer for a process, as there is one log: ``observer()`` is told, and nothing depends on whether anybody
listens. ``occasion()`` is the request, command or job in whose course something happens; logs are marked with it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from service.application.ports.cache import Outcome
from service.application.ports.observer import Observer, Place, Seen

_NOTHING: Final = nullcontext()

# Where a WSGI environment holds the occasion, for what logs requests.
OCCASION: Final = "claimcheck.occasion"


class _Unseen:
    place = None

    def over(self, method: str, route: str, status: int) -> None:
        pass


_UNSEEN: Final = _Unseen()


class Unobserved:
    """``ports.Observer`` where nobody wants to know."""

    def request(self, parent: Place | None) -> Seen:
        return _UNSEEN

    def request_waited(self, waited: float) -> None:
        pass

    def refused(self, why: str) -> None:
        pass

    def limited(self, bound: str) -> None:
        pass

    def quota_failed(self, kind: str) -> None:
        pass

    def evaluated(self, kind: str, verdict: str, took: float) -> None:
        pass

    def answered_from_cache(self, outcome: Outcome) -> None:
        pass

    def cache_failed(self, kind: str) -> None:
        pass

    def bulkhead_entered(self) -> None:
        pass

    def bulkhead_left(self, outcome: str, waited: float, took: float) -> None:
        pass

    def bulkhead_full(self) -> None:
        pass

    def connection_taken(self, waited: float) -> None:
        pass

    def connection_returned(self) -> None:
        pass

    def report_over(self, outcome: str, took: float) -> None:
        pass

    def part_over(self, outcome: str, took: float) -> None:
        pass

    def span(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        return _NOTHING

    def task(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        return _NOTHING

    def place(self) -> Place | None:
        return None

    def within(self, place: Place | None, name: str) -> AbstractContextManager[None]:
        return _NOTHING


@dataclass(slots=True)
class Occasion:
    """What is being done, for the logs. ``caller`` is the name of the token, once it is known."""

    request_id: str
    trace_id: str | None = None
    caller: str | None = None


_observer: Observer = Unobserved()
_occasion: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


def observer() -> Observer:
    """Whoever observes this process."""
    return _observer


def observe_with(new: Observer) -> None:
    """Have ``new`` told from now on, in place of whoever was before.

    A helper process, in whose place another one tells what comes of it, passes ``Unobserved()``.
    """
    global _observer  # noqa: PLW0603  one for the process, as told above
    _observer = new


def occasion() -> Occasion | None:
    """In the course of what the caller runs, None outside of requests."""
    return _occasion.get()


def begin(new: Occasion | None) -> None:
    """What is done from now on in this thread is in the course of ``new``."""
    _occasion.set(new)
