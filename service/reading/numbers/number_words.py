"""Words for small numbers and for powers of ten, and the signs for fractions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

SMALL: Final[Mapping[str, int]] = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS: Final[Mapping[str, int]] = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
# Powers of ten by the word that stands for them.
SCALES: Final[Mapping[str, int]] = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "crore": 7, "lakhs": 5,
    "crores": 7, "milliard": 9, "quadrillion": 15,
}  # fmt: skip
# Abbreviations, in digits only.
SHORT_SCALES: Final[Mapping[str, int]] = {
    "bn": 9, "bln": 9, "mn": 6, "mln": 6, "mio": 6, "tn": 12, "trn": 12, "mil": 6, "cr": 7, "Bn": 9, "BN": 9, "Mn": 6,
    "MN": 6, "Tn": 12,
}  # fmt: skip
# Letters that are units too (metre, kelvin), so the words around have to say that they are scales.
SCALE_LETTERS: Final[Mapping[str, int]] = {"m": 6, "M": 6, "b": 9, "B": 9, "k": 3, "K": 3, "t": 12, "T": 12}
# Those without a finite decimal to six digits: nobody measures in them.
VULGAR: Final[Mapping[str, Decimal]] = {
    "⅓": Decimal("0.333333"), "⅔": Decimal("0.666667"), "⅙": Decimal("0.166667"), "⅚": Decimal("0.833333"),
    **{
        sign: Decimal(numerator) / denominator
        for sign, numerator, denominator in (
            ("½", 1, 2), ("¼", 1, 4), ("¾", 3, 4), ("⅛", 1, 8), ("⅜", 3, 8), ("⅝", 5, 8), ("⅞", 7, 8), ("⅕", 1, 5),
            ("⅖", 2, 5), ("⅗", 3, 5), ("⅘", 4, 5),
        )
    },
}  # fmt: skip
