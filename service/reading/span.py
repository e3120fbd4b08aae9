"""A stretch of a text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """The characters of a text from ``start`` up to, not including, ``end``; counted in code points from 0."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """These characters."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """The same stretch where ``by`` characters stand before the text."""
        return Span(self.start + by, self.end + by)

    def meets(self, other: Span) -> bool:
        """Whether they have a character in common."""
        return self.start < other.end and other.start < self.end
