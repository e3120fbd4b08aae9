"""The figures of a text, for tests of what the words around them say."""

from __future__ import annotations

from service.domain.period import parse_period
from service.reading.mention import Mention
from service.reading.read import read


def mentions_of(text: str, *, date: str | None = "2004-09-29") -> tuple[Mention, ...]:
    """The mentions of a text that was written on a date."""
    return read(text, date=None if date is None else parse_period(date)).mentions
