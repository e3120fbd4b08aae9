"""``/v1/check-kinds``."""

from __future__ import annotations

from flask import Response

from schemas.check_kind import CheckKindPageSchema
from service.api import json_out
from service.api.blueprint import Resource
from service.domain.checks import kinds

blueprint = Resource("check_kinds", "What kinds of check there are.")


@blueprint.route("/v1/check-kinds")
@blueprint.conventions("list_check_kinds", database=False)
@blueprint.response(200, CheckKindPageSchema, description="All kinds, each with an example that can be posted.")
def list_check_kinds() -> Response:
    """List the kinds of check with their roles, parameters and an example."""
    return json_out.answer({"items": [kind.describe() for kind in kinds()], "next": None})
