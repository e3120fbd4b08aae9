"""What a bare number counts where its subject says so.

Such as "the number of pupils rose to 60" and "laborers in the north, whose number exceeds 100,000".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.domain.units import DIMENSIONLESS, Unit
from service.reading.context.measured import LEVELS, RISES
from service.reading.context.place import Place
from service.reading.mention import Form
from service.reading.span import Span
from service.reading.token import Token
from service.reading.units.nouns import Phrase, noun_phrase
from service.reading.units.plurals import is_plural, singular_compound
from service.reading.units.rates import counted_unit

_BACK: Final = 32
_LINKS: Final = frozenset({"to", "at", "from", "by", "about", "nearly", "only", "just", "already", "now", "some"})


def numbered(tokens: Sequence[Token], place: Place) -> tuple[Span, Unit] | None:
    """The things that a number is the number of, as printed, and their unit.

    Silent for a number with a unit, for one that is no count, and where no verb joins it to "number".
    """
    mention = place.mention
    if mention.figure.unit != DIMENSIONLESS or mention.thing is not None or mention.form in {Form.FRACTION, Form.TIMES}:
        return None
    verb = place.first
    while verb > place.sentence.start and place.first - verb < 4 and tokens[verb].text not in RISES | LEVELS:
        verb -= 1
    if tokens[verb].text not in RISES | LEVELS or any(
        tokens[at].text not in _LINKS for at in range(verb + 1, place.first)
    ):
        return None
    for at in range(verb - 1, max(place.before, verb - _BACK) - 1, -1):
        if tokens[at].text.casefold() == "number":
            phrase = _things(tokens, at, place.sentence.start)
            unit = None if phrase is None else counted_unit(phrase.head)
            return None if phrase is None or unit is None else (phrase.span, unit)
        if tokens[at].text in RISES | LEVELS:
            return None
    return None


def _things(tokens: Sequence[Token], number: int, lo: int) -> Phrase | None:
    if number + 2 < len(tokens) and tokens[number + 1].text == "of":
        the = tokens[number + 2].text in {"the", "its", "their", "these"}
        return noun_phrase(tokens, number + 2 + the)
    if number - 2 <= lo or tokens[number - 1].text != "whose":
        return None
    for at in range(number - 2, max(lo, number - 9) - 1, -1):
        token = tokens[at]
        if token.kind == "word" and token.text.islower() and is_plural(token.text):
            return Phrase(Span(token.start, token.end), at, at + 1, singular_compound(token.text))
    return None
