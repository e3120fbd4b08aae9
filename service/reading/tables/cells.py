"""What a cell of a table holds: a number, nothing, or words.

Numbers as they are printed in tables: with separators of thousands, a sign of money, a percent sign, a minus of any
width, brackets around it, and marks of footnotes behind them. A cell with anything else is not a plain
number, whatever digits it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from service.reading.span import Span
from service.reading.units.vocabulary import Sense, sense_before

_SEPARATORS: Final = ",'’ \u00a0\u202f\u2009"
_NUMBER: Final = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–+])?[ \u00a0]?(?P<money>(?:US|A|C|HK|NZ|S)?[$€£¥₹])?[ \u00a0]?(?P<inner>[-−–])?"
    rf"(?P<number>\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}}){{1,12}}(?:\.\d+)?|\d{{1,2}}(?:,\d\d){{1,12}},\d{{3}}(?:\.\d+)?"
    r"|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<behind>[ \u00a0]?(?:%|[€£$]|pp))?(?P<close>\))?"
)
# A star, a dagger, a raised digit, a letter or digit in square brackets, a letter in brackets.
_NOTES: Final = re.compile(r"(?:\s?(?:[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜ^]+|\[\w{1,3}\]|\([a-z]\))){1,3}$")
_SHARE_BEHIND: Final = re.compile(r"(?<=\S)\s*\((?P<share>\d{1,3}(?:\.\d+)?)\s?%\)$")
_NOTHING: Final = frozenset(
    "- – — − -- --- … ... .. . : / n/a na n.a. n.a n/d n.d. nd nil none null nan tbd tba ? x c # * unknown".split()
) | {""}
_YEAR: Final = re.compile(r"1[5-9]\d\d|20\d\d|21\d\d")
_DATE: Final = re.compile(
    r"\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d\S*)?|\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)|\d{1,2}:\d\d(?::\d\d)?"
    r"|(?:\d{1,2} )?[A-Z][a-z]{2,8}\.? (?:\d{1,2}, )?\d{4}|\d{4}[-–/](?:\d\d|\d{4})|(?:FY|Q[1-4] ?|H[12] ?)\d{2,4}"
    r"|\d{4} ?[QH][1-4]"
)

# More letters than any number with what belongs to it.
_LONGEST: Final = 60
_MOST_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number in a cell, digit for digit; ``at`` is its place, sign included, ``expression`` with its marks.

    ``share`` is a percentage in brackets behind it: "45 (60%)". One that is all in brackets is ``bracketed``: a
    negative amount, as accountants write it, but a share may just be set apart so.
    """

    value: Decimal
    at: Span
    expression: Span
    percent: bool = False
    points: bool = False
    money: Sense | None = None
    bare_digits: bool = False
    share: tuple[Decimal, Span] | None = None
    bracketed: bool = False


def number_in(text: str, cell: Span) -> Number | None:
    """The number that a cell holds, if it holds one and nothing else."""
    if cell.end - cell.start > _LONGEST:
        return None
    content = cell.of(text)
    if not content or not any(char.isdecimal() for char in content):
        return None
    start = cell.start + len(content) - len(content.lstrip())
    content = content.strip()
    share = _SHARE_BEHIND.search(content)
    plain = content if share is None else content[: share.start()]
    notes = _NOTES.search(plain)
    found = _NUMBER.fullmatch(plain)
    if found is None and notes is not None:
        plain = plain[: notes.start()]
        found = _NUMBER.fullmatch(plain)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    digits = re.sub(f"[{_SEPARATORS}]", "", found["number"])
    if len(digits) > _MOST_DIGITS:
        return None
    negative = (found["sign"] or "+") in "-−–" or found["inner"]
    behind = (found["behind"] or "").strip()
    money = found["money"] or (behind if behind in {"€", "£", "$"} else None)
    value = Decimal(digits if digits[0] != "." else f"0{digits}")
    number_start = found.start("number")
    if found["inner"]:
        number_start = found.start("inner")
    elif found["sign"] and not found["money"]:
        number_start = found.start("sign")
    return Number(
        -value if negative else value,
        Span(start + number_start, start + found.end("number")),
        Span(start, start + len(plain)),
        percent=behind == "%",
        points=behind == "pp",
        money=None if money is None else sense_before(money),
        bare_digits=found["number"].isdecimal() and found.group() == found["number"],
        share=None if share is None else (Decimal(share["share"]), Span(*share.span("share")).shifted(start)),
        bracketed=bool(found["open"]),
    )


def is_nothing(content: str) -> bool:
    """Whether a cell is empty, or says that there is no figure."""
    return content.strip().casefold() in _NOTHING


def is_year(number: Number) -> bool:
    """Whether a number is printed as a year is: four digits from 1500 to 2199."""
    return number.bare_digits and len(number.value.as_tuple().digits) == 4 and bool(_YEAR.fullmatch(str(number.value)))


def is_date(content: str) -> bool:
    """Whether a cell holds a date, a time of day, a quarter or the like."""
    return len(content) <= _LONGEST and _DATE.fullmatch(content.strip()) is not None
