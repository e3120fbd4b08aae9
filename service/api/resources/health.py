"""``/healthz``, ``/readyz``, ``/metrics`` and ``/problems``."""

from __future__ import annotations

from flask import Response, request

from schemas.health import HealthSchema, ReadinessSchema
from schemas.problem import ProblemTypeSchema
from service.api import json_out
from service.api.blueprint import Costly, Resource
from service.api.context import services
from service.api.problems import TYPES
from service.application.errors import NotFound

blueprint = Resource("service", "The service itself.")


@blueprint.route("/healthz")
@blueprint.conventions("get_health", public=True, database=False)
@blueprint.response(200, HealthSchema, description="The process answers.")
def get_health() -> Response:
    """Tell whether the process lives."""
    return json_out.answer({"status": "ok"}, 200, {"Cache-Control": "no-store"})


@blueprint.route("/readyz")
@blueprint.conventions("get_readiness", public=True, database=False)
@blueprint.response(200, ReadinessSchema, description="Requests can be answered.")
@blueprint.alt_response(503, schema=ReadinessSchema, description="Requests cannot be answered.")
def get_readiness() -> Response:
    """Tell whether requests can be answered, and why not.

    The database is required with its migrations; the cache is reported, not required.
    """
    state = services().readiness()
    body = {
        "status": "ready" if state.ready else "unready",
        "reasons": list(state.reasons),
        "degraded": list(state.degraded),
        "database": dict(state.database),
        "cache": dict(state.cache),
    }
    return json_out.answer(body, 200 if state.ready else 503, {"Cache-Control": "no-store"})


@blueprint.route("/metrics")
# Adding up what many processes counted takes a while, and is not in the way of others elsewhere.
@blueprint.conventions("get_metrics", unlimited=True, database=False, costly=Costly(tried=-1, seconds=10))
@blueprint.response(200, description="What was counted, as Prometheus reads it.")
@blueprint.doc(responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def get_metrics() -> Response:
    """Get what all processes of this server counted, for Prometheus.

    `Accept` may ask for OpenMetrics. A server counts from its start; several servers are asked one by one.
    """
    body, content_type = services().metrics(request.headers.get("Accept"))
    return Response(body, 200, {"Content-Type": content_type, "Cache-Control": "no-store"})


@blueprint.route("/problems/<string:name>")
@blueprint.conventions("get_problem_type", public=True, database=False, refuses=(404,))
@blueprint.response(200, ProblemTypeSchema, description="What it means.")
def get_problem_type(name: str) -> Response:
    """Explain a type of problem."""
    kind = TYPES.get(name)
    if kind is None:
        raise NotFound("type of problem", name)
    return json_out.answer(
        {"type": kind.uri, "title": kind.title, "status": kind.status, "description": kind.description}
    )
