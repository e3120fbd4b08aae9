"""What went wrong, as RFC 9457 problems: one table from errors to answers.

``type`` is a reference relative to the server, ``/problems/<name>``, where the problem is described; a plain HTTP error
that needs no explanation is ``about:blank``. ``errors`` tells each thing that is wrong and where.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from service.api.body_limits import in_words
from service.api.outages import OUTAGES
from service.api.request_id import request_id, trace_id
from service.application.errors import (
    BatchMalformed,
    Conflict,
    Forbidden,
    KeyReused,
    NotFound,
    Stale,
    TooCostly,
    Unavailable,
)
from service.application.observing import observer
from service.domain.errors import Fault, Incomparable, Malformed, pointer

CONTENT_TYPE: Final = "application/problem+json"
MOST_ERRORS: Final = 100

Place = Literal["body", "query", "path", "header"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem. ``name`` is the end of its URI."""

    name: str
    status: int
    title: str
    description: str

    @property
    def uri(self) -> str:
        """What identifies it on the wire."""
        return f"/problems/{self.name}"


TYPES: Final = {
    kind.name: kind
    for kind in (
        ProblemType("invalid-json", 400, "The body is not JSON", "Send one JSON text in UTF-8 (RFC 8259)."),
        ProblemType(
            "invalid-text",
            400,
            "The body is not text in UTF-8",
            "The detail names the first byte that is none. Send the text in UTF-8.",
        ),
        ProblemType(
            "unauthorized",
            401,
            "A token is needed",
            "Send a good one in the header Authorization, as Bearer <token>. The operator makes them, with "
            "claimcheck token create.",
        ),
        ProblemType(
            "forbidden",
            403,
            "The token is not good for this",
            "It lacks the scope that this needs, or it is limited to other collections. The detail says which.",
        ),
        ProblemType("not-found", 404, "There is no such thing", "Nothing is stored under this address."),
        ProblemType(
            "method-not-allowed", 405, "The method is not allowed here", "The header Allow lists those that are."
        ),
        ProblemType(
            "not-acceptable",
            406,
            "It is not there in any format that would do",
            "The header Accept names no format that this can be sent in. The detail names those that are.",
        ),
        ProblemType(
            "conflict",
            409,
            "What is stored does not allow this",
            "The name is taken, or something still refers to what should go. Change that first.",
        ),
        ProblemType(
            "stale",
            412,
            "It has changed in the meantime",
            "The version in If-Match is not the current one. Read it again, look at what changed, and repeat.",
        ),
        ProblemType(
            "too-large",
            413,
            "The body is too large",
            "The detail tells how large it may be. Split it, or leave things out.",
        ),
        ProblemType(
            "too-much",
            413,
            "It is too much to be answered while a caller waits",
            "Store the collection and POST /v1/reports, which can take its time. A busy service gets less done while a "
            "caller waits, so the same request may be answered another time.",
        ),
        ProblemType(
            "unsupported-media-type",
            415,
            "The content type is not one that is read here",
            "The detail names the types that are.",
        ),
        ProblemType(
            "misdirected",
            421,
            "The service does not go by this name",
            "The header Host names another host. Use one of the names told, or have the operator add yours to "
            "CLAIMCHECK_TRUSTED_HOSTS.",
        ),
        ProblemType(
            "invalid-request",
            422,
            "The request is well formed but wrong",
            "Each member of errors names a place and says what would be right there. Nothing was stored.",
        ),
        ProblemType(
            "incomparable-units",
            422,
            "These units cannot be compared",
            "Only quantities of one dimension can be added, compared or converted; money needs an exchange rate.",
        ),
        ProblemType(
            "idempotency-key-reused",
            422,
            "The idempotency key stands for another request",
            "A key is for one request and its repetitions. Use a new key for a new request.",
        ),
        ProblemType(
            "too-many-requests",
            429,
            "More requests than the caller may make",
            "Go on after the time in Retry-After. RateLimit-Policy tells how many there may be in how many seconds.",
        ),
        ProblemType(
            "internal-error",
            500,
            "The service failed",
            "This is a fault of the service, not of the request. The request id leads to it in the logs.",
        ),
        ProblemType(
            "unavailable",
            503,
            "The service cannot answer just now",
            "The database cannot be reached or is held by others, or too much costly work waits. Repeat the request "
            "after the time in Retry-After.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One entry of ``errors``. ``where`` is a path, ``line`` the line of a batch."""

    where: tuple[str | int, ...]
    message: str
    place: Place = "body"
    line: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The entry as it is sent."""
        entry: dict[str, Any] = {"pointer": pointer(self.where), "message": self.message, "place": self.place}
        return entry if self.line is None else {**entry, "line": self.line}


class Problem(Exception):
    """A request that the API itself refuses, before any use case sees it."""

    def __init__(
        self, name: str, detail: str = "", wrong: tuple[Wrong, ...] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.told = Told(TYPES[name], detail or _summary(wrong), wrong, headers or {})


@dataclass(frozen=True, slots=True)
class Told:
    """A problem ready to be sent."""

    kind: ProblemType
    detail: str
    wrong: tuple[Wrong, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def invalid(faults: Iterable[Fault], place: Place = "body") -> Problem:
    """What the domain found wrong, in another place than the body."""
    return Problem("invalid-request", wrong=tuple(Wrong(fault.where, fault.message, place) for fault in faults))


def _summary(wrong: tuple[Wrong, ...]) -> str:
    if not wrong:
        return ""
    first = wrong[0]
    where = pointer(first.where)
    line = "" if first.line is None else f"line {first.line}: "
    more = "" if len(wrong) == 1 else f" (and {len(wrong) - 1} more)"
    return f"{line}{where}: {first.message}{more}" if where else f"{line}{first.message}{more}"


def _malformed(name: str) -> Callable[[Any], Told]:
    def tell(error: Malformed) -> Told:
        wrong = tuple(Wrong(fault.where, fault.message) for fault in error.faults)
        return Told(TYPES[name], _summary(wrong), wrong)

    return tell


def _batch(error: BatchMalformed) -> Told:
    wrong = tuple(
        Wrong((number - 1, *fault.where), fault.message, line=number)
        for number, malformed in error.lines
        for fault in malformed.faults
    )
    rest = "" if error.complete else "; there may be more, reading stopped here"
    return Told(TYPES["invalid-request"], f"nothing was stored; {_summary(wrong)}{rest}", wrong)


def _key_reused(error: KeyReused) -> Told:
    wrong = (Wrong(("Idempotency-Key",), str(error), "header"),)
    return Told(TYPES["idempotency-key-reused"], str(error), wrong)


def _plainly(name: str) -> Callable[[Exception], Told]:
    return lambda error: Told(TYPES[name], str(error))


def challenge(error: str | None = None, scope: str | None = None) -> dict[str, str]:
    """The header with which a token is asked for, or one that came is refused (RFC 6750, section 3)."""
    told = {"realm": "claimcheck", "error": error, "scope": scope}
    given = ", ".join(f'{name}="{value}"' for name, value in told.items() if value is not None)
    return {"WWW-Authenticate": f"Bearer {given}"}


def _forbidden(error: Forbidden) -> Told:
    observer().refused("other_collection")
    return Told(TYPES["forbidden"], str(error), headers=challenge("insufficient_scope"))


def _unavailable(error: Unavailable) -> Told:
    OUTAGES.add(str(error))
    return Told(TYPES["unavailable"], str(error), headers={"Retry-After": "1"})


def _problem(error: Problem) -> Told:
    return error.told


# Every error that is raised on purpose, and what the caller is told. Anything else is a fault of the service.
TABLE: Final[tuple[tuple[type[Exception], Callable[[Any], Told]], ...]] = (
    (Problem, _problem),
    (Incomparable, _malformed("incomparable-units")),
    (Malformed, _malformed("invalid-request")),
    (BatchMalformed, _batch),
    (NotFound, _plainly("not-found")),
    (Forbidden, _forbidden),
    (Conflict, _plainly("conflict")),
    (Stale, _plainly("stale")),
    (KeyReused, _key_reused),
    (TooCostly, _plainly("too-much")),
    (Unavailable, _unavailable),
)

_BY_STATUS: Final = {kind.status: kind for kind in reversed(TYPES.values())}


def tell(error: Exception) -> Told:
    """The problem that an error is."""
    for kind, told in TABLE:
        if isinstance(error, kind):
            return told(error)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        return _http(error, error.code)
    _log.error(
        "unexpected error on %s %s",
        request.method,
        request.path,
        exc_info=error,
        extra={"request_id": request_id(), "trace_id": trace_id()},
    )
    return Told(TYPES["internal-error"], f"look for request {request_id()} in the logs of the service")


def _http(error: HTTPException, status: int) -> Told:
    kind = _BY_STATUS.get(status) or ProblemType("", status, HTTP_STATUS_CODES.get(status, "Error"), "")
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    detail = error.description or kind.title
    if status == 404:
        detail = f"there is nothing at {request.path}"
        if request.path.endswith("/") and len(request.path) > 1:
            detail += "; addresses here have no slash at the end"
    elif status == 405:
        headers["Allow"] = ", ".join(sorted(headers.get("Allow", "").split(", ")))
        detail = f"{request.method} is not allowed here; allowed are {headers['Allow']}"
    elif status == 413:
        detail = in_words()
    return Told(kind, detail, headers=headers)


def _answer(error: Exception) -> Response:
    told = tell(error)
    body = {
        "type": told.kind.uri if told.kind.name else "about:blank",
        "title": told.kind.title,
        "status": told.kind.status,
        "detail": told.detail,
        "errors": [wrong.as_json() for wrong in told.wrong[:MOST_ERRORS]],
        "request_id": request_id(),
    }
    return Response(
        orjson.dumps(body),
        status=told.kind.status,
        content_type=CONTENT_TYPE,
        headers={**told.headers, "Cache-Control": "no-store"},
    )


def answer_errors(app: Flask) -> None:
    """Make every error of ``app`` a problem."""
    app.register_error_handler(Exception, _answer)
