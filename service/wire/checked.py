"""Collection files that are checked without storing them: what they hold gets ids that follow from what the files say.

So the same file has the same answer every time and everywhere, down to the digests of its results.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from service.application.sources import draft
from service.domain.errors import within
from service.domain.report import Json
from service.wire.collection_file import CollectionFile
from service.wire.collection_file_named import cited_first
from service.wire.incoming import Added

# Of the ids that are made here; any UUID that nobody else uses.
_SPACE: Final = UUID("0b1f3ad0-37a1-5d0f-8c53-27c1e2a4f6d9")
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def file_to_check(document: Any) -> CollectionFile:
    """Such a file on its way into a scratch database. Raises Malformed for what is not of that form."""
    return CollectionFile(document, _identified)


def answer(added: Added, content: Json) -> Json:
    """What came of it, in the wire form of ``/v1/check``: stored checks in the order of the file."""
    order = {str(check): place for place, check in enumerate(added.check_ids)}
    return {
        "collection": added.slug,
        "ids": {
            "claims": {name: str(claim) for name, claim in added.claim_ids.items()},
            "checks": [str(check) for check in added.check_ids],
        },
        **content,
        "results": sorted(content["results"], key=lambda item: order.get(item["check"], len(order))),
    }


def _identified(file: Mapping[str, Any]) -> dict[str, Any]:
    """The same with ids for what has none."""
    slug = file["collection"]["slug"]
    sources = _merged(file.get("sources", {}))
    stored = {"created_at": _NEVER, "updated_at": _NEVER}
    return {
        **file,
        "sources": {
            name: {**body, **stored, "version": 1} if "version" not in body else body for name, body in sources.items()
        },
        "claims": {
            name: body if "id" in body else {**body, "id": _made("claim", slug, name), **stored}
            for name, body in file.get("claims", {}).items()
        },
        "checks": [
            body if "id" in body else {**body, "id": _made("check", slug, body["name"]), "version": 1, **stored}
            for body in file.get("checks", ())
        ],
    }


def _merged(sources: Mapping[str, Any]) -> dict[str, Any]:
    """The sources, each with an id. What would be one source if it was stored is one here, as the first tells of it.

    Two files that say the very same of a source, and of those that it cites, have one in common.
    """
    merged: dict[str, Any] = {}
    first: dict[str, str] = {}
    for name in cited_first(sources):
        body = sources[name]
        if "id" in body:
            merged[name] = body
            continue
        with within("sources", name):
            identity = draft({**body, "cites": None}, _NEVER).identity
        told = sources[first.setdefault(identity, name)]
        cites = sorted(str(merged[cited]["id"]) for cited in told.get("cites") or ())
        merged[name] = {**told, "id": _made("source", identity, bool(told.get("reference")), cites)}
    return merged


def _made(*of: Any) -> UUID:
    return uuid5(_SPACE, json.dumps(of, ensure_ascii=False))
