"""What the header of a column says: the unit of its figures, and what kind of figures they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.domain.errors import Malformed
from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.reading.numbers.number_words import SCALE_LETTERS, SCALES, SHORT_SCALES
from service.reading.token import tokens_of
from service.reading.units.vocabulary import Sense, named_at, sense_before

_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_TAIL: Final = re.compile(r"(?:[,:]\s| in | – | - )\s*([^,:]{1,40})$")
_SCALES: Final = {
    **dict.fromkeys("000 000s '000 ’000 '000s ’000s 1000 1000s 1,000 1,000s".split(), 3),
    **{f"{word}{s}": SCALES[word] for word in ("thousand", "lakh", "million", "crore", "billion", "trillion")
       for s in ("", "s")},
    **{word: SHORT_SCALES[word] for word in ("mn", "mln", "mio", "bn", "bln", "tn", "trn")},
    "mill": 6,
}  # fmt: skip
# They scale money, where no metre and no kelvin can be meant.
_SHORT: Final = {**{letter: power for letter, power in SCALE_LETTERS.items() if letter != "T"}, "mm": 6}
_PERCENT: Final = re.compile(r"%|\bper ?cent\b|\bpercentages?\b|\bpct\b", re.IGNORECASE)
_SO_MANY_PERCENT: Final = re.compile(r"\d\s?(?:%|per ?cent)", re.IGNORECASE)
_POINTS: Final = re.compile(
    r"\b(?:percentage|per ?cent|%)[ -]points?\b|%-points?|\bpp\b|\bp\.p\.|\bppts?\b", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W\d_]+|%|#")
_MONEY_SIGN: Final = re.compile(r"(?:US|A|C|HK|NZ|S)?[$€£¥₹]")

_NUMBERED: Final = frozenset(
    "# no nr nos id ids rank ranking place position pos code codes zip postcode phone telephone tel version row index "
    "serial isbn issn doi ref section page pages line lines chapter item port key".split()
)
_TIMES: Final = frozenset("year years date dates time day month quarter period season fy week".split())
_TOTAL: Final = frozenset("total totals sum overall all altogether subtotal".split())
_SHARES: Final = frozenset("share shares percentage percent proportion pct % breakdown distribution".split())
_CHANGES: Final = frozenset(
    "change changes growth increase decrease difference diff variation delta chg rise Δ".split()
)
# Figures of different rows of such a column are not added up.
_NEVER_ADDED: Final = frozenset(
    "average avg mean median rate rates ratio index score rating temperature temp density age height min max minimum "
    "maximum lowest highest per each unit yield intensity speed margin turnout probability p sd std error se ci lower "
    "upper level price prices gpa percentile quantile version latitude longitude lat lon elevation".split()
)


class Kind(StrEnum):
    """What the figures of a column are."""

    PLAIN = "plain"
    NUMBERED = "numbered"  # ranks, codes
    TIME = "time"  # years, dates
    TOTAL = "total"
    SHARE = "share"
    CHANGE = "change"
    NEVER_ADDED = "never_added"  # averages, rates


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header: ``label`` without the unit; the figures are in ``unit`` and times ten to the ``scale``.

    ``unit`` is None where the header tells none. ``alternatives`` are other units that it may mean.
    """

    label: str
    kind: Kind = Kind.PLAIN
    unit: Unit | None = None
    scale: int = 0
    alternatives: tuple[str, ...] = ()

    @property
    def percent(self) -> bool:
        return self.unit is not None and str(self.unit) == "%"


@dataclass(frozen=True, slots=True)
class Told:
    """A unit that some words tell, None if only how many times it the figures are."""

    unit: Unit | None
    scale: int = 0
    alternatives: tuple[str, ...] = ()


def column_of(header: str, caption: str = "") -> Column:
    """The column with a header, in a table with a caption, which may tell the unit of all columns."""
    header = " ".join(header[:200].split())
    label, told = header, None
    for bracket in _BRACKETS.finditer(header):
        told = unit_told(bracket[1])
        if told is not None:
            label = f"{header[: bracket.start()]} {header[bracket.end() :]}".strip()
            break
    if told is None and (tail := _TAIL.search(header)) is not None:
        told = unit_told(tail[1])
        label = header if told is None else header[: tail.start()]
    if told is None:
        told = unit_told(header, whole=True)
    kind = _kind(label or header)
    if told is None and kind in {Kind.PLAIN, Kind.TOTAL}:
        told = _of_caption(caption)
    return (
        Column(label.strip(" :,-–"), kind)
        if told is None
        else Column(label.strip(" :,-–"), kind, told.unit, told.scale, told.alternatives)
    )


