"""Who is said to have said it: "according to X", "X said that …", "…, said X", "(Khabar TV, September 27)".

What is read: "according to X"; a verb of reporting behind its subject or in front of it, once or again ("he added");
"the paper cited X as saying"; "estimates by X"; and at the end of a sentence, in brackets, an outlet with a date, or
"Source: X". Where both a speaker and an outlet in brackets are told, the speaker is whom a figure is attributed to, and
the outlet is left out: it says who printed the speaker's words, which nobody else's figures are compared by. What a
sentence says of its source holds for that sentence alone, unless the next names the speaker again, by surname or
as "he" or "she". Silent where no name is found, and where "he" may be one of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from service.reading.span import Span
from service.reading.speakers import DATA, Speaker, begins_name, is_name, is_person, speaker_at
from service.reading.token import Token
from service.reading.words import lines_of, words_of


class Attribution(NamedTuple):
    """A speaker's name as printed, and the stretch of a sentence that is theirs.

    ``words`` is where the text says so: a date within is that of the saying. ``rank`` orders what covers the same
    figure: behind a verb (0) comes before at the end of a sentence (1), and that before brackets (2).
    """

    name: str
    scope: Span
    words: Span
    rank: int


class _Said(NamedTuple):
    speaker: Speaker
    first: int  # the tokens that say so
    after: int
    opens: bool  # what is said comes behind


def attributed(name_of: Iterable[Attribution], at: Span) -> str | None:
    """To whom what stands ``at`` a place is attributed."""
    covering = [each for each in name_of if each.scope.start <= at.start and at.end <= each.scope.end]
    if not covering:
        return None
    rank = min(each.rank for each in covering)
    ranked = [each for each in covering if each.rank == rank]
    if rank == 0:
        return max(ranked, key=lambda each: each.scope.start).name
    return min(ranked, key=lambda each: max(each.words.start - at.end, at.start - each.words.end)).name


def attributions(text: str, tokens: Sequence[Token], sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions in a paragraph, given its tokens and sentences."""
    found: list[Attribution] = []
    at = 0
    for sentence in sentences:
        first = at
        while at < len(tokens) and tokens[at].start < sentence.end:
            at += 1
        found += _in_sentence(text, tokens, first, at, sentence, found)
    return found


def _in_sentence(
    text: str, tokens: Sequence[Token], lo: int, hi: int, sentence: Span, before: Sequence[Attribution]
) -> Iterator[Attribution]:
    said: list[tuple[str, _Said]] = []
    for each in _cues(tokens, lo, hi):
        name = _name(text, tokens, each.speaker, [*(one.name for one in before), *(one for one, _ in said)])
        if name is not None:
            said.append((name, each))
    for name, each in said:
        words = Span(tokens[each.first].start, tokens[each.after - 1].end)
        scope = Span(words.end, sentence.end) if each.opens else sentence
        yield Attribution(name, scope, words, 0 if each.opens else 1)
    yield from _in_brackets(text, tokens, lo, hi, sentence)


# --- what says that somebody speaks --------------------------------------------------------------

_PASSIVE: Final = frozenset("is was are were be been being".split())
_BETWEEN: Final = frozenset(
    "has have had also recently earlier later previously officially publicly now then already once".split()
)
_CLOSED: Final = frozenset(",.;:)!?”\"'’")
_QUOTES: Final = frozenset("“\"‘'”’")
_BEHIND_SAID: Final = frozenset(
    "on in at late early earlier yesterday this last during to after monday tuesday wednesday thursday "
    "friday saturday sunday".split()
)
_MADE_BY: Final = frozenset("by from".split())
_MADE: Final = frozenset(
    "released published compiled conducted commissioned issued prepared collected carried provided produced".split()
)
_PARTS_CLAUSES: Final = frozenset(', ; : ( ) — – “ " that but while as when because if although though'.split())
_LOOK: Final = 24


@lru_cache(maxsize=1)
def reporting_verbs() -> dict[str, str]:
    """Verbs of reporting, with what has to come behind them: see ``data/reporting.txt``."""
    return {
        form: how
        for how, *verbs in (line.split() for line in lines_of("reporting.txt"))
        for verb in verbs
        for form in (verb, verb.capitalize())
    }


def _cues(tokens: Sequence[Token], lo: int, hi: int) -> Iterator[_Said]:
    verbs = reporting_verbs()
    for at in range(lo, hi):
        word = tokens[at].text
        if (how := verbs.get(word)) is not None:
            found = _by_verb(tokens, at, lo, hi, how)
            if found is None and word.casefold() in DATA:
                found = _made_by(tokens, at, lo, hi)
        elif word in {"According", "according"}:
            found = _according(tokens, at, lo, hi)
        elif word in {"cited", "quoted", "cites", "quotes"}:
            found = _cited(tokens, at, lo, hi)
        elif word.casefold() in DATA:
            found = _made_by(tokens, at, lo, hi)
        else:
            continue
        if found is not None:
            yield found


