"""The name of whoever speaks in a text: where it begins and ends, without the clauses behind it.

There is no tagger here: a name is a run of words in capitals with what joins them ("Bank of England"), or one of a
list of nouns ("officials", "the interior ministry") with the words in front of it. Anything else is no name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.reading.dates.names import DAY_NUMBERS, MONTHS, SHORT_MONTHS
from service.reading.token import Token
from service.reading.words import words_of

DATA: Final = frozenset(
    "analysis assessment census data documents filings papers estimate estimates figures findings forecast "
    "forecasts index poll polls projection projections records report reports research statistics stats "
    "studies study survey surveys".split()
)
_DETERMINERS: Final = frozenset(
    "the a an its their his her our some many most one several other another both local state".split()
)
_LINKS: Final = frozenset("of for at in from and with to de von van der den bin al la le du da &".split())
_TITLES: Final = frozenset("mr mrs ms mx dr prof sir gen sen rep gov lt col sgt capt rev".split())
# Of them, "Ann Lee of Acme" is Ann Lee, and "Bank of England" the bank.
_BODIES: Final = frozenset(
    "academy administration agency alliance assembly association authority bank board bureau center centre "
    "chamber college commission committee company confederation conference congress corporation council "
    "court department directorate faculty federation foundation fund group house institute institution "
    "league library ministry museum office organisation organization parliament party republic school "
    "secretariat senate service society state states treasury union university".split()
)
# "Jan" and "Sun" are names of people too.
_NEVER: Final = (
    (MONTHS - SHORT_MONTHS)
    | DAY_NUMBERS.keys()
    | frozenset(
        "in on at by for from to with since until after before "
        "during as if when while where although though because but and or so yet however meanwhile this that "
        "these those it there what who which i we you not no nearly about more less than over under only also "
        "even just still then now here all each every up down".split()
    )
)
_PRONOUNS: Final = frozenset({"he", "she"})
# So many tokens a name may have, and so many words in small letters in front of its noun.
_LONGEST: Final = 14
_ADJECTIVES: Final = 4


class Speaker(NamedTuple):
    """The tokens of a name, from ``first`` up to, not including, ``after``; ``pronoun`` if it is "he" or "she".

    ``end`` is the token behind the whole phrase, with what was left out of the name.
    """

    first: int
    after: int
    end: int
    pronoun: bool = False


def speaker_at(tokens: Sequence[Token], at: int, stop: int) -> Speaker | None:
    """The speaker whose name begins with a token and ends before ``stop``."""
    if at >= stop or tokens[at].kind != "word":
        return None
    if at and tokens[at - 1].end == tokens[at].start and tokens[at - 1].kind == "number":
        return None  # "128GB"
    stop = min(stop, at + _LONGEST)
    low = tokens[at].text.casefold()
    if low in _PRONOUNS:
        return Speaker(at, at + 1, at + 1, pronoun=True)
    first = at
    if low in _DETERMINERS:
        at += 1
    head = _head(tokens, at, stop)
    if head is None:
        return None
    after = end = _with_links(tokens, head, stop)
    capital = tokens[at].text[0].isupper()
    if capital and tokens[first].text.casefold() in {"the", "a", "an"}:
        first = at
    if first == at and capital:
        after = _without_employer(tokens, first, after)
    return Speaker(first, after, end)


def begins_name(tokens: Sequence[Token], speaker: Speaker, lo: int) -> bool:
    """Whether a name may begin there: behind no preposition, and no word or number that belongs to it."""
    if speaker.first <= lo:
        return True
    before, first = tokens[speaker.first - 1], tokens[speaker.first]
    low = before.text.casefold()
    if low in _LINKS - {"and"} or low in {"on", "by", "near", "about", "than"}:
        return False
    if first.text[0].isupper() or first.text in _DETERMINERS:
        return True
    return before.kind == "sign" or low in _NEVER or (before.kind == "number" and len(before.text) == 4)


def is_person(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Whether tokens are two to four words in capitals that name no body: "Viktor Potapov", "John F. Kennedy"."""
    words = [each.text for each in tokens[first:after] if each.text not in {".", "-"}]
    return (
        2 <= len(words) <= 4
        and all(word[0].isupper() and not (len(word) > 1 and word.isupper()) for word in words)
        and _BODIES.isdisjoint(word.casefold() for word in words)
    )


def is_name(token: Token) -> bool:
    """Whether a token may be part of a name: a word in capitals that is none of grammar or the calendar."""
    return token.kind == "word" and token.text[0].isupper() and token.text.casefold() not in _NEVER


def _head(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The token behind the noun or run of capitals that a name is about, with what stands in front of it."""
    if at >= stop:
        return None
    if is_name(tokens[at]):
        run = _run(tokens, at, stop)
        # "Finance ministry", "Russian officials": a noun of the list may end what a capital begins.
        behind = _noun(tokens, run, min(stop, run + 2))
        if behind is not None and is_person(tokens, at, run) and not tokens[behind - 1].text.endswith("s"):
            behind = None  # "Ann Lee head of research" without its comma
        return behind or (run if _names_someone(tokens, at, run) else None)
    return _noun(tokens, at, min(stop, at + _ADJECTIVES + 1))


def _names_someone(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Not an adjective or a first word of a sentence alone that happens to stand in front."""
    last = tokens[after - 1].text
    return not (last.endswith(("'s", "’s")) and after - first == 1)


def _noun(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The token behind the last noun of the list that is reached over plain words in small letters."""
    found = None
    nouns = words_of("speakers.txt")
    for here in range(at, stop):
        token = tokens[here]
        if token.kind != "word" and token.text != "-":
            break
        low = token.text.casefold()
        if low in _NEVER or low in _LINKS or low in _DETERMINERS or (found is None and here > at and is_name(token)):
            break
        if low in nouns or low in DATA:
            found = here + 1
        elif found is not None:
            break
    if found is not None and found < len(tokens) and found < stop + 4 and is_name(tokens[found]):
        return _run(tokens, found, stop + 4)  # "chairman Ann Lee"
    return found


def _run(tokens: Sequence[Token], at: int, stop: int) -> int:
    """The token behind a run of words in capitals, with initials, hyphens and "&"; bounded by ``stop``."""
    first = at
    while at < stop:
        if not is_name(tokens[at]) and not _joins(tokens, at, stop):
            break
        if at > first and tokens[at].text in {"Mr", "Mrs", "Ms"}:
            break
        at += 1
    return at


def _joins(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether a sign stands between two words of a name: "Johnson & Johnson", "John F. Kennedy", "Rolls-Royce"."""
    if tokens[at].text not in {".", "-", "&"} or at + 1 >= stop or not is_name(tokens[at + 1]):
        return False
    word = tokens[at - 1].text
    return tokens[at].text != "." or len(word) == 1 or word.casefold() in _TITLES


def _with_links(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Beyond "of", "for", "at" … while another name follows: "the head of the Interior Department of Astrakhan"."""
    for _ in range(3):
        if at >= stop or tokens[at].text not in _LINKS:
            return at
        here = at + 1
        if here < stop and tokens[here].text in {"the", "a", "an", "its"}:
            here += 1
        head = _head(tokens, here, stop)
        if head is None:
            return at
        at = head
    return at


def _without_employer(tokens: Sequence[Token], first: int, after: int) -> int:
    """Where the name of a person ends that says whose it is: "Ann Lee of the World Bank"."""
    for at in range(first, after):
        if tokens[at].text in {"of", "at", "from", "for", "with"}:
            return at if is_person(tokens, first, at) else after
    return after