def _kind(label: str) -> Kind:
    words = [word.casefold() for word in _WORD.findall(_SO_MANY_PERCENT.sub(" ", label))]
    if not words:
        return Kind.PLAIN
    if _SHARES & set(words) and not _CHANGES & set(words):
        return Kind.SHARE
    if words[0] in _TOTAL or words[-1] in _TOTAL or words[:2] in (["grand", "total"], ["in", "all"]):
        return Kind.TOTAL if not _NEVER_ADDED & set(words) else Kind.NEVER_ADDED
    if _CHANGES & set(words) or label.strip() in {"+/-", "+/−", "±", "Δ"}:
        return Kind.CHANGE
    if words[-1] in _NUMBERED or (words[0] in _NUMBERED and len(words) <= 2):
        return Kind.NUMBERED
    if words[-1] in _TIMES and len(words) <= 2:
        return Kind.TIME
    return Kind.NEVER_ADDED if _NEVER_ADDED & set(words) else Kind.PLAIN


def unit_told(words: str, *, whole: bool = False) -> Told | None:
    """The unit that some words of a header tell; with ``whole`` they are the header, which may also be a name."""
    words = words.strip().removeprefix("in ").strip()
    if _POINTS.search(words):
        return Told(parse_unit("percentage point"))
    if _PERCENT.search(words):
        # "VAT (20%)" says how much of it there is, not in what it is told.
        return None if _SO_MANY_PERCENT.search(words) else Told(parse_unit("%"))
    if whole and len(words.split()) > 2:
        return None
    money = _MONEY_SIGN.search(words)
    scale, rest = 0, []
    pieces = (words if money is None else f"{words[: money.start()]} {words[money.end() :]}").replace("-", " ").split()
    for piece in pieces:
        power = _SCALES.get(piece.casefold()) or (_SHORT.get(piece) if money or _is_code(pieces[0]) else None)
        if power is not None:
            scale += power
        elif piece not in {"of", "in", "x", "×"}:
            rest.append(piece)
    if money is not None:
        sense = sense_before(money[0])
        return _of_sense(sense, scale, " ".join(rest)) if sense is not None else None
    if not rest:
        return Told(None, scale) if scale else None
    return _named(" ".join(rest), scale, whole=whole)


def _is_code(piece: str) -> bool:
    return len(piece) == 3 and piece.isupper() and (sense := sense_before(piece)) is not None and sense.money


def _named(name: str, scale: int, *, whole: bool) -> Told | None:
    tokens = tokens_of(name)
    named = named_at(tokens, 0)
    if named is not None and named.after == len(tokens):
        if named.sense.weak or (len(name) == 1 and named.sense.alternatives) or (whole and not named.sense.symbol):
            return None  # "m" is metres or millions, and a column headed "Days" may hold anything about them
        return _of_sense(named.sense, scale, "")
    if whole or not re.search(r"[/²³^]|\bper\b", name):
        return None
    try:
        return Told(parse_unit(name), scale)
    except Malformed:
        return None


def _of_sense(sense: Sense, scale: int, behind: str) -> Told | None:
    """A unit with what stands behind its sign: "/kg", "per head"."""
    per = behind.replace(" per ", "/").removeprefix("per ").strip().removeprefix("/").strip() if behind else ""
    suffix = f"/{per}" if per else ""
    try:
        unit = parse_unit(sense.expression + suffix)
        return Told(unit, scale, tuple(str(parse_unit(other + suffix)) for other in sense.alternatives))
    except Malformed:
        return None


def _of_caption(caption: str) -> Told | None:
    """A unit of all columns that a caption tells in brackets, or as "in thousands of dollars"."""
    for bracket in _BRACKETS.finditer(caption[:500]):
        told = unit_told(bracket[1])
        if told is not None and (told.scale or told.unit not in {None, DIMENSIONLESS}) and "%" not in bracket[1]:
            return told
    match = re.search(
        r"\bin ((?:thousands?|millions?|billions?|lakhs?|crores?)(?: of [^\W\d_]+(?: dollars)?)?)\b", caption[:500]
    )
    return None if match is None else unit_told(match[1])
