"""Requests that cost much are answered by a helper process, and the others where they came in.

What an operation may cost stands with its view (``conventions``). A small request is tried in its thread, which is
metered, unless its sender has tried too much lately; one that comes out costly is begun anew in a helper, as nothing of
it was stored. Who asks, and whether he may, was found out before; what every answer has in common is put on it after.
So a helper has the view alone to run, and views know nothing of it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from flask import Flask, Response, request

from service.api import context
from service.api.blueprint import Costly
from service.application.access import Caller
from service.application.observing import OCCASION, Occasion, begin, observer
from service.application.ports import Bulkhead, Place
from service.domain.budget import Overrun, metered

# Seconds of processor time that a request is tried for where it came in. It is what a neighbour waits for at worst.
TRIED: Final = 0.02

_KEY: Final = "claimcheck.costly"
# A server's own things in the environment of a request, such as sockets, stay where they are.
_PASSED: Final = (str, int, tuple, Caller, Occasion, Place)


@dataclass(frozen=True, slots=True)
class Task:
    """A request as it is handed over: its WSGI environment, its body, and where in a trace it is."""

    environ: Mapping[str, Any]
    body: bytes
    place: Place | None


@dataclass(frozen=True, slots=True)
class Done:
    """The answer, and whether there is work now that nobody waits for."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    woken: bool


def note(app: Flask, costly: Mapping[str, Costly]) -> None:
    """Tell ``app`` which of its endpoints may cost much."""
    app.extensions[_KEY] = costly


def answer(app: Flask, view: Callable[[], Any]) -> Any:
    """The answer to the current request, which ``view`` gives, or a helper in its place."""
    bulkhead = context.unbound().bulkhead
    costly: Costly | None = app.extensions[_KEY].get(request.endpoint)
    if bulkhead is None or costly is None or not bulkhead.stands:
        return view()
    sender = context.sender()
    in_pieces = "HTTP_TRANSFER_ENCODING" in request.environ  # nobody knows how many yet
    if not in_pieces and (request.content_length or 0) <= costly.tried and not bulkhead.is_overdrawn(sender):
        begun = time.thread_time()
        try:
            with metered(TRIED):
                return view()
        except Overrun:
            pass  # anew, where it is in nobody's way
        finally:
            bulkhead.charge(sender, time.thread_time() - begun)
    return _handed_over(bulkhead, sender, costly.seconds)


def _handed_over(bulkhead: Bulkhead, sender: str, seconds: float) -> Response:
    environ = {name: value for name, value in request.environ.items() if isinstance(value, _PASSED)}
    task = Task(environ, request.get_data(), observer().place())
    done: Done = bulkhead.run(task, sender, seconds)
    if done.woken:
        context.unbound().jobs.wake()
    return Response(done.body, done.status, done.headers)


def helping(app: Flask) -> Callable[[Task], Done]:
    """What a helper makes of a task with ``app``: runs in another process, and is asked for before that is forked."""

    def help_with(task: Task) -> Done:
        jobs = _Elsewhere()
        own = context.of(app)
        context.attach(app, replace(own, jobs=jobs))
        try:
            return _answered(app, task, jobs)
        finally:
            context.attach(app, own)

    return help_with


class _Elsewhere:
    """``ports.Jobs`` where there is none: whoever handed the request over has it."""

    def __init__(self) -> None:
        self.woken = False

    def start(self) -> None:
        self.woken = True

    def wake(self) -> None:
        self.woken = True

    def close(self) -> None:
        pass


def _answered(app: Flask, task: Task, jobs: _Elsewhere) -> Done:
    environ = {
        **task.environ,
        "CONTENT_LENGTH": str(len(task.body)),
        "wsgi.input": BytesIO(task.body),
        "wsgi.errors": sys.stderr,
    }
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    begin(environ[OCCASION])
    try:
        with app.request_context(environ), observer().within(task.place, "helper"):
            try:
                response = app.make_response(app.dispatch_request())
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001  as Flask does where the view runs in its place
                response = app.make_response(app.handle_user_exception(error))
            return Done(response.status_code, list(response.headers), response.get_data(), jobs.woken)
    finally:
        begin(None)
