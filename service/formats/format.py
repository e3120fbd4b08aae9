"""The forms that a report is rendered in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """A form of a report, by the name that ``?format=`` has for it."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"
    SARIF = "sarif"
    JUNIT = "junit"
    CLAIM_REVIEW = "claimreview"

    @property
    def media_type(self) -> str:
        """What ``Content-Type`` says of it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Final = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
    Format.SARIF: "application/sarif+json",
    Format.JUNIT: "application/xml",
    Format.CLAIM_REVIEW: "application/ld+json",
}
