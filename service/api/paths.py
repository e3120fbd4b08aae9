"""Parts of addresses: what does not look like a slug or a digest leads nowhere, without asking the database."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask
from flask_smorest import Api  # type: ignore[import-untyped]
from werkzeug.routing import BaseConverter

from schemas.result import DIGEST_PATTERN
from schemas.text import SLUG_LENGTH, SLUG_PATTERN


class Slug(BaseConverter):
    """The slug of a collection."""

    regex = rf"(?=[^/]{{1,{SLUG_LENGTH}}}(?:/|\Z))" + SLUG_PATTERN.strip("^$").replace("(", "(?:")


class Digest(BaseConverter):
    """The digest of a result."""

    regex = DIGEST_PATTERN.strip("^$")


_TOLD: Final = {
    "slug": "The slug of the collection.",
    "digest": "The digest of the result.",
    "revision": "The number of the revision, counted from 1.",
    "name": "The last part of the `type` of a problem.",
}


def told(parameter: str) -> str:
    """What the contract says of a part of an address."""
    return _TOLD.get(parameter) or f"The id of the {parameter.removesuffix('_id')}."


def register(app: Flask) -> None:
    """Let rules of ``app`` use them."""
    app.url_map.converters.update(slug=Slug, digest=Digest)


def document(api: Api) -> None:
    """Tell the contract what they are."""
    api.register_converter(Slug, _slug)
    api.register_converter(Digest, _digest)


def _slug(_: Any) -> dict[str, Any]:
    return {"type": "string", "pattern": SLUG_PATTERN, "maxLength": SLUG_LENGTH}


def _digest(_: Any) -> dict[str, Any]:
    return {"type": "string", "pattern": DIGEST_PATTERN}
