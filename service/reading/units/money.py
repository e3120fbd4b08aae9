"""Money beside a number: the sign or code in front of it, and which of several currencies a bare name stands for.

"$" is used for some twenty currencies, "Rs" for six, and a pound may be a weight. A bare sign or name gets the
likeliest reading, with the others as alternatives, unless the paragraph names one of them in full ("Australian
dollars"): then it means that one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from service.reading.numbers.number_words import SCALE_LETTERS, SCALES, SHORT_SCALES
from service.reading.token import Token
from service.reading.units.vocabulary import Named, Sense, named_at, sense_before
from service.reading.words import words_of

# Codes and abbreviations that are words or initials as well ("TOP 10", "COP 26", "R2"): money only in front of a number
# that is written as an amount, with a comma, decimals or a scale word.
_GUARDED: Final = frozenset(
    "ALL TOP TRY CUP SOS PEN COP MAD BAM GEL LAK MOP ANG MUR RON PAB STD DJF AMD GIP BIF CHE CHW MRO SLL BOB ERN "
    "R P Re Fr Br Sh Shs LE LL SR QR JD KD DM FF Bs CFA Dh Tk TL".split()
)
# No "t": tonnes stand behind numbers more often than trillions.
_SCALED: Final = SCALES.keys() | SHORT_SCALES.keys() | (SCALE_LETTERS.keys() - {"t"}) | {"MM"}
# Capitals may stand apart from their sign ("HK $3.7 billion"), except "A" ("A $5 bill").
_SIGNS: Final = frozenset("$£¥€")
_DOTTED: Final = frozenset({"Rs", "Re", "Rp", "Tk", "Fr", "Sfr", "SFr", "Bs", "Dh", "Dhs", "Sh", "kr"})

# Names by which a paragraph tells whose dollars, pesos … it means, by what the bare name would be read as.
_FAMILIES: Final = {
    "dollar": "USD", "dollars": "USD", "peso": "MXN", "pesos": "MXN", "franc": "CHF", "francs": "CHF",
    "rupee": "INR", "rupees": "INR", "shilling": "KES", "shillings": "KES", "dinar": "DZD", "dinars": "DZD",
    "crowns": "SEK", "crown": "SEK", "krone": "NOK", "kroner": "NOK", "krona": "SEK", "kronor": "SEK",
    "kronur": "SEK", "pound": "GBP", "pounds": "GBP", "dirham": "AED", "dirhams": "AED", "rial": "IRR",
    "rials": "IRR", "riyal": "SAR", "riyals": "SAR", "manat": "AZN", "manats": "AZN", "som": "KGS", "soms": "KGS",
    "lei": "RON", "leu": "RON", "yen": "JPY", "yuan": "JPY", "renminbi": "JPY",
}  # fmt: skip
_NEAR: Final = 12


class Settled(NamedTuple):
    """What a paragraph says of its money: the currency of a bare name by what it would be read as otherwise."""

    codes: Mapping[str, str]


UNSETTLED: Final = Settled({})


def settled_by(tokens: Sequence[Token]) -> Settled:
    """The currencies that a paragraph names in full; one named beside another of its family settles nothing."""
    named: dict[str, set[str]] = {}
    for i, token in enumerate(tokens):
        if token.kind == "word":
            bare = _FAMILIES.get(token.text.lower())
            if bare is not None and (code := _full_name(tokens, i)):
                named.setdefault(bare, set()).add(code)
        elif token.text in "$£¥" and (sense := _sign_before(tokens, i)) and not sense[0].alternatives:
            bare = {"$": "USD", "£": "GBP", "¥": "JPY"}[token.text]
            named.setdefault(bare, set()).add(sense[0].expression)
    return Settled({bare: codes.pop() for bare, codes in named.items() if len(codes) == 1})


def _full_name(tokens: Sequence[Token], i: int) -> str | None:
    """The code of the name of two to four words that ends at token ``i``."""
    for first in range(max(0, i - 4), i):
        found = named_at(tokens, first)
        if found is not None and found.after == i + 1 and found.sense.money and not found.sense.alternatives:
            return found.sense.expression
    return named_alone(tokens[i].text)


def named_alone(word: str) -> str | None:
    """The code of a name that is settled by itself: "yuan", but not "dollar"."""
    return {"yen": "JPY", "yuan": "CNY", "renminbi": "CNY"}.get(word.lower())


def resolve(sense: Sense, tokens: Sequence[Token], i: int, settled: Settled, *, conversion: bool = False) -> Sense:
    """A sense as it is meant where its sign or name stands at token ``i``.

    ``conversion``: it is the other amount in brackets behind one in another currency ("20 million Australian dollars
    ($13 million)"), so what the paragraph names is not what it means.
    """
    if sense.expression == "lb" and sense.alternatives:
        return _pounds(sense, tokens, i, settled)
    if sense.alternatives and sense.expression in settled.codes:
        code = settled.codes[sense.expression]
        if conversion and code != sense.expression:
            return sense._replace(alternatives=tuple(other for other in sense.alternatives if other != code))
        return sense._replace(expression=code, alternatives=())
    if sense.expression == "HRK" and sense.alternatives and not near_money(tokens, i):
        return sense._replace(expression="knot", alternatives=("HRK",), money=False)
    if sense.expression == "US cent" and sense.alternatives and "USD" in settled.codes:
        # Babel knows no coins; those of other dollars are told apart by their name only.
        return sense if settled.codes["USD"] == "USD" else sense._replace(expression="{cent}", alternatives=())
    return sense


def _pounds(sense: Sense, tokens: Sequence[Token], i: int, settled: Settled) -> Sense:
    """A pound is money behind a scale word and near words or signs of money, else a weight."""
    scaled = i > 0 and tokens[i - 1].text in _SCALED and tokens[i - 1].text not in {"hundred", "thousand"}
    if "GBP" in settled.codes or scaled or near_money(tokens, i):
        code = settled.codes.get("GBP", "GBP")
        certain = "GBP" in settled.codes or scaled
        return Sense(code, () if certain else ("lb",), money=True)
    return sense


def near_money(tokens: Sequence[Token], i: int) -> bool:
    """Whether words or signs of money stand within a few tokens of token ``i``."""
    words = words_of("money_words.txt")
    near = tokens[max(0, i - _NEAR) : i + _NEAR]
    return any(token.text in "£$€¥₹" if token.kind == "sign" else token.text.lower() in words for token in near)


def sign_before(tokens: Sequence[Token], i: int) -> tuple[Sense, int] | None:
    """What the sign, code or abbreviation in front of token ``i``, a number, stands for, and its first token."""
    if i < 1 or i >= len(tokens):
        return None
    last = i - 1
    token = tokens[last]
    if token.kind == "sign":
        if token.text == "=" and last > 0 and tokens[last - 1].text == "Y":
            sense = sense_before("Y=")
            return (sense, last - 1) if sense else None
        if token.text == "." and last > 0 and tokens[last - 1].text in _DOTTED and token.start == tokens[last - 1].end:
            return _code_before(tokens, last - 1, i)
        return _sign_before(tokens, last)
    if token.kind != "word":
        return None
    if last > 0 and tokens[last - 1].text in _SIGNS and tokens[last - 1].end == token.start:
        # "$US160 million"
        sense = sense_before(tokens[last - 1].text + token.text)
        if sense is not None:
            return sense, last - 1
    return _code_before(tokens, last, i)


def _sign_before(tokens: Sequence[Token], last: int) -> tuple[Sense, int] | None:
    """The sign at token ``last`` with the letters in front of it that say whose it is."""
    sign = tokens[last].text
    alone = sense_before(sign)
    if alone is None:
        return None
    if last > 0 and sign in _SIGNS:
        before = tokens[last - 1]
        apart = before.end != tokens[last].start
        if before.kind == "word" and (not apart or (before.text != "A" and before.text.isupper())):
            sense = sense_before(before.text + sign)
            if sense is not None:
                return sense, last - 1
        if (
            before.text == "."
            and last > 3
            and [token.text for token in tokens[last - 4 : last]] == ["U", ".", "S", "."]
        ):
            sense = sense_before("US" + sign)
            if sense is not None:
                return sense, last - 4
    return alone, last


def _code_before(tokens: Sequence[Token], place: int, i: int) -> tuple[Sense, int] | None:
    code = tokens[place].text
    sense = sense_before(code)
    if sense is None or (code in _GUARDED and not is_amount(tokens, i)):
        return None
    if len(code) == 1 and tokens[place].end != tokens[i].start:
        return None
    return sense, place


def is_amount(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at token ``i``, or that ends there, is written as an amount of money is."""
    text = tokens[i].text
    return "," in text or "." in text or text in _SCALED or (i + 1 < len(tokens) and tokens[i + 1].text in _SCALED)


def is_guarded(code: str) -> bool:
    """Whether a code is a word or initials as well."""
    return code in _GUARDED


def is_front(tokens: Sequence[Token], named: Named) -> bool:
    """Whether a sign of money stands in front of a number of its own."""
    return (
        named.after < len(tokens)
        and tokens[named.after].kind == "number"
        and tokens[named.after].start == tokens[named.after - 1].end
    )
