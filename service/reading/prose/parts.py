"""A figure with what is included in it: "57 people, including 31 children", "57 people, 31 of them children".

Read where the part stands right behind its whole and both count the same sort of thing; "of whom", "among them" and "of
the 57 people, 31" are read too. What "57 people, 31 men and 26 women" counts of two sexes or ages together is no more
than the whole. Silent where the whole belongs to another figure before it ("57 people in 3 buses, 31 of them
children"), because the part may be of that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.reading.prose.figures import ANY_TIME, Roles, alike, counts_alike, is_bare, is_loose
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood
from service.reading.prose.rules import Rule
from service.reading.prose.totals import at_most
from service.reading.span import Span
from service.reading.units.plurals import singular

# What a sentence begins with in front of the whole: "Of the 57 people, 31 were hurt".
_OF_WHOLE: Final = frozenset(
    (first, *rest) for first in ("of", "among") for rest in ((), ("the",), ("these",), ("its",))
)
_SEXES: Final = ({"man", "woman"}, {"boy", "girl"}, {"adult", "child"}, {"male", "female"})
_INCLUDING: Final = frozenset({"including", "among", "of", "them", "whom", "which", "these", "those", "at", "least"})
_THEM: Final = frozenset({"them", "whom", "which", "these", "those"})


def parts(line: Line) -> Iterator[Found]:
    """What a sentence says to be included in the figure before it."""
    for which in range(len(line.stood) - 1):
        whole, part = line.stood[which], line.stood[which + 1]
        # Something counted, for numbers alone may be a list: "a sum of 1.2, 1.4 and 1.4".
        fronted = (
            line.words[: whole.first] in _OF_WHOLE
            and line.between(which, which + 1) == (",",)
            and whole.mention.figure.unit.counted
        )
        included = fronted or (_includes(line, which) and not _belongs(line, which))
        if included and _one_sort(whole, part):
            yield _part(line, whole, part)


def divisions(line: Line) -> Iterator[Found]:
    """People and, right behind, how many of them are men and women: "57 people, 31 men and 26 women"."""
    for which in range(len(line.stood) - 2):
        whole, one, other = line.stood[which : which + 3]
        if line.between(which, which + 1) not in ((",",), ("(",), ("—",), ("–",)):
            continue
        kinds = {_kind(line, which + 1), _kind(line, which + 2)}
        if kinds not in _SEXES or not {",", "and"} & {*line.between(which + 1, which + 2)}:
            continue
        if counts_alike(whole.mention, one.mention) and not any(is_loose(each.mention) for each in (whole, one, other)):
            yield at_most(line, (one, other), whole, alternative=None)


def _kind(line: Line, which: int) -> str:
    """What is counted: of "31 men", and of "31 were men"."""
    unit = str(line.stood[which].mention.figure.unit)
    behind = line.behind(which, 2)
    if unit or len(behind) < 2 or behind[0] not in {"were", "are"} or not behind[1].isalpha():
        return unit.strip("{}")
    return singular(behind[1])


def _includes(line: Line, which: int) -> bool:
    gap = line.between(which, which + 1)
    if gap[:1] not in ((",",), ("(",), ("—",), ("–",)) or len(gap) > 4:
        return False
    words = gap[1:]
    if not words:
        behind = line.behind(which + 1, 2)
        return len(behind) == 2 and behind[0] == "of" and behind[1] in _THEM
    return (
        words[0] in {"including", "among", "of"}
        and _INCLUDING.issuperset(words)
        and (words[0] == "including" or not _THEM.isdisjoint(words))
    )


def _belongs(line: Line, which: int) -> bool:
    """Whether a figure is said of another one in front of it: "57 people in 3 buses"."""
    if not which:
        return False
    gap = line.between(which - 1, which)
    return len(gap) <= 6 and not {",", ";", ":", "and", "but", "while"} & {*gap}


def _one_sort(whole: Stood, part: Stood) -> bool:
    """Whether both are of one dimension, or the part is a number of what its whole counts."""
    if is_loose(whole.mention) or is_loose(part.mention):
        return False
    return alike(whole.mention, part.mention) or (is_bare(part.mention) and whole.mention.figure.unit.counted)


def _part(line: Line, whole: Stood, part: Stood) -> Found:
    roles = Roles.of(part=part, whole=whole)
    spans: tuple[Span, Span] = (whole.mention.number, part.mention.number)
    return Found(
        rule=Rule.PART,
        why=f"“{spans[1].of(line.text)}” is said to be included in “{spans[0].of(line.text)}”.",
        body={"kind": "part_of", "figures": roles.figures, "policy": ANY_TIME},
        places=roles.places,
        at=part.mention.expression,
    )
