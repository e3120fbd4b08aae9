"""Numbers in digits and in words: "18,000", "4.7 billion", "3.2bn", "2 lakh crore", "twenty-eight thousand", "a dozen".

A number keeps the digits that it was printed with: "4.7 billion" is 4.7E+9, whose last digit stands for a hundred
million. Below a million, words and scale words are written out ("three hundred" is 300), as anybody would in digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.numeral import MAX_DIGITS
from service.reading.mention import Form
from service.reading.numbers import fractions
from service.reading.numbers.number_words import SCALES, SMALL, TENS, VULGAR
from service.reading.numbers.scales import WRITTEN_OUT, in_full, scale_at
from service.reading.span import Span
from service.reading.token import HYPHENS, MINUS, Token, glued, low
from service.reading.units.plurals import is_plural


class Numeral(NamedTuple):
    """A number, over the tokens from ``first`` up to ``after``.

    Either ``value`` or both bounds. ``scale`` is the power of ten of its scale words, which a number in front may
    share: "3 to 5 million".
    """

    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    span: Span
    first: int
    after: int
    form: Form
    scale: int = 0

    @property
    def low(self) -> Decimal:
        """The least that it says."""
        low = self.value if self.value is not None else self.lower
        assert low is not None
        return low

    def scaled(self, power: int) -> Numeral:
        """The same number times a power of ten."""
        assert self.value is not None
        value = self.value.scaleb(power) if self.form is Form.DIGITS else in_full(self.value, power)
        return self._replace(value=value, scale=power)


_WORDS: Final[Mapping[str, int]] = {**SMALL, **TENS}
_VAGUE: Final[Mapping[str, tuple[str, str]]] = {
    "scores": ("20", "200"), "dozens": ("12", "120"), "hundreds": ("1E+2", "1E+3"), "thousands": ("1E+3", "1E+4"),
    "millions": ("1E+6", "1E+9"), "billions": ("1E+9", "1E+12"), "trillions": ("1E+12", "1E+15"),
}  # fmt: skip
_SUPERSCRIPT: Final = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_SEPARATORS: Final = dict.fromkeys(map(ord, ",\u00a0\u2009\u202f"))
_HALVED: Final = frozenset(
    "minute hour day week month year decade century mile kilometre kilometer metre meter inch foot yard pint litre "
    "liter gallon pound kilo ton tonne".split()
)

_FOLDS: Final[Mapping[str, int]] = {f"{word}fold": value for word, value in _WORDS.items() if value > 1}

# What a number may begin with, beside digits: everything else is passed over at once.
STARTS: Final = frozenset({*_WORDS, *_FOLDS, *_VAGUE, *VULGAR, "a", "an", "dozen", "tens", "half"})


def numeral_at(tokens: Sequence[Token], i: int) -> Numeral | None:
    """The number that begins at token ``i``, as long as it goes; ``None`` where none begins."""
    token = tokens[i]
    word = token.text.lower()
    if word in _FOLDS:
        return _made(tokens, i, i + 1, Decimal(_FOLDS[word]), Form.TIMES)
    if token.kind != "number" and word not in STARTS:
        return None
    if (share := fractions.fraction_at(tokens, i)) is not None:
        if [low(tokens, share.after + n) for n in (0, 1)] == ["of", "a"] and low(tokens, share.after + 2) in SCALES:
            power, after = scale_at(tokens, i, share.after + 2)  # "three-quarters of a million"
            return _made(tokens, i, after, in_full(share.value, power), Form.WORDS, power)
        return _made(tokens, i, share.ends, share.value, Form.FRACTION)._replace(after=share.after)
    if token.kind == "number":
        return _digits(tokens, i)
    if word in _VAGUE or word == "tens":
        return _vague(tokens, i)
    if word in {"a", "an", "half", "dozen"}:
        return _article(tokens, i) or _and_a_half(tokens, i)
    return _in_words(tokens, i)


def _made(
    tokens: Sequence[Token], first: int, after: int, value: Decimal, form: Form = Form.DIGITS, scale: int = 0
) -> Numeral:
    return Numeral(value, None, None, Span(tokens[first].start, tokens[after - 1].end), first, after, form, scale)


def _digits(tokens: Sequence[Token], i: int) -> Numeral | None:
    text = tokens[i].text
    if len(text) > MAX_DIGITS:
        return None
    after = _past_groups(tokens, i + 1)
    value = Decimal("".join(token.text for token in tokens[i:after]).translate(_SEPARATORS))
    if (power := _power(tokens, after)) is not None:
        return _made(tokens, i, power[1], value.scaleb(power[0]))
    value, after = _with_fraction(tokens, after, value)
    scale, after = scale_at(tokens, i, after)
    if not scale and low(tokens, after) in {"x", "×"} and glued(tokens, after) and not _is_by(tokens, after):
        return _made(tokens, i, after + 1, value, Form.TIMES)  # "14x earnings"
    if low(tokens, after) == "dozen":
        return _made(tokens, i, after + 1, value * 12)
    return _made(tokens, i, after, value.scaleb(scale) if scale else value, scale=scale)


def _is_by(tokens: Sequence[Token], i: int) -> bool:
    """Whether "x" at token ``i`` stands between two numbers: "4x4", "4x100m", "158x77 mm"."""
    return i + 1 < len(tokens) and tokens[i + 1].kind == "number"


def _past_groups(tokens: Sequence[Token], i: int) -> int:
    """Past groups of three digits with a blank before each, if one begins with 0: "200 000", not "12 345 boats"."""
    if not (tokens[i - 1].text.isdecimal() and len(tokens[i - 1].text) <= 3):
        return i
    after, noughts = i, False
    while after < len(tokens) and after - i < _GROUPS and len(tokens[after].text) == 3:
        token = tokens[after]
        if token.kind != "number" or not token.text.isdecimal() or token.start != tokens[after - 1].end + 1:
            break
        noughts = noughts or token.text[0] == "0"
        after += 1
    return after if noughts else i


_GROUPS: Final = 4


def _power(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """The power of ten at token ``i``, and the token behind it: "×10−30", "x 10^6", "×10⁶"."""
    if low(tokens, i) not in {"×", "x", "·", "*"} or low(tokens, i + 1) != "10":
        return None
    place = i + 2
    if place < len(tokens) and tokens[place].text[0] in "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹":
        shown = tokens[place].text.translate(_SUPERSCRIPT)
        if shown in "+-":
            place += 1
            shown += tokens[place].text.translate(_SUPERSCRIPT) if place < len(tokens) else ""
        return (int(shown), place + 1) if shown.lstrip("+-").isdecimal() and len(shown) < 4 else None
    sign = 1
    if low(tokens, place) == "^":
        place += 1
    if low(tokens, place) in MINUS:
        sign, place = -1, place + 1
    power = low(tokens, place)
    if power.isdecimal() and len(power) < 3 and glued(tokens, place):
        return sign * int(power), place + 1
    return None


def _with_fraction(tokens: Sequence[Token], after: int, value: Decimal) -> tuple[Decimal, int]:
    """A number with the half or quarter behind it: "5 1/2", "5½", "3 and a half"."""
    if value != value.to_integral_value() or after >= len(tokens):
        return value, after
    word = tokens[after].text
    if word in VULGAR:
        return value + Decimal(VULGAR[word]), after + 1
    if [low(tokens, after + n) for n in range(3)] == ["and", "a", "half"]:
        return value + Decimal("0.5"), after + 3
    if word in HYPHENS and [low(tokens, after + n) for n in (1, 3, 5)] == ["and", "a", "half"]:
        return value + Decimal("0.5"), after + 6  # "two-and-a-half"
    if not glued(tokens, after) and (share := fractions.slashed(tokens, after)) is not None:
        return value + share, after + 3
    return value, after


def _in_words(tokens: Sequence[Token], i: int, current: int | None = None) -> Numeral | None:
    """The number in words from token ``i`` on, which is ``current`` itself where that is given ("a hundred")."""
    total, limit, scale = 0, 10**18, 0
    seen = current is not None  # whether something stands in ``current``
    place = i + seen
    current = current or 0
    exact = Decimal(0)
    while place < len(tokens):
        word = low(tokens, place)
        if word in TENS and (not seen or (current and current % 100 == 0)):
            current, seen, scale = current + TENS[word], True, 0
        elif word in SMALL and (
            not seen or (current and current % 100 == 0) or (SMALL[word] in range(1, 10) and _is_tens(tokens, place))
        ):
            current, seen, scale = current + SMALL[word], True, 0
        elif word == "hundred" and seen and 0 < current < 100:
            current, scale = current * 100, 2
        elif word in SCALES and word != "hundred" and seen and current and 10 ** SCALES[word] < limit:
            limit = 10 ** SCALES[word]
            total += current * limit
            exact = Decimal(current)
            scale, current, seen = SCALES[word], 0, False
        elif not _goes_on(tokens, place, i):
            break
        place += 1
    if place == i:
        return None
    if scale > WRITTEN_OUT and not current and total == exact.scaleb(scale):
        value = exact.scaleb(scale)
    else:
        value = Decimal(total + current)
    value, place = _with_fraction(tokens, place, value) if not scale else (value, place)
    if not scale and value != value.to_integral_value():
        power, place = scale_at(tokens, i, place)  # "two and a half million"
        value, scale = in_full(value, power) if power else value, power
    elif low(tokens, place) == "dozen" and not scale:
        value, place = value * 12, place + 1
    return _made(tokens, i, place, value, Form.WORDS, scale)


def _is_tens(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word before is "twenty" and its like, with a hyphen between or not."""
    before = low(tokens, place - 1)
    if before in HYPHENS and glued(tokens, place) and glued(tokens, place - 1):
        return low(tokens, place - 2) in TENS
    return before in TENS


