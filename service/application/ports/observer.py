"""Who wants to know what happens: counts for metrics, and spans for traces."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from service.application.ports.cache import Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a trace something happens, in the words of W3C Trace Context: hexadecimal, and no more than that."""

    trace_id: str
    span_id: str
    flags: str


class Seen(Protocol):
    """A request that is observed while it is answered."""

    @property
    def place(self) -> Place | None:
        """Where the answering of it is in a trace; None when it is not traced."""

    def over(self, method: str, route: str, status: int) -> None:
        """It was answered. ``route`` is the address as the contract writes it, with its parameters named."""


class Observer(Protocol):
    """Told what happens, by whoever does it, from any thread. No method raises or takes longer than some microseconds.

    Durations are in seconds. What is passed as ``why``, ``bound``, ``kind`` or ``outcome`` becomes the label of a
    metric, so it is one of a few words (``no_token``) and never anything that a caller sent.
    """

    def request(self, parent: Place | None) -> Seen:
        """A request came in, as part of the trace that ``parent`` is the caller's place in."""

    def request_waited(self, waited: float) -> None:
        """A request that had arrived as a whole waited so long for a thread."""

    def refused(self, why: str) -> None:
        """A request was refused for want of access: no token, one that is not good, or not good for this."""

    def limited(self, bound: str) -> None:
        """A request was refused or cut off because its sender asked too much: by rate, at once, too slowly."""

    def quota_failed(self, kind: str) -> None:
        """Where requests are counted could not be asked; this process counted alone."""

    def evaluated(self, kind: str, verdict: str, took: float) -> None:
        """A check was computed."""

    def answered_from_cache(self, outcome: Outcome) -> None:
        """A result was answered, and this is how the cache took part."""

    def cache_failed(self, kind: str) -> None:
        """The cache could not be asked."""

    def bulkhead_entered(self) -> None:
        """Costly work was handed to a helper process, or waits for one."""

    def bulkhead_left(self, outcome: str, waited: float, took: float) -> None:
        """It is over: ``done``, or what ended it. It waited so long for a helper and took so long in it."""

    def bulkhead_full(self) -> None:
        """Costly work was turned away, because too much of it waits."""

    def connection_taken(self, waited: float) -> None:
        """A connection to the database was taken from the pool, after waiting for one."""

    def connection_returned(self) -> None:
        """It was given back."""

    def report_over(self, outcome: str, took: float) -> None:
        """A report made in the background came to an end: finished, failed, cancelled, given_back."""

    def part_over(self, outcome: str, took: float) -> None:
        """A part of a report came to an end: finished, failed, lost."""

    def span(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        """What the block does is a step of the current trace, if there is one; an error that leaves it is noted."""

    def task(self, name: str, **attributes: str | float | bool) -> AbstractContextManager[None]:
        """What the block does is a trace of its own: work that no request waits for."""

    def place(self) -> Place | None:
        """Where the caller is in a trace, for whoever goes on with it elsewhere; None when nothing is traced."""

    def within(self, place: Place | None, name: str) -> AbstractContextManager[None]:
        """What the block does goes on with what another process does at ``place``."""


class Telemetry(Protocol):
    """What a process needs of whoever observes it, beside being told: to begin, to end, and to forget."""

    @property
    def observer(self) -> Observer:
        """Who is to be told."""

    def tell_apart(self) -> None:
        """Called once, before processes are started: metrics are told at a port of their own, where one is set."""

    def start(self, *, serving: bool) -> None:
        """Called in each process that works, after the fork that made it; ``serving`` is one that answers requests."""

    def forget(self, pid: int) -> None:
        """Called where processes are started, when one of them is no more. What it counted stays counted."""

    def close(self) -> None:
        """Called by each process when it ends: what was kept back is sent."""
