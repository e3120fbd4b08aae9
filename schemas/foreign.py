"""JSON of other standards, by media type: open objects, for which those standards say what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.told import named

_SARIF: Final = {"description": "The standard.", "url": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"}
_RUN: Final = named(
    "SarifRun",
    "What one run of a tool found.",
    {"type": "object", "additionalProperties": True, "externalDocs": _SARIF},
)
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
                    "items": _RUN,
                },
            },
            "additionalProperties": True,
            "externalDocs": _SARIF,
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
