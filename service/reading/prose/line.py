"""A sentence as the rules look at it: its words in small letters, and where the mentions stand among them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from service.reading.mention import Apart, Mention, Reading
from service.reading.span import Span
from service.reading.token import tokens_of

Words = tuple[str, ...]


class Stood(NamedTuple):
    """The ``number``-th mention of a reading, from word ``first`` up to, not including, ``after`` of its sentence."""

    number: int
    mention: Mention
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with figures in it.

    ``starts`` are the places of its words; ``apart`` its numbers that are no quantities; ``movements`` the pairs of its
    mentions, counted from 0 in it, that something went from and to.
    """

    sentence: int
    text: str
    words: Words
    starts: tuple[int, ...]
    stood: tuple[Stood, ...]
    apart: tuple[Apart, ...]
    movements: tuple[tuple[int, int], ...] = ()

    def between(self, one: int, other: int) -> Words:
        """The words between two of its mentions, which are counted from 0."""
        return self.words[self.stood[one].after : self.stood[other].first]

    def before(self, which: int, most: int) -> Words:
        """The words in front of a mention, ``most`` at most, back to the mention before it."""
        lowest = self.stood[which - 1].after if which else 0
        return self.words[max(lowest, self.stood[which].first - most) : self.stood[which].first]

    def behind(self, which: int, most: int) -> Words:
        """The words behind a mention, ``most`` at most, up to the next mention."""
        highest = self.stood[which + 1].first if which + 1 < len(self.stood) else len(self.words)
        return self.words[self.stood[which].after : min(highest, self.stood[which].after + most)]

    def place_of(self, start: int) -> int:
        """The word that begins at a place in the text, or the first behind it."""
        return bisect_left(self.starts, start)


def lines_of(reading: Reading, text: str | None = None) -> Iterator[Line]:
    """The sentences of a reading that have figures. ``text`` is the text as it was read, if that is not its own.

    Takes time in proportion to these sentences.
    """
    read = reading.text if text is None else text
    apart = iter(reading.apart)
    waiting = next(apart, None)
    moved = iter(sorted(reading.movements, key=max))
    movement = next(moved, None)
    numbered = enumerate(reading.mentions)
    for sentence, group in groupby(numbered, key=lambda item: item[1].sentence):
        span = reading.sentences[sentence]
        here = []
        while waiting is not None and waiting.span.start < span.end:
            if waiting.span.start >= span.start:
                here.append(waiting)
            waiting = next(apart, None)
        numbered_here = list(group)
        lowest, highest = numbered_here[0][0], numbered_here[-1][0]
        pairs = []
        while movement is not None and max(movement) <= highest:
            if min(movement) >= lowest:
                pairs.append((movement[0] - lowest, movement[1] - lowest))
            movement = next(moved, None)
        tokens = tokens_of(read, span.start, span.end)
        starts = tuple(token.start for token in tokens)
        yield Line(
            sentence,
            read,
            tuple(token.text.lower() for token in tokens),
            starts,
            tuple(_stood(numbered_here, starts)),
            tuple(here),
            tuple(pairs),
        )


def _stood(numbered: Sequence[tuple[int, Mention]], starts: Sequence[int]) -> Iterator[Stood]:
    spans = [_own(numbered, place) for place in range(len(numbered))]
    for (number, mention), span in zip(numbered, spans, strict=True):
        first = bisect_left(starts, span.start)
        yield Stood(number, mention, first, max(first + 1, bisect_left(starts, span.end)))


def _own(numbered: Sequence[tuple[int, Mention]], place: int) -> Span:
    """The words of a mention alone: "12 of 40 patients" is one expression and has another figure in it."""
    mention = numbered[place][1]
    start, end = mention.expression
    if place and numbered[place - 1][1].number.end > start:
        start = mention.number.start
    if place + 1 < len(numbered) and numbered[place + 1][1].expression.start < end:
        end = mention.number.end
    return Span(start, end)
