"""What a request brings, read by a schema: its body as strict JSON, its query without anything unknown."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import Request, request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from schemas.faults import faults
from service.api import json_in
from service.api.problems import Place, Problem, Wrong


class Arguments(FlaskParser):
    """Reads what flask-smorest's ``arguments`` declares."""

    def __init__(self) -> None:
        super().__init__()
        # The schemas themselves say that unknown members are errors, wherever they are.
        self.DEFAULT_UNKNOWN_BY_LOCATION = {}

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body, as JSON; a PATCH may call it a merge patch."""
        return json_in.parse(json_in.body(*([json_in.MERGE_PATCH] if req.method == "PATCH" else [])))

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, str]:
        """The query, each parameter once."""
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise Problem(
                "invalid-request",
                wrong=tuple(Wrong((name,), "is given more than once; give it once", "query") for name in twice),
            )
        return req.args.to_dict()

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse the request, saying where."""
        assert isinstance(error.messages, dict)
        for location, messages in error.messages.items():
            raise wrong_shape(messages, "query" if location == "query" else "body")
        raise error


def load(schema: Schema, value: Any, place: Place = "body") -> Any:
    """``value`` as ``schema`` reads it. Raises Problem."""
    try:
        return schema.load(value)
    except ValidationError as error:
        raise wrong_shape(error.messages, place) from None


def wrong_shape(messages: Any, place: Place) -> Problem:
    """What a schema found wrong."""
    return Problem("invalid-request", wrong=tuple(Wrong(where, text, place) for where, text in faults(messages)))


def refuse_query() -> None:
    """Refuse whatever the query of the current request says. Raises Problem."""
    raise Problem(
        "invalid-request",
        wrong=tuple(Wrong((name,), "is not known here; nothing goes into this query", "query") for name in request.args)
        or (Wrong((), "nothing goes into this query", "query"),),
    )
