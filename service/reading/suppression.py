"""Comments in a Markdown text that ask for silence about what is found in it.

One is written ``<!-- claimcheck: ignore RULE, RULE — REASON -->``. Names of rules may be left out, and it is then about
any; a dash with blanks around it parts them from the reason, which is required. On a line of its own it covers the
block that follows at the same level: a paragraph, a heading, a whole list, a whole table. Within a paragraph it covers
that paragraph or item, and in a row of a table that row.

One that gives no reason, names a rule that does not exist or is not of this form silences nothing and is told, and so
is one that had nothing to silence: a comment that has lost its purpose would hide the next mistake.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import Final

from service.reading.span import Span

_OURS: Final = re.compile(r"\s*+claimcheck:\s*+(?P<said>.*)", re.IGNORECASE | re.DOTALL)
_IGNORE: Final = re.compile(r"ignore(?=[\s,—–-]|$)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DASH: Final = re.compile(r"(?:(?<=\s)|^)[-—–]{1,2}(?=\s|$)|—")
_RULE: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*+")
_FORM: Final = 'write "claimcheck: ignore RULE — REASON"; without a rule it is about any'


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that asks for silence: where it stands, what it covers, about which rules (none: any) and why.

    ``fault`` says in a sentence what is wrong with it, if anything; one with a fault silences nothing. ``used`` says
    that it silenced something, which :func:`silenced` finds out.
    """

    at: Span
    covers: Span
    rules: tuple[str, ...] = ()
    reason: str = ""
    fault: str | None = None
    used: bool = False


def parse_suppression(comment: str, at: Span, covers: Span) -> Suppression | None:
    """What a comment asks for, given what stands between its marks; None if it does not address this program."""
    ours = _OURS.match(comment)
    if ours is None:
        return None
    ignore = _IGNORE.match(ours["said"].strip())
    if ignore is None:
        return Suppression(at, covers, fault=f"not understood; {_FORM}")
    rest = ignore["rest"]
    dash = _DASH.search(rest)
    named = rest if dash is None else rest[: dash.start()]
    reason = "" if dash is None else " ".join(rest[dash.end() :].split())
    rules = tuple(dict.fromkeys(named.replace(",", " ").split()))
    if not reason:
        return Suppression(at, covers, rules, fault=f"it gives no reason; {_FORM}")
    if any(_RULE.fullmatch(rule) is None for rule in rules):
        return Suppression(at, covers, (), reason, fault=f"what stands before the dash is no list of rules; {_FORM}")
    return Suppression(at, covers, rules, reason)


def silenced(
    suppressions: Sequence[Suppression], findings: Iterable[tuple[str, Span]], rules: Collection[str]
) -> tuple[list[Suppression | None], list[Suppression]]:
    """For each finding, given by its rule and place, the comment that silences it; and what became of each comment.

    ``rules`` are those that exist. Of several comments that cover a finding the first one counts, the others stay
    unused by it. Takes time in proportion to the comments and to the findings, whose places are a sentence at most.
    """
    known = [_known(each, rules) for each in suppressions]
    findings = list(findings)
    about = {rule: _Covered(known, rule) for rule in {rule for rule, _ in findings}}
    by = [about[rule].first(at) for rule, at in findings]
    used = {number for number in by if number is not None}
    after = [_settled(each, used=number in used) for number, each in enumerate(known)]
    return [None if number is None else after[number] for number in by], after


class _Covered:
    """A text cut where what comments about one rule cover begins and ends: the first of them, piece by piece."""

    def __init__(self, suppressions: Sequence[Suppression], rule: str) -> None:
        given = [
            (each.covers.start, number, each.covers.end)
            for number, each in enumerate(suppressions)
            if each.fault is None and (not each.rules or rule in each.rules)
        ]
        given.sort(reverse=True)
        self._starts: list[int] = []
        self._first: list[int | None] = []
        here: list[tuple[int, int]] = []
        for start in sorted({place for begin, _, end in given for place in (begin, end)}):
            while given and given[-1][0] <= start:
                _, number, end = given.pop()
                heappush(here, (number, end))
            while here and here[0][1] <= start:
                heappop(here)
            self._starts.append(start)
            self._first.append(here[0][0] if here else None)

    def first(self, at: Span) -> int | None:
        """The number of the first comment that covers any of a place."""
        pieces = range(max(bisect_right(self._starts, at.start) - 1, 0), bisect_left(self._starts, at.end))
        return min((number for number in map(self._first.__getitem__, pieces) if number is not None), default=None)


def _known(suppression: Suppression, rules: Collection[str]) -> Suppression:
    unknown = [rule for rule in suppression.rules if rule not in rules]
    if suppression.fault is not None or not unknown:
        return suppression
    return replace(suppression, fault=f"there is no rule {unknown[0]}; the rules are {', '.join(sorted(rules))}")


def _settled(suppression: Suppression, *, used: bool) -> Suppression:
    if used or suppression.fault is not None:
        return replace(suppression, used=used)
    return replace(suppression, fault="there is nothing to silence here; remove it")


_COMMENT_START: Final = "<!--"
_COMMENT_END: Final = "-->"


def comments(text: str, start: int, end: int) -> Iterator[Span]:
    """The HTML comments of a stretch of text, with their marks. Takes linear time."""
    while (start := text.find(_COMMENT_START, start, end)) >= 0:
        closed = text.find(_COMMENT_END, start + len(_COMMENT_START), end)
        if closed < 0:
            return
        yield Span(start, closed + len(_COMMENT_END))
        start = closed + len(_COMMENT_END)


def inside(comment: Span, text: str) -> str:
    """What stands between the marks of a comment."""
    return text[comment.start + len(_COMMENT_START) : comment.end - len(_COMMENT_END)]
