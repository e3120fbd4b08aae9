"""Words for small numbers, and the signs for fractions."""

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
