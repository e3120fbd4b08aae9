"""What a figure measures, in a word or two: "income" in "an income of $31 a month", "migrant" for 40 migrants.

Read are: what is counted, what an amount is of ("34 kilos of heroin"), what a share is of; the noun of "an income of
$31"; the subject of "revenue rose to $7 billion" and "unemployment was 4.1 percent"; the noun behind "4,900-kilometre
border" and "a $5 million loan"; and "fine" for what somebody was fined. What something rose *by* is no amount of it, so
"revenue rose 5 percent" measures a "revenue change". Two words are kept where the first may tell one thing from
another ("net income"); words that only judge ("a meagre income") are left out. None where none of these stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.domain.terms import normal
from service.reading.context.place import BARRIERS, Place
from service.reading.token import TRUE_HYPHENS, Token, glued
from service.reading.units.plurals import singular_compound
from service.reading.words import words_of

# They say how much, or how good, not of what.
_JUDGING: Final = frozenset(
    "meager meagre record small large huge big great high low modest massive tiny mere total whole combined "
    "full entire new recent latest current initial estimated reported expected similar further additional "
    "extra maximum minimum major minor good bad strong weak healthy typical usual normal possible potential "
    "overall stunning staggering whopping hefty paltry sharp steep slight significant considerable "
    "substantial certain astronomical previous former old own only".split()
)
# Nouns that name no thing that is measured: what they are of would, and that is not read here.
_EMPTY: Final = frozenset(
    "amount average level sum rate number total figure figures majority minority part share out all some "
    "most one each half quarter third maximum minimum record lot lots kind sort group series range variety "
    "distance period top bottom rest end start beginning middle result way case matter worth instead "
    "because front side excess increase decrease boost hike surge plunge slump reduction improvement "
    "equivalent highest lowest largest smallest biggest best worst rise fall drop decline gain jump "
    "cut change up down day week month year years".split()
)
RISES: Final = frozenset(
    "rose fell grew climbed dropped declined slowed eased increased decreased jumped slipped soared surged "
    "edged plunged tumbled shrank slumped rises falls grows climbs drops declines increases decreases rise "
    "fall grow climb drop decline increase decrease risen fallen grown doubled tripled gained rebounded".split()
)
LEVELS: Final = frozenset(
    "reached hit totalled totaled stood was were is are amounted averaged exceeded exceeds reaches totals "
    "stands amounts averages came comes equals equalled".split()
)
_BETWEEN: Final = frozenset(
    "to at by from has have had been about nearly only just also now then still up down".split()
)
_STOPS: Final = frozenset("of in at for from on by with under over during since".split())
_DETERMINERS: Final = frozenset("a an the its their his her our this that these those any every each no".split())
# At the head of a sentence anything is in capitals, a name too: these are what is measured.
_MEASURES: Final = frozenset(
    "revenue revenues sales profit profits income earnings output production turnover unemployment "
    "employment inflation growth exports imports prices price costs wages salaries pay rent rents spending "
    "consumption investment debt deficit surplus demand supply traffic attendance population membership "
    "enrolment enrollment turnout capacity mileage rainfall temperature temperatures weight height length "
    "width depth speed pressure power circulation savings losses dividends shares stocks "
    "deposits loans reserves taxes tax funding aid donations orders deliveries shipments visits "
    "arrivals deaths births cases infections crime emissions admission entry tuition fares fees snowfall".split()
)
# Behind a unit they say what was measured, of something that is not told by the words before.
_DIMENSIONS: Final = frozenset(
    "old olds long wide tall high deep thick thin slim heavy away apart big large short across north south "
    "east west".split()
)
# In the singular they mean something else.
_PLURAL: Final = frozenset("sales earnings savings proceeds takings winnings means premises arms goods customs".split())
_COMPARATIVES: Final = frozenset("higher lower above below more less fewer up down better worse cheaper dearer".split())
_SETS: Final = frozenset(
    "set sets put puts fixed fixes keep keeps kept leave leaves left estimate estimates cap caps".split()
)
_PLACES: Final = frozenset({"there", "here", "today", "now"})
_AUXILIARIES: Final = frozenset("will would could may might should can must to have has had be been also not".split())
_PEOPLE: Final = frozenset("he she it they we you i who which that there this what here these those all".split())


def measured(text: str, tokens: Sequence[Token], place: Place) -> str | None:
    """What the mention at a place measures; normalised as measures of claims are compared."""
    mention = place.mention
    phrase = mention.thing or (mention.base if str(mention.figure.unit) == "%" else None)
    if phrase is not None:
        words = phrase.of(text).split()
        # Units of what has been named before: "sales fell to 3 million units".
        subject = _subject(tokens, place) if words[-1] in {"unit", "units"} else None
        return subject or _named(words[-2] if len(words) > 1 else "", words[-1])
    if tokens[place.after - 1].text in _DIMENSIONS or (
        place.after < place.sentence.stop and tokens[place.after].text in _DIMENSIONS
    ):
        return None
    return _noun_behind(tokens, place) or _noun_of(tokens, place) or _subject(tokens, place) or _fined(tokens, place)


def _named(adjective: str, noun: str) -> str | None:
    if noun.casefold() in _PLURAL:
        return normal(f"{_kept(adjective)} {noun}")
    return normal(f"{_kept(adjective)} {singular_compound(noun)}") or None


def _kept(adjective: str) -> str:
    """The word in front of a noun, if it may tell one thing from another."""
    adjective = adjective.strip(".,;:()“”\"'")
    return adjective if _is_open(adjective) and adjective.casefold() not in _JUDGING else ""


def _is_open(word: str) -> bool:
    """Whether a word may be a noun or an adjective: of no closed class, no verb that everybody uses, no adverb."""
    low = word.casefold()
    return (
        len(low) > 1
        and word[0].isalpha()
        and not low.endswith(("ly", "'s", "’s"))
        and low not in words_of("closed_class.txt")
        and low not in words_of("verbs.txt")
    )


def _is_noun(token: Token) -> bool:
    return token.kind == "word" and token.text.islower() and _is_open(token.text) and token.text not in _EMPTY


def _noun_behind(tokens: Sequence[Token], place: Place) -> str | None:
    """The noun that a figure stands in front of as an adjective: "its 4,900-kilometre border", "a $5 million loan"."""
    at = place.after
    if at >= place.sentence.stop or not _is_noun(tokens[at]) or tokens[at].text == "old":
        return None
    hyphen = any(tokens[here].text in TRUE_HYPHENS for here in range(place.first + 1, at))
    back = tokens[place.first - 1].text.casefold() if place.first > place.sentence.start else ""
    money = bool(place.mention.figure.unit.currencies)
    if not hyphen and not (money and back in _DETERMINERS):
        return None
    after = at
    while after < min(place.sentence.stop, at + 3) and _is_noun(tokens[after]):
        if after > at and tokens[after].text.endswith(("s", "ed")):
            break  # a verb: "the 4,900-kilometre border stays shut"
        after += 1
    return _named(tokens[after - 2].text if after - at > 1 else "", tokens[after - 1].text)


def _noun_of(tokens: Sequence[Token], place: Place) -> str | None:
    """The noun that a figure is joined to: "a monthly income of $31", "the law sets the fee at $31"."""
    at, lo = place.first - 1, place.sentence.start
    if at <= lo or tokens[at].text not in {"of", "at"}:
        return None
    if tokens[at].text == "at" and not any(tokens[here].text in _SETS for here in range(max(lo, at - 4), at)):
        return None
    return _noun_at(tokens, at - 1, lo)


def _noun_at(tokens: Sequence[Token], at: int, lo: int) -> str | None:
    """The noun at a token with the word in front of it; of "unemployment rate" the unemployment."""
    if at > lo and tokens[at].text in {"rate", "level", "figure", "total", "rates", "levels"}:
        at -= 1
    noun = tokens[at]
    if noun.text.istitle() and noun.text.lower() in _MEASURES:
        noun = noun._replace(text=noun.text.lower())
    return _named(_adjective(tokens, at - 1, lo), noun.text) if _is_noun(noun) else None


def _adjective(tokens: Sequence[Token], at: int, lo: int) -> str:
    """The word at a token with what a hyphen joins to it, if it is one: "long-term" in front of "incentives"."""
    if at < lo or tokens[at].kind != "word":
        return ""
    if at - 2 >= lo and tokens[at - 1].text in TRUE_HYPHENS and glued(tokens, at - 1):
        return f"{tokens[at - 2].text}-{tokens[at].text}"
    return tokens[at].text


def _subject(tokens: Sequence[Token], place: Place) -> str | None:
    """What rose, fell, was or reached: "Revenue at the mill rose 5 percent to $7 billion"."""
    lo = max(place.sentence.start, place.before)
    at = place.first - 1
    to = moved = False
    while at > lo and place.first - at <= 5 and tokens[at].text in _BETWEEN:
        to = to or tokens[at].text in {"to", "at", "from"}
        moved = moved or tokens[at].text in {"up", "down"}
        at -= 1
    if at <= lo or tokens[at].text not in RISES | LEVELS:
        return _second_of(tokens, place)
    noun = _subject_of(tokens, at, place.sentence.start)
    moved = moved or (place.after < place.sentence.stop and tokens[place.after].text in _COMPARATIVES)
    level = to or (tokens[at].text in LEVELS and not moved)
    return noun if noun is None or level else f"{noun} change"


def _second_of(tokens: Sequence[Token], place: Place) -> str | None:
    """The level behind a change: "rose 5 percent to $7 billion"."""
    at = place.first - 1
    if tokens[at].text != "to" or place.before != at:
        return None
    for here in range(at - 1, max(place.sentence.start, at - 8), -1):
        if tokens[here].text in BARRIERS:
            return None
        if tokens[here].text in RISES:
            return _subject_of(tokens, here, place.sentence.start)
    return None


def _subject_of(tokens: Sequence[Token], verb: int, lo: int) -> str | None:
    """The head of the subject of a verb: the noun in front of its first preposition, or of the verb."""
    end = verb
    while end > lo and (tokens[end - 1].text in _AUXILIARIES or (tokens[end - 1].text in _PLACES and end - 1 > lo)):
        end -= 1
    at = end - 1
    while at >= max(lo, verb - 12) and _goes_on(tokens[at]):
        low = tokens[at].text.casefold()
        if low in _PEOPLE or low in RISES or low in LEVELS:
            return None
        if low in _STOPS:
            end = at  # what stands behind a preposition says of what, where or when
        elif low in _DETERMINERS and tokens[at - 1].text not in _STOPS:
            break
        at -= 1
    begin = at + 1
    while end > begin and tokens[end - 1].text in _BETWEEN:
        end -= 1
    # A subject too long to be seen whole, or cut off by a comma, may have another head.
    return _noun_at(tokens, end - 1, begin) if end > begin and (begin > max(lo, verb - 12) or begin == lo) else None


def _goes_on(token: Token) -> bool:
    """Whether a subject may go on over a token: a word, or a year."""
    year = token.kind == "number" and len(token.text) == 4
    return (token.kind == "word" or year) and token.text not in BARRIERS


def _fined(tokens: Sequence[Token], place: Place) -> str | None:
    """The fine of somebody who was fined; other verbs have too many objects to tell what was measured."""
    if not place.mention.figure.unit.currencies:
        return None
    if place.bracketed(tokens):
        return None
    for at in range(place.first - 1, max(place.before, place.first - 10) - 1, -1):
        if tokens[at].text in BARRIERS:
            return None
        if tokens[at].text in {"fined", "fines", "fine"}:
            return "fine"
    return None
