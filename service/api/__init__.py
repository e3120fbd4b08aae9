"""The HTTP API: a Flask application over the use cases."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from flask.globals import request_ctx

from service.api import (
    access,
    arguments,
    body_limits,
    context,
    contract,
    docs,
    handing_over,
    hosts,
    json_out,
    observed,
    paths,
    problems,
    rate_limits,
    request_id,
    security_headers,
)
from service.api.blueprint import Costly, Needs
from service.api.handing_over import helping
from service.api.resources import RESOURCES
from service.application.services import Services

__all__ = ["build_app", "document", "helping"]


def build_app(services: Services) -> Flask:
    """The WSGI application that answers with ``services``."""
    app, finished = _put_together()
    context.attach(app, services)
    if services.trusted_hosts is not None:
        hosts.answer_to(app, services.trusted_hosts)
    docs.serve(app, finished)
    access.leave_open(app, docs.NAME)
    access.require_complete(app)
    return app


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return _put_together()[1]


class _App(Flask):
    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """Called by the server for each request."""
        return observed.answer(super().wsgi_app, environ, start_response)

    def dispatch_request(self) -> Any:
        """Called for each request that may be answered."""
        return handing_over.answer(self, super().dispatch_request)

    def largest_body(self, method: str, path: str) -> int:
        """The bytes that the body of such a request may have; asked by the server, which need not wait for more."""
        return body_limits.largest(self, method, path)

    def make_default_options_response(self) -> Response:
        """What OPTIONS answers: which methods there are, and nothing else."""
        adapter = request_ctx.url_adapter
        assert adapter is not None
        response = json_out.nothing()
        response.headers["Allow"] = ", ".join(sorted(adapter.allowed_methods()))
        return response


def _put_together() -> tuple[Flask, dict[str, Any]]:
    app = _App(__name__, static_folder=None, template_folder=None)
    # One address for one thing: nothing is redirected to another spelling of its path.
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    paths.register(app)
    problems.answer_errors(app)
    api = contract.contract(app)
    queried: set[str] = set()
    needs: dict[str, Needs] = {}
    bodies: dict[str, int] = {}
    costly: dict[str, Costly] = {}
    for resource in RESOURCES:
        api.register_blueprint(resource)
        queried |= resource.queried()
        needs |= resource.needs()
        bodies |= resource.largest_bodies()
        costly |= resource.costly()
    handing_over.note(app, costly)
    observed.note_routes(app)
    # Before anything else: who may not ask learns nothing else either.
    access.guard(app, needs)
    rate_limits.limit(app)
    body_limits.limit(app, bodies)

    @app.before_request
    def refuse_unknown_query() -> None:
        if request.environ.get("QUERY_STRING") and request.endpoint not in queried and request.url_rule is not None:
            arguments.refuse_query()

    @app.after_request
    def complete(response: Response) -> Response:
        request_id.name_answer(response)
        rate_limits.tell(response)
        security_headers.put_on(response)
        return response

    return app, contract.finished(api)
