"""Words, numbers and signs of a text with their places: what all of reading looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

# Groups of three digits, between commas or blanks that do not break, or of two and then three as in India, else digits
# as they come; a point within. So many groups at most, because a search without a bound would go over a long list of
# numbers again at each of them.
_NUMBER: Final = (
    r"\d{1,3}(?:,\d{3}){1,12}(?!\d)(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3}){1,12}(?!\d)(?:\.\d+)?|"
    r"\d{1,2}(?:,\d{2}){1,12},\d{3}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+"
)
_TOKEN: Final = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>[^\w\s]|_)")

# What joins words, and what only that does; what a minus is written with; what parts the ends of a stretch.
HYPHENS: Final = frozenset("-‑–")
TRUE_HYPHENS: Final = frozenset("-‑")
MINUS: Final = frozenset("-−–‑")
DASHES: Final = frozenset("-–—")


class Token(NamedTuple):
    """One word (no hyphens: "27-year-old" is five tokens), number in digits, or sign; blanks are left out."""

    text: str
    start: int
    end: int
    kind: str  # "number", "word" or "sign"


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text`` between two offsets, which are offsets in the whole text. Takes linear time."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(match[0], match.start(), match.end(), match.lastgroup or "") for match in found]


def low(tokens: Sequence[Token], at: int) -> str:
    """A token in small letters, or nothing where there is none."""
    return tokens[at].text.lower() if 0 <= at < len(tokens) else ""


def glued(tokens: Sequence[Token], i: int) -> bool:
    """Whether token ``i`` follows the one before it without a blank."""
    return 0 < i < len(tokens) and tokens[i].start == tokens[i - 1].end
