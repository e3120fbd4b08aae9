"""The noun phrase behind a number: what is counted, and its head.

There is no tagger here. A phrase ends at punctuation, at a number and at words of the closed classes and forms of
common verbs, none of which can be part of what is counted. What is counted is in the plural unless there is one of
it, so the head is the last of the first words that look plural: in "12 second-hand bikes stood outside" the bikes,
in "700 heart transplants" the transplants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.reading.span import Span
from service.reading.token import HYPHENS, Token
from service.reading.units.plurals import is_plural, is_unmarked, singular_compound
from service.reading.words import words_of

# So many words of a phrase at most, so that reading it takes a bounded time.
MAX_WORDS: Final = 8

# Names that are pronouns in small letters.
_CAPITALS: Final = frozenset({"US", "IT", "WHO"})
# Plurals that stand in front of other nouns: "sports records", "sales reports".
_ATTRIBUTIVE: Final = frozenset(
    "sports arms sales savings goods customs earnings systems operations services drugs jobs games awards rights "
    "benefits communications admissions humanities careers accounts claims futures".split()
)
_COMPARING: Final = frozenset({"most", "more", "least", "less"})


class Phrase(NamedTuple):
    """A noun phrase: where it stands, the tokens it takes up, and its head in the singular."""

    span: Span
    first: int
    after: int
    head: str


class Word(NamedTuple):
    """A word of a phrase, with what hyphens join to it: "first-team"."""

    text: str
    first: int
    after: int
    possessive: bool

    @property
    def last(self) -> str:
        """Its last part, which takes the plural: "co-workers"."""
        return self.text.rpartition("-")[2]


def word_at(tokens: Sequence[Token], i: int) -> Word | None:
    """The word that starts at token ``i`` with all that hyphens join to it."""
    if i >= len(tokens) or tokens[i].kind == "sign":
        return None
    after = i + 1
    text = tokens[i].text
    if tokens[i].kind == "number" and not _joins(tokens, after):
        return None
    if len(text) < 3 and text[0].isupper() and (dotted := _initials(tokens, i)):
        after = dotted
        text = "".join(token.text for token in tokens[i:after])
    elif after < len(tokens) and tokens[after].kind == "number" and tokens[after].start == tokens[i].end:
        # "G20", "CO2"
        text, after = text + tokens[after].text, after + 1
    if text.isupper() and _is_torn(tokens, after):
        return Word(f"{text}-{tokens[after + 1].text}", i, after + 2, possessive=False)
    for _ in range(4):
        if not _joins(tokens, after):
            break
        text = f"{text}{'&' if tokens[after].text == '&' else '-'}{tokens[after + 1].text}"
        after += 2
    possessive = text.endswith(("'s", "’s")) or (
        text.endswith("s")
        and after + 1 < len(tokens)
        and tokens[after].text in {"'", "’"}
        and tokens[after].start == tokens[after - 1].end
        and tokens[after + 1].kind == "word"
        and tokens[after + 1].start > tokens[after].end
        and not ends_phrase(tokens[after + 1].text)
    )
    if possessive and tokens[after - 1].text[-2:-1] not in {"'", "’"}:
        after += 1
    return Word(text, i, after, possessive)


def _is_torn(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number and its hyphen, parted by a blank from the capitals they belong to, begin at ``i``: "R -134"."""
    return (
        i + 1 < len(tokens)
        and tokens[i].text in HYPHENS
        and tokens[i].start > tokens[i - 1].end
        and tokens[i + 1].kind == "number"
        and tokens[i + 1].start == tokens[i].end
    )


def _initials(tokens: Sequence[Token], i: int) -> int | None:
    """The token behind initials with dots that begin at token ``i``: "U.S.", "Ph.D."."""
    after = i
    for _ in range(4):
        pair = tokens[after : after + 2]
        dotted = (
            len(pair) == 2
            and pair[1].text == "."
            and pair[0].kind == "word"
            and len(pair[0].text) < 3
            and pair[1].start == pair[0].end
            and (after == i or pair[0].start == tokens[after - 1].end)
        )
        if not dotted:
            break
        after += 2
    return after if after > i + 2 else None


def _joins(tokens: Sequence[Token], i: int) -> bool:
    """Whether the hyphen or ampersand at token ``i`` joins the words at its sides."""
    return (
        i + 1 < len(tokens)
        and (tokens[i].text in HYPHENS or tokens[i].text == "&")
        and tokens[i].start == tokens[i - 1].end
        and tokens[i + 1].start == tokens[i].end
        and tokens[i + 1].kind == "word"
    )


def ends_phrase(word: str) -> bool:
    """Whether a word can be no part of what is counted."""
    if word in _CAPITALS:
        return False
    lowered = word.lower()
    return lowered in words_of("closed_class.txt") or lowered in words_of("verbs.txt")