def _goes_on(tokens: Sequence[Token], place: int, first: int) -> bool:
    """Whether a number goes on behind the word at ``place``: "twenty-two", "two hundred and six", "ten-million"."""
    word, following = low(tokens, place), low(tokens, place + 1)
    if place == first:
        return False
    if word in HYPHENS and glued(tokens, place) and glued(tokens, place + 1):
        return (following in SMALL and low(tokens, place - 1) in TENS) or following in SCALES
    if word == "and":
        return low(tokens, place - 1) in {"hundred", "thousand"} and following in _WORDS
    return False


def _article(tokens: Sequence[Token], i: int) -> Numeral | None:
    """A number that an article or a half begins: "a dozen", "half a million", "a hundred", "a quarter of a million"."""
    word = low(tokens, i)
    if word == "dozen":
        return _made(tokens, i, i + 1, Decimal(12), Form.WORDS)
    share, place = Decimal(1), i + 1
    if word == "half":
        if low(tokens, place) not in {"a", "an"}:
            return None
        share, place = Decimal("0.5"), place + 1
    elif [low(tokens, i + n) for n in range(1, 4)] in (["quarter", "of", "a"], ["third", "of", "a"]):
        if low(tokens, i + 1) == "third" or low(tokens, i + 4) not in SCALES:
            return None
        share, place = Decimal("0.25"), i + 4
    if low(tokens, place) == "half" and low(tokens, place + 1) in HYPHENS | SCALES.keys() | {"dozen"}:
        share, place = Decimal("0.5"), place + 1
        place += low(tokens, place) in HYPHENS
    following = low(tokens, place)
    if following == "dozen":
        return _made(tokens, i, place + 1, Decimal(int(share * 12)), Form.WORDS)
    if following not in SCALES:
        return None
    if share == 1 and [low(tokens, place + n) for n in (1, 2, 3)] == ["and", "a", "half"]:
        share = Decimal("1.5")  # "a million and a half"
        return _made(tokens, i, place + 4, in_full(share, SCALES[following]), Form.WORDS, SCALES[following])
    if share == 1:
        return _in_words(tokens, i, 1)
    power, after = scale_at(tokens, i, place)
    return _made(tokens, i, after, in_full(share, power), Form.WORDS, power)


