"""Days, years and stretches of the calendar that no date of the document resolves, so that they are no quantities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.dates.names import MONTHS
from service.reading.mention import Kind
from service.reading.token import MINUS, Token, glued, low
from service.reading.units.unit_read import UnitRead

# In front of a number of tens they make it a decade: "the 20s", "her late 40s".
_BEFORE_DECADE: Final = frozenset("the his her their my your our early late mid - ’ '".split())


def stretch(tokens: Sequence[Token], first: int, _after: int, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A period told by its length and its end: "the three months to June", "the 26 weeks ended March 30"."""
    if unit is None or low(tokens, unit.after) not in {"to", "ended", "ending", "through"}:
        return None
    place = unit.after + 1
    place += place + 1 < len(tokens) and tokens[place].kind == "number"  # "to 30 September"
    month = low(tokens, place) in MONTHS and tokens[place].text[0].isupper()
    return (Kind.DATE, place + 1) if month and low(tokens, first - 1) in {"the", "first", "last"} else None


def calendar(tokens: Sequence[Token], first: int, after: int, unit: UnitRead | None) -> tuple[Kind, int] | None:
    """A day of a month, or a decade, where no date of the document resolves it: "September 27", "the 1990s"."""
    text = tokens[first].text
    if not text.isdecimal() or after != first + 1:
        return None
    if low(tokens, after) == "s" and glued(tokens, after) and text.endswith("0"):
        decade = len(text) == 4 or (len(text) == 2 and low(tokens, first - 1) in _BEFORE_DECADE)
        return (Kind.YEAR, after + 1) if decade else None
    if unit is None and 2 < len(text) < 5 and (_is_era(tokens, first, after) or _is_old_year(tokens, first)):
        return Kind.YEAR, after
    if len(text) > 2 or not 0 < int(text) < 32:
        return None
    dot = low(tokens, first - 1) == "."
    month = tokens[first - 1 - dot] if first > dot else None
    place = after
    if low(tokens, after) in MINUS and tokens[after + 1 : after + 2] and tokens[after + 1].text.isdecimal():
        place = after + 2
    if month is not None and month.text.lower() in MONTHS and month.text[0].isupper():
        return (Kind.DATE, place) if unit is None or unit.thing is not None else None
    following = place + (low(tokens, place) == "of")
    if low(tokens, following) in MONTHS and tokens[following].text[0].isupper():
        return Kind.DATE, following + 1
    return None


def _is_era(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Whether "A.D." or "BC" stands beside a number: in words of their own, as "ABBEY ROAD" ends in the letters too."""
    before = [token.text for token in tokens[max(0, first - 4) : first]]
    behind = [token.text for token in tokens[after : after + 4]]
    return any(era == before[-len(era) :] or era == behind[: len(era)] for era in _ERAS)


_ERAS: Final = (["AD"], ["BC"], ["CE"], ["BCE"], ["A", ".", "D", "."], ["B", ".", "C", "."])


def _is_old_year(tokens: Sequence[Token], first: int) -> bool:
    """Whether four digits from the year 1000 on stand where a year does, too long ago to be read as a date."""
    before = low(tokens, first - 1)
    paired = before == "and" and len(tokens[first - 2].text) == 4 and low(tokens, first - 3) in {"between", "."}
    return len(tokens[first].text) == 4 and tokens[first].text[0] == "1" and (before in {"in", "since"} or paired)
