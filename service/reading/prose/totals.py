"""Figures with their total.

Read are "12 buses, 7 trams and 5 ferries, a total of 24 vehicles", "…, 24 vehicles in all", "a total of 24 vehicles: 12
buses, 7 trams and 5 ferries". The figures must be one list of like ones, each behind a comma or "and", and the words
must say that it is their total; "… and a total of 310 animals" says nothing of them. A list behind its total comes to
no more than it, for it may leave some out; without a word for the total, as in "61 members: 24 women, …", that is a
warning, for the figures listed may overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from service.reading.prose.figures import ANY_TIME, Roles, counts_alike, is_loose, is_share
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.moving import BREAKS, direction_of
from service.reading.prose.rules import Rule

_MORE: Final = "What there is in all may be more than what is listed."
# Behind a total they say that its parts overlap.
_OVERLAPPING: Final = frozenset({"both", "each", "either", "also", "overlap", "overlapping", "twice", "respectively"})
_TWICE: Final = "Some may be counted in more than one of the figures listed."
_MOST: Final = 24
_LONGEST: Final = 8
_FRONTED: Final = frozenset("in at on during after within across with over by for from between under".split())
_SEPARATORS: Final = frozenset({",", "and", "plus", ";"})
# What may stand between such a mark and the figure: "and for another 85 euros", "and over 11 km".
_INTRODUCING: Final = frozenset(
    "a an the another further to from in on for at with by over more then of as well about some".split()
)
_PARTINGS: Final = frozenset({",", "—", "–", "(", "-", ":", ";", "="})
_TOTALLING: Final = frozenset({"total", "totalling", "totaling", "altogether", "together", "totalled", "totaled"})
_TOTAL_WORDS: Final = _TOTALLING | frozenset(
    "for a an the making giving combined grand of in all or to which that is".split()
)
_VERBS: Final = frozenset("is are was were has have had will would can could said says".split())
_IN_ALL: Final = (("in", "all"), ("in", "total"), ("altogether",), ("all", "told"), ("all", "together"))
_STOPS: Final = frozenset(
    {".", ",", ";", ")", "]", ":", "—", "–", "!", "?", "and", "but", "were", "was", "have", "had"}
)


def totals(line: Line) -> Iterator[Found]:
    """The totals of a sentence with what they are of."""
    for which in range(len(line.stood)):
        if _closes(line, which):
            parts = _parts_before(line, which)
            if len(parts) > 1:
                more = None if _says_total(line, which) else _MORE
                yield _total(line, parts, line.stood[which], alternative=more)
        elif _announces(line, which):
            parts = _parts_behind(line, which)
            if len(parts) > 1:
                told = _is_told(line, which)
                yield at_most(line, parts, line.stood[which], alternative=None if told else _TWICE)


def _closes(line: Line, which: int) -> bool:
    """Whether a figure is said to be the total of the list in front of it."""
    if not which:
        return False
    head, tail = _parted(line.between(which - 1, which))
    if head is None:
        return tail[:1] == ("for",) and _is_total(tail)
    if len(head) > _LONGEST or not BREAKS.isdisjoint(head):
        return False
    if is_share(line.stood[which].mention) and not _is_total(tail):
        return False  # "45 percent of men and 55 percent of women, 50 percent in all": a mean
    return _is_total(tail) or ((not tail or tail == ("or",)) and _is_in_all(line, which))


def _says_total(line: Line, which: int) -> bool:
    return not (_TOTALLING | {"combined"}).isdisjoint(line.between(which - 1, which))


def _parted(gap: Words) -> tuple[Words | None, Words]:
    """The words in front of the last mark in a gap, and those behind it."""
    place = next((place for place in range(len(gap) - 1, -1, -1) if gap[place] in _PARTINGS), None)
    return (None, gap) if place is None else (gap[:place], gap[place + 1 :])


def _is_total(words: Words) -> bool:
    if words == ("a", "combined"):
        return True
    return bool(words) and not _TOTALLING.isdisjoint(words) and _TOTAL_WORDS.issuperset(words)


def _is_in_all(line: Line, which: int) -> bool:
    behind = line.behind(which, 3)
    for said in _IN_ALL:
        if behind[: len(said)] == said:
            return len(behind) == len(said) or behind[len(said)] in _STOPS
    return False


def _parts_before(line: Line, which: int) -> Sequence[Stood]:
    total = line.stood[which]
    found: list[Stood] = []
    for place in range(which - 1, max(-1, which - 1 - _MOST), -1):
        stood = line.stood[place]
        if not counts_alike(stood.mention, total.mention) or (found and not _lists(line, place)):
            break
        if is_loose(stood.mention):
            return ()
        front = line.words[max(0, stood.first - 1) : stood.first]
        if front in (("of",), ("among",)) or (stood.first == 1 and front[0] in _FRONTED):
            # "Of 40 buses, 12 …", "In 3 cities, 12 buses …": what the list is about is none of it.
            break
        found.append(stood)
    return found[::-1] if not is_loose(total.mention) else ()


def _lists(line: Line, place: int) -> bool:
    """Whether a list goes on from one figure to the next."""
    gap = line.between(place, place + 1)
    if not 1 <= len(gap) <= _LONGEST + 4:
        return False
    last = next((at for at in range(len(gap) - 1, -1, -1) if gap[at] in _SEPARATORS), None)
    if last is None or not (_INTRODUCING.issuperset(gap[last + 1 :]) or _is_noun(gap[last + 1 :])):
        return False
    first = last
    while first and gap[first - 1] in _SEPARATORS:
        first -= 1
    head = gap[:first]
    return len(head) <= _LONGEST and BREAKS.isdisjoint(head) and _SEPARATORS.isdisjoint(head)


def _is_noun(words: Words) -> bool:
    """Whether words can name what the next figure of a list is of: "the gate 1.3 million pesos", "Jones 85"."""
    if not words or not BREAKS.isdisjoint(words) or not _VERBS.isdisjoint(words):
        return False
    if any(direction_of(word) or not word.isalpha() for word in words):
        return False
    return len(words) == 1 or (len(words) <= 3 and words[0] in {"the", "its", "his", "her", "their"})


def _announces(line: Line, which: int) -> bool:
    """Whether a list follows that a figure is said, or by the colon behind it seems, to be the total of."""
    if which + 1 >= len(line.stood):
        return False
    if not _is_told(line, which):
        return line.between(which, which + 1) == (":",)
    head, tail = _parted(line.between(which, which + 1))
    if head is None or not _INTRODUCING.issuperset(tail):
        return False
    mark = line.between(which, which + 1)[len(head)]
    return mark in {":", "(", "—", "–"} and len(head) <= _LONGEST and BREAKS.isdisjoint(head)


def _is_told(line: Line, which: int) -> bool:
    """Whether a figure is said to be a total."""
    front = line.before(which, 4)
    in_all = any(front[-len(said) - 1 :] == (*said, ",") or front[-len(said) :] == said for said in _IN_ALL)
    return in_all or front[-2:] == ("total", "of") or front[-1:] == ("totalling",) or _is_in_all_behind(line, which)


def _is_in_all_behind(line: Line, which: int) -> bool:
    behind = line.behind(which, 3)
    return any(behind[: len(said)] == said for said in _IN_ALL)


def _parts_behind(line: Line, which: int) -> Sequence[Stood]:
    """The whole list behind a total: nothing if the sentence goes on in another way."""
    total, found = line.stood[which], [line.stood[which + 1]]
    for place in range(which + 1, min(len(line.stood) - 1, which + _MOST)):
        if not _lists(line, place):
            break
        found.append(line.stood[place + 1])
    if any(is_loose(stood.mention) or not counts_alike(stood.mention, total.mention) for stood in (*found, total)):
        return ()
    last = which + len(found)
    if not _OVERLAPPING.isdisjoint(line.words[total.after :]):
        return ()
    bracketed = "(" in line.between(which, which + 1)
    behind = line.behind(last, _LONGEST)
    if bracketed:
        return found if ")" in behind else ()
    ends = last + 1 == len(line.stood) and BREAKS.isdisjoint(word for word in behind if word != ".")
    return found if ends and len(behind) < _LONGEST else ()


def _total(line: Line, found: Sequence[Stood], total: Stood, *, alternative: str | None = None) -> Found:
    why = f"“{total.mention.number.of(line.text)}” is said to be the total of {len(found)} figures listed with it."
    return _listed("sum", Roles.many("parts", found, total=total), total, why, alternative)


def at_most(line: Line, found: Sequence[Stood], total: Stood, *, alternative: str | None) -> Found:
    """A list behind its total may leave some out, but not come to more."""
    why = f"{len(found)} figures are listed as parts of “{total.mention.number.of(line.text)}”."
    return _listed("part_of", Roles.named(found, total), total, why, alternative)


def _listed(kind: str, roles: Roles, total: Stood, why: str, alternative: str | None) -> Found:
    return Found(
        rule=Rule.TOTAL,
        why=why,
        body={"kind": kind, "figures": roles.figures, "policy": ANY_TIME},
        places=roles.places,
        at=total.mention.expression,
        severity="error" if alternative is None else "warning",
        alternative=alternative,
    )
