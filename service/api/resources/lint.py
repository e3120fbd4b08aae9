"""``/v1/lint``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from schemas.lint import LintQuerySchema, LintRequestSchema, LintSchema
from service.api import json_in, json_out, text_in
from service.api.blueprint import Costly, Resource
from service.api.problems import invalid
from service.application.lint import lint
from service.application.ports import Outcome
from service.domain.errors import Malformed
from service.reading.text_form import TextForm
from service.wire import texts

blueprint = Resource("lint", "Texts read: the figures in them, and which of these do not fit together.")

_schema = LintRequestSchema()

EXAMPLE: Final = "The ridge road, 12 km (8.5 miles) of gravel, was closed for 19 days."
TABLE: Final = "road,length (km)\nridge road,12\nold road,8.5\ntotal,21\n"


@blueprint.route("/v1/lint", methods=["POST"])
@blueprint.conventions(
    "lint_text", cached=True, body=True, largest=text_in.LARGEST, database=False, costly=Costly(tried=2 * 1024)
)
@blueprint.arguments(LintQuerySchema, location="query")
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            json_in.JSON: {"schema": {"$ref": "#/components/schemas/LintRequest"}, "example": {"text": EXAMPLE}},
            **{
                media_type: {
                    "schema": {"type": "string", "description": "The text itself, in UTF-8."},
                    "example": TABLE if form is TextForm.CSV else EXAMPLE,
                }
                for media_type, form in text_in.FORMS.items()
            },
        },
    }
)
@blueprint.response(200, LintSchema, description="What was read, and what does not fit together.")
def lint_text(query: Mapping[str, Any]) -> Response:
    """Read a text, and find the figures in it that do not fit together.

    The body is the text itself, or JSON with the text and how to read it. It has at most 1 MiB in UTF-8. Nothing is
    stored or kept. A finding is an `error` only where the words can be read in one way; otherwise it is a `warning`
    that tells the other one. Offsets and columns are counted in characters (code points).
    """
    body = text_in.body(_schema, query)
    try:
        found = lint(body)
    except Malformed as error:
        raise invalid(error.faults, "query" if query else "body") from None
    headers = {"Cache-Status": json_out.CACHE_STATUS[Outcome.BYPASS], "Cache-Control": "no-store"}
    return json_out.answer(texts.lint(body["text"], found), 200, headers)