def _low(tokens: Sequence[Token], at: int, lo: int, hi: int) -> str:
    return tokens[at].text.casefold() if lo <= at < hi else ""


def _by_verb(tokens: Sequence[Token], at: int, lo: int, hi: int, how: str) -> _Said | None:
    back, ahead = _low(tokens, at - 1, lo, hi), _low(tokens, at + 1, lo, hi)
    if back in _PASSIVE or back in {"to", "a", "an", "the", "of"} or ahead in {"of", "by"}:
        return None
    if ahead == "about" and tokens[at].text.startswith("t"):  # "told about", while "said about 40" hedges
        return None
    if (back in _CLOSED or not back) and (behind := speaker_at(tokens, at + 1, hi)) is not None:
        after = behind.end
        if _low(tokens, after, lo, hi) in _CLOSED or after >= hi:
            return _Said(_apposed(tokens, behind, lo, hi), at, after, opens=False)
    speaker = _subject(tokens, at, lo)
    if speaker is None:
        return _inverted(tokens, at, lo, hi)
    closing = speaker.first > lo and (not ahead or ahead in _CLOSED or (how == "any" and ahead in _BEHIND_SAID))
    closing = closing and not (ahead == ":" or (ahead == "," and _low(tokens, at + 2, lo, hi) in _QUOTES))
    if closing and ahead in _BEHIND_SAID and not _rest_is_short(tokens, at + 1, hi):
        closing = False
    if how == "that" and not (closing or ahead in _QUOTES | {"that", ",", ":"} or _of_data(tokens, speaker, at)):
        return None
    return _Said(speaker, speaker.first, at + 1, opens=not closing)


def _inverted(tokens: Sequence[Token], at: int, lo: int, hi: int) -> _Said | None:
    """Where no comma parts it from what was said: "… in the economy said Ann Lee head of research"."""
    behind = speaker_at(tokens, at + 1, hi)
    if behind is None or behind.pronoun or not is_person(tokens, behind.first, behind.after):
        return None
    after = _low(tokens, behind.end, lo, hi)
    closed = not after or after in _CLOSED or after in words_of("speakers.txt")
    return _Said(behind, at, behind.end, opens=False) if at > lo and closed else None


def _rest_is_short(tokens: Sequence[Token], at: int, hi: int) -> bool:
    """Whether a sentence ends, or a comma stands, a few tokens behind "said": "on Tuesday", "in a statement"."""
    return any(here >= hi or tokens[here].text in {",", ".", ";"} for here in range(at, at + 7))


def _of_data(tokens: Sequence[Token], speaker: Speaker, at: int) -> bool:
    return tokens[at - 1].text.casefold() in DATA or tokens[speaker.end - 1].text.casefold() in DATA


def _subject(tokens: Sequence[Token], at: int, lo: int) -> Speaker | None:
    """Whose name ends right in front of a verb, or in front of a clause between commas there."""
    end = at
    while end - 1 >= lo and tokens[end - 1].text in _BETWEEN:
        end -= 1
    if end - 1 >= lo and tokens[end - 1].text == ",":
        comma = next((here for here in range(end - 2, max(lo, end - _LOOK), -1) if tokens[here].text == ","), None)
        outer = None if comma is None else _ending(tokens, comma, lo)
        if outer is None or comma is None:
            return None
        inner = speaker_at(tokens, comma + 1, end - 1)
        if inner is not None and inner.end == end - 1 and is_person(tokens, inner.first, inner.after):
            return outer if is_person(tokens, outer.first, outer.after) else inner
        return outer
    return _ending(tokens, end, lo)


