"""Ages: "27-year-old", "65 and older", "aged 35", and the number behind a name that is one ("Jane Roe, 35, said")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.token import TRUE_HYPHENS, Token
from service.reading.words import words_of

# The age that the oldest person on record reached: Jeanne Calment, who died in 1997.
OLDEST: Final = 122
_OLD: Final = frozenset({"old", "olds"})
_DETERMINERS: Final = frozenset(
    "the a an this that these those its his her their next last past to half one two".split()
)
_BE: Final = frozenset("is was be were are am turned turns turning 's".split())
_PERSONS: Final = frozenset("he she i who he's she's i'm".split())
_BETWEEN: Final = frozenset("will would only just now not still about around nearly almost already be".split())
_PEOPLE: Final = frozenset(
    "people persons men women adults children kids boys girls citizens pensioners workers employees drivers players "
    "patients voters males females everyone anyone those".split()
)
_PERSON: Final = frozenset(
    "man woman boy girl teenager teen driver pilot victim suspect actor actress singer striker midfielder defender "
    "goalkeeper student teacher officer soldier brother sister father mother son daughter wife husband widow".split()
)
# What begins the next clause: the number before it counts nothing that follows.
_FOLLOWING: Final = frozenset(
    "by when at and but on this next last years with if after before in now or as while then".split()
)


def age_behind(tokens: Sequence[Token], i: int) -> int | None:
    """The token behind "-old", "years old", "years of age" or "years and older", when token ``i`` follows the unit."""
    words = [token.text.lower() for token in tokens[i : i + 3]]
    if words[:1] and words[0] in TRUE_HYPHENS and words[1:2] and words[1] in _OLD:
        return i + 2
    if words[:1] and words[0] in _OLD:
        return i + 1
    if words[:2] == ["of", "age"]:
        return i + 2
    return i + 2 if words[:1] in (["and"], ["or"]) and words[1:2] and words[1] in {"older", "younger"} else None


def is_age(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Whether the number from token ``first`` up to ``after``, which has no unit, is an age by the words around it."""
    if after != first + 1 or not _possible(tokens[first]):
        return False
    before = [token.text.lower() for token in tokens[max(0, first - 4) : first]][::-1]
    behind = [token.text.lower() for token in tokens[after : after + 3]]
    if not before:
        return False
    if before[0] in {"aged", "age", "ages"} or before[:2] in (["of", "age"], ["of", "ages"], ["at", "age"]):
        return True
    if before[0] in {"over", "under"} and len(before) > 1 and before[1] in _PEOPLE:
        return True  # "women over 50"
    if before[0] in {"and", "or"} and len(before) > 2 and before[1].isdecimal() and before[2] in {"aged", "ages"}:
        return True  # "two men aged 19 and 23"
    if before[0] in {"between", "from"} and before[1:2] and before[1] in {"aged", "age", "ages"}:
        return True
    if behind[:1] in (["and"], ["or"]) and behind[1:2] and _is_onwards(behind[1:]):
        return True
    if tokens[first].kind == "number" and _behind_person(before, behind):
        return True
    ends = not behind or behind[0] in _FOLLOWING or tokens[after].text in '.,;:!?)”"’'
    if not ends:
        return False
    return _of_person(before) or _behind_name(tokens, first, after)


def _is_onwards(words: list[str]) -> bool:
    """Whether "older" stands there, or "over" without what would be over ("and over the next year")."""
    if words[0] in {"older", "younger"}:
        return True
    return words[0] in {"over", "above", "under", "up"} and (len(words) == 1 or words[1] not in _DETERMINERS)


def _possible(token: Token) -> bool:
    if token.kind == "number":
        return token.text.isdigit() and 0 < len(token.text) <= 3 and 0 < int(token.text) <= OLDEST
    return token.kind == "word"


def _of_person(before: list[str]) -> bool:
    """Whether they say of a person what age it is: "He will be 35", "she turned 40": the nearest word first."""
    place = 0
    while place < len(before) and before[place] in _BETWEEN and before[place] not in _BE:
        place += 1
    if place >= len(before):
        return False
    if before[place] in {"turned", "turns", "turning"} or before[place] in _PERSONS - {"he", "she", "i", "who"}:
        return True
    if before[place] not in _BE:
        return False
    place += 1
    while place < len(before) and before[place] in _BETWEEN:
        place += 1
    return place < len(before) and before[place] in _PERSONS


def _behind_person(before: list[str], behind: list[str]) -> bool:
    """Behind a word for one person: "a man, 32, was charged", and without the commas in headings."""
    if before[0] == ",":
        return len(before) > 1 and before[1] in _PERSON and (not behind or behind[0] in ',.;)"”')
    return before[0] in _PERSON and before[1:2] not in (["each"], ["every"], ["per"])


def _behind_name(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Between commas behind a name of two words: "Jane Roe, 35, said"."""
    if first < 3 or tokens[first].kind != "number" or after >= len(tokens):
        return False
    if tokens[first - 1].text != "," or tokens[after].text != ",":
        return False
    names = tokens[first - 3 : first - 1]
    return all(
        name.kind == "word" and name.text[0].isupper() and name.text.lower() not in words_of("closed_class.txt")
        for name in names
    )
