"""``/v1/results``."""

from __future__ import annotations

from flask import Response

from schemas.result import ResultSchema
from schemas.verification import VerificationSchema
from service.api import etags, json_in, json_out
from service.api.blueprint import Costly, Resource
from service.api.body_limits import LARGEST_BODY
from service.api.context import services
from service.application import results
from service.wire import records

blueprint = Resource("results", "Results by digest, and receipts recomputed.")


@blueprint.route("/v1/results/<digest:digest>")
@blueprint.conventions("get_result", tagged=True, cached=True, database=False, refuses=(404,))
@blueprint.response(200, ResultSchema, description="The result.")
def get_result(digest: str) -> Response:
    """Get a result by its digest, while it is kept."""
    found = results.result_by_digest(services().cache, digest)
    response = etags.result(found)
    # Equal digest, equal result: what was received once never has to be asked for again.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@blueprint.route("/v1/results/verify", methods=["POST"])
@blueprint.conventions("verify_result", body=True, largest=LARGEST_BODY, database=False, costly=Costly())
@blueprint.doc(
    requestBody={
        "required": True,
        "description": "A receipt: the whole JSON of a result.",
        "content": {json_in.JSON: {"schema": {"$ref": "#/components/schemas/Result"}}},
    }
)
@blueprint.response(200, VerificationSchema, description="Whether it stands, and what comes out now.")
def verify_result() -> Response:
    """Recompute a receipt from nothing but itself.

    If `complete` is false in the receipt or in what comes out now, only what time cannot cut short is compared: the
    inputs with their digest, and the verdict if both have reached one.
    """
    return json_out.answer(records.verification(results.verify(json_in.parse_object(json_in.body()))))
