"""Money: every ISO 4217 code that Babel knows is a unit and a dimension of its own.

A code is written in capitals ("CUP" is the Cuban peso, "cup" a volume). Names in words are Babel's English ones, in
singular and plural. A bare name that one current currency bears stands for it ("tenge", "yen"). One that several
bear is refused with the candidates, except where English usage is settled (see ``SETTLED``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from service.domain.unit_definition import Definition, UnitKind

# Bare names that several currencies bear but one is meant by, and spellings that Babel doesn't have.
SETTLED = {
    "som": "KGS",
    "soms": "KGS",
    "soum": "UZS",
    "soums": "UZS",
    "uzbek sum": "UZS",
    "uzbek sums": "UZS",
    "uzbek som": "UZS",
    "uzbek soms": "UZS",
    "kyrgyz som": "KGS",
    "kyrgyz soms": "KGS",
    "kyrgyzstani som": "KGS",
    "kyrgyzstani soms": "KGS",
    "kazakh tenge": "KZT",
    "ruble": "RUB",
    "rubles": "RUB",
    "rouble": "RUB",
    "roubles": "RUB",
    "russian rouble": "RUB",
    "russian roubles": "RUB",
    "renminbi": "CNY",
    "sterling": "GBP",
    "pound sterling": "GBP",
    "pounds sterling": "GBP",
    "american dollar": "USD",
    "american dollars": "USD",
    "u.s. dollar": "USD",
    "u.s. dollars": "USD",
    "swiss francs": "CHF",
    "zlotys": "PLN",
    "złoty": "PLN",
    "hryvnias": "UAH",
    "lira": "TRY",
    "liras": "TRY",
    "forints": "HUF",
    "yuan": "CNY",
    "yuans": "CNY",
    "soviet ruble": "SUR",
}

# The last words of names that are no name of money by themselves ("Zimbabwean gold").
NOT_NAMES = frozenset({"gold"})

# Signs that one currency alone uses. "$", "£" and "¥" are used by several and are refused.
SIGNS = {
    "US$": "USD", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL",
    "CN¥": "CNY", "€": "EUR", "₸": "KZT", "₽": "RUB", "₹": "INR", "₴": "UAH", "₺": "TRY", "₫": "VND", "₦": "NGN",
    "₪": "ILS", "₱": "PHP", "฿": "THB", "₾": "GEL", "₼": "AZN", "₮": "MNT", "₡": "CRC", "₵": "GHS", "₲": "PYG",
    "⃀": "KGS", "֏": "AMD",
}  # fmt: skip
SHARED_SIGNS = {"$": ("USD", "AUD", "CAD"), "£": ("GBP", "EGP", "LBP"), "¥": ("JPY", "CNY"), "₩": ("KRW", "KPW")}


@dataclass(frozen=True, slots=True)
class Currency:
    """A code with its English names; ``current`` when it is legal tender somewhere today."""

    code: str
    name: str
    plural: str
    current: bool


@lru_cache(maxsize=1)
def currencies() -> dict[str, Currency]:
    """Every currency by its code."""
    tender = {
        code
        for rows in get_global("territory_currencies").values()
        for code, _start, end, is_tender in rows
        if end is None and is_tender
    }
    return {
        code: Currency(
            code,
            get_currency_name(code, count=1, locale="en"),
            get_currency_name(code, count=2, locale="en"),
            code in tender,
        )
        for code in sorted(Locale.parse("en").currencies)
        # Codes for testing and for "no currency" are no money.
        if code not in {"XTS", "XXX"}
    }


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for currency in currencies().values():
        for name in (currency.name, currency.plural):
            names[fold(name)] = currency.code
    return names | {fold(name): code for name, code in SETTLED.items()}


@lru_cache(maxsize=1)
def _bearers() -> dict[str, tuple[str, ...]]:
    """The current currencies by the last word of their names, in singular and plural."""
    found: dict[str, list[str]] = {}
    for currency in currencies().values():
        if currency.current:
            for word in {fold(currency.name).split()[-1], fold(currency.plural).split()[-1]} - NOT_NAMES:
                found.setdefault(word, []).append(currency.code)
    return {word: tuple(codes) for word, codes in found.items()}


def fold(name: str) -> str:
    """A name as it is compared: no case, no accents, a blank for a hyphen."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    return "".join(char for char in plain if not unicodedata.combining(char) and char not in "ʻ’'")


def candidates(name: str) -> tuple[str, ...]:
    """The codes that a name or sign may mean: none when it is no money, several when it is shared."""
    if name in currencies():
        return (name,)
    if name in SIGNS:
        return (SIGNS[name],)
    if name in SHARED_SIGNS:
        return SHARED_SIGNS[name]
    folded = fold(name)
    code = _codes_by_name().get(folded)
    return (code,) if code else _bearers().get(folded, ())


def near_codes(wrong: str) -> list[str]:
    """Codes that three capitals may have been meant to be, the likeliest first.

    Two neighbours swapped are the commonest slip. After that, the first two letters, which are those of the country,
    are likelier right than the last one. Money of the past is told only for want of any other.
    """
    swapped = {wrong[1] + wrong[0] + wrong[2], wrong[0] + wrong[2] + wrong[1]}
    ranked = []
    for currency in currencies().values():
        apart = sum(one != other for one, other in zip(currency.code, wrong, strict=True))
        rank = 0 if currency.code in swapped else 1 if currency.code[:2] == wrong[:2] else 2 if apart == 1 else None
        if rank is not None:
            ranked.append((rank, currency.code, currency.current))
    ranked.sort()
    return [code for _, code, current in ranked if current] or [code for _, code, _ in ranked]


@lru_cache(maxsize=512)
def define_money(code: str) -> Definition:
    """The unit of a currency, by its code."""
    return Definition(code, UnitKind.MONEY, ((code, 1),))


def spoken_names() -> frozenset[str]:
    """Every name in words that is understood, for suggestions."""
    return frozenset(_codes_by_name()) | frozenset(_bearers())
