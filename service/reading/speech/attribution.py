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
from itertools import islice
from typing import Final, NamedTuple

from service.reading.dates.names import DAY_NUMBERS
from service.reading.span import Span
from service.reading.speech.names import SPOKEN, name_of
from service.reading.speech.outlets import outlet_in
from service.reading.speech.speakers import DATA, Speaker, begins_name, is_person, speaker_at
from service.reading.token import Token
from service.reading.words import lines_of, words_of


class Attribution(NamedTuple):
    """A speaker's name as printed, and the stretch of a sentence that is theirs.

    ``words`` is where the text says so: a date within is that of the saying. ``rank`` orders what covers the same
    figure: behind a verb of saying (0) comes before at the end of a sentence (1), that before behind a verb of thinking
    (2: "the firm expects 40, according to an aide"), and that before brackets (3).
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
    expects: bool = False  # by a verb of thinking


def attributed(covering: Iterable[Attribution], at: Span) -> str | None:
    """To whom what stands ``at`` a place is attributed."""
    covering = [each for each in covering if each.scope.start <= at.start and at.end <= each.scope.end]
    if not covering:
        return None
    rank = min(each.rank for each in covering)
    ranked = [each for each in covering if each.rank == rank]
    if rank in {0, 2}:
        return max(ranked, key=lambda each: each.scope.start).name
    return min(ranked, key=lambda each: max(each.words.start - at.end, at.start - each.words.end)).name


def attributions(text: str, tokens: Sequence[Token], sentences: Sequence[Span]) -> list[list[Attribution]]:
    """The attributions in each sentence of a paragraph, given its tokens and sentences."""
    found: list[list[Attribution]] = []
    spoken: list[str] = []
    at = 0
    for sentence in sentences:
        first = at
        while at < len(tokens) and tokens[at].start < sentence.end:
            at += 1
        found.append(list(islice(_in_sentence(text, tokens, first, at, sentence, spoken), _MOST)))
    whole = (sentences[0].start, sentences[-1].end) if sentences else (0, 0)
    if text.find("“", *whole) >= 0 or text.find('"', *whole) >= 0:
        _carry_back(tokens, sentences, found)
    return found


# So many are told of one sentence.
_MOST: Final = 16


def _carry_back(tokens: Sequence[Token], sentences: Sequence[Span], found: list[list[Attribution]]) -> None:
    """Gives the sentences of one quotation to whom its last is given: “We sold 40. We made $5,” said Ann Lee."""
    opened: tuple[int, int] | None = None
    within = 0
    for token in tokens:
        if token.text not in _MARKS:
            continue
        while within + 1 < len(sentences) and sentences[within].end <= token.start:
            within += 1
        if token.text == "“" or (token.text == '"' and opened is None):
            opened = within, token.start
        elif opened is not None:
            first, start = opened
            said = [each for each in found[within] if each.rank == 1 and 0 <= each.words.start - token.end <= 2]
            for at in range(first, within):
                scope = Span(max(start, sentences[at].start), sentences[at].end)
                found[at] += [each._replace(scope=scope) for each in said[:1]]
            opened = None


_MARKS: Final = frozenset('“”"')


def _in_sentence(
    text: str, tokens: Sequence[Token], lo: int, hi: int, sentence: Span, spoken: list[str]
) -> Iterator[Attribution]:
    for each in _cues(tokens, lo, hi):
        name = name_of(text, tokens, each.speaker, spoken)
        if name is None:
            continue
        if name in spoken:
            spoken.remove(name)
        spoken[:] = [*spoken[-SPOKEN:], name]
        words = Span(tokens[each.first].start, tokens[each.after - 1].end)
        scope = Span(words.end, sentence.end) if each.opens else sentence
        yield Attribution(name, scope, words, (2 if each.expects else 0) if each.opens else 1)
    if (outlet := outlet_in(tokens, lo, hi)) is not None:
        yield Attribution(outlet[0].of(text), sentence, outlet[1], 3)


# --- what says that somebody speaks --------------------------------------------------------------

_THINKING: Final = frozenset(
    "expected expects expect projected projects believed believes believe thought thinks think predicts "
    "predicted".split()
)
_PASSIVE: Final = frozenset("is was are were be been being".split())
_BETWEEN: Final = frozenset(
    "has have had also recently earlier later previously officially publicly now then already once".split()
)
_CLOSED: Final = frozenset(",.;:)!?”\"'’")
_QUOTES: Final = frozenset("“\"‘'”’")
_BEHIND_SAID: Final = (
    frozenset("on in at late early earlier yesterday this last during to after".split()) | DAY_NUMBERS.keys()
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
    if _low(tokens, speaker.first - 1, lo, hi) in {",", "”", '"'} and _rest_is_idle(tokens, at + 1, hi):
        closing = True
    if how == "that" and not (closing or ahead in _QUOTES | {"that", ",", ":"} or _of_data(tokens, speaker, at)):
        return None
    return _Said(speaker, speaker.first, at + 1, opens=not closing, expects=tokens[at].text in _THINKING)


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


def _rest_is_idle(tokens: Sequence[Token], at: int, hi: int) -> bool:
    """Whether a few words without a number end the sentence: "…, she told the paper in an interview."""
    return hi - at <= 9 and all(each.kind != "number" and each.text != "that" for each in tokens[at:hi])


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
