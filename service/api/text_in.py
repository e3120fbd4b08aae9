"""The body of a request that is a text to be read: the text itself, or JSON around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request
from marshmallow import Schema

from service.api import arguments, json_in
from service.api.problems import Problem, Wrong
from service.application.texts import LARGEST_TEXT
from service.reading.text_form import TextForm

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
    # Every character has a byte or more.
    if len(text) > LARGEST_TEXT or len(text.encode()) > LARGEST_TEXT:
        raise _too_large(Wrong(("text",), _LIMIT))


_LIMIT: Final = f"has more than {LARGEST_TEXT:,} bytes in UTF-8 (1 MiB); split it"


def _too_large(*wrong: Wrong) -> Problem:
    return Problem("too-large", f"the text {_LIMIT}", wrong)


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST_TEXT:
        raise _too_large()
    try:
        # A byte order mark is no character of the text; columns are counted without it.
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8-sig", "replace"))
        detail = f"byte {error.start + 1} (line {line}, column {column}) is 0x{raw[error.start]:02X}: {error.reason}"
        raise Problem("invalid-text", f"{detail}; send the text in UTF-8") from None
    if "\0" in text:
        line, column = _place(text[: text.index("\0")])
        message = f"line {line}, column {column} is the character U+0000, which no text may hold; leave it out"
        raise Problem("invalid-request", wrong=(Wrong((), message),))
    return text


def _place(before: str) -> tuple[int, int]:
    """Where a text goes on: the line and the column, both from 1."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
