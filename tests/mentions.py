"""The figures of a sentence as mentions, for tests of what the words around them say.

Only plain numbers in digits are taken, so that such a test does not fail for how numerals are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from service.domain.figure import Figure
from service.domain.period import parse_period
from service.domain.units import DIMENSIONLESS
from service.reading.context import in_context
from service.reading.mention import Mention
from service.reading.periods import periods_in
from service.reading.sentences import sentences
from service.reading.span import Span
from service.reading.token import tokens_of
from service.reading.units import unit_of


def mentions_of(
    text: str, *, date: str | None = "2004-09-29", movements: Sequence[tuple[int, int]] = ()
) -> list[Mention]:
    """The mentions of a paragraph, all numbers but those of dates, with what is said around them."""
    tokens = tokens_of(text)
    parts = list(sentences(text, Span(0, len(text))))
    at = None if date is None else parse_period(date)
    dates = periods_in(tokens, at)
    found = []
    for number, token in enumerate(tokens):
        span = Span(token.start, token.end)
        if token.kind != "number" or any(each.span.meets(span) for each in dates):
            continue
        read = unit_of(tokens, number, number + 1)
        unit = span if read is None else read.span
        found.append(
            Mention(
                figure=Figure(
                    value=Decimal(token.text.replace(",", "")), unit=DIMENSIONLESS if read is None else read.unit
                ),
                number=span,
                expression=Span(min(span.start, unit.start), max(span.end, unit.end)),
                sentence=next(at for at, part in enumerate(parts) if part.meets(span)),
                unit=None if read is None else read.span,
                thing=None if read is None else read.thing,
                base=None if read is None else read.base,
            )
        )
    return in_context(text, tokens, parts, found, movements=movements, dates=dates, date=at)