def _and_a_half(tokens: Sequence[Token], i: int) -> Numeral | None:
    """One and a half of what stands between: "an hour and a half". Its place is all of that, up to the half."""
    if low(tokens, i + 1) not in _HALVED or [low(tokens, i + n) for n in (2, 3, 4)] != ["and", "a", "half"]:
        return None
    span = Span(tokens[i].start, tokens[i + 4].end)
    return Numeral(Decimal("1.5"), None, None, span, i, i + 1, Form.WORDS)


def _vague(tokens: Sequence[Token], i: int) -> Numeral | None:
    """The least and the most that is meant by "dozens", "thousands", "tens of thousands", "hundreds of millions"."""
    word, times = low(tokens, i), Decimal(1)
    if low(tokens, i - 1) == "in" and low(tokens, i + 1) != "of":
        return None  # "in millions": what the figures of a table are in
    place = i
    if low(tokens, i + 1) == "of" and low(tokens, i + 2) in _VAGUE and word in {"tens", "hundreds", "thousands"}:
        times = {"tens": Decimal(10), "hundreds": Decimal(100), "thousands": Decimal(1000)}[word]
        place = i + 2
    elif word == "tens" or (word == "scores" and not _are_things(tokens, i + 1)):
        return None
    lower, upper = (Decimal(end) for end in _VAGUE[low(tokens, place)])
    if times > 1:  # "millions" may be tens or hundreds of them, "tens of millions" no hundreds
        lower, upper = lower * times, lower * times * 10
    span = Span(tokens[i].start, tokens[place].end)
    return Numeral(None, lower, upper, span, i, place + 1, Form.VAGUE)


def _are_things(tokens: Sequence[Token], i: int) -> bool:
    """Whether it goes on with "of" and several things: the scores of a game or a team are no number."""
    following = low(tokens, i + 1)
    return low(tokens, i) == "of" and (following in {"people", "men", "women", "children"} or is_plural(following))
