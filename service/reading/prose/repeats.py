"""A figure that is taken up again for the same thing: "buried 23 miners … relatives of the 32 miners are waiting".

Read is a count in digits behind a definite word ("the 32 miners", "the ministry's 4,813 clerks", "these 12 villages")
of a thing that was counted before; and a measure in front of its noun behind such a word ("the 72-kilometre road", "the
$1.2 billion dam") of what a measure was said before, in front of the same noun or behind it ("the dam will cost $1.2
million"). What is taken up is the last such figure of the sentences before, if there is only one to choose from.

It is a warning, for what is meant may be the rest, or others. Silent where the words tell the two apart: other
adjectives, "other", "remaining", "first"; whose it is, if that was not spoken of before; a place, a time or a clause
behind the noun ("the 9 miners rescued by noon"); what comes in sizes ("the 5 km race"), and what is said alike of both;
another date, or for counts another who said it. Silent about shares, rates, changes, ages ("the 48-year-old"), hedged
figures, and figures without a definite word.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from service.domain.figure import Qualifier
from service.domain.units import parse_unit
from service.reading.mention import Form, Kind
from service.reading.prose.figures import is_bare, is_loose, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood
from service.reading.prose.rules import Rule
from service.reading.span import Span
from service.reading.units.plurals import singular
from service.reading.words import words_of

# So many sentences back something is still what "the" points to.
_BACK: Final = 4
_REMEMBERED: Final = 32
_DEFINITE: Final = frozenset("the these those".split())
_PRONOUNS: Final = frozenset("its their his her our".split())
# What may follow a noun that nothing narrows down: the end of the clause, or its verb.
_FREE: Final = frozenset(
    ". , ; : ! ? ) is are was were will would can could may might must should has have had do does did and but".split()
)
# Verbs that cannot be read as participles: "the 9 miners found by noon" narrows down, "came" does not.
_FINITE: Final = frozenset(
    "came went took began became grew rose fell gave ran saw knew wrote wore shook drew get go come take make give say "
    "want know see earn need work live remain seem receive expect pay belong".split()
)
# What comes in several sizes, and is told apart by them.
_KINDS: Final = frozenset(
    "race run walk ride swim dash sprint final finals event hurdles relay heat stage course distance bottle bag pack "
    "can box note bill coin bond loan grant fine order drive disk screen lens lamp bulb gun bomb shell engine model "
    "version class category band limit mark level bracket range ticket prize dose shot tablet pill weight barrier file "
    "format integer image".split()
)
# At the head of a sentence they say where, when or of what.
_ELSEWHERE: Final = frozenset(
    "in at on of among for to near across outside inside under after before during by".split()
)
_SUBJECT: Final = 6
_TIME: Final = parse_unit("year").dimension
_REST: Final = "It may be said of another one, or of those that are left."


class _Said(NamedTuple):
    """A figure in its sentence. ``thing`` is what it counts, ``noun`` what stands behind a measure."""

    stood: Stood
    line: Line
    thing: str | None
    noun: str | None


def repeats(lines: Iterable[Line]) -> Iterator[Found]:
    """For every figure that is taken up again, that it is the same."""
    known: deque[_Said] = deque(maxlen=_REMEMBERED)
    for line in lines:
        for which, stood in enumerate(line.stood):
            if is_bare(stood.mention):
                # "charged 28" may be what "the 28 people" takes up.
                known.append(_Said(stood, line, None, None))
            if not _is_plain(stood):
                continue
            here = _Said(stood, line, _thing(line, stood), _noun(line, which))
            if here.thing is not None and _ends(line, stood.after, plural=True):
                yield from _taken_up([each for each in known if each.thing == here.thing or _is_bare(each)], here)
            elif here.noun is not None and _ends(line, stood.after + 1, plural=False):
                yield from _taken_up([each for each in known if _is_of(each, here)], here)
            known.append(here)


def _is_bare(said: _Said) -> bool:
    return is_bare(said.stood.mention)


def _is_plain(stood: Stood) -> bool:
    mention = stood.mention
    figure = mention.figure
    if figure.value is None or figure.qualifier is not Qualifier.STATED or mention.form is not Form.DIGITS:
        return False
    if is_loose(mention) or mention.trend is not None or mention.base is not None:
        return False
    return bool(figure.unit.dimension) and figure.unit.dimension != _TIME and len(figure.unit.dimension) == 1


def _thing(line: Line, stood: Stood) -> str | None:
    """What is counted, in the words that must be the same for another figure to be of the same."""
    if not stood.mention.figure.unit.counted or stood.mention.thing is None:
        return None
    words = stood.mention.thing.of(line.text).lower().split()
    return " ".join([*words[:-1], singular(words[-1])]) if words else None


def _noun(line: Line, which: int) -> str | None:
    """The noun right behind a measure: "the 72-kilometre road"."""
    stood = line.stood[which]
    behind = line.behind(which, 1)
    if stood.mention.figure.unit.counted or not behind or not behind[0].isalpha() or behind[0] in _FREE:
        return None
    return behind[0] if stood.mention.measured is not None and behind[0] in stood.mention.measured.split() else None


def _ends(line: Line, after: int, *, plural: bool) -> bool:
    """Whether a noun is over before a word, so that nothing narrows down what it means."""
    word = line.words[after] if after < len(line.words) else "."
    if word in _FREE or word in _FINITE:
        return True
    return not plural and word.endswith("s") and (word in words_of("verbs.txt") or word in words_of("noun_verbs.txt"))


def _is_of(before: _Said, here: _Said) -> bool:
    """Whether a measure was said before of what ``here`` is of."""
    if before.stood.mention.figure.unit.dimension != here.stood.mention.figure.unit.dimension:
        return False
    if before.noun is not None:
        return before.noun == here.noun and here.noun not in _KINDS and _next(before) != _next(here)
    first = before.stood.first
    words = before.line.words[max(0, first - _SUBJECT) : first]
    return any(pair in {("the", here.noun), ("a", here.noun)} for pair in pairwise(words))


def _next(said: _Said) -> str:
    """The word behind the noun of a measure: what is said alike of two is said of two, "the 5 km loop is …"."""
    after = said.stood.after + 1
    return said.line.words[after] if after < len(said.line.words) else "."


def _taken_up(before: list[_Said], here: _Said) -> Iterator[Found]:
    near = [each for each in before if 0 < here.line.sentence - each.line.sentence <= _BACK]
    last = next((each for each in reversed(near) if not _is_bare(each)), None)
    # A bare number before it may be of anything.
    rivals = [
        each for each in near if not _is_bare(each) or (last is not None and each.stood.number > last.stood.number)
    ]
    if last is None or any(each.stood.mention.figure != last.stood.mention.figure for each in rivals):
        return
    one, other = last.stood.mention, here.stood.mention
    if not _points_back(last, here) or _dates(last.line) != _dates(here.line):
        return
    speakers = {one.attributed_to, other.attributed_to}
    if here.thing is not None and len(speakers) > 1 and None not in speakers:
        return
    yield Found(
        rule=Rule.REPEAT,
        why=f"“{_words(here)}” takes up “{one.expression.of(here.line.text)}”.",
        body={"kind": "agreement", "figures": {"figures": [ref(last.stood), ref(here.stood)]}},
        places={"figures[0]": one.expression, "figures[1]": other.expression},
        at=other.expression,
        severity="warning",
        alternative=_REST,
    )


def _points_back(before: _Said, here: _Said) -> bool:
    """Whether a definite word stands in front of a figure, and nothing says that it is of something else."""
    front = here.line.words[max(0, here.stood.first - 3) : here.stood.first]
    if not front:
        return False
    if here.line.words[0] in _ELSEWHERE and "," in here.line.words[: here.stood.first]:
        return False
    if front[-1] in _DEFINITE:
        return True
    if front[-1] in _PRONOUNS:
        return here.line.sentence - before.line.sentence == 1
    owner, mark, rest = front[-1].replace("’", "'").partition("'")
    return bool(mark) and rest in {"s", ""} and owner in before.line.words


def _dates(line: Line) -> frozenset[str]:
    return frozenset(each.span.of(line.text) for each in line.apart if each.kind in (Kind.YEAR, Kind.DATE))


def _words(here: _Said) -> str:
    first = here.line.starts[max(0, here.stood.first - 1)]
    return Span(first, here.stood.mention.expression.end).of(here.line.text)
