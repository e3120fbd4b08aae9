"""The name that a speaker goes by in a paragraph: without office, in full where only a surname or "he" is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.reading.speech.speakers import DATA, Speaker, is_name, is_person
from service.reading.token import Token
from service.reading.words import words_of

# So many tokens back a full name is looked for, and so many speakers "he" may be.
_BACK: Final = 400
SPOKEN: Final = 12


def name_of(text: str, tokens: Sequence[Token], speaker: Speaker, before: Sequence[str]) -> str | None:
    """The name as printed; in full where a surname, "he" or "she" stands for one told before in the paragraph.

    ``before`` are the names of those who spoke last. None where it is not clear whom "he" means.
    """
    if speaker.pronoun:
        persons = {name for name in before if " " in name and name[0].isupper() and name.split()[-1][0].isupper()}
        return persons.pop() if len(persons) == 1 else None
    first, after = speaker.first, speaker.after
    while after - first > 1 and tokens[after - 1].text.casefold() in DATA and is_name(tokens[first]):
        after -= 1
    if tokens[first].text in {"Mr", "Mrs", "Ms", "Dr"} and after - first > 1:
        first += 1 + (tokens[first + 1].text == ".")
    first = _without_office(tokens, first, after)
    name = text[tokens[first].start : tokens[after - 1].end]
    name = name.removesuffix("'s").removesuffix("’s")
    return _in_full(text, tokens, first, name) if after - first == 1 and is_name(tokens[first]) else name


def _without_office(tokens: Sequence[Token], first: int, after: int) -> int:
    """Where a person's name begins behind an office in small letters: "chairman Ann Lee", "the mayor, Ann Lee"."""
    here = after
    while here > first and (is_name(tokens[here - 1]) or tokens[here - 1].text in {".", "-"}):
        here -= 1
    small = here > first and tokens[here - 1].kind == "word" and tokens[here - 1].text not in {"of", "and", "the"}
    named = is_person(tokens, here, after) or tokens[here - 1].text in words_of("speakers.txt")
    return here if small and here < after and named else first


def _in_full(text: str, tokens: Sequence[Token], first: int, surname: str) -> str:
    """The one full name in front of a token of which a word is the last; the word if there is none, or several."""
    found: set[str] = set()
    for at in range(max(1, first - _BACK), first):
        if tokens[at].text != surname or not is_name(tokens[at - 1]):
            continue
        begin = at
        while begin > 0 and at - begin < 4 and (is_name(tokens[begin - 1]) or tokens[begin - 1].text == "."):
            begin -= 1
        if is_person(tokens, begin, at + 1):
            found.add(text[tokens[begin].start : tokens[at].end])
    return found.pop() if len(found) == 1 else surname
