"""The body of a request that is a text to be read: the text itself, or JSON around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request
from marshmallow import Schema

from service.api import arguments, json_in
from service.api.body_limits import MEBIBYTE
from service.api.problems import Problem, Wrong
from service.application.texts import LARGEST_TEXT, TOO_LONG, is_too_long
from service.domain.errors import Malformed
from service.reading.text_form import TextForm
from service.wire.decoding import NotText, decode

# Bytes of a body: a text is bounded more closely, but in JSON some signs take more room than in UTF-8.
LARGEST: Final = 8 * MEBIBYTE

FORMS: Final = {
    "text/plain": TextForm.PLAIN,
    "text/markdown": TextForm.MARKDOWN,
    "text/csv": TextForm.CSV,
}


def body(schema: Schema, query: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body as ``schema`` reads it; of one that is the text itself the rest is in ``query``. Raises Problem."""
    raw = json_in.body(*FORMS)
    form = FORMS.get(request.mimetype)
    if form is not None:
        return {**query, "text": _decoded(raw), "format": form}
    if query:
        raise Problem(
            "invalid-request",
            wrong=tuple(Wrong((name,), "belongs into the body, where that is JSON", "query") for name in query),
        )
    read: Mapping[str, Any] = arguments.load(schema, json_in.parse(raw))
    require_short(read["text"])
    return read


def require_short(text: str) -> None:
    """Refuse a text, in a body that is JSON, that is longer than what is read at once. Raises Problem."""
    if is_too_long(text):
        raise _too_large(Wrong(("text",), TOO_LONG))


def _too_large(*wrong: Wrong) -> Problem:
    return Problem("too-large", f"the text {TOO_LONG}", wrong)


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST_TEXT:
        raise _too_large()
    try:
        return decode(raw)
    except NotText as error:
        raise Problem("invalid-text", f"{error}; send the text in UTF-8") from None
    except Malformed as error:
        raise Problem("invalid-request", wrong=tuple(Wrong((), fault.message) for fault in error.faults)) from None
