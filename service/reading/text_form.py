"""What form a text is in."""

from __future__ import annotations

from enum import StrEnum


class TextForm(StrEnum):
    """How a text is marked up: not at all, in Markdown (CommonMark with tables), or a table in CSV."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    CSV = "csv"
