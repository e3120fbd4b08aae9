"""Looking for a unit by the beginning or a part of any of its names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from service.domain import money_history, unit_money, unit_names, unit_physical
from service.domain.errors import Malformed
from service.domain.money_history import Succession
from service.domain.unit_definition import Definition, Dimension, UnitKind

# What people prefix, and with what; every other prefix parses too, but a list of all of them would help nobody.
PREFIXED = {
    "meter": ("kilo", "centi", "milli", "micro", "nano"),
    "gram": ("kilo", "milli", "micro"),
    "liter": ("milli", "centi", "hecto"),
    "metric_ton": ("kilo", "mega", "giga"),
    "second": ("milli", "micro", "nano"),
    "watt": ("kilo", "mega", "giga", "tera"),
    "watt_hour": ("kilo", "mega", "giga", "tera"),
    "joule": ("kilo", "mega", "giga"),
    "hertz": ("kilo", "mega", "giga"),
    "pascal": ("hecto", "kilo", "mega"),
    "byte": ("kilo", "mega", "giga", "tera", "peta"),
    "bit": ("kilo", "mega", "giga"),
    "calorie": ("kilo",),
    "volt": ("kilo", "milli"),
    "ampere": ("milli",),
    "newton": ("kilo",),
    "sievert": ("milli", "micro"),
    "mole": ("milli",),
}


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One unit of the vocabulary: the symbol that is printed, a name in words with its plural, other spellings.

    Of money that is no legal tender any more, ``withdrawn`` is the last day on which it was; ``succession`` is what
    took its place at a fixed rate.
    """

    symbol: str
    name: str
    plural: str | None
    dimension: str
    kind: str
    aliases: tuple[str, ...]
    withdrawn: date | None = None
    succession: Succession | None = None


def search_units(query: str, limit: int | None = None) -> list[UnitEntry]:
    """What ``query`` itself names, then units of which some name begins with it, then those of which one contains it.

    Case and accents don't matter. A blank query lists everything. At most ``limit`` are given, or all.
    """
    meant = _meant(query.strip())
    wanted = _comparable(query).strip()
    found: list[tuple[int, int]] = []
    for position, (entry, names) in enumerate(_index()):
        if meant is not None and entry.symbol == meant.symbol:
            continue
        ranks = [0 if name == wanted else 1 if name.startswith(wanted) else 2 for name in names if wanted in name]
        if ranks:
            found.append((min(ranks), position))
    entries = [_index()[position][0] for _rank, position in sorted(found)]
    return ([meant, *entries] if meant else entries)[:limit]


def _meant(name: str) -> UnitEntry | None:
    """The unit called exactly so; it need not be in the list ("megahertz", "kilometres", "{bale}")."""
    definition = _found(name)
    if definition is None:
        return None
    listed = (entry for entry, _names in _index() if entry.symbol == definition.symbol)
    return next(listed, None) or _entry(definition, name, None, ())


@lru_cache(maxsize=1)
def _index() -> tuple[tuple[UnitEntry, tuple[str, ...]], ...]:
    entries = [*_own(), *_money(), *_counted(), *_physical()]
    return tuple(
        (entry, tuple({_comparable(name) for name in (entry.symbol, entry.name, entry.plural, *entry.aliases) if name}))
        for entry in entries
    )


def _comparable(name: str) -> str:
    return unit_money.fold(name).replace("_", " ")


def _own() -> list[UnitEntry]:
    found = []
    for definition, names in unit_names.OWN.items():
        found.append(_entry(definition, _in_words(definition, names), None, names))
    return found


def _in_words(definition: Definition, names: tuple[str, ...]) -> str:
    """The first spelling long enough to be a word, or the symbol."""
    return next((name for name in (definition.symbol, *names) if len(name) > 3), definition.symbol)


def _money() -> list[UnitEntry]:
    spoken: dict[str, list[str]] = {}
    for name, code in unit_money.SETTLED.items():
        spoken.setdefault(code, []).append(name)
    for sign, code in unit_money.SIGNS.items():
        spoken.setdefault(code, []).append(sign)
    by_tender = sorted(unit_money.currencies().values(), key=lambda currency: (not currency.current, currency.code))
    return [
        _entry(unit_money.define_money(each.code), each.name, each.plural, tuple(spoken.get(each.code, ())))
        for each in by_tender
    ]


def _counted() -> list[UnitEntry]:
    return [
        UnitEntry(noun.symbol, noun.symbol, noun.plural, noun.dimension, UnitKind.COUNTED, noun.aliases)
        for noun in unit_names.nouns()
    ]


def _physical() -> list[UnitEntry]:
    own = {definition.symbol for definition in unit_names.OWN}
    found: dict[str, UnitEntry] = {}
    for canonical, aliases in unit_physical.catalogue(PREFIXED):
        name = canonical.replace("_", " ")
        definition = _found(name)
        if definition is not None and definition.symbol not in own:
            spelt = tuple(alias for alias in aliases if _found(alias) == definition)
            found.setdefault(definition.symbol, _entry(definition, name, None, spelt))
    return sorted(found.values(), key=lambda entry: (len(entry.symbol), entry.symbol))


def _found(name: str) -> Definition | None:
    if not name or (name.startswith("{") and not name.endswith("}")):
        return None
    try:
        return unit_names.find(name)
    except Malformed:
        return None


def _entry(definition: Definition, name: str, plural: str | None, aliases: tuple[str, ...]) -> UnitEntry:
    others = tuple(alias for alias in aliases if alias not in {definition.symbol, name, plural})
    entry = UnitEntry(
        definition.symbol, name, plural, dimension_text(definition.dimension), definition.kind.value, others
    )
    if definition.kind is not UnitKind.MONEY:
        return entry
    known = money_history.life(definition.symbol)
    return replace(
        entry, withdrawn=None if known is None else known.last, succession=money_history.successor(definition.symbol)
    )


def dimension_text(dimension: Dimension) -> str:
    """A dimension for people: "length/time^2", "KZT/mass", "dimensionless"."""
    above = [base if power == 1 else f"{base}^{power}" for base, power in dimension if power > 0]
    below = [base if power == -1 else f"{base}^{-power}" for base, power in dimension if power < 0]
    if not above and not below:
        return "dimensionless"
    under = "/" + (below[0] if len(below) == 1 else f"({'*'.join(below)})") if below else ""
    return ("*".join(above) or "1") + under
