"""A figure as so many times another: "doubled from 3 to 7", "halved, from 480 to 310", "48, four times the 12 of 2010".

Read are "doubled", "halved" and the like in front of a pair of figures that something went from and to; "rose fourfold"
beside such a pair; and "twice", "half", "three times the" between two figures. A factor in words is loose, by 6 % of it
to either side, hedged by 10 %; "more than doubled" and "nearly doubled" are what they say. Silent where another verb of
change or another clause stands between.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from service.domain.figure import Qualifier
from service.reading.mention import Form
from service.reading.prose.changes import behind, in_front
from service.reading.prose.figures import ANY_TIME, Roles, alike, as_counts, counts_alike, is_bare, is_loose
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.moving import quiet
from service.reading.prose.rules import Rule
from service.reading.span import Span

_VERBS: Final = {
    **dict.fromkeys("double doubles doubled doubling".split(), Decimal(2)),
    **dict.fromkeys("triple triples tripled tripling treble trebles trebled trebling".split(), Decimal(3)),
    **dict.fromkeys("quadruple quadruples quadrupled quadrupling".split(), Decimal(4)),
    **dict.fromkeys("quintuple quintuples quintupled quintupling".split(), Decimal(5)),
    **dict.fromkeys("halve halves halved halving".split(), Decimal("0.5")),
}
_TIMES: Final = {
    "twice": Decimal(2), "double": Decimal(2), "triple": Decimal(3), "thrice": Decimal(3), "half": Decimal("0.5"),
}  # fmt: skip
_HEDGES: Final = {
    "nearly": "nearly", "almost": "nearly", "about": "about", "roughly": "about", "around": "about",
    "approximately": "about", "virtually": "nearly",
}  # fmt: skip
_LEADING: Final = frozenset({",", "or", "(", "—", "–", "that", "is", "which", "was"})
_FAR: Final = 7
# How far from a factor in words the figures may be, as a share of it: hedged, and unhedged.
_LOOSE: Final = Decimal("0.1")
_PLAIN: Final = Decimal("0.06")
_BY_AS_MUCH: Final = "An increase of so many times may mean that so much was added."


def multiples(line: Line) -> Iterator[Found]:
    """Every factor between two figures of a sentence."""
    for before, after in line.movements:
        one, two = line.stood[before], line.stood[after]
        if not counts_alike(one.mention, two.mention) or is_loose(one.mention) or is_loose(two.mention):
            continue
        first, last = min(before, after), max(before, after)
        verb = _verb(line, first)
        if verb is not None:
            factor, hedge, word = verb
            yield _found(line, one, two, _loosely(factor, hedge), word)
        else:
            yield from _fold(line, one, two, first, last)
    for which in range(len(line.stood) - 1):
        yield from _times_the(line, which)


def _verb(line: Line, first: int) -> tuple[Decimal, str, int] | None:
    """The factor of the verb in front of a pair of figures, how it is hedged, and the word that says so."""
    words = line.before(first, _FAR + 3)
    start = line.stood[first].first - len(words)
    place = next((place for place in range(len(words) - 1, -1, -1) if words[place] in _VERBS), None)
    if place is None or len(words) - place - 1 > _FAR or words[-1] not in {"from", "to"}:
        return None
    if not quiet(words[place + 1 :]):
        return None
    return _VERBS[words[place]], _hedge(words[:place]), start + place


def _hedge(words: Words) -> str:
    if words[-2:] in {("more", "than"), ("at", "least")}:
        return "more_than"
    if words[-2:] == ("less", "than"):
        return "less_than"
    return _HEDGES.get(words[-1], "") if words else ""


def _loosely(factor: Decimal, hedge: str) -> dict[str, Any]:
    """A factor said in words as a figure: its bounds, in the direction in which it goes."""
    falling = factor < 1
    width = factor * (_LOOSE if hedge else _PLAIN)
    if hedge == "more_than":
        # "more than halved" is less than a half.
        return {"value": str(factor), "qualifier": "less_than" if falling else "at_least"}
    if hedge == "less_than":
        return {"value": str(factor), "qualifier": "more_than" if falling else "at_most"}
    lower = factor if falling and hedge == "nearly" else factor - width
    upper = factor if not falling and hedge == "nearly" else factor + width
    return {"lower": str(lower), "upper": str(upper)}


def _fold(line: Line, one: Stood, two: Stood, first: int, last: int) -> Iterator[Found]:
    """A "fourfold" beside the pair."""
    for which, way in ((last + 1, behind), (first - 1, in_front)):
        if not 0 <= which < len(line.stood) or way(line, last if which > last else first) <= 0:
            continue
        said = line.stood[which]
        if said.mention.form is Form.TIMES and said.mention.number.of(line.text).lower().endswith("fold"):
            factor = _said(said)
            if factor is not None:
                yield _found(line, one, two, factor, said.first, alternative=_BY_AS_MUCH)
            return


def _said(stood: Stood) -> dict[str, Any] | None:
    """The factor that a mention is, taken loosely."""
    figure = stood.mention.figure
    if figure.value is None or figure.value == 1 or not is_bare(stood.mention):
        return None
    hedge = {
        Qualifier.MORE_THAN: "more_than",
        Qualifier.AT_LEAST: "more_than",
        Qualifier.LESS_THAN: "less_than",
        Qualifier.AT_MOST: "less_than",
        Qualifier.NEARLY: "nearly",
    }.get(figure.qualifier, "")
    return _loosely(figure.value, hedge)


def _times_the(line: Line, which: int) -> Iterator[Found]:
    """That 48 is "twice the 12 of last year", or "four times the 12", where the factor is a mention of its own."""
    gap = line.between(which, which + 1)
    more = line.stood[which]
    if len(gap) > 1 and gap[-1] == "the" and gap[-2] in _TIMES:
        words = gap[:-2]
        hedge = _hedge(words)
        words = words[: len(words) - (2 if hedge in {"more_than", "less_than"} else 1 if hedge else 0)]
        if words and _LEADING.issuperset(words) and words[0] in {",", "(", "—", "–"}:
            yield from _product(line, more, line.stood[which + 1], _loosely(_TIMES[gap[-2]], hedge), more.after)
        return
    if which + 2 >= len(line.stood) or line.stood[which + 1].mention.form not in (Form.TIMES, Form.FRACTION):
        return
    factor = _said(line.stood[which + 1])
    if factor is None or not gap or not _LEADING.issuperset(gap) or gap[0] not in {",", "(", "—", "–"}:
        return
    of = line.between(which + 1, which + 2)
    times = line.stood[which + 1].mention.form is Form.TIMES
    if (times and of == ("the",)) or (not times and of in (("the",), ("of", "the"))):
        yield from _product(line, more, line.stood[which + 2], factor, line.stood[which + 1].first)


def _product(line: Line, more: Stood, less: Stood, factor: dict[str, Any], word: int) -> Iterator[Found]:
    if (
        (alike(more.mention, less.mention) or is_bare(less.mention))
        and not is_loose(more.mention)
        and not is_loose(less.mention)
    ):
        yield _found(line, less, more, factor, word)


def _found(
    line: Line, one: Stood, two: Stood, factor: dict[str, Any], word: int, *, alternative: str | None = None
) -> Found:
    ends = {"from": one, "to": two}
    roles = Roles.of(**ends)
    said = Span(line.starts[word], line.starts[word] + len(line.words[word]))
    both = (one.mention.expression, two.mention.expression, said)
    return Found(
        rule=Rule.MULTIPLE,
        why=f"“{line.words[word]}” is said of “{one.mention.number.of(line.text)}” "
        f"and “{two.mention.number.of(line.text)}”.",
        body={
            "kind": "change",
            "figures": {**roles.figures, **as_counts(line, **ends), "change": factor},
            "parameters": {"as": "factor"},
            "policy": ANY_TIME,
        },
        places={**roles.places, "change": said},
        at=Span(min(span.start for span in both), max(span.end for span in both)),
        severity="error" if alternative is None else "warning",
        alternative=alternative,
    )
