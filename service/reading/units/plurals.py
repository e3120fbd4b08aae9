"""Plurals and their singulars, by the rules of English spelling and a list of the irregular ones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from service.reading.words import lines_of, words_of

_NO_MEN: Final = frozenset(
    "abdomen acumen albumen amen bitumen cyclamen hymen lumen omen ramen regimen semen specimen stamen yemen".split()
)
_IE: Final = frozenset(
    "movies cookies calories ties pies zombies rookies selfies brownies hoodies smoothies bookies pixies genies "
    "eyries lies dies veggies goalies newbies foodies junkies hippies groupies aussies magpies prairies sorties "
    "collies birdies bogies budgies cabbies camaraderies caddies dearies eeries freebies indies kiddies laddies "
    "talkies techies walkies yuppies necktie neckties untie boogies bourgeoisies menageries lingeries".split()
)
_VES: Final = frozenset("wharves dwarves turves beeves scarves kerchieves ourselves themselves".split())
_OE: Final = frozenset("shoes toes foes canoes hoes woes throes oboes floes roes horseshoes tiptoes aloes".split())
_CHE: Final = frozenset(
    "aches headaches toothaches caches niches avalanches cliches clichés creches crèches moustaches mustaches "
    "stomachaches brioches douches quiches psyches".split()
)
_SE_AS_US: Final = frozenset("uses fuses muses ruses abuses excuses misuses reuses recluses".split())
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
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():
        return True  # "SUVs", "GPUs"; "GPS" is none
    if len(word) < 3 or lowered.endswith(("ss", "us", "is", "'s", "’s")) or lowered in words_of("singular_s.txt"):
        return False
    return not word.isupper() or len(word) > 5


def is_unmarked(word: str) -> bool:
    """Whether a word is the same in singular and plural, so that it may stand in front of its noun: "police force"."""
    lowered = word.lower()
    return _irregular().get(lowered) == lowered


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


def singular_compound(word: str) -> str:
    """The singular of a word that may hold hyphens: of "co-workers", and of "passers-by"."""
    before, hyphen, last = word.rpartition("-")
    return before + hyphen + singular(last)