def noun_phrase(tokens: Sequence[Token], i: int, *, one: bool = False) -> Phrase | None:
    """What is counted by a number in front of token ``i``; ``one`` where there is one of it."""
    words = _run(tokens, i, one=one)
    if not words:
        return None
    last = _singular_head(words) if one else _plural_head(words)
    if last is None:
        return None
    return _phrase(tokens, words[0].first, words[last])


def bare_phrase(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The phrase at token ``i`` whatever its number: what a share is of."""
    words = _run(tokens, i, one=True)
    if not words:
        return None
    last = _plural_head(words)
    single = _singular_head(words)
    if last is None or (last > 0 and _is_verb_in_s(words, last)) or is_unmarked(words[last].last):
        last = single
    return _phrase(tokens, words[0].first, words[last]) if last is not None else None


def _phrase(tokens: Sequence[Token], first: int, head: Word) -> Phrase:
    span = Span(tokens[first].start, tokens[head.after - 1].end)
    return Phrase(span, first, head.after, singular_compound(head.text))


def _run(tokens: Sequence[Token], i: int, *, one: bool) -> list[Word]:
    """The words from token ``i`` up to one that can't be part of the phrase."""
    words: list[Word] = []
    plural = False
    while len(words) < MAX_WORDS:
        word = word_at(tokens, i)
        if word is None and words and words[-1].possessive and i < len(tokens) and tokens[i].kind == "number":
            # "the world’s 20 largest ports"
            i += 1
            continue
        if word is None:
            # "63,150 Model 3s": a number that takes the plural.
            if _is_numbered_plural(tokens, i) and words:
                words.append(Word(tokens[i].text + "s", i, i + 2, possessive=False))
            break
        lowered = word.text.lower()
        if lowered in {"and", "or", "&"}:
            # "Kia and Hyundai vehicles": nothing has been counted yet.
            follows = word_at(tokens, word.after)
            if plural or not words or follows is None or ends_phrase(follows.text):
                break
            if one or (words[-1].text.islower() and not follows.text.islower()):
                break
            words.append(word)
            i = word.after
            continue
        if (ends_phrase(word.text) and not _compares(words, lowered)) or (one and _ends_singular(words, word)):
            break
        words.append(word)
        plural = plural or (is_plural(word.last) and not word.possessive)
        i = word.after
    while words and words[-1].text.lower() in {"and", "or"}:
        words.pop()
    return words


def _compares(words: list[Word], lowered: str) -> bool:
    """Whether "most" or "more" begins a phrase: "one of the most gifted players", "the town’s most crowded schools"."""
    return lowered in _COMPARING and (not words or words[-1].possessive)


def _is_numbered_plural(tokens: Sequence[Token], i: int) -> bool:
    return (
        i + 1 < len(tokens)
        and tokens[i].kind == "number"
        and tokens[i + 1].text == "s"
        and tokens[i + 1].start == tokens[i].end
    )


def _ends_singular(words: list[Word], word: Word) -> bool:
    """Whether a word behind a singular is its verb or an adverb rather than part of the phrase."""
    if not words:
        return False
    lowered = word.text.lower()
    if lowered in words_of("noun_verbs.txt"):
        return not _is_noun_in_s(words[-1].text)
    adverb = words[-1].text.lower().endswith("ly")
    return not adverb and (lowered.endswith("ly") or (lowered.endswith("ed") and len(lowered) > 4))


def _is_noun_in_s(word: str) -> bool:
    # A plural or an adjective stands before it: "nine lives", "public works".
    return is_plural(word) or word.lower().endswith(("ic", "al", "ive", "ous", "ing", "ern"))


def _is_verb_in_s(words: list[Word], last: int) -> bool:
    return words[last].text.lower() in words_of("noun_verbs.txt") and not _is_noun_in_s(words[last - 1].text)


def _is_verb_behind(plural: str, word: str) -> bool:
    """Whether a form in -s behind a plural is a verb: "each of three towers weighs". Few plurals go before nouns."""
    lowered = plural.lower()
    attributive = lowered in _ATTRIBUTIVE or lowered.endswith("men") or is_unmarked(plural)
    return word.lower() in words_of("noun_verbs.txt") and not attributive


def _plural_head(words: list[Word]) -> int | None:
    """The last of the first run of words that look plural."""
    found = None
    for place, word in enumerate(words):
        if is_plural(word.last) and not word.possessive:
            if found is not None and _is_verb_behind(words[found].text, word.text):
                break
            found = place
        elif found is not None:
            break
    return found


def _singular_head(words: list[Word]) -> int | None:
    """The last word before one that can only be a verb: behind a singular a word in -s is one."""
    last = 0
    for place, word in enumerate(words[1:], 1):
        if is_plural(word.last) and not word.possessive and not words[place - 1].possessive:
            break
        last = place
    return last if not words[last].possessive else None
