"""What a number counts: "12 second-hand bikes", "thousands of students", "a 12 page document"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.domain.errors import Malformed
from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.reading.span import Span
from service.reading.token import HYPHENS, Token
from service.reading.units.base import base_after, base_of_part, several_after
from service.reading.units.nouns import Phrase, ends_phrase, noun_phrase, word_at
from service.reading.units.plurals import is_plural, singular
from service.reading.units.rates import counted_unit, divided, rates_at
from service.reading.units.unit_read import UnitRead
from service.reading.units.vocabulary import named_at
from service.reading.words import words_of

_NEAR: Final = 20
_FURTHER: Final = frozenset({"more", "other", "fewer", "further", "extra"})


def is_one(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number in front of token ``i`` is one."""
    before = tokens[i - 1]
    if before.text.lower() not in {"one", "1"}:
        return False
    return not (i > 1 and tokens[i - 2].text in HYPHENS | {"."} and tokens[i - 2].end == before.start)


def is_part(tokens: Sequence[Token], i: int) -> bool:
    """Whether a part of a whole ends with token ``i``: "half", "two-thirds", "3/4"."""
    if tokens[i].kind == "number":
        return (
            i > 1
            and tokens[i - 1].text in {"/", "⁄"}
            and tokens[i - 2].kind == "number"
            and tokens[i].start - tokens[i - 2].end == 1
        )
    return tokens[i].text.lower() in words_of("fractions.txt")


