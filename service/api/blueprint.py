"""A blueprint whose views say, next to their code, which of the conventions they follow; the contract tells the rest.

``conventions`` wraps nothing: it only notes what the OpenAPI document is to say, so it costs a request no time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema

from service.api.arguments import Arguments
from service.api.body_limits import MEBIBYTE
from service.application.access import Scope

View = TypeVar("View", bound=Callable[..., Any])

REFUSALS: Final = {
    400: "InvalidJson",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    409: "Conflict",
    412: "Stale",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    422: "InvalidRequest",
    429: "TooManyRequests",
    500: "InternalError",
    503: "Unavailable",
}
RATE_LIMIT_HEADERS: Final = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
_BODY_REFUSALS: Final = (400, 413, 415, 422)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What whoever asks for ``operation`` needs: a token with this ``scope``, None if nobody is asked for one.

    ``unlimited``: one that is not limited to collections.
    """

    operation: str | None = None
    scope: Scope | None
    unlimited: bool = False


OPEN: Final = Needs(scope=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costly:
    """What may cost so much that others would notice. It is tried where it came in up to a body of ``tried`` bytes.

    Beyond that, and where it comes out costly after all, a helper answers it, and is given so many ``seconds``. A view
    that is tried stores nothing before all that takes long is done.
    """

    tried: int = 16 * 1024
    seconds: float = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """What an operation has in common with others.

    ``tagged``: its answer has an ETag; a GET then heeds If-None-Match. ``matched``: it heeds If-Match. ``stores``: it
    heeds Idempotency-Key, and answers with Location unless it is not ``located``. ``cached``: its answer says what the
    result cache did. ``body``: it has one, of ``largest`` bytes at most. ``database``: it needs it.
    ``costly`` is what it may cost. ``refuses`` are further statuses that it may answer.

    It needs a token with the ``scope`` given. Unless one is, reading is enough for what is asked with GET, and with
    POST if it does not store; everything else needs writing. ``unlimited``: a token that is limited to collections will
    not do. ``public``: nobody is asked for one.
    """

    operation_id: str
    tagged: bool = False
    matched: bool = False
    stores: bool = False
    located: bool = True
    cached: bool = False
    body: bool = False
    largest: int = MEBIBYTE
    database: bool = True
    costly: Costly | None = None
    refuses: tuple[int, ...] = ()
    scope: Scope | None = None
    unlimited: bool = False
    public: bool = False

    def needs(self, method: str) -> Needs:
        """What whoever asks for it needs, when it is asked for with ``method`` (lower case)."""
        reads = method == "get" or (method == "post" and not self.stores)
        scope = None if self.public else self.scope or (Scope.READ if reads else Scope.WRITE)
        return Needs(operation=self.operation_id, scope=scope, unlimited=self.unlimited)


class Resource(Blueprint):  # type: ignore[misc]
    """The operations on one resource."""

    ARGUMENTS_PARSER = Arguments()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, f"service.api.resources.{name}", description=description)
        self._prepare_doc_cbks.append(_tell_conventions)

    def route(self, rule: str, **kwargs: Any) -> Callable[[View], View]:
        """See flask-smorest."""
        return cast("Callable[[View], View]", super().route(rule, **kwargs))

    def arguments(self, schema: type[Schema], **kwargs: Any) -> Callable[[View], View]:
        """See flask-smorest."""
        return cast("Callable[[View], View]", super().arguments(schema, **kwargs))

    # Views return responses ready to be sent, so these three only take notes.

    def response(self, status: int, schema: type[Schema] | None = None, **kwargs: Any) -> Callable[[View], View]:
        """Document the answer; see flask-smorest."""
        return _noting(super().response(status, schema, **kwargs))

    def alt_response(self, status: int, **kwargs: Any) -> Callable[[View], View]:
        """Document another answer; see flask-smorest."""
        return _noting(super().alt_response(status, **kwargs))

    @staticmethod
    def doc(**kwargs: Any) -> Callable[[View], View]:
        """Document whatever else; see flask-smorest."""
        return _noting(Blueprint.doc(**kwargs))

    @staticmethod
    def conventions(operation_id: str, **kwargs: Any) -> Callable[[View], View]:
        """Note the conventions that a view follows."""
        noted = Conventions(operation_id=operation_id, **kwargs)
        return lambda view: _annotated(view, {**getattr(view, "_apidoc", {}), "conventions": noted})

    def needs(self) -> dict[str, Needs]:
        """What whoever asks for an endpoint needs, by its name in the app."""
        return {
            f"{self.name}.{endpoint}": doc["conventions"].needs(method)
            for endpoint, methods in self._docs.items()
            for method, doc in methods.items()
            if isinstance(doc, dict)
        }

    def costly(self) -> dict[str, Costly]:
        """The endpoints that may cost much, by their names in the app."""
        return {
            f"{self.name}.{endpoint}": doc["conventions"].costly
            for endpoint, methods in self._docs.items()
            for doc in methods.values()
            if isinstance(doc, dict) and doc["conventions"].costly is not None
        }

    def largest_bodies(self) -> dict[str, int]:
        """The bytes that the body of a request may have, by endpoint as the app knows it."""
        return {
            f"{self.name}.{endpoint}": doc["conventions"].largest
            for endpoint, methods in self._docs.items()
            for doc in methods.values()
            if isinstance(doc, dict)
        }

    def queried(self) -> set[str]:
        """The endpoints that take a query, as the app knows them."""
        return {
            f"{self.name}.{endpoint}"
            for endpoint, methods in self._docs.items()
            for doc in methods.values()
            if isinstance(doc, dict)
            for parameter in doc.get("arguments", {}).get("parameters", [])
            if parameter["in"] == "query"
        }


