"""The vocabulary of units and money as running text writes them: from the words at a token to the unit they name.

Built once from two data files and from the names of the domain's currencies, as one dictionary by the first word of a
name, so that looking at a token costs one or two look-ups and asks no library about words that are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from service.domain.unit_money import currencies
from service.reading.token import TRUE_HYPHENS, Token, glued, tokens_of
from service.reading.words import lines_of

_PREFIXES: Final = {
    "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "h": "hecto",
    "d": "deci", "c": "centi", "m": "milli", "µ": "micro", "n": "nano", "p": "pico", "f": "femto",
}  # fmt: skip
_MICRO: Final = ("µ", "μ", "u")


class Sense(NamedTuple):
    """What a name stands for: an expression for the domain's ``parse_unit``, and what else it may mean.

    ``money`` says that it is a currency or its coin. A ``symbol`` is an abbreviation or sign. A ``weak`` name is one
    for a unit only in the plural or with a hyphen.
    """

    expression: str
    alternatives: tuple[str, ...] = ()
    money: bool = False
    symbol: bool = False
    weak: bool = False


class Named(NamedTuple):
    """A sense and the token behind its name."""

    sense: Sense
    after: int


Entries = dict[str, list[tuple[tuple[str, ...], Sense]]]


def _split(field: str) -> list[str]:
    return [part.strip() for part in field.split(", ") if part.strip()]


def _plural(name: str) -> str:
    if name.endswith(("ch", "sh", "x")):
        return name + "es"
    return name if name.endswith("s") else name + "s"


def _words(name: str) -> tuple[str, ...]:
    """A name as the words of its tokens: hyphens and the dots of abbreviations are passed over in matching too."""
    return tuple(token.text for token in tokens_of(name) if token.text not in {"-", "."}) or (name,)


class _Builder:
    def __init__(self) -> None:
        self.names: Entries = {}
        self.symbols: Entries = {}
        self.before: dict[str, Sense] = {}

    def name(self, field: str, sense: Sense) -> None:
        """Adds "foot/feet" or "metre" with its plural; the first meaning of a name stays."""
        weak = field.startswith("~")
        single, slash, plural = field.removeprefix("~").partition("/")
        plural = plural if slash else _plural(single)
        for name, is_weak in ((single, weak), (plural, weak and plural == single)):
            self._add(self.names, tuple(word.lower() for word in _words(name)), sense._replace(weak=is_weak))

    def symbol(self, text: str, sense: Sense) -> None:
        self._add(self.symbols, _words(text), sense._replace(symbol=True))

    @staticmethod
    def _add(entries: Entries, words: tuple[str, ...], sense: Sense) -> None:
        rows = entries.setdefault(words[0], [])
        if not any(row[0] == words[1:] for row in rows):
            rows.append((words[1:], sense))

    def units(self) -> None:
        for line in lines_of("units.txt"):
            expression, prefixes, names, symbols, others = (part.strip() for part in line.split("|"))
            sense = Sense(expression, tuple(_split(others)))
            for name in _split(names):
                self.name(name, sense)
            for symbol in _split(symbols):
                self.symbol(symbol, sense)
            for prefix in prefixes:
                prefixed = Sense(_PREFIXES[prefix] + expression)
                for name in _split(names):
                    if " " not in name.partition("/")[0] or name.startswith("watt"):
                        self.name(
                            "/".join(_PREFIXES[prefix] + part.removeprefix("~") for part in name.split("/")), prefixed
                        )
                for symbol in _split(symbols):
                    for sign in _MICRO if prefix == "µ" else (prefix,):
                        self.symbol(sign + symbol, prefixed)

    def money(self) -> None:
        for line in lines_of("money.txt"):
            expression, names, before, behind, others = (part.strip() for part in line.split("|"))
            sense = Sense(expression, tuple(_split(others)), money=True)
            for name in _split(names):
                self.name(name, sense)
            for sign in _split(before):
                self.before.setdefault(sign, sense._replace(symbol=True))
            for sign in _split(behind):
                self.symbol(sign, sense)
        for currency in currencies().values():
            if currency.code.startswith("X") and currency.code not in {"XAF", "XOF", "XPF", "XCD", "XDR", "XCG"}:
                continue
            sense = Sense(currency.code, money=True)
            self.name(f"{currency.name}/{currency.plural}", sense)
            self.before.setdefault(currency.code, sense._replace(symbol=True))
            self.symbol(currency.code, sense)
        for currency in currencies().values():
            bare = currency.name.split()[-1], currency.plural.split()[-1]
            if currency.current and len(bare[0]) > 2 and not {word.lower() for word in bare} & NO_BARE:
                self.name("/".join(bare), Sense(currency.code, money=True))
        # A pound is a weight too, and what is near it decides: both are here, the other among the alternatives.
        pound = Sense("lb", ("GBP",))
        self.name("pound", pound)


# Last words of names of money that mean something else by themselves.
NO_BARE: Final = frozenset("pound real mark colon sol won gold sum leone florin rights unit bitcoin units".split())


@lru_cache(maxsize=1)
def _built() -> _Builder:
    builder = _Builder()
    builder.units()
    builder.money()
    for entries in (builder.names, builder.symbols):
        for rows in entries.values():
            rows.sort(key=lambda row: -len(row[0]))
    return builder


def sense_before(sign: str) -> Sense | None:
    """What a sign or code of money in front of a number stands for."""
    return _built().before.get(sign)


def named_at(tokens: Sequence[Token], i: int) -> Named | None:
    """The longest name of a unit or of money that starts at token ``i``."""
    if i >= len(tokens) or tokens[i].kind == "number":
        return None
    text = tokens[i].text
    built = _built()
    best: Named | None = None
    rows = built.names.get(text.lower())
    if rows:
        best = _longest(tokens, i, rows, folded=True)
    rows = built.symbols.get(text)
    if rows:
        exact = _longest(tokens, i, rows, folded=False)
        if exact is not None and (best is None or exact.after > best.after):
            best = exact
    return best


def _longest(
    tokens: Sequence[Token], i: int, rows: list[tuple[tuple[str, ...], Sense]], *, folded: bool
) -> Named | None:
    for rest, sense in rows:
        after = _follows(tokens, i + 1, rest, folded=folded)
        if after is not None:
            return Named(sense, after)
    return None


def _follows(tokens: Sequence[Token], i: int, rest: tuple[str, ...], *, folded: bool) -> int | None:
    """The token behind ``rest`` when it starts at token ``i``, hyphens and dots between its words passed over."""
    for word in rest:
        if i < len(tokens) and (tokens[i].text == "." or tokens[i].text in TRUE_HYPHENS) and glued(tokens, i):
            i += 1
        if i >= len(tokens):
            return None
        text = tokens[i].text
        if (text.lower() if folded else text) != word:
            return None
        i += 1
    return i
