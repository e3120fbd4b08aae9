"""A part, its whole and the percentage that it is: "12 of 40 (30%)", "30% (12 of 40)", "of the 40 pupils, 12 (30%)".

Also read: "26 percent of the 350, or 91 people", "12 out of 40 patients, or 30 percent" and "12 (30%) of the 40"; of a
whole at the head of its sentence all parts that follow with a percentage in brackets; and a part of the only thing that
the sentence before counts ("Of these, 448 (40%) …"). The percentage must fill its brackets up to a comma: what goes on
("12 of 40 patients (30% of them women)") is a share of something else, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from service.domain.figure import Qualifier
from service.reading.mention import Form
from service.reading.prose.figures import ANY_TIME, Roles, counts_alike, is_bare, is_loose, is_share, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.rules import Rule
from service.reading.span import Span
from service.reading.token import DASHES, TRUE_HYPHENS

_OF: Final = frozenset("of out the all these those their its".split())
_HEDGES: Final = frozenset(
    "about around approximately roughly some nearly almost just over under ie i e that is".split()
)
_OF_THESE: Final = frozenset(
    ("of", *them, *comma) for them in (("these",), ("those",), ("them",)) for comma in ((",",), ())
)
_ENDING: Final = frozenset({")", "]", ",", ";", ".", ":"})
_BRACKETS: Final = frozenset("([")
_DASHES: Final = DASHES - TRUE_HYPHENS
# Behind a percentage they say that it is of the whole: "27% of all", "27% of them".
_OF_ALL: Final = (("of", "all"), ("of", "them"))
_OF_THE_TOTAL: Final = ("of", "the", "total")
_WITHIN: Final = 6
# "Of the 1,523 passengers, 706 survived (46%)".
_SAID: Final = 4
# So many words may stand between one part of a whole and the next.
_APART: Final = 10
_BREAKS: Final = frozenset({";", "but", "while", "whereas", "of", "than"})


def shares_of_counts(line: Line) -> Iterator[Found]:
    """Every part with its whole and percentage in a sentence."""
    if not any(is_share(each.mention) or each.mention.form is Form.FRACTION for each in line.stood):
        return
    for which in range(len(line.stood) - 2):
        one, two, three = line.stood[which : which + 3]
        first, second = line.between(which, which + 1), line.between(which + 1, which + 2)
        if _is_of(first) and is_share(three.mention) and _beside(line, second, which + 2):
            yield from _found(line, part=one, whole=two, share=three)
        elif is_share(one.mention) and _is_of(second) and _in_brackets(line, first, which + 2):
            yield from _found(line, part=two, whole=three, share=one)
        elif is_share(one.mention) and _is_of(first) and _beside(line, second, which + 2):
            yield from _found(line, part=three, whole=two, share=one)
        elif one.mention.form is Form.FRACTION and _is_of(first) and not is_bare(three.mention):
            if _beside(line, second, which + 2):
                yield from _found(line, part=three, whole=two, share=one)
        elif is_share(two.mention) and _opens(first) and second[:1] in ((")",), ("]",)) and _is_of(second[1:]):
            yield from _found(line, part=one, whole=three, share=two)
    yield from _of_one_whole(line)


def shares_of_these(line: Line, before: Line) -> Iterator[Found]:
    """The part of the only count of the sentence before: "It has 1,120 schools. Of these, 448 (40%) are closed."."""
    if before.sentence + 1 != line.sentence or len(line.stood) < 2:
        return
    counts = [stood for stood in before.stood if stood.mention.figure.unit.counted]
    if len(counts) != 1 or line.words[: line.stood[0].first] not in _OF_THESE or not is_share(line.stood[1].mention):
        return
    if _beside(line, line.between(0, 1), 1):
        yield from _found(line, part=line.stood[0], whole=counts[0], share=line.stood[1])


def _of_one_whole(line: Line) -> Iterator[Found]:
    """Of a whole that a sentence begins with, the parts with their percentages in brackets."""
    for which in range(len(line.stood) - 2):
        front = line.before(which, 3)
        front = front[1:] if front[:1] == ("out",) else front
        if not front or front[0] not in {"of", "among"} or not _is_of(("of", *front[1:])):
            continue
        whole, place = line.stood[which], which + 1
        gap = line.between(which, place)
        if gap[-1:] != (",",) or len(gap) > 3 or not _BREAKS.isdisjoint(gap):
            continue
        while place + 1 < len(line.stood):
            gap = line.between(place, place + 1)
            said = gap[-1:] == ("(",) and len(gap) <= _SAID and _BREAKS.isdisjoint(gap)
            behind = _beside(line, gap[-1:] if said else gap, place + 1)
            if not is_share(line.stood[place + 1].mention) or not behind:
                return
            yield from _found(line, part=line.stood[place], whole=whole, share=line.stood[place + 1])
            place += 2
            gap = line.between(place - 1, place) if place < len(line.stood) else ()
            if len(gap) > _APART or not _BREAKS.isdisjoint(gap):
                return
        return


def _is_of(gap: Words) -> bool:
    """Whether words between a part and its whole are "of", "out of the" and the like."""
    return 1 <= len(gap) <= 3 and "of" in gap and _OF.issuperset(gap)


def _opens(gap: Words) -> bool:
    return bool(gap) and gap[0] in _BRACKETS and _HEDGES.issuperset(gap[1:])


def _beside(line: Line, gap: Words, which: int) -> bool:
    """Whether a percentage stands behind what it is the percentage of, in brackets or behind "or"."""
    behind = line.behind(which, 1)
    if _opens(gap):
        return bool(behind) and behind[0] in _ENDING
    if gap[:1] and gap[0] in _DASHES and behind and behind[0] in _DASHES:
        return (_HEDGES | {"or"}).issuperset(gap[1:])
    if gap[-2:] == (",", "or") and len(gap) <= _SAID + 1:
        return _BREAKS.isdisjoint(gap) and not any(word in _BRACKETS for word in gap)
    said = line.behind(which, 4)
    if gap == (",",) and (said[:3] == _OF_THE_TOTAL or (said[:2] in _OF_ALL and said[2:3] in ((",",), (".",), ()))):
        return True
    if gap[:1] == (",",):
        gap = gap[1:]
    if gap[:1] == ("or",):
        return _HEDGES.issuperset(gap[1:])
    return not behind or (_HEDGES.issuperset(gap) and behind[0] in _ENDING)


def _in_brackets(line: Line, gap: Words, which: int) -> bool:
    """Whether a part and its whole fill the brackets behind a percentage, or stand behind "or"."""
    if not gap or len(gap) > _WITHIN:
        return False
    behind = line.behind(which, 1)
    if gap[-1] in _BRACKETS:
        return bool(behind) and behind[0] in _ENDING and _BREAKS.isdisjoint(gap[1:])
    if gap[0] == "of" and gap[-1] == ",":
        return bool(behind) and behind[0] in _ENDING and _BREAKS.isdisjoint(gap[1:])
    return gap in ((",", "or"), ("or",))


def _found(line: Line, *, part: Stood, whole: Stood, share: Stood) -> Iterator[Found]:
    if not counts_alike(part.mention, whole.mention) or is_loose(part.mention) or is_loose(whole.mention):
        return
    if is_share(part.mention) or is_share(whole.mention):
        return
    roles = Roles.of(part=part, whole=whole)
    yield Found(
        rule=Rule.SHARE_OF,
        why=f"“{share.mention.expression.of(line.text)}” is said of “{_number(line, part)} of {_number(line, whole)}”.",
        body={
            "kind": "share_of",
            "figures": {**roles.figures, "share": _share(share)},
            "policy": ANY_TIME,
        },
        places={**roles.places, "share": share.mention.expression},
        at=share.mention.expression,
    )


def _share(stood: Stood) -> dict[str, Any]:
    """The share; said in words ("two-thirds") it is said loosely, to a tenth of it."""
    figure = stood.mention.figure
    if stood.mention.form is not Form.FRACTION or figure.value is None or figure.qualifier is not Qualifier.STATED:
        return ref(stood)
    return {"lower": str(figure.value * Decimal("0.9")), "upper": str(figure.value * Decimal("1.1")), "unit": ""}


def _number(line: Line, stood: Stood) -> str:
    span: Span = stood.mention.number
    return span.of(line.text)
