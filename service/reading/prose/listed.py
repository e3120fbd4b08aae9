"""Shares that are listed of one whole: "41% are Tajik, 36% Uzbek and 33% Kyrgyz".

That shares exclude one another is rarely said. It is taken from these words alone: what is *split*, *divided* or *made
up* of its shares, or *comes from* them; what *is* so much of one thing and so much of others ("the alloy is 62% copper,
31% zinc and …", "41% are Tajik, 36% Uzbek"), *votes*, *prefers* or *says yes*; who *holds*, *wins* or *makes up* so
much, and who the next share; and a last share that is *the rest* or *the remaining* one. The further shares must follow
in the same list, each with what it is of, and with no verb, place, time or base of their own. All but what is split or
made up, and three with a rest, are warnings: somebody may be both. Silent wherever several answers, growth or
comparisons are spoken of, and in any list of shares of another form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from service.domain.figure import Qualifier
from service.reading.prose.figures import ANY_TIME, is_loose, is_share, ref
from service.reading.prose.found import Found
from service.reading.prose.line import Line, Stood, Words
from service.reading.prose.moving import direction_of
from service.reading.prose.rules import Rule
from service.reading.span import Span

_SPLIT: Final = frozenset(
    "split splits divided divides divide made consists consist consisted comprises comprised comprising composed "
    "breakdown composition broken".split()
)
_COMES: Final = frozenset(
    [(verb, "from") for verb in ("comes", "come", "came", "coming")] + [(verb, "to") for verb in ("went", "goes", "go")]
)
_IS: Final = frozenset({"is", "are", "was", "were", "be"})
_CHOOSES: Final = frozenset("voted vote votes prefer prefers preferred chose choose".split())
_ANSWERS: Final = frozenset((verb, said) for verb in ("said", "answered", "say", "voted") for said in ("yes", "no"))
_HAS: Final = frozenset(
    "up provides provide provided accounts account accounted holds hold held supplies supply generates generate won "
    "received".split()
)
_MAKES_UP: Final = (("make", "up"), ("makes", "up"), ("made", "up"), ("making", "up"))
# What is split is split between, to, or for some.
_TO: Final = frozenset({"to", "for", "on", "into"})
_REST: Final = frozenset({"remaining", "rest", "other", "remainder"})
# In the text around a list of shares they say that one may be counted twice.
_SEVERAL: Final = frozenset(
    "several multiple overlap overlaps overlapping both either also respectively respondents answers too each "
    "additionally".split()
)
# Between one share of a list and the next they say that the next is of something else, or of another time.
_ELSEWHERE: Final = frozenset(
    "in at by from to up down during since than versus vs compared while whereas but of on over under among "
    "who whom whose which that when where if ; : own owns use uses have has had said say can could would will".split()
)
# They compare, and say no share: "62% stronger, 31% lighter".
_COMPARED: Final = frozenset(
    "stronger weaker lighter heavier cheaper dearer smaller larger bigger faster slower longer shorter better worse "
    "younger taller thinner thicker wider richer poorer hotter colder warmer cooler easier harder safer cleaner "
    "greater older quicker brighter darker deeper likelier".split()
)
_LONGEST: Final = 8
_MOST: Final = 40
_TWICE: Final = "What is counted in one of these shares may be counted in another one too."


def shares(line: Line) -> Iterator[Found]:
    """The lists of shares in a sentence that exclude one another."""
    which = 0
    while which < len(line.stood):
        run = _run(line, which)
        if len(run) > 1 and _SEVERAL.isdisjoint(line.words):
            yield from _listed(line, which, run)
        which += max(1, len(run))


def _run(line: Line, which: int) -> Sequence[Stood]:
    """The shares from a mention on that are listed one behind the other."""
    run: list[Stood] = []
    split = not _SPLIT.isdisjoint(_in_front(line, which))
    for place in range(which, min(len(line.stood), which + _MOST)):
        stood = line.stood[place]
        mention = stood.mention
        if not is_share(mention) or is_loose(mention):
            break
        if mention.trend is not None and line.before(place, 2) not in _MAKES_UP:
            break
        if mention.figure.qualifier not in (Qualifier.STATED, Qualifier.ABOUT, Qualifier.NEARLY):
            break
        if run and (
            mention.base is not None or not _goes_on(_without_base(line, place - 1), first=len(run) == 1, split=split)
        ):
            break
        run.append(stood)
    return run


def _without_base(line: Line, which: int) -> Words:
    """The words behind a share up to the next one, but for what the share is of."""
    gap, base = line.between(which, which + 1), line.stood[which].mention.base
    if base is None or gap[:1] != ("of",):
        return gap
    return gap[line.place_of(base.end) - line.stood[which].after :]


def _goes_on(gap: Words, *, first: bool, split: bool) -> bool:
    """Whether a list goes on from one share to the next: what the first is of, then a comma or "and".

    Only the first says "are": "62% are women and 48% are married" tells of two things.
    """
    words = tuple(word for word in gap if word not in {"(", ")", "[", "]", "the", "a"})
    if split:
        words = tuple(word for word in words if word not in _TO)
    if first and words[:2] in _ANSWERS:
        words = words[1:]
    if not 2 <= len(words) <= _LONGEST or not _is_of_a_list(words) or not (first or _IS.isdisjoint(words)):
        return False
    return "," in words or "and" in words


def _in_front(line: Line, which: int) -> Words:
    first = line.stood[which].first
    return line.words[max(0, first - _LONGEST) : first]


def _is_of_a_list(words: Words) -> bool:
    """Whether words behind a share can say what it is of, in a list of parts."""
    if not _ELSEWHERE.isdisjoint(words) or not _COMPARED.isdisjoint(words):
        return False
    return not any(direction_of(word) or (word.endswith("ed") and word not in _CHOOSES) for word in words)


def _listed(line: Line, which: int, run: Sequence[Stood]) -> Iterator[Found]:
    before = _in_front(line, which)
    makes_up = before[-2:] in _MAKES_UP
    if not makes_up and any(direction_of(word) for word in before[-3:]):
        return
    behind = line.behind(which + len(run) - 1, 2)
    last = line.between(which + len(run) - 2, which + len(run) - 1)
    rest = bool(last) and (last[-1] in _REST or last[-2:] == ("rest", ","))
    follows = which + len(run) < len(line.stood) and not behind
    if follows or not (rest or (_IS.isdisjoint(behind[:1]) and _is_of_a_list(behind))):
        return
    if not {"its", "their"}.isdisjoint(last[-2:]):
        return
    split = not _SPLIT.isdisjoint(before)
    comes = any(before[place : place + 2] in _COMES for place in range(len(before)))
    is_so = _says_what_it_is(line, which, len(run), before) or _shares_out(line, which, run, before)
    if rest or split or comes or is_so:
        yield _found(run, rest=rest, sure=split or (rest and len(run) > 2))


def _shares_out(line: Line, which: int, run: Sequence[Stood], before: Words) -> bool:
    """Whether somebody has the first share, and others the next: "coal makes up 40% of power, gas 30% and wind 20%"."""
    return not _HAS.isdisjoint(before[-3:]) and all(
        _comes_first(line.between(place, place + 1)) for place in range(which, which + len(run) - 1)
    )


def _comes_first(gap: Words) -> bool:
    """Whether what the next share is of stands in front of it: ", gas 30%"."""
    last = max((place for place, word in enumerate(gap) if word in {",", "and"}), default=-1)
    return last >= 0 and 1 <= len(gap) - 1 - last <= 3


def _says_what_it_is(line: Line, which: int, length: int, before: Words) -> bool:
    """Whether the first share says what something is, or whom it voted for."""
    behind = line.behind(which, _LONGEST)
    if behind[:2] in _ANSWERS:
        return True
    gaps = [line.between(place, place + 1) for place in range(which, which + length - 1)]
    if any(_comes_first(gap) for gap in gaps):
        return False  # "The battery is 45% full, the tank 62%"
    if before[-1:] and before[-1] in _IS:
        return behind[:1] != ("for",)
    return bool(behind) and (behind[0] in _IS or not _CHOOSES.isdisjoint(behind[:4]))


def _found(run: Sequence[Stood], *, rest: bool, sure: bool) -> Found:
    at = Span(run[0].mention.expression.start, run[-1].mention.expression.end)
    return Found(
        rule=Rule.SHARES,
        why=f"These {len(run)} shares are listed as {'all there are' if rest else 'parts'} of one whole.",
        body={
            "kind": "shares",
            "figures": {"parts": [ref(stood) for stood in run]},
            "parameters": {"exhaustive": rest},
            "policy": ANY_TIME,
        },
        places={f"parts[{place}]": stood.mention.expression for place, stood in enumerate(run)},
        at=at,
        severity="error" if sure else "warning",
        alternative=None if sure else _TWICE,
    )