def _annotated(view: View, notes: dict[str, Any]) -> View:
    documented: Any = view
    documented._apidoc = notes  # noqa: SLF001  flask-smorest keeps its notes there
    return view


def _noting(decorator: Callable[[Any], Any]) -> Callable[[View], View]:
    """The notes of a decorator without its wrapper, which would cost every request some microseconds for nothing."""
    return lambda view: _annotated(view, decorator(view)._apidoc)  # noqa: SLF001


def _tell_conventions(doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    conventions: Conventions = doc_info["conventions"]
    doc["operationId"] = conventions.operation_id
    needs = conventions.needs(method)
    if needs.scope is None:
        doc["security"] = []
    else:
        doc["x-required-scope"] = needs.scope.value
    parameters = doc.setdefault("parameters", [])
    responses = doc.setdefault("responses", {})
    _replace_refusals(responses, conventions, queried=bool(parameters))
    for status, response in responses.items():
        if not isinstance(response, dict):
            continue
        names = ["X-Request-ID"]
        if conventions.tagged:
            names.append("ETag")
        if conventions.cached:
            names.append("Cache-Status")
        if not conventions.public:
            names += RATE_LIMIT_HEADERS
        if conventions.stores and status in {201, 202}:
            names += [*(["Location"] if conventions.located else []), "Idempotent-Replayed"]
        headers = response.setdefault("headers", {})
        headers.update({name: {"$ref": f"#/components/headers/{name}"} for name in names})
    if conventions.tagged and method == "get":
        parameters.append("If-None-Match")
        responses[304] = "NotModified"
    if conventions.matched:
        parameters.append("If-Match")
    if conventions.stores:
        parameters.append("Idempotency-Key")
    parameters.append("X-Request-ID")
    return doc


def _replace_refusals(responses: dict[Any, Any], conventions: Conventions, *, queried: bool) -> None:
    # flask-smorest names the response to what a schema refuses after http.HTTPStatus, whose names Python 3.13 changed.
    for status in [status for status, response in responses.items() if isinstance(response, str)]:
        del responses[status]
    refused = {422, *conventions.refuses, 500}
    if not conventions.public:
        # The token is looked up in the database, whatever the operation does.
        refused.update((401, 403, 429, 503))
    if conventions.body:
        refused.update(_BODY_REFUSALS)
    if conventions.matched:
        refused.add(412)
    if conventions.stores:
        refused.add(409)
    if conventions.costly is not None:
        refused.update((413, 503))
    if conventions.database:
        refused.add(503)
    if queried:
        refused.add(422)
    responses.update({status: REFUSALS[status] for status in sorted(refused)})
