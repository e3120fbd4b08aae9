"""Units of measurement, shares and money behind a number: "km/h", "per cent", "tenge", "-year-old", 25.5″."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.domain.units import parse_unit
from service.reading.span import Span
from service.reading.token import HYPHENS, Token
from service.reading.units.ages import age_behind
from service.reading.units.base import base_after
from service.reading.units.counted import is_one
from service.reading.units.money import Settled, is_amount, is_front, is_guarded, resolve
from service.reading.units.nouns import noun_phrase, word_at
from service.reading.units.plurals import is_plural
from service.reading.units.rates import all_divided, beyond_brackets, divided, powered_at, rates_at
from service.reading.units.unit_read import UnitRead
from service.reading.units.vocabulary import Named, Sense, named_at
from service.reading.words import words_of

# Abbreviations that are units only when nothing parts them from the number ("27in", "45c", "1.5s").
_ADJACENT: Final = frozenset({"in", "c", "d", "us", "″", "′"})
# Letters that touch the number in other writings ("4K", "5M", "3T"): units only when a blank parts them from it.
_APART: Final = frozenset("K M T B H".split())
_JOINED: Final = frozenset("old olds long thick wide high tall deep a an per plus".split())
_AGES: Final = frozenset({"year", "month", "week", "day", "hour"})
_MARKS: Final = {'"': "inch", "”": "inch", "'": "foot", "’": "foot"}
# So far back a quotation is looked for that a mark may close.
_LOOK_BACK: Final = 60


def measured(tokens: Sequence[Token], i: int, start: int, settled: Settled, *, hyphen: bool) -> UnitRead | None:
    """A percentage, a unit of measurement or money, with its power and rate."""
    named = named_at(tokens, i)
    if named is not None and not _is_meant(tokens, i, named, hyphen=hyphen):
        return None
    powered = powered_at(tokens, i)
    if named is not None and (powered is None or powered[1] <= named.after or named.sense.money):
        sense = resolve(named.sense, tokens, i, settled)
        unit, after = parse_unit(sense.expression), named.after
    elif powered is not None:
        sense = Sense("")
        unit, after = powered
    else:
        return None
    age = age_behind(tokens, after) if sense.expression in _AGES else None
    if age is not None:
        return UnitRead(unit, Span(tokens[start].start, tokens[age - 1].end), age, adjective=hyphen, age=True)
    rate = rates_at(tokens, after, money=sense.money) or (beyond_brackets(tokens, after) if sense.money else None)
    alternatives = sense.alternatives
    base = None
    if rate is not None:
        over = divided(unit, rate)
        if over != unit:
            unit, after, base = over, max(after, rate.after), rate.base
            alternatives = all_divided(alternatives, rate)
    phrase = base_after(tokens, after)
    share = not unit.dimension
    end = after
    if phrase is not None and not share and rate is None and (late := rates_at(tokens, phrase.after)) is not None:
        # "5 litres of milk a day"
        unit, end = divided(unit, late), late.after
        alternatives = all_divided(alternatives, late)
    adjective = hyphen or _is_adjective(tokens, i, after, sense)
    return UnitRead(
        unit,
        Span(tokens[start].start, tokens[end - 1].end),
        end,
        thing=phrase.span if phrase and not share and base is None else None,
        base=phrase.span if phrase and share else base,
        alternatives=alternatives,
        adjective=adjective,
    )


def _is_meant(tokens: Sequence[Token], i: int, named: Named, *, hyphen: bool) -> bool:
    """Whether a name is one of a unit where it stands."""
    token, after = tokens[i], named.after
    text = token.text
    behind = tokens[after] if after < len(tokens) else None
    touches = behind is not None and behind.start == tokens[after - 1].end
    if named.sense.weak and not hyphen and not _is_sure(tokens, i, named):
        return False
    if not named.sense.symbol:
        # "five year-end reviews": the name belongs to another word.
        return hyphen or not touches or behind is None or behind.text not in HYPHENS or _goes_on(tokens, after + 1)
    if text in _ADJACENT and (token.start != tokens[i - 1].end or tokens[i - 1].kind != "number"):
        return False
    if text == "s" and token.start == tokens[i - 1].end and "." not in tokens[i - 1].text:
        # "the 1990s", "two Model 3s"
        return False
    if text in _APART and token.start == tokens[i - 1].end:
        return False
    if named.sense.money and is_front(tokens, named):
        return False
    if named.sense.money and is_guarded(text) and not is_amount(tokens, i - 1):
        return False
    if len(text) > 1 or not text.isalpha():
        return True
    if touches and behind is not None and behind.text in {"-", "&", "'", "’"}:
        return False
    if touches and behind is not None and behind.text == ".":
        return not _initial(tokens, after + 1)
    # "5 A levels"
    return token.start == tokens[i - 1].end or text != "A" or noun_phrase(tokens, after) is None


def _is_sure(tokens: Sequence[Token], i: int, named: Named) -> bool:
    """Whether a name that is seldom one of a unit in the singular is one here: no noun follows, or digits precede."""
    text = tokens[i].text.lower()
    if text in {"won", "sum"}:
        return is_amount(tokens, i - 1)
    if text == "second":
        return tokens[i - 1].kind == "number" or tokens[i - 1].text.lower() in {"a", "an"}
    word = word_at(tokens, named.after)
    return word is None or word.text.lower() in words_of("closed_class.txt")


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether what a hyphen joins to the name of a unit still tells of the unit: "a 10 year-old car"."""
    return i < len(tokens) and tokens[i].text.lower() in _JOINED


