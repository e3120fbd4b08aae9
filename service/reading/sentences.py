"""Where the paragraphs and sentences of an English text begin and end.

A full stop ends a sentence unless the word before it is an abbreviation or the words after it go on: the rules are
those of Grefenstette and Tapanainen (1994, "What is a word, what is a sentence?"), with the observation of Kiss and
Strunk (2006, "Unsupervised multilingual sentence boundary detection") that after an abbreviation in capitals a new
sentence is told by a word that often begins one. No stretch is longer than ``LONGEST``, so that what looks at a whole
sentence takes linear time on any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.reading.dates.names import MONTHS, SHORT_MONTHS, WEEKDAYS
from service.reading.span import Span

LONGEST: Final = 2_000

# Possessive throughout: each run of signs is passed over once, whatever comes behind it.
_BLANK_LINES: Final = re.compile(r"\n(?:[^\S\n]*+\n)++")
_STOP: Final = re.compile(r"[.!?…]++[\"”’'»)\]]*+(?:\[\d{1,3}\]){0,4}|\n[^\S\n]*+(?=[-–*•][^\S\n])")
_BEFORE: Final = re.compile(r"(?:[^\W\d_]\.)*+[^\W\d_]++$|\d++$")
_WORD: Final = re.compile(r"\s*+([\"“‘'«(\[]*+)([^\W_]*+)")

# In front of a name or a number: what follows belongs to it.
_LEADING: Final = frozenset(
    "mr mrs ms mx dr prof gen sen rep gov lt col sgt cpl capt cmdr adm maj rev hon pres supt insp sir fr st "
    "mt ft mme mlle messrs vs viz cf eg ie e.g i.e approx est ca sq dept univ assn intl natl asst assoc ed "
    "eds fig figs eq eqs vol".split()
)
# In front of a number only.
_BEFORE_NUMBER: Final = SHORT_MONTHS | frozenset(
    "no nos art arts sec secs p pp ch chap para paras c v nr rs re".split()
)
# They may stand within a sentence or end it: what comes next tells.
_EITHER: Final = frozenset(
    "inc co corp ltd llc plc bros jr sr esq ph.d m.d b.a m.a phd al ave blvd rd calif fla ariz conn ill "
    "mass mich minn penn pa tenn tex va wash wis colo ga la md miss mo neb nev okla ore".split()
)
_CLOCK: Final = frozenset({"a.m", "p.m"})
_AFTER_CLOCK: Final = (
    frozenset(
        "est edt cst cdt mst mdt pst pdt gmt bst utc cet cest et ct mt pt ist "
        "aest eastern central mountain pacific".split()
    )
    | MONTHS
    | WEEKDAYS
)
# Words that often begin a sentence and are no names.
_STARTERS: Final = frozenset(
    "the a an this that these those it its he his she her they their we our i my you your there here in on "
    "at by for from to of with as if when while where after before since until although though because but "
    "and or so yet however meanwhile moreover instead some many most all both each every no not nor such "
    "one two three other others another about over under more nearly only also even what who why how now "
    "then today yesterday officials police".split()
)


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The stretches of ``text`` that blank lines part, without the blanks around them; none of them is empty."""
    end = len(text) if end is None else end
    for gap in _BLANK_LINES.finditer(text, start, end):
        yield from _trimmed(text, start, gap.start())
        start = gap.end()
    yield from _trimmed(text, start, end)


def sentences(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of a paragraph, without the blanks around them; none is empty, or longer than ``LONGEST``.

    An item of a list that a dash, a star or a bullet on a new line begins is a sentence of its own.
    """
    start, end = paragraph
    for stop in _STOP.finditer(text, start, end):
        if _ends_sentence(text, start, stop, end):
            yield from _cut(text, start, stop.end())
            start = stop.end()
    yield from _cut(text, start, end)


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    if stop[0][0] == "\n" or stop.end() == end:
        return True
    if not text[stop.end()].isspace():
        return False
    following = _WORD.match(text, stop.end(), min(stop.end() + _LOOK, end))
    opening, word = (following[1], following[2]) if following else ("", "")
    if word[:1].islower():
        return False
    if stop[0][0] != "." or len(stop[0]) > 1:
        return True
    before = _BEFORE.search(text, max(start, stop.start() - _LOOK), stop.start())
    return before is None or _ends_after(before, text, start, word, bool(opening))


# So far an abbreviation is looked for backward, and a word forward.
_LOOK: Final = 24


def _ends_after(before: re.Match[str], text: str, start: int, word: str, quoted: bool) -> bool:
    """Whether a single full stop behind ``before`` ends a sentence that began at ``start``, if ``word`` comes next."""
    last = before[0].casefold()
    if last[0].isdigit():
        return bool(text[start : before.start()].strip(_BULLETS))  # "1. Open the box": the number of an item
    if last in _LEADING:
        return False
    if word[:1].isdigit() and (last in _BEFORE_NUMBER or last in _EITHER):
        return False
    if last in _CLOCK:
        return word.casefold() not in _AFTER_CLOCK
    if last in _EITHER or "." in last or (len(last) == 1 and before[0].isupper() and last != "i"):
        return quoted or word.casefold() in _STARTERS
    return True


_BULLETS: Final = " \t\r\n\f\v-–*•(["


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, cut at blanks if it is too long to be one."""
    for piece in _trimmed(text, start, end):
        start, end = piece
        while end - start > LONGEST:
            at = max(text.rfind(blank, start, start + LONGEST) for blank in " \n\t")
            at = at if at > start else start + LONGEST
            yield from _trimmed(text, start, at)
            start = at
        yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch without the blanks at its ends, if anything is left of it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
