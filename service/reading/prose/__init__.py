"""Checks that follow from what stands together in a text.

A rule looks at the words between figures and not at their values: what the values should be is for the engine to say.
Values only ever make one silent, where they fit another reading of the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from service.domain.period import Period
from service.reading.mention import Reading
from service.reading.prose.changes import changes
from service.reading.prose.conversions import conversions
from service.reading.prose.counts import shares_of_counts, shares_of_these
from service.reading.prose.exchange import exchanges
from service.reading.prose.found import Found
from service.reading.prose.lifetimes import lifetimes, years_ago
from service.reading.prose.line import lines_of
from service.reading.prose.listed import shares
from service.reading.prose.multiples import multiples
from service.reading.prose.order import order
from service.reading.prose.parts import divisions, parts
from service.reading.prose.price_times import price_times
from service.reading.prose.repeats import repeats
from service.reading.prose.rules import RULES, Rule
from service.reading.prose.totals import totals

__all__ = ["RULES", "Rule", "discover_in"]

_IN_SENTENCES = (
    conversions,
    shares_of_counts,
    changes,
    multiples,
    shares,
    totals,
    parts,
    divisions,
    lifetimes,
    price_times,
    order,
)


def discover_in(reading: Reading, *, text: str | None = None, date: Period | None = None) -> Iterator[Found]:
    """The checks of a reading, sentence by sentence.

    ``text`` is what was read, where that is not the text of the reading but has marks blanked out; ``date`` when it is
    of. Takes time in proportion to the text, and gives a bounded number of checks for each mention.
    """
    lines = list(lines_of(reading, text))
    for line in lines:
        for rule in _IN_SENTENCES:
            yield from rule(line)
    for before, line in pairwise(lines):
        yield from shares_of_these(line, before)
    yield from exchanges(lines)
    yield from repeats(lines)
    yield from years_ago(reading, reading.text if text is None else text, date)