def proportion(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """What stands behind "one in five" or "nine out of ten": what that is the share of."""
    phrase = noun_phrase(tokens, i)
    if phrase is None:
        return None
    end = tokens[i - 1].end
    return UnitRead(DIMENSIONLESS, Span(end, end), i, base=phrase.span)


def several(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """What is counted behind "of" at token ``i``: "thousands of students", "one of the best speakers"."""
    part = is_part(tokens, i - 1)
    phrase = None if part else several_after(tokens, i)
    if phrase is None:
        # "half of the voters": nothing is counted, but what it is a share of is told.
        base = base_of_part(tokens, i) if part else base_after(tokens, i)
        return UnitRead(DIMENSIONLESS, Span(tokens[i].start, tokens[i].start), i, base=base.span) if base else None
    unit = counted_unit(phrase.head)
    if unit is None:
        return None
    span = Span(tokens[i].start, phrase.span.end)
    return UnitRead(unit, span, phrase.after, thing=phrase.span)


def counted(tokens: Sequence[Token], i: int, start: int, *, hyphen: bool) -> UnitRead | None:
    """What is counted: a noun phrase in the plural, or a noun in the singular in front of another."""
    one = not hyphen and is_one(tokens, i)
    if tokens[i].text.lower() == "times":
        # "6.5 times earnings": how often, whatever follows.
        unit = counted_unit("time")
        return UnitRead(unit, Span(tokens[i].start, tokens[i].end), i + 1) if unit else None
    if tokens[i].text.lower() in _FURTHER and not hyphen:
        # "1,000 more jobs"
        i += 1
        if i >= len(tokens):
            return None
    if tokens[i].text in {'"', "“", "‘", "'"} and tokens[i].start > tokens[i - 1].end:
        # 'some 30 "volunteers"'
        i += 1
    phrase = None if hyphen else _sized(tokens, i) or noun_phrase(tokens, i, one=one)
    adjective = False
    if phrase is None:
        phrase = _counted_adjective(tokens, i, hyphen=hyphen)
        adjective = phrase is not None
    if phrase is None:
        return _casualties(tokens, i)
    if _are_of_percent(tokens, phrase):
        return UnitRead(parse_unit("percentage point"), Span(tokens[start].start, phrase.span.end), phrase.after)
    unit = _measure_counted(tokens, phrase) or counted_unit(phrase.head)
    if unit is None:
        return None
    after = phrase.after
    rate = rates_at(tokens, after)
    if rate is None and (of := base_after(tokens, after)) is not None:
        rate = rates_at(tokens, of.after)  # "eight glasses of water a day"
    base = None
    if rate is not None:
        unit, after, base = divided(unit, rate), rate.after, rate.base
    return UnitRead(
        unit,
        Span(tokens[start].start, tokens[after - 1].end),
        after,
        thing=phrase.span if unit.dimension else None,
        base=base,
        alternatives=("percentage point",) if rate is None and _may_be_of_percent(tokens, i, phrase) else (),
        adjective=adjective,
    )


def _measure_counted(tokens: Sequence[Token], phrase: Phrase) -> Unit | None:
    """The unit of time or money that a phrase ends with: "five consecutive days", "20 new lira"."""
    if phrase.after == phrase.first + 1:
        return None
    named = named_at(tokens, phrase.after - 1)
    if named is None or named.after != phrase.after or named.sense.symbol or named.sense.weak:
        return None
    unit = parse_unit(named.sense.expression)
    return unit if unit.dimension == (("time", 1),) or unit.currencies else None


def _casualties(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """People by what became of them: "left 20 dead and 30 injured"."""
    if i >= len(tokens) or tokens[i].text.lower() not in words_of("casualties.txt"):
        return None
    if i + 1 < len(tokens) and tokens[i + 1].kind == "word" and not ends_phrase(tokens[i + 1].text):
        return None
    span = Span(tokens[i].start, tokens[i].end)
    return UnitRead(parse_unit("person"), span, i + 1, thing=span)


def _sized(tokens: Sequence[Token], i: int) -> Phrase | None:
    """Things with a size of their own that no hyphen joins: "2 million 9 litre cases"."""
    if i + 1 >= len(tokens) or tokens[i].kind != "number" or is_plural(tokens[i + 1].text):
        return None
    phrase = noun_phrase(tokens, i + 1)
    if phrase is None or phrase.after == i + 2 or named_at(tokens, i + 1) is None:
        return None
    return phrase._replace(span=Span(tokens[i].start, phrase.span.end), first=i)


def _are_of_percent(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether points lead to or from a percentage: "dropped 7 points to 38%"."""
    if phrase.head.lower() != "point" or phrase.after > phrase.first + 1:
        return False
    words = [token.text.lower() for token in tokens[phrase.after : phrase.after + 3]]
    return len(words) == 3 and words[0] in {"to", "from"} and words[2] in {"%", "percent", "per", "pc"}


def _may_be_of_percent(tokens: Sequence[Token], i: int, phrase: Phrase) -> bool:
    """Whether bare "points" stand near a percentage, so that points of a percentage may be meant."""
    if phrase.head.lower() != "point" or phrase.after > i + 1:
        return False
    near = tokens[max(0, i - _NEAR) : i + _NEAR]
    return any(token.text == "%" or token.text.lower() in {"percent", "cent", "pc", "poll", "polls"} for token in near)


def _counted_adjective(tokens: Sequence[Token], i: int, *, hyphen: bool) -> Phrase | None:
    """A noun in the singular that a number and it make an adjective: "11-member", "12 page document"."""
    word = word_at(tokens, i)
    if word is None or word.possessive:
        return None
    if hyphen:
        text = tokens[i].text
        lowered = text.lower()
        if lowered in words_of("closed_class.txt") or lowered in words_of("not_counted.txt"):
            return None
        if len(text) == 1 or (lowered.endswith(("ed", "ish", "fold", "al", "ly")) and not _is_thing(lowered)):
            return None
        return Phrase(Span(tokens[i].start, tokens[i].end), i, i + 1, singular(text))
    if word.text.lower() not in words_of("counted.txt"):
        return None
    return Phrase(Span(tokens[i].start, tokens[word.after - 1].end), i, word.after, word.text)


def _is_thing(word: str) -> bool:
    """Whether a word is known for something that is counted: "1,000-bed hospital", "two-goal lead"."""
    try:
        return parse_unit(word).counted
    except Malformed:
        return False
