"""The unit of a number: what stands in front of it and behind it, and what is counted.

:func:`unit_of` is the whole of it; :func:`unit_before` and :func:`unit_after` are its two sides. Nothing here looks
further than a few tokens, so reading a unit takes a bounded time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.domain.errors import Malformed
from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.reading.base import base_after
from service.reading.money import UNSETTLED, Settled, is_amount, is_guarded, resolve, settled_by, sign_before
from service.reading.nouns import Phrase, Word, is_plural, noun_phrase, singular, word_at
from service.reading.rates import Rate, counted_unit, powered_at, rate_at
from service.reading.span import Span
from service.reading.token import Token
from service.reading.vocabulary import Named, Sense, named_at
from service.reading.words import words_of

__all__ = ["UNSETTLED", "Settled", "UnitRead", "settled_by", "unit_after", "unit_before", "unit_of"]

_HYPHENS: Final = frozenset("-‑–")
# Abbreviations that are units only when nothing parts them from the number ("27in", "45c", "1.5s").
_ADJACENT: Final = frozenset({"in", "c", "s", "d", "″", "′"})
_JOINED: Final = frozenset("old olds long thick wide high tall deep a an per plus".split())
_OLD: Final = frozenset({"old", "olds"})
# Behind a dollar sign they say whose dollar it is: "$500 US".
_WHOSE_DOLLAR: Final = {
    "US": "USD", "Canadian": "CAD", "Cdn": "CAD", "Australian": "AUD", "Aus": "AUD", "NZ": "NZD", "HK": "HKD",
}  # fmt: skip


class UnitRead(NamedTuple):
    """A unit in a text.

    ``after`` is the token behind it. ``thing`` is what is counted, with its adjectives, or what an amount is of ("34
    kilos of heroin"); ``base`` what a share or a rate is of. ``alternatives`` are other units that the words may mean.
    ``adjective``: it stands in front of a noun ("4,900-kilometer border"). ``age``: it is an age ("27-year-old").
    """

    unit: Unit
    span: Span
    after: int
    thing: Span | None = None
    base: Span | None = None
    alternatives: tuple[str, ...] = ()
    adjective: bool = False
    age: bool = False


def unit_of(tokens: Sequence[Token], first: int, after: int, settled: Settled = UNSETTLED) -> UnitRead | None:
    """The unit of the number from token ``first`` up to ``after``, from both its sides.

    The span reaches from the sign in front to the end of what stands behind, over the number where it lies between.
    """
    before = unit_before(tokens, first, settled)
    if before is None:
        return unit_after(tokens, after, settled)
    return _money_before(tokens, before, after, settled)


def _money_before(tokens: Sequence[Token], before: UnitRead, after: int, settled: Settled) -> UnitRead:
    """Money whose sign stands in front: behind the number its name again, or whose it is, and a rate."""
    read = before
    end, place = tokens[after - 1].end, after
    if after < len(tokens):
        whose = _WHOSE_DOLLAR.get(tokens[after].text)
        named = named_at(tokens, after)
        if "USD" in (str(read.unit), *read.alternatives) and whose and (named is None or not named.sense.money):
            read = read._replace(unit=parse_unit(whose), alternatives=())
            place = after + 1
        elif tokens[after].text == "U" and [token.text for token in tokens[after : after + 4]] == ["U", ".", "S", "."]:
            read = read._replace(unit=parse_unit("USD"), alternatives=())
            place = after + 4
        elif named is not None and named.sense.money and not (named.sense.symbol and _is_front(tokens, named)):
            sense = resolve(named.sense, tokens, after, settled)
            unit = parse_unit(sense.expression)
            if unit.currencies and (unit != read.unit or not sense.alternatives):
                read = read._replace(unit=unit, alternatives=sense.alternatives)
            place = named.after
    end = tokens[place - 1].end
    rate = rate_at(tokens, place, money=True) or _beyond_brackets(tokens, place)
    base = None
    if rate is not None:
        read = read._replace(unit=_divided(read.unit, rate), alternatives=_all_divided(read.alternatives, rate))
        if rate.after > place:
            end, place = tokens[rate.after - 1].end, rate.after
        base = rate.base
    thing = base_after(tokens, place) if base is None else None
    return read._replace(span=Span(before.span.start, end), after=place, base=base, thing=thing.span if thing else None)


def _is_front(tokens: Sequence[Token], named: Named) -> bool:
    """Whether a sign of money stands in front of a number of its own."""
    return (
        named.after < len(tokens)
        and tokens[named.after].kind == "number"
        and tokens[named.after].start == tokens[named.after - 1].end
    )


def unit_before(tokens: Sequence[Token], i: int, settled: Settled = UNSETTLED) -> UnitRead | None:
    """The money whose sign or code stands in front of the number that starts at token ``i``."""
    found = sign_before(tokens, i)
    if found is None:
        return None
    sense, first = found
    bracketed = first > 0 and tokens[first - 1].text in {"(", "["}
    sense = resolve(sense, tokens, first, settled, conversion=bracketed)
    span = Span(tokens[first].start, tokens[i - 1].end)
    return UnitRead(parse_unit(sense.expression), span, i, alternatives=sense.alternatives)


def unit_after(tokens: Sequence[Token], i: int, settled: Settled = UNSETTLED) -> UnitRead | None:
    """The unit or the thing counted that starts at token ``i``, right behind a number; ``None`` where there is none."""
    if i >= len(tokens) or i < 1:
        return None
    start = i
    hyphen = tokens[i].text in _HYPHENS and tokens[i].start == tokens[i - 1].end
    if hyphen:
        i += 1
        if i >= len(tokens):
            return None
    if tokens[i].text.lower() == "of" and not hyphen:
        return _of(tokens, i, settled)
    return (
        _measured(tokens, i, start, settled, hyphen=hyphen)
        or _quoted(tokens, i)
        or _per(tokens, i)
        or _counted(tokens, i, start, hyphen=hyphen)
    )


def _of(tokens: Sequence[Token], i: int, settled: Settled) -> UnitRead | None:
    """Behind "of": "dozens of miles", "thousands of students", "one of the best speakers"."""
    if i + 1 < len(tokens) and tokens[i + 1].kind == "word":
        measured = _measured(tokens, i + 1, i, settled, hyphen=False)
        if measured is not None:
            return measured
    phrase = base_after(tokens, i)
    if phrase is None or not is_plural(tokens[phrase.after - 1].text):
        # "half of the population": what it is of, but nothing is counted.
        return UnitRead(DIMENSIONLESS, Span(tokens[i].start, tokens[i].start), i, base=phrase.span) if phrase else None
    unit = counted_unit(phrase.head)
    if unit is None:
        return None
    span = Span(tokens[i].start, phrase.span.end)
    return UnitRead(unit, span, phrase.after, thing=phrase.span)


def _measured(tokens: Sequence[Token], i: int, start: int, settled: Settled, *, hyphen: bool) -> UnitRead | None:
    """A percentage, a unit of measurement or money, with its power and rate."""
    named = named_at(tokens, i)
    if named is not None and not _is_meant(tokens, i, named, hyphen=hyphen):
        named = None
    powered = powered_at(tokens, i)
    if named is None and (powered is None or tokens[i].text in {"in", "s", "d", "c"} or named_at(tokens, i)):
        return None
    sense = resolve(named.sense, tokens, i, settled) if named else Sense("")
    unit, after = (
        powered if powered and not sense.money else (parse_unit(sense.expression), named.after if named else i)
    )
    if sense.expression and named is not None and after == named.after:
        unit = parse_unit(sense.expression)
    elif named is None or after > named.after:
        sense = sense._replace(alternatives=())
    age = _age(tokens, after, sense)
    if age is not None:
        return UnitRead(unit, Span(tokens[start].start, tokens[age - 1].end), age, adjective=hyphen, age=True)
    rate = rate_at(tokens, after, money=sense.money) or (_beyond_brackets(tokens, after) if sense.money else None)
    alternatives = sense.alternatives
    base = None
    if rate is not None:
        divided = _divided(unit, rate)
        if divided != unit:
            unit, after, base = divided, max(after, rate.after), rate.base
            alternatives = _all_divided(alternatives, rate)
    phrase = base_after(tokens, after)
    share = not unit.dimension
    adjective = hyphen or _is_adjective(tokens, i, after, sense)
    return UnitRead(
        unit,
        Span(tokens[start].start, tokens[after - 1].end),
        after,
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
        return hyphen or not touches or behind is None or behind.text not in _HYPHENS or _goes_on(tokens, after + 1)
    if text in _ADJACENT and (token.start != tokens[i - 1].end or tokens[i - 1].kind != "number"):
        return False
    if named.sense.money and _is_front(tokens, named):
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
    if text == "won":
        return is_amount(tokens, i - 1)
    if text == "second":
        return tokens[i - 1].kind == "number"
    word = word_at(tokens, named.after)
    return word is None or word.text.lower() in words_of("closed_class.txt")


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether what a hyphen joins to the name of a unit still tells of the unit: "a 10 year-old car"."""
    return i < len(tokens) and tokens[i].text.lower() in _JOINED


def _initial(tokens: Sequence[Token], i: int) -> bool:
    """Whether a letter with a dot of its own comes next: "J.P.", "p.m."."""
    return i + 1 < len(tokens) and len(tokens[i].text) == 1 and tokens[i].text.isalpha() and tokens[i + 1].text == "."


def _age(tokens: Sequence[Token], i: int, sense: Sense) -> int | None:
    """The token behind "-old", "years old" or "years of age" when token ``i`` follows a unit of time."""
    if sense.expression not in {"year", "month", "week", "day", "hour", "minute"}:
        return None
    words = [token.text.lower() for token in tokens[i : i + 2]]
    if words[:1] == ["-"] and words[1:] and words[1] in _OLD:
        return i + 2
    if words[:1] and words[0] in _OLD:
        return i + 1
    return i + 2 if words == ["of", "age"] else None


def _is_adjective(tokens: Sequence[Token], i: int, after: int, sense: Sense) -> bool:
    """Whether a unit in the singular stands in front of a noun: "a 750 meter swim"."""
    if sense.symbol or tokens[i].kind != "word" or is_plural(tokens[after - 1].text) or _is_one(tokens, i):
        return False
    word = word_at(tokens, after)
    return word is not None and word.text.lower() not in words_of("closed_class.txt")


def _divided(unit: Unit, rate: Rate) -> Unit:
    """The unit by the rate; itself where the domain has no such unit (degrees of temperature don't divide)."""
    try:
        return unit / rate.by
    except Malformed:
        return unit


def _all_divided(alternatives: tuple[str, ...], rate: Rate) -> tuple[str, ...]:
    return tuple(str(_divided(parse_unit(other), rate)) for other in alternatives)


def _beyond_brackets(tokens: Sequence[Token], i: int) -> Rate | None:
    """The rate behind a conversion in brackets, which is one of both: "9 billion shekels ($2.4 billion) a year"."""
    if i < len(tokens) and tokens[i].text == "(":
        closing = next((k for k in range(i + 1, min(i + 9, len(tokens))) if tokens[k].text == ")"), None)
    else:
        closing = i if i < len(tokens) and tokens[i].text == ")" else None
    if closing is None or closing + 1 >= len(tokens) or tokens[closing + 1].text.lower() not in {"a", "an", "per"}:
        return None
    rate = rate_at(tokens, closing + 1)
    return Rate(rate.by, i) if rate is not None else None


def _quoted(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """Inches written with a straight quotation mark, when no quotation is open that it could close."""
    token = tokens[i]
    if token.text != '"' or token.start != tokens[i - 1].end or tokens[i - 1].kind != "number":
        return None
    if sum(other.text == '"' for other in tokens[max(0, i - 60) : i]) % 2:
        return None
    return UnitRead(parse_unit("inch"), Span(token.start, token.end), i + 1)


def _per(tokens: Sequence[Token], i: int) -> UnitRead | None:
    """A rate of a plain number: "12 per 100,000 people"."""
    if tokens[i].text.lower() != "per" and tokens[i].text != "/":
        return None
    if tokens[i].text == "/" and (i + 1 >= len(tokens) or tokens[i + 1].kind != "word"):
        return None
    rate = rate_at(tokens, i)
    if rate is None:
        return None
    return UnitRead(
        DIMENSIONLESS / rate.by, Span(tokens[i].start, tokens[rate.after - 1].end), rate.after, base=rate.base
    )


def _is_one(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number in front of token ``i`` is one."""
    before = tokens[i - 1]
    if before.text.lower() not in {"one", "1"}:
        return False
    return not (i > 1 and tokens[i - 2].text in _HYPHENS | {"."} and tokens[i - 2].end == before.start)


def _counted(tokens: Sequence[Token], i: int, start: int, *, hyphen: bool) -> UnitRead | None:
    """What is counted: a noun phrase in the plural, or a noun in the singular in front of another."""
    one = not hyphen and _is_one(tokens, i)
    phrase = None if hyphen else noun_phrase(tokens, i, one=one)
    adjective = False
    if phrase is None:
        phrase = _counted_adjective(tokens, i, hyphen=hyphen)
        adjective = phrase is not None
    if phrase is None:
        return None
    unit = counted_unit(phrase.head)
    if unit is None:
        return None
    after = phrase.after
    rate = rate_at(tokens, after)
    base = None
    if rate is not None:
        divided = _divided(unit, rate)
        unit, after, base = divided, rate.after, rate.base
    return UnitRead(
        unit,
        Span(tokens[start].start, tokens[after - 1].end),
        after,
        thing=phrase.span,
        base=base,
        adjective=adjective,
    )


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
        if lowered.endswith(("ed", "ish", "fold", "al", "ly")):
            return None
        return Phrase(Span(tokens[i].start, tokens[i].end), i, i + 1, singular(text))
    if word.text.lower() not in words_of("counted.txt"):
        return None
    phrase = noun_phrase(tokens, i, one=True)
    return phrase._replace(head=_first(word)) if phrase else None


def _first(word: Word) -> str:
    return word.text
