"""JSON of other standards, by media type: open objects, for which those standards say what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.told import named

FOREIGN: Final[Mapping[str, Mapping[str, Any]]] = {
    "application/sarif+json": named(
        "SarifLog",
        "A log in the Static Analysis Results Interchange Format, version 2.1.0.",
        {
            "type": "object",
            "required": ["version", "runs"],
            "properties": {
                "version": {"type": "string", "description": "The version of the format."},
                "runs": {
                    "type": "array",
                    "description": "What one run of one tool found.",
                    "items": {"type": "object", "additionalProperties": True},
                },
            },
            "additionalProperties": True,
            "externalDocs": {"description": "The standard.", "url": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"},
        },
    ),
    "application/ld+json": named(
        "LinkedData",
        "A document in JSON-LD, in the words of schema.org.",
        {
            "type": "object",
            "required": ["@context"],
            "properties": {"@context": {"type": "string", "description": "Where its words are explained."}},
            "additionalProperties": True,
            "externalDocs": {"description": "The words.", "url": "https://schema.org/ClaimReview"},
        },
    ),
}
