"""Where a mention stands among the tokens of its paragraph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from service.reading.mention import Mention
from service.reading.span import Span
from service.reading.token import Token

# What parts one clause, or one thing said, from another.
BARRIERS: Final = frozenset(
    ', ; : ( ) — – … “ ” " and or but while whereas when where because although though which who whose that compared '
    "than against versus vs if after before since until till".split()
)


class Place(NamedTuple):
    """A mention with its tokens, from ``first`` up to, not including, ``after``.

    ``sentence`` are the tokens of its sentence; ``before`` and ``behind`` end the mention in front of it in that
    sentence and begin the next one, else the sentence.
    """

    mention: Mention
    number: int  # of the mention, among those of the paragraph
    within: int  # which sentence of the paragraph it is in
    first: int
    after: int
    sentence: range
    before: int
    behind: int

    def bracketed(self, tokens: Sequence[Token]) -> bool:
        """Whether it says the mention in front of it over again in brackets: "18,000 tenge ($134)"."""
        return self.before == self.first - 1 > self.sentence.start and tokens[self.first - 1].text in {"(", "["}


def places(tokens: Sequence[Token], sentences: Sequence[Span], mentions: Sequence[Mention]) -> Iterator[Place]:
    """The places of the mentions of a paragraph, in its order."""
    starts = [token.start for token in tokens]
    spans = [
        (bisect_left(starts, each.expression.start), max(bisect_left(starts, each.expression.end), 1))
        for each in mentions
    ]
    at = 0
    for number, (mention, (first, after)) in enumerate(zip(mentions, spans, strict=True)):
        while at + 1 < len(sentences) and sentences[at].end <= mention.expression.start:
            at += 1
        lo, hi = bisect_left(starts, sentences[at].start), bisect_left(starts, sentences[at].end)
        before = max(lo, spans[number - 1][1]) if number else lo
        behind = min(hi, spans[number + 1][0]) if number + 1 < len(spans) else hi
        yield Place(mention, number, at, first, after, range(lo, hi), min(before, first), max(behind, after))