def _initial(tokens: Sequence[Token], i: int) -> bool:
    """Whether a letter with a dot of its own comes next: "J.P.", "p.m."."""
    return i + 1 < len(tokens) and len(tokens[i].text) == 1 and tokens[i].text.isalpha() and tokens[i + 1].text == "."


def _is_adjective(tokens: Sequence[Token], i: int, after: int, sense: Sense) -> bool:
    """Whether a unit in the singular stands in front of a noun: "a 750 meter swim"."""
    if sense.symbol or tokens[i].kind != "word" or is_plural(tokens[after - 1].text) or is_one(tokens, i):
        return False
    word = word_at(tokens, after)
    return word is not None and word.text.lower() not in words_of("closed_class.txt")


def sides(tokens: Sequence[Token], i: int, settled: Settled) -> UnitRead | None:
    """Of two or three sides the last has the unit of all: "30 x 40 feet". The unit is read, but stands further on."""
    place = i
    for _ in range(2):
        if place + 1 >= len(tokens) or tokens[place].text.lower() not in {"x", "×", "by"}:
            break
        if tokens[place + 1].kind != "number":
            return None
        place += 2
    last = measured(tokens, place, place, settled, hyphen=False) if place < len(tokens) else None
    if last is None or last.unit.dimension != (("length", 1),):
        return None
    end = tokens[i - 1].end
    return UnitRead(last.unit, Span(end, end), i, alternatives=last.alternatives)


def quoted(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """Inches and feet written with a quotation mark, when no quotation is open that it could close."""
    token = tokens[i]
    unit = _MARKS.get(token.text)
    if unit is None or token.start != tokens[i - 1].end or tokens[i - 1].kind != "number":
        return None
    after = i + 1
    if after < len(tokens) and tokens[after].start == token.end:
        if tokens[after].kind == "word":
            return None
        if tokens[after].text == token.text and unit == "foot":
            unit, after = "inch", after + 1
    if _is_open(tokens, i):
        return None
    return UnitRead(parse_unit(unit), Span(token.start, tokens[after - 1].end), after)


def _is_open(tokens: Sequence[Token], i: int) -> bool:
    """Whether the mark at token ``i`` can close a quotation that one of the tokens before it has opened."""
    mark = tokens[i].text
    opening = {"”": "“", "’": "‘"}.get(mark, mark)
    opened = False
    for k in range(max(0, i - _LOOK_BACK), i):
        text = tokens[k].text
        if text not in {mark, opening}:
            continue
        if k and tokens[k - 1].kind == "number" and tokens[k - 1].end == tokens[k].start and not opened:
            # Inches or feet themselves.
            continue
        opened = not opened if opening == mark else text == opening
    return opened