def _ending(tokens: Sequence[Token], end: int, lo: int) -> Speaker | None:
    """The longest name that ends in front of a token."""
    begin = max(lo, end - _LOOK // 2)
    for here in range(end - 1, begin - 1, -1):
        if tokens[here].text in _PARTS_CLAUSES:
            begin = here + 1
            break
    for first in range(begin, end):
        speaker = speaker_at(tokens, first, end)
        if speaker is not None and speaker.end == end:
            if begins_name(tokens, speaker, lo):
                return speaker
            if first == speaker.first and not tokens[first].text[0].isupper():
                return None  # a shorter one would begin within it
    return None


def _according(tokens: Sequence[Token], at: int, lo: int, hi: int) -> _Said | None:
    if _low(tokens, at + 1, lo, hi) != "to":
        return None
    speaker = speaker_at(tokens, at + 2, hi)
    if speaker is None:
        return None
    speaker = _maker(tokens, speaker, lo, hi) or _apposed(tokens, speaker, lo, hi)
    return _Said(speaker, at, speaker.end, opens=at == lo)


def _apposed(tokens: Sequence[Token], speaker: Speaker, lo: int, hi: int) -> Speaker:
    """The person of "the director of the department, Ann Lee,", whose name is better than the office."""
    if tokens[speaker.first].text[0].isupper() and tokens[speaker.first].text not in {"The", "A", "Its"}:
        return speaker
    comma = speaker.end
    if _low(tokens, comma, lo, hi) == "of":  # "the head of the harbour board, Ann Lee,"
        comma = next((at for at in range(comma, min(hi, comma + 8)) if tokens[at].text == ","), comma)
    if _low(tokens, comma, lo, hi) != ",":
        return speaker
    named = speaker_at(tokens, comma + 1, hi)
    closed = named is not None and (named.end >= hi or tokens[named.end].text in {",", ".", "(", "as"})
    return named if named is not None and closed and is_person(tokens, named.first, named.after) else speaker


def _maker(tokens: Sequence[Token], speaker: Speaker, lo: int, hi: int) -> Speaker | None:
    """Who made the data that a phrase is about: "figures released by X", "a survey from X"."""
    if tokens[speaker.end - 1].text.casefold() not in DATA:
        return None
    at = speaker.end
    for _ in range(5):
        if _low(tokens, at, lo, hi) in _MADE_BY:
            return speaker_at(tokens, at + 1, hi)
        if not (_low(tokens, at, lo, hi) in _MADE or _is_when(tokens, at, hi)):
            return None
        at += 1
    return None


def _is_when(tokens: Sequence[Token], at: int, hi: int) -> bool:
    """Whether a token may stand between a verb and "by": "published on Monday by X"."""
    return at < hi and (tokens[at].text in {"on", "out"} or tokens[at].text.casefold().endswith("day"))


def _made_by(tokens: Sequence[Token], at: int, lo: int, hi: int) -> _Said | None:
    """Behind "estimates by X", unless "according to" has read them already."""
    if any(tokens[here].text in {"According", "according"} for here in range(max(lo, at - 5), at)):
        return None
    maker = _maker(tokens, Speaker(at, at + 1, at + 1), lo, hi)
    return None if maker is None or maker.pronoun else _Said(maker, at, maker.end, opens=True)


def _cited(tokens: Sequence[Token], at: int, lo: int, hi: int) -> _Said | None:
    """Such as "The paper cited X as saying", "X was quoted as saying"."""
    saying = next(
        (
            here
            for here in range(at + 1, min(hi, at + _LOOK))
            if tokens[here].text in {"saying", "stating", "telling"} and tokens[here - 1].text == "as"
        ),
        None,
    )
    if saying is None:
        return None
    if _low(tokens, at - 1, lo, hi) in _PASSIVE:
        speaker = _subject(tokens, at - 1, lo)
    else:
        found = speaker_at(tokens, at + 1, hi)
        speaker = None if found is None else _apposed(tokens, found, lo, hi)
    return None if speaker is None else _Said(speaker, speaker.first, saying + 1, opens=True)


# --- brackets ------------------------------------------------------------------------------------

_MONTHS: Final = frozenset(
    "January February March April May June July August September October November December Jan Feb Mar Apr "
    "Jun Jul Aug Sep Sept Oct Nov Dec".split()
)


def _in_brackets(text: str, tokens: Sequence[Token], lo: int, hi: int, sentence: Span) -> Iterator[Attribution]:
    """An outlet and a date, or a source, at the end of a sentence: "(Khabar TV, May 27)", "(Source: Eurostat)"."""
    close = next((at for at in range(hi - 1, max(lo, hi - 3) - 1, -1) if tokens[at].text == ")"), None)
    if close is None:
        return
    opening = next((at for at in range(close - 1, max(lo, close - _LOOK) - 1, -1) if tokens[at].text == "("), None)
    if opening is None or close - opening < 2:
        return
    first, after = opening + 1, close
    if tokens[first].text.casefold() == "source" and tokens[first + 1].text == ":":
        first += 2
    else:
        comma = next((at for at in range(first, close) if tokens[at].text == ","), None)
        if comma is None or not _is_day(tokens[comma + 1 : close]):
            return
        after = comma
    if first < after and tokens[first].text[0].isupper() and all(each.kind != "number" for each in tokens[first:after]):
        name = text[tokens[first].start : tokens[after - 1].end]
        yield Attribution(name, sentence, Span(tokens[opening].start, tokens[close].end), 2)


def _is_day(tokens: Sequence[Token]) -> bool:
    """Whether tokens are nothing but a day or a month: a place and a year in brackets are no outlet."""
    return (
        0 < len(tokens) <= 6
        and any(each.text in _MONTHS for each in tokens)
        and all(each.text in _MONTHS or each.kind == "number" or each.text in {",", ".", "-", "–"} for each in tokens)
    )


# --- names ---------------------------------------------------------------------------------------


def _name(text: str, tokens: Sequence[Token], speaker: Speaker, before: Sequence[str]) -> str | None:
    """The name as printed; in full where a surname, "he" or "she" stands for one told before in the paragraph."""
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
    for at in range(1, first):
        if tokens[at].text != surname or not is_name(tokens[at - 1]):
            continue
        begin = at
        while begin > 0 and at - begin < 4 and (is_name(tokens[begin - 1]) or tokens[begin - 1].text == "."):
            begin -= 1
        if is_person(tokens, begin, at + 1):
            found.add(text[tokens[begin].start : tokens[at].end])
    return found.pop() if len(found) == 1 else surname
