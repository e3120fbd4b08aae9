"""The vocabulary of units: from one name to what it stands for.

A name is looked up among dimensionless units and scale words, currencies, things counted, and physical units, in
that order. Symbols are taken exactly as written, words in any case. A name that could mean several things is refused
with the candidates rather than guessed at: a guessed currency would be a verdict on another claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from service.domain import unit_money, unit_physical
from service.domain.errors import Malformed
from service.domain.unit_definition import Definition, Dimension, UnitKind

MAX_NAME = 60
_CODE = re.compile("[A-Z]{3}")
YEAR = Fraction(31557600)
TIME: Dimension = (("time", 1),)
ANGLE: Dimension = (("angle", 1),)
MASS: Dimension = (("mass", 1),)
LENGTH: Dimension = (("length", 1),)
FOOT = Fraction(3048, 10000)
CHAIN = FOOT * 66


def _share(symbol: str, factor: Fraction, *, points: bool = False) -> Definition:
    return Definition(symbol, UnitKind.DIMENSIONLESS, (), factor, points=points)


def _scale(symbol: str, factor: int) -> Definition:
    return Definition(symbol, UnitKind.DIMENSIONLESS, (), Fraction(factor), scale=True)


def _own(symbol: str, dimension: Dimension, factor: Fraction) -> Definition:
    return Definition(symbol, UnitKind.PHYSICAL, dimension, factor)


def _coin(symbol: str, code: str) -> Definition:
    return Definition(symbol, UnitKind.MONEY, ((code, 1),), Fraction(1, 100))


# Units defined here, with their other names: the dimensionless ones, and those that pint lacks, calls otherwise, or
# derives from π. Angles count in degrees, because a radian is no exact number of them. Land and sea measures are those
# of the international foot: the US gave up the survey foot in 2022, and releases of pint differ over it.
OWN: dict[Definition, tuple[str, ...]] = {
    _share("%", Fraction(1, 100)): ("percent", "per cent", "pct", "percents"),
    _share("percentage point", Fraction(1, 100), points=True): (
        "percentage points", "percent point", "percent points", "per cent point", "per cent points", "pp", "ppt",
        "percentage_point", "percentage_points",
    ),
    _share("basis point", Fraction(1, 10000), points=True): ("basis points", "bp", "bps", "basis_point"),
    _share("‰", Fraction(1, 1000)): ("per mille", "permille", "per mil", "per mill"),
    _share("ppm", Fraction(1, 10**6)): ("parts per million", "part per million"),
    _share("ppb", Fraction(1, 10**9)): ("parts per billion", "part per billion"),
    _scale("dozen", 12): ("dozens",),
    _scale("hundred", 100): ("hundreds",),
    _scale("thousand", 1000): ("thousands",),
    _scale("lakh", 10**5): ("lakhs",),
    _scale("million", 10**6): ("millions", "mln", "mn"),
    _scale("crore", 10**7): ("crores",),
    _scale("billion", 10**9): ("billions", "bln", "bn", "milliard", "milliards"),
    _scale("trillion", 10**12): ("trillions", "trn"),
    _own("kg", MASS, Fraction(1)): ("kilogram", "kilograms", "kilogramme", "kilogrammes", "kilo", "kilos", "kgs"),
    _own("lb", MASS, Fraction(45359237, 10**8)): ("pound", "pounds", "lbs"),
    _own("°", ANGLE, Fraction(1)): ("degree", "degrees", "deg"),
    _own("arcmin", ANGLE, Fraction(1, 60)): ("arcminute", "arcminutes", "minute of arc", "minutes of arc"),
    _own("arcsec", ANGLE, Fraction(1, 3600)): ("arcsecond", "arcseconds", "second of arc", "seconds of arc"),
    _own("revolution", ANGLE, Fraction(360)): ("revolutions", "rev", "turn", "turns"),
    _own("rpm", (("angle", 1), ("time", -1)), Fraction(6)): (),
    _own("mpg", (("length", -2),), FOOT * 5280 / Fraction(3785411784, 10**12)): (),
    _coin("US cent", "USD"): ("US cents",),
    _coin("euro cent", "EUR"): ("euro cents", "eurocent", "eurocents"),
    _coin("penny", "GBP"): ("pence", "British pence"),
    _own("decade", TIME, YEAR * 10): ("decades",),
    _own("quarter", TIME, YEAR / 4): ("quarters", "quarter year"),
    _own("half year", TIME, YEAR / 2): ("half years",),
    _own("acre", (("length", 2),), CHAIN**2 * 10): ("acres",),
    _own("acre_foot", (("length", 3),), CHAIN**2 * 10 * FOOT): ("acre foot", "acre feet"),
    _own("chain", LENGTH, CHAIN): ("chains",),
    _own("link", LENGTH, CHAIN / 100): ("links",),
    _own("rod", LENGTH, CHAIN / 4): ("rods",),
    _own("furlong", LENGTH, CHAIN * 10): ("furlongs", "fur"),
    _own("league", LENGTH, FOOT * 5280 * 3): ("leagues",),
    _own("fathom", LENGTH, FOOT * 6): ("fathoms",),
    _own("cables_length", LENGTH, FOOT * 720): ("cable length", "cable lengths"),
}  # fmt: skip

# Spellings of physical units that pint doesn't have.
ALIASES = {
    "celsius": "degC",
    "degree celsius": "degC",
    "degrees celsius": "degC",
    "degree centigrade": "degC",
    "degrees centigrade": "degC",
    "centigrade": "degC",
    "fahrenheit": "degF",
    "degree fahrenheit": "degF",
    "degrees fahrenheit": "degF",
    "kelvins": "kelvin",
    **{
        f"{degree} {letter}": f"deg{letter.upper()}"
        for degree in ("deg", "degree", "degrees", "°", "º")
        for letter in "cf"
    },
    # The ordinal sign is next to the degree sign on many keyboards and looks like it.
    "ºc": "degC",
    "ºf": "degF",
    "℃": "degC",
    "℉": "degF",
    "deg celsius": "degC",
    "deg fahrenheit": "degF",
    "kwh": "kilowatt_hour",
    "barrel of oil": "oil_barrel",
    "barrels of oil": "oil_barrel",
    "tonnes of oil equivalent": "tonne_of_oil_equivalent",
    "metric tonne": "tonne",
    "metric tonnes": "tonne",
}

# Words for several things, with what to write instead.
VAGUE = {
    "a": "year, or are for the area",
    "ton": "tonne (1000 kg), short ton (2000 lb) or long ton (2240 lb)",
    "hundredweight": "short_hundredweight (100 lb) or long_hundredweight (112 lb)",
    "cwt": "short_hundredweight (100 lb) or long_hundredweight (112 lb)",
    "barrel": "oil_barrel (42 US gallons) or beer_barrel (31 US gallons)",
    "bbl": "oil_barrel (42 US gallons) or beer_barrel (31 US gallons)",
    "point": "percentage point, basis point, or {point} for points that are counted",
    "dram": "AMD for the Armenian dram or apothecary_dram for the mass",
    "kip": "LAK for the Laotian kip or thousand lbf for the force",
    "mark": "DEM for the German mark, BAM for the Bosnian one, FIM for the Finnish one",
    "crown": "CZK, SEK, NOK, DKK or ISK",
    "krona": "SEK for the Swedish krona or ISK for the Icelandic króna",
    "Rs": "INR, PKR, LKR, NPR or MUR, whose rupees it is",
    "krone": "NOK for the Norwegian krone or DKK for the Danish one",
}


@dataclass(frozen=True, slots=True)
class Noun:
    """A word for something counted, with its plural and other spellings."""

    symbol: str
    plural: str
    aliases: tuple[str, ...]
    dimension: str


@lru_cache(maxsize=1)
def nouns() -> tuple[Noun, ...]:
    """Every noun that can be counted with; all words for people count persons."""
    return (*_read_nouns("people.txt", "person"), *_read_nouns("things.txt", None))


def _read_nouns(file: str, dimension: str | None) -> list[Noun]:
    lines = (files("service.domain") / "data" / file).read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            singular, plural, *rest = (part.strip() for part in line.split("|"))
            aliases = tuple(alias.strip() for part in rest for alias in part.split(","))
            found.append(Noun(singular, plural, aliases, dimension or singular))
    return found


@lru_cache(maxsize=1)
def _words() -> dict[str, Definition]:
    """Everything that is known without asking pint or Babel."""
    known: dict[str, Definition] = {}
    for noun in nouns():
        definition = Definition(noun.symbol, UnitKind.COUNTED, ((noun.dimension, 1),))
        for name in (noun.symbol, noun.plural, *noun.aliases):
            known[name] = definition
    for definition, names in OWN.items():
        for name in (definition.symbol, *names):
            known[name] = definition
    return known


@lru_cache(maxsize=4096)
def find(name: str) -> Definition | None:
    """What ``name`` stands for, or ``None``; words of one name are parted by one blank.

    Raises :class:`Malformed` where it stands for several things, or for none that is exact.
    """
    if len(name) > MAX_NAME:
        return None
    lowered = name.lower()
    known = _words().get(name) or (_words().get(lowered) if len(name) > 3 else None)
    if known is not None:
        return known
    if name.startswith("{"):
        return _braced(name)
    meanings = VAGUE.get(name) or (VAGUE.get(lowered.removesuffix("s")) if len(name) > 2 else None)
    if meanings is not None:
        raise Malformed(f'"{name}" has several meanings: write {meanings}')
    money = unit_money.candidates(name)
    if len(money) == 1:
        return unit_money.define_money(money[0])
    if money:
        first = ", ".join(money[:-1])
        raise Malformed(f'"{name}" may be any of {first} and {money[-1]}: write the code of the currency that is meant')
    physical = unit_physical.find_physical(ALIASES.get(lowered, name))
    # Where a unit is defined here too, pint's other names for it mean the one defined here.
    return physical and _words().get(physical.symbol, physical)


def _braced(name: str) -> Definition:
    """A noun that is in no list, written in braces as UCUM writes annotations; a known one is just itself."""
    noun = name[1:-1]
    known = _words().get(noun)
    if known is not None and known.kind is UnitKind.COUNTED:
        return known
    return Definition(name, UnitKind.COUNTED, ((f"{{{noun.lower()}}}", 1),))


@lru_cache(maxsize=1)
def _suggestible() -> tuple[tuple[str, ...], dict[str, str]]:
    """Every name worth suggesting, by its lower-case spelling."""
    names = {*_words(), *ALIASES, *unit_money.spoken_names(), *unit_physical.plain_names()}
    by_folded = {name.lower().replace("_", " "): name for name in sorted(names) if len(name) > 1}
    by_folded |= {code.lower(): code for code in unit_money.currencies()}
    return tuple(by_folded), by_folded


@lru_cache(maxsize=256)
def unknown(name: str) -> str:
    """The message for a name that stands for nothing, with what may have been meant."""
    shown = name if len(name) <= MAX_NAME else name[:MAX_NAME] + "…"
    folded, original = _suggestible()
    lowered = name.lower().replace("_", " ")
    near = [original[lowered]] if lowered in original else []
    code = _CODE.fullmatch(name) is not None
    if code:
        near = unit_money.near_codes(name)[:3] or near
    elif 2 < len(name) <= MAX_NAME:
        near += (original[found] for found in get_close_matches(lowered, folded, 3, 0.75))
    near = [suggestion for suggestion in dict.fromkeys(near) if suggestion != name and _stands(suggestion)]
    quoted = " or ".join(f'"{suggestion}"' for suggestion in near)
    meant = f", did you mean {quoted}?" if near else "."
    if code:
        return f'unknown unit "{shown}"{meant} A currency is written with its ISO 4217 code, such as USD'
    plain = "".join(char for char in shown if char.isalnum() or char in " -'")
    braced = plain.strip() or "thing"
    return f'unknown unit "{shown}"{meant} A thing that is counted may be written in braces: {{{braced}}}'


def _stands(name: str) -> bool:
    try:
        return find(name) is not None
    except Malformed:
        return False
