"""The bodies of requests: their content type, their size, and the JSON in them, read strictly."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from service import strict_json
from service.api.body_limits import in_words, most
from service.api.problems import Problem, Wrong
from service.domain.errors import Malformed

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"
NDJSON: Final = "application/x-ndjson"


def body(*also: str) -> bytes:
    """The body of the current request. Raises Problem for a content type that is neither JSON nor one of ``also``."""
    content_type = request.mimetype
    if content_type != JSON and content_type not in also:
        expected = " or ".join((JSON, *also))
        said = f"not {content_type}" if content_type else "and the header Content-Type is missing"
        raise Problem("unsupported-media-type", f"send {expected}, {said}")
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise Problem("unsupported-media-type", f"send it in UTF-8, not in {charset}")
    encoding = request.headers.get("Content-Encoding", "").strip()
    if encoding.lower() not in {"", "identity"}:
        raise Problem("unsupported-media-type", f"send the body as it is, without Content-Encoding: {encoding[:40]}")
    raw = request.get_data()
    if len(raw) > most():
        raise Problem("too-large", in_words())
    return raw


def refuse_body() -> None:
    """Refuse a body that says anything, where none is asked for. Raises Problem."""
    if request.get_data().strip() not in {b"", b"{}"}:
        raise Problem("invalid-request", wrong=(Wrong((), "nothing goes into this body; leave it out"),))


def parse(raw: bytes) -> Any:
    """The value that ``raw`` is. Raises Problem when it is not JSON, Malformed when it is JSON to be refused."""
    try:
        return strict_json.parse(raw)
    except strict_json.NotJsonError as error:
        wrong = (Wrong(error.where, str(error)),) if error.where else ()
        raise Problem("invalid-json", "" if wrong else str(error), wrong) from None


def parse_object(raw: bytes) -> dict[str, Any]:
    """The same for a body that must be an object."""
    value = parse(raw)
    if not isinstance(value, dict):
        raise Malformed("the body must be an object")
    return value
