"""``/v1/evaluations``."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.check import EvaluationSchema
from schemas.result import ResultSchema
from service.api import arguments, etags, json_in
from service.api.blueprint import Costly, Resource
from service.api.context import services
from service.application import results
from service.domain.checks import kinds

blueprint = Resource("evaluations", "Checks with their figures inline, answered at once. Nothing is stored.")

_schema = EvaluationSchema()


@blueprint.route("/v1/evaluations", methods=["POST"])
@blueprint.conventions("evaluate", tagged=True, cached=True, body=True, database=False, costly=Costly())
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            json_in.JSON: {
                "schema": {"$ref": "#/components/schemas/Evaluation"},
                "examples": {
                    kind.name: {"summary": f"{kind.name}: {kind.summary}", "value": dict(kind.example)}
                    for kind in kinds()
                },
            }
        },
    }
)
@blueprint.response(200, ResultSchema, description="The result.")
def evaluate() -> Response:
    """Evaluate a check with inline figures.

    Nothing is stored. The result is cached by its digest; a body seen before is answered without being read. A result
    that time cut short (`complete` is false) has no ETag and is not cached.
    """
    found = results.evaluate(services().cache, json_in.body(), _read)
    return etags.evaluated(found)


def _read(raw: bytes) -> Any:
    body = arguments.load(_schema, json_in.parse(raw))
    # It belongs to the body of a check, but says how a finding is filed and nothing of what is found.
    body.pop("severity", None)
    return body
