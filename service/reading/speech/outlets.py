"""The outlet or the source that is named in brackets at the end of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.dates.names import MONTHS
from service.reading.span import Span
from service.reading.token import Token

_LOOK: Final = 24
_MONTHS: Final = frozenset(name.title() for name in MONTHS)


def outlet_in(tokens: Sequence[Token], lo: int, hi: int) -> tuple[Span, Span] | None:
    """Where an outlet with a date, or a source, stands at the end of a sentence, and where the brackets do.

    Such as "(Khabar TV, September 27)." and "(Source: Eurostat)". The tokens of the sentence are from ``lo`` to ``hi``.
    """
    close = next((at for at in range(hi - 1, max(lo, hi - 3) - 1, -1) if tokens[at].text == ")"), None)
    if close is None:
        return None
    opening = next((at for at in range(close - 1, max(lo, close - _LOOK) - 1, -1) if tokens[at].text == "("), None)
    if opening is None or close - opening < 2:
        return None
    first, after = opening + 1, close
    if tokens[first].text.casefold() == "source" and tokens[first + 1].text == ":":
        first += 2
    else:
        comma = next((at for at in range(first, close) if tokens[at].text == ","), None)
        if comma is None or not _is_day(tokens[comma + 1 : close]):
            return None
        after = comma
    if first < after and tokens[first].text[0].isupper() and all(each.kind != "number" for each in tokens[first:after]):
        return (
            Span(tokens[first].start, tokens[after - 1].end),
            Span(tokens[opening].start, tokens[close].end),
        )
    return None


def _is_day(tokens: Sequence[Token]) -> bool:
    """Whether tokens are nothing but a day or a month: a place and a year in brackets are no outlet."""
    return (
        0 < len(tokens) <= 6
        and any(each.text in _MONTHS for each in tokens)
        and all(each.text in _MONTHS or each.kind == "number" or each.text in {",", ".", "-", "–"} for each in tokens)
    )
