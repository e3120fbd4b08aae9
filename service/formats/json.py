"""The report document as it is."""

from __future__ import annotations

import orjson

from service.formats.document import Document


def render(document: Document) -> bytes:
    """The document in JSON; instants are RFC 3339 in UTC."""
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)
