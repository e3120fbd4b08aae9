"""The contract: an OpenAPI 3.1 document made from the views, the schemas and the kinds of check."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from flask import Flask
from flask_smorest import Api  # type: ignore[import-untyped]

from schemas.check import (
    KIND_NAME,
    ClaimReferenceSchema,
    DateInputSchema,
    EvaluationSchema,
    FigureInContextSchema,
    PinnedDateSchema,
    PinnedFigureSchema,
)
from schemas.claim import NewClaimSchema
from schemas.collection_file import CollectionFileSchema, NamedClaimSchema
from schemas.lint import LintRequestSchema
from schemas.problem import ProblemSchema
from schemas.result import ResultDateSchema, ResultInputSchema
from service.api import examples, paths
from service.api.blueprint import RATE_LIMIT_HEADERS, REFUSALS
from service.api.problems import CONTENT_TYPE, TYPES
from service.wire.json_schema import docstrings, kinds_named, plain

TITLE: Final = "Claimcheck"
VERSION: Final = version("claimcheck")
DESCRIPTION: Final = """\
A fact-checking service for figures. It stores quantitative claims with their sources and dates, checks them against
each other, and says, with the arithmetic shown, which of them cannot all be true.

Decimals are strings, so that no digit is lost; on input JSON numbers are taken too. Errors are problems (RFC 9457).
Unknown members and unknown query parameters are errors. Lists come in pages: follow `next`. What is stored while a list
is read moves nothing in it, but may come to stand before the page just read if its request was under way then: to see
everything, read the list again. Every item and every complete result has an ETag: send it back in `If-None-Match` to
read, in `If-Match` to change.
"""

SCHEME: Final = "token"
METHODS: Final = ("get", "post", "patch", "delete")
_OPERATION: Final = (
    *("operationId", "tags", "summary", "description", "security", "x-required-scope"),
    *("parameters", "requestBody", "responses"),
)
_ORDER: Final = ("openapi", "info", "servers", "security", "tags", "paths", "components")


class Contract(Api):  # type: ignore[misc]
    """flask-smorest's collector of documentation, with this service's own errors."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Errors are answered by ``service.api.problems``."""


def contract(app: Flask) -> Contract:
    """The document of ``app``, still without operations: blueprints are registered with it."""
    app.config.update(
        API_TITLE=TITLE,
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {
                "description": DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            # A service that asks for no tokens takes requests without one.
            "security": [{SCHEME: []}, {}],
        },
    )
    api = Contract(app)
    paths.document(api)
    components = api.spec.components
    components.security_scheme(
        SCHEME,
        {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that the operator of the service made. What an operation needs of it is told by "
            "`x-required-scope`. A service on a loopback interface may ask for none.",
        },
    )
    for name, schema in (
        ("Problem", ProblemSchema),
        ("Evaluation", EvaluationSchema),
        ("ClaimReference", ClaimReferenceSchema),
        ("FigureInContext", FigureInContextSchema),
        ("PinnedFigure", PinnedFigureSchema),
        ("DateInput", DateInputSchema),
        ("PinnedDate", PinnedDateSchema),
        ("NewClaim", NewClaimSchema),
        ("NamedClaim", NamedClaimSchema),
        ("CollectionFile", CollectionFileSchema),
        ("LintRequest", LintRequestSchema),
        ("ResultInput", ResultInputSchema),
        ("ResultDate", ResultDateSchema),
    ):
        components.schema(name, schema=schema)
    _register_parameters(components)
    _register_headers(components)
    _register_responses(components)
    return api


def finished(api: Contract) -> dict[str, Any]:
    """The document with everything that only shows at the end."""
    document: dict[str, Any] = api.spec.to_dict()
    schemas = document["components"]["schemas"]
    for name, doc in docstrings().items():
        if name in schemas:
            schemas[name]["description"] = doc
    # flask-smorest registers these two for errors and lists of its own, which this service does not have.
    del schemas["Error"], schemas["PaginationMetadata"]
    for path in document["paths"].values():
        for parameter in path.get("parameters", ()):
            parameter["description"] = paths.told(parameter["name"])
    named: dict[str, Any] = {}
    finished: dict[str, Any] = plain({name: document[name] for name in _ORDER}, named)
    named[KIND_NAME] = kinds_named()
    finished["components"]["schemas"].update(sorted(named.items()))
    examples.show(finished, examples.recorded())
    finished["paths"] = {address: _in_order(path) for address, path in finished["paths"].items()}
    return finished


def _in_order(path: dict[str, Any]) -> dict[str, Any]:
    """The same in the order in which people look for it."""
    items = {name: path[name] for name in ("parameters", *METHODS, *path) if name in path}
    return {
        name: {part: item[part] for part in (*_OPERATION, *item) if part in item} if name in METHODS else item
        for name, item in items.items()
    }


def _register_parameters(components: Any) -> None:
    def header(name: str, description: str, schema: dict[str, Any]) -> None:
        components.parameter(name, "header", {"name": name, "description": description, "schema": schema}, lazy=True)

    text = {"type": "string"}
    header("If-None-Match", "ETags that the caller has; if one is current, the answer is 304.", text)
    header("If-Match", "The ETag that the change is meant for; if it is not current, the answer is 412.", text)
    header(
        "Idempotency-Key",
        "Makes the request safe to repeat: same key and body, same answer, stored once. Kept for a day.",
        {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    )
    header("X-Request-ID", "What to call this request in the logs; otherwise a name is made.", text)


def _register_headers(components: Any) -> None:
    for name, description in (
        ("ETag", "The version of what is sent."),
        ("Location", "Where what was stored can be read."),
        ("Cache-Status", "What the result cache did (RFC 9211): `hit`, `fwd=miss` or `fwd=bypass`."),
        ("Idempotent-Replayed", "`true` on an answer that was given before."),
        ("X-Request-ID", "What this request is called in the logs."),
        ("WWW-Authenticate", "That a token is asked for, or what is wrong with the one sent (RFC 6750)."),
        ("Retry-After", "Seconds to wait before repeating the request."),
        ("RateLimit-Limit", "How many requests the caller may make, where there is a limit."),
        ("RateLimit-Remaining", "How many of them are left."),
        ("RateLimit-Reset", "Seconds until there are more."),
        ("RateLimit-Policy", "The limit and in how many seconds, as `6000;w=60`."),
    ):
        components.header(name, {"description": description, "schema": {"type": "string"}})


def _register_responses(components: Any) -> None:
    request_id = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    for status, name in REFUSALS.items():
        kinds = [kind for kind in TYPES.values() if kind.status == status]
        headers = dict(request_id)
        if status in {401, 403}:
            headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWW-Authenticate"}
        if status == 429:
            headers.update({name: {"$ref": f"#/components/headers/{name}"} for name in RATE_LIMIT_HEADERS})
        if status in {429, 503}:
            headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
        components.response(
            name,
            {
                "description": " / ".join(f"{kind.title} (`{kind.uri}`)." for kind in kinds),
                "headers": headers,
                "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
            lazy=True,
        )
    components.response(
        "NotModified",
        {
            "description": "The caller has it already.",
            "headers": {**request_id, "ETag": {"$ref": "#/components/headers/ETag"}},
        },
        lazy=True,
    )
