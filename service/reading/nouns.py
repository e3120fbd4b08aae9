"""The noun phrase behind a number: what is counted, and its head.

There is no tagger here. A phrase ends at punctuation, at a number and at words of the closed classes and forms of
common verbs, none of which can be part of what is counted. What is counted is in the plural unless there is one of
it, so the head is the last of the first words that look plural: in "14 first-team players left the club" the players,
in "700 heart transplants" the transplants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from service.reading.span import Span
from service.reading.token import Token
from service.reading.words import lines_of, words_of

# So many words of a phrase at most, so that reading it takes a bounded time.
MAX_WORDS: Final = 8
HYPHENS: Final = frozenset("-‑–")

# Names that are pronouns in small letters.
_CAPITALS: Final = frozenset({"US", "IT", "WHO"})
_COMPARING: Final = frozenset({"most", "more", "least", "less"})
_NO_MEN: Final = frozenset(
    "abdomen acumen albumen amen bitumen cyclamen hymen lumen omen ramen regimen semen specimen stamen yemen".split()
)
_IE: Final = frozenset(
    "movies cookies calories ties pies zombies rookies selfies brownies hoodies smoothies bookies pixies genies "
    "eyries lies dies veggies goalies newbies foodies junkies hippies groupies aussies magpies prairies sorties "
    "collies birdies bogies budgies cabbies camaraderies caddies dearies eeries freebies indies kiddies laddies "
    "talkies techies walkies yuppies zombies necktie neckties untie boogies bourgeoisies menageries lingeries".split()
)
_VES: Final = frozenset("wharves dwarves turves beeves scarves kerchieves ourselves themselves".split())
_OE: Final = frozenset("shoes toes foes canoes hoes woes throes oboes floes roes horseshoes tiptoes aloes".split())
_CHE: Final = frozenset(
    "aches headaches toothaches caches niches avalanches cliches clichés creches crèches moustaches mustaches "
    "stomachaches brioches douches quiches psyches".split()
)
_SE_AS_US: Final = frozenset("uses fuses muses ruses abuses excuses misuses reuses recluses ruses".split())
_AS: Final = frozenset("gases canvases atlases aliases biases pancreases christmases pyjamases".split())
_IS: Final = frozenset("irises trellises metropolises chassises clitorises pelvises".split())
_ZES: Final = frozenset("waltzes quartzes blitzes topazes fezes chintzes ritzes klutzes".split())
_SIS: Final = re.compile(r"(?:ly|the|diagno|cri|neuro|psycho|hypno|thrombo|progno|narco|scolio|paraly)ses$")


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    pairs = (line.split("|") for line in lines_of("irregular_plurals.txt"))
    return {plural.strip(): singular.strip() for plural, singular in pairs}


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural: an irregular one, or one in -s that is no known singular."""
    lowered = word.lower()
    if lowered[-1:] != "s":
        return lowered in _irregular() or (
            lowered.endswith("men") and len(lowered) > 2 and lowered not in _NO_MEN and word.isalpha()
        )
    if lowered in _irregular():
        return True
    if word[:1].isdigit():
        return True
    if len(word) < 3 or lowered.endswith(("ss", "us", "is", "'s", "’s")) or lowered in words_of("singular_s.txt"):
        return False
    # "SUVs" is a plural, "GPS" is none.
    return not word.isupper()


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """The singular of a plural, by the rules of spelling and a list of the irregular ones; other words as they are."""
    lowered = word.lower()
    known = _irregular().get(lowered)
    if known is not None:
        return _cased(word, known)
    if not is_plural(word):
        return word
    if lowered.endswith("men"):
        return word[:-2] + "an"
    if lowered.endswith("people") and len(lowered) > 6:
        return word[:-6] + "person"
    return _without_s(word, lowered)


def _cased(word: str, known: str) -> str:
    return known.capitalize() if word[:1].isupper() and not word.isupper() and known != "person" else known


def _without_s(word: str, lowered: str) -> str:
    """A regular plural in -s without its ending."""
    if lowered.endswith("ies") and len(lowered) > 4 and lowered not in _IE:
        return word[:-3] + "y"
    if lowered in _VES:
        return word[:-3] + "f"
    if lowered.endswith(("sses", "xes", "shes")) or (lowered.endswith("ches") and lowered not in _CHE):
        return word[:-2]
    if lowered.endswith("oes") and lowered not in _OE:
        return word[:-2]
    if lowered in _AS or lowered in _IS or lowered in _ZES:
        return word[:-2]
    if lowered.endswith("uses") and lowered[-5:-4] not in {"a", "o"} and lowered not in _SE_AS_US:
        return word[:-2]
    if _SIS.search(lowered):
        return word[:-2] + "is"
    return word[:-1]


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
    if last is None or (last > 0 and _is_verb_in_s(words, last)):
        last = single
    return _phrase(tokens, words[0].first, words[last]) if last is not None else None


def _phrase(tokens: Sequence[Token], first: int, head: Word) -> Phrase:
    span = Span(tokens[first].start, tokens[head.after - 1].end)
    return Phrase(span, first, head.after, singular_compound(head.text))


def singular_compound(word: str) -> str:
    """The singular of a word that may hold hyphens: of "co-workers", and of "passers-by"."""
    before, hyphen, last = word.rpartition("-")
    return before + hyphen + singular(last)


def _run(tokens: Sequence[Token], i: int, *, one: bool) -> list[Word]:
    """The words from token ``i`` up to one that can't be part of the phrase."""
    words: list[Word] = []
    plural = False
    while len(words) < MAX_WORDS:
        word = word_at(tokens, i)
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


def _plural_head(words: list[Word]) -> int | None:
    """The last of the first run of words that look plural."""
    found = None
    for place, word in enumerate(words):
        if is_plural(word.last) and not word.possessive:
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
