"""What a lint tells of a text, in a form that tests can be read in."""

from __future__ import annotations

from service.domain.period import parse_period
from service.reading.lint import lint


def told(text: str, *, date: str | None = None) -> list[str]:
    """Each finding as its severity, its rule and the words it points at: "error age: born in 1950 …"."""
    found = lint(text, date=None if date is None else parse_period(date)).findings
    return [f"{each.severity} {each.found.rule}: {each.found.at.of(text)}" for each in found]


def checks(text: str, *, date: str | None = None) -> int:
    """How many checks were found in a text, whatever came of them."""
    return lint(text, date=None if date is None else parse_period(date)).counts["total"]
