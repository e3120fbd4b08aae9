"""How a figure is hedged: "more than", "nearly", "up to", "about", "or more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from service.domain.figure import Qualifier
from service.reading.token import TRUE_HYPHENS, Token, glued, low

_MORE, _LESS = Qualifier.MORE_THAN, Qualifier.LESS_THAN
_LEAST, _MOST = Qualifier.AT_LEAST, Qualifier.AT_MOST
_ABOUT, _NEARLY, _EXACT = Qualifier.ABOUT, Qualifier.NEARLY, Qualifier.EXACT

# Words that stand between a figure and what is said of it, which other rules look past.
HEDGE_WORDS: Final = frozenset(
    "a an about around roughly nearly almost approximately estimated some just only more than over at least".split()
)
# In front of the figure. The longest that fits is meant.
_PHRASES: Final[Mapping[str, Qualifier]] = {
    **dict.fromkeys((
        "more than", "over", "above", "exceed", "exceeds", "exceeded", "exceeding", "in excess of", "upwards of",
        "upward of", "north of", "greater than", "higher than", "larger than", "bigger than", "better than",
        "longer than", "older than", "heavier than", "taller than", "topped", "tops", "topping", "surpassing",
        "beyond", "just over", "well over", "well above", "just above", "a little over", "slightly more than",
        "over the age of", "above the age of",
    ), _MORE),
    **dict.fromkeys((
        "less than", "fewer than", "under", "below", "lower than", "smaller than", "shorter than", "younger than",
        "lighter than", "cheaper than", "south of", "well under", "well below", "within",
        "under the age of", "below the age of",
    ), _LESS),
    **dict.fromkeys((
        "at least", "no less than", "no fewer than", "not less than", "not fewer than", "a minimum of", "minimum of",
        "as few as", "as little as", "at the very least", "at a minimum",
    ), _LEAST),
    **dict.fromkeys((
        "at most", "no more than", "not more than", "up to", "as many as", "as much as", "a maximum of", "maximum of",
        "as high as", "as long as", "as far as", "at the most",
    ), _MOST),
    **dict.fromkeys((
        "nearly", "almost", "close to", "approaching", "nearing", "just under", "just below", "just shy of",
        "shy of", "just short of", "not quite", "falling short of", "little less than", "slightly less than",
        "slightly under",
    ), _NEARLY),
    **dict.fromkeys((
        "about", "around", "roughly", "approximately", "approx", "some", "estimated", "an estimated", "circa", "ca",
        "c",
        "in the region of", "on the order of", "in the order of", "of the order of", "somewhere around", "or so",
        "an approximate", "approximate", "in the neighborhood of", "in the neighbourhood of", "in the vicinity of",
    ), _ABOUT),
    **dict.fromkeys(("exactly", "precisely"), _EXACT),
}  # fmt: skip
_SIGNS: Final[Mapping[str, Qualifier]] = {
    ">": _MORE, "<": _LESS, "≥": _LEAST, "≤": _MOST, "~": _ABOUT, "≈": _ABOUT, "∼": _ABOUT, "±": _ABOUT,
}  # fmt: skip
# Behind "over" and in front of a length of time they make it a hedge: else it is the time something went on.
_BEFORE_OVER: Final = frozenset(
    "for of well just is was are were to took takes take lasted lasts last by in from little spent after than "
    "with".split()
)
_LONGEST: Final = 4
_LAST_WORDS: Final = frozenset(phrase.rpartition(" ")[2] for phrase in _PHRASES)
# They may stand between a hedge and its figure.
_BETWEEN: Final = frozenset("a an the just only another its their his her our".split())
# Behind these words "some", "over", "under" and "about" are no hedges.
_NO_HEDGE_AFTER: Final[Mapping[str, frozenset[str]]] = {
    "about": frozenset("talk talks talking talked think thinking worry worried book books".split()),
    "within": frozenset(),
}
_BEHIND: Final[Mapping[tuple[str, ...], Qualifier]] = {
    ("or", "more"): _LEAST, ("or", "older"): _LEAST, ("or", "over"): _LEAST, ("or", "above"): _LEAST,
    ("and", "over"): _LEAST, ("and", "above"): _LEAST, ("and", "older"): _LEAST, ("and", "up"): _LEAST,
    ("or", "higher"): _LEAST, ("or", "longer"): _LEAST, ("or", "larger"): _LEAST, ("or", "greater"): _LEAST,
    ("or", "less"): _MOST, ("or", "fewer"): _MOST, ("or", "under"): _MOST, ("or", "younger"): _MOST,
    ("and", "under"): _MOST, ("or", "below"): _MOST, ("or", "lower"): _MOST, ("or", "so"): _ABOUT,
    ("at", "least"): _LEAST, ("at", "most"): _MOST,
}  # fmt: skip


def hedge_before(tokens: Sequence[Token], first: int, *, duration: bool = False) -> tuple[Qualifier, int] | None:
    """The hedge in front of the figure that begins at token ``first``, and the token that it begins at.

    In front of a ``duration``, "over" mostly says how long something went on.
    """
    place = first
    for _ in range(2):
        sign = low(tokens, place - 1)
        if sign in _SIGNS:
            return _SIGNS[sign], place - 1
        if sign == "." and low(tokens, place - 2) in {"approx", "ca", "c"}:
            return _ABOUT, place - 2
        if sign in TRUE_HYPHENS and low(tokens, place - 2) == "sub" and glued(tokens, place):
            return _LESS, place - 2
        if sign == "over" and (duration or _is_behind_figure(tokens, place - 1)) and _goes_over(tokens, place - 1):
            return None
        if sign in _LAST_WORDS and (found := _longest(tokens, place)) is not None:
            return found
        if sign not in _BETWEEN:
            return None
        place -= 1
    return None


def _goes_over(tokens: Sequence[Token], over: int) -> bool:
    """Whether "over" may say what something went on or reached over."""
    return over > 0 and low(tokens, over - 1) not in _BEFORE_OVER


def _is_behind_figure(tokens: Sequence[Token], over: int) -> bool:
    """Whether a number with one word behind it ends right in front of "over": "climbs 400 feet over 5 miles"."""
    return over > 1 and tokens[over - 1].kind == "word" and tokens[over - 2].kind == "number"


def _longest(tokens: Sequence[Token], place: int) -> tuple[Qualifier, int] | None:
    for length in range(min(_LONGEST, place), 0, -1):
        phrase = " ".join(low(tokens, place - n) for n in range(length, 0, -1))
        if phrase in _PHRASES:
            if low(tokens, place - length - 1) in TRUE_HYPHENS and glued(tokens, place - length):
                return None  # "a five-under 67"
            if low(tokens, place - length - 1) in _NO_HEDGE_AFTER.get(phrase, ()):
                return None
            if phrase.endswith(" than") and low(tokens, place - length - 1) in {"%", "percent", "pc", "cent"}:
                return None  # "14% more than 3.2 tonnes" compares
            if phrase in {"some", "over", "under"} and place < len(tokens) and low(tokens, place - 2) == "and":
                return None
            return _PHRASES[phrase], place - length
    return None


def hedge_behind(tokens: Sequence[Token], number: int, after: int) -> tuple[Qualifier, int] | None:
    """The hedge behind a number or its whole figure, and the token behind it: "ten or more", "75,000-plus", "500+"."""
    within = (after - 2,) if after - 2 > number else ()  # "18 years or older"
    for place in dict.fromkeys((number, after, *within)):
        pair = (low(tokens, place), low(tokens, place + 1))
        if pair in _BEHIND:
            return _BEHIND[pair], place + 2
        if pair[0] == "+" and glued(tokens, place):
            return _LEAST, place + 1
        if pair[0] in TRUE_HYPHENS and pair[1] in {"plus", "odd"} and glued(tokens, place):
            return (_LEAST if pair[1] == "plus" else _ABOUT), place + 2
    return None
