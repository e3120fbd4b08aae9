"""The HTTP API: a Flask application over the use cases."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from flask.globals import request_ctx

from service.api import (
    access,
    arguments,
    context,
    contract,
    docs,
    hosts,
    json_out,
    observed,
    paths,
    problems,
    request_id,
)
from service.api.blueprint import Needs
from service.api.resources import RESOURCES
from service.application.services import Services

__all__ = ["build_app", "document"]


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

    def make_default_options_response(self) -> Response:
        """What OPTIONS answers: which methods there are, and nothing else."""
        adapter = request_ctx.url_adapter
        assert adapter is not None
        response = json_out.nothing()
        response.headers["Allow"] = ", ".join(sorted(adapter.allowed_methods()))
        return response


def _put_together() -> tuple[Flask, dict[str, Any]]:
    app = _App(__name__, static_folder=None, template_folder=None)
    # One byte more than a body may have: Werkzeug cuts a chunked body off there without a word, and `json_in` sees it.
    app.config["MAX_CONTENT_LENGTH"] = problems.LARGEST_BODY + 1
    # One address for one thing: nothing is redirected to another spelling of its path.
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    paths.register(app)
    problems.answer_errors(app)
    api = contract.contract(app)
    queried: set[str] = set()
    needs: dict[str, Needs] = {}
    for resource in RESOURCES:
        api.register_blueprint(resource)
        queried |= resource.queried()
        needs |= resource.needs()
    observed.note_routes(app)
    # Before anything else: who may not ask learns nothing else either.
    access.guard(app, needs)

    @app.before_request
    def refuse_unknown_query() -> None:
        if request.environ.get("QUERY_STRING") and request.endpoint not in queried and request.url_rule is not None:
            arguments.refuse_query()

    @app.after_request
    def complete(response: Response) -> Response:
        request_id.name_answer(response)
        response.headers.add("X-Content-Type-Options", "nosniff")
        return response

    return app, contract.finished(api)
