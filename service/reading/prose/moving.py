"""Words for rising and falling, as they stand around a change, and what may stand between."""

from __future__ import annotations

from typing import Final

from service.reading.dates.names import MONTHS, WEEKDAYS
from service.reading.numbers.trends import is_fall, is_rise, moves
from service.reading.prose.line import Words
from service.reading.words import words_of

# They part one thing that is said from another.
BREAKS: Final = frozenset(
    "and but while whereas whose who which that as than because after before when where if ; : . ( ) [ ]".split()
)
_TIME: Final = MONTHS.union(
    WEEKDAYS,
    "in on at last this the year years month months week weeks quarter today yesterday since over during within just "
    "one two three four five six seven eight nine ten first second third fourth early late mid same between period "
    "spring summer autumn winter only about past ago previous".split(),
)
_MORE: Final = frozenset({"higher", "more", "+"})
_LESS: Final = frozenset({"lower", "less", "fewer"})


def direction_of(word: str) -> int:
    """1 for a word that says that something became more, -1 for less, else 0."""
    if word in _MORE or is_rise(word) or word in words_of("rise_nouns.txt"):
        return 1
    return -1 if word in _LESS or is_fall(word) or word in words_of("fall_nouns.txt") else 0


def is_noun(word: str) -> bool:
    """Whether a word is a noun for a change: "increase", "drop"."""
    return word in words_of("rise_nouns.txt") or word in words_of("fall_nouns.txt")


def leads_to_ends(gap: Words) -> bool:
    """Whether words between a change, or its verb, and "from 50 to 65" say at most when that was, or of what.

    So they end in "from" or "to"; in front of it may stand a time, or what changed in one word: "increase in wages".
    """
    if not gap or gap[-1] not in {"from", "to"} or len(gap) > _LONGEST:
        return False
    words = gap[:-1]
    if words and is_noun(words[0]):
        words = words[1:]
        if words and words[0] in _BROUGHT:
            return len(words) <= 4 and BREAKS.isdisjoint(words)
        if len(words) == 2 and words[0] in {"in", "of"}:
            return words[1].isalpha()
    return all(
        word == "," or word in _TIME or word.isdigit() or (word == "a" and place and words[place - 1] in _SPAN)
        for place, word in enumerate(words)
    )


_LONGEST: Final = 8
# What a change does to what changed: "a 15 percent rise took the wage to 598".
_BROUGHT: Final = frozenset("took takes brought brings pushed pushes sent sends put puts lifted left leaves".split())
# "5 percent in a year" is a change; "5 percent a year" goes on for years.
_SPAN: Final = frozenset({"in", "within", "over", "during"})


def quiet(words: Words) -> bool:
    """Whether no verb of change and no other clause stands in words."""
    return BREAKS.isdisjoint(words) and not any(moves(word) for word in words)
