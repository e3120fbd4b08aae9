"""Which of the periods that a sentence tells is that of a figure in it.

In this order: the one right behind it in its clause ("50 in 2008"); the one right in front of it ("in 2018 the 40
members"); the one that a clause begins with, which holds until another one does ("In 2018, 40 came and 50 left"); the
one behind the figures that it is listed with ("40 cars and 50 bikes in 2018"). What something is compared with, or rose
from, takes only what stands right behind it. Left out are the days on which somebody said something, the dates of
outlets in brackets, and two periods joined by "and". Where none of this fits, a figure has no period.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from service.domain.period import Period, parse_period
from service.reading.context.place import BARRIERS, Place
from service.reading.dates.periods import Dated
from service.reading.mention import Mention
from service.reading.span import Span
from service.reading.speech.attribution import reporting_verbs
from service.reading.token import Token

_NEAR: Final = 8
_FAR: Final = 14
_COMPARED: Final = frozenset("compared from against than versus vs".split())
_IN_FRONT: Final = frozenset("in on during at over for the early late as of by from about around throughout".split())
_OPENS: Final = frozenset(', ; : — – “ " that while but and whereas'.split())
_SPANNING: Final = frozenset({"between", "from", "since"})
_BEHIND_VERB: Final = frozenset("on in at late early earlier reporters".split())


def timed(
    tokens: Sequence[Token],
    placed: Sequence[Place],
    dates: Sequence[Dated],
    said: Sequence[Span],
    movements: Sequence[tuple[int, int]],
) -> dict[int, Period]:
    """The periods of mentions, by their numbers. ``movements`` are pairs of numbers that something went from and to.

    ``said`` is where the text says who said it.
    """
    usable = _usable(tokens, dates, said, placed)
    origins, ends = {one for one, _ in movements}, {two: one for one, two in movements}
    found: dict[int, Period] = {}
    at = 0
    for place in placed:
        while at < len(usable) and usable[at].first < place.sentence.start:
            at += 1
        near = [each for each in usable[at : at + _MOST] if each.first < place.sentence.stop]
        if place.bracketed(tokens) and place.number - 1 in found:
            found[place.number] = found[place.number - 1]
            continue
        own = _behind(tokens, place, near)
        dated = own if place.number in origins else own or _other(tokens, place, near)
        if dated is None:
            continue
        start, slash, end = dated.period.text.partition("/")
        if place.number in ends and slash and tokens[dated.first].text.casefold() in _SPANNING:
            # "From 2008 to 2020 it rose from 50 to 60": each end of the stretch has the figure of its own.
            if ".." not in {start, end}:
                found.setdefault(ends[place.number], parse_period(start))
                found[place.number] = parse_period(end)
            continue
        found[place.number] = dated.period
    return found


# So many periods of a sentence are looked at for one figure.
_MOST: Final = 24


def _usable(
    tokens: Sequence[Token], dates: Sequence[Dated], said: Sequence[Span], placed: Sequence[Place]
) -> list[Dated]:
    """Without days of saying and dates of outlets, numbers that were read as figures, and periods joined by "and"."""
    taken = sorted([*said, *(each.mention.number for each in placed if not _lasts(each.mention))])
    left, at = [], 0
    for each in dates:
        while at < len(taken) and taken[at].end <= each.span.start:
            at += 1
        if not (at < len(taken) and taken[at].meets(each.span)) and not _of_saying(tokens, each):
            left.append(each)
    joined = {
        number
        for number, (one, two) in enumerate(pairwise(left))
        if two.first - one.after in {1, 2} and tokens[one.after].text in {"and", "or"}
    }
    return [each for number, each in enumerate(left) if number not in joined and number - 1 not in joined]


def _lasts(mention: Mention) -> bool:
    """Whether it is a length of time, which words for a period may tell too: "over the past two years"."""
    return mention.figure.unit.dimension == (("time", 1),)


def _of_saying(tokens: Sequence[Token], dated: Dated) -> bool:
    """Such as "the ministry said on Tuesday", "he told reporters late on Monday"."""
    at = dated.first - 1
    while at >= 0 and dated.first - at <= 4 and tokens[at].text in _BEHIND_VERB:
        at -= 1
    return at >= 0 and tokens[at].text in reporting_verbs()


def _behind(tokens: Sequence[Token], place: Place, near: Sequence[Dated]) -> Dated | None:
    """The period right behind a figure, with nothing between but words of its clause."""
    stop = min(place.behind, place.after + _NEAR)
    at = place.after
    if at < len(tokens) and tokens[at].text in {"(", "["} and place.behind == at + 1:
        # The same figure in brackets, in another unit, stands between.
        close = next(
            (here for here in range(at, min(at + _NEAR, place.sentence.stop)) if tokens[here].text in ")]"), at
        )
        at, stop = close + 1, min(place.sentence.stop, close + _NEAR)
    for dated in near:
        if dated.first >= at:
            of_noun = dated.first - 1 > at and tokens[dated.first - 1].text in {"of", "from"}  # "a law of 1990"
            return dated if dated.first <= stop and not of_noun and _clear(tokens, at, dated.first) else None
    return None


def _other(tokens: Sequence[Token], place: Place, near: Sequence[Dated]) -> Dated | None:
    """The period in front of a figure, at the head of its clause, or behind those it is listed with."""
    if not _COMPARED.isdisjoint(each.text for each in tokens[max(place.before, place.first - 3) : place.first]):
        return None
    leading = None
    for dated in near:
        if dated.after <= place.first:
            close = dated.first >= place.before and place.first - dated.after <= _NEAR
            if close and _clear(tokens, dated.after, place.first):
                return dated
            if _leads(tokens, dated, place.sentence):
                leading = dated
        elif leading is None and dated.first - place.after <= _FAR and _listed(tokens, place, dated):
            return dated
    return leading


def _clear(tokens: Sequence[Token], first: int, after: int) -> bool:
    return all(tokens[at].text not in BARRIERS for at in range(first, after))


def _leads(tokens: Sequence[Token], dated: Dated, sentence: range) -> bool:
    """Whether a clause begins with it, but for words such as "in the early"."""
    at = dated.first - 1
    while at >= sentence.start and dated.first - at <= 4 and tokens[at].text.casefold() in _IN_FRONT:
        at -= 1
    return at < sentence.start or tokens[at].text in _OPENS or (at == sentence.start and not tokens[at].text.islower())


def _listed(tokens: Sequence[Token], place: Place, dated: Dated) -> bool:
    """Whether only figures of the same list, joined by commas and "and", stand in front of a period."""
    if place.behind >= dated.first:
        return False
    between = [tokens[at].text for at in range(place.after, dated.first)]
    joints = [at for at, text in enumerate(between) if text in BARRIERS]
    if not {"from", "to"}.isdisjoint(between) or any(between[at] not in {"and", "or", ","} for at in joints):
        return False
    # Each joint stands right in front of a number.
    return all(tokens[place.after + at + 1].kind == "number" or between[at + 1 : at + 2] == ["$"] for at in joints)
