"""What reading a text gives: each figure in it with its place, and what looks like a figure but is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.domain.figure import Figure
from service.domain.period import Period
from service.reading.span import Span


class Trend(StrEnum):
    """Which way something is said to have changed by a figure: "rose 5 %", "down 3 points"."""

    UP = "up"
    DOWN = "down"


class Form(StrEnum):
    """How a number is written, where that says more than its value."""

    DIGITS = "digits"
    WORDS = "words"  # "three", "half a million"
    FRACTION = "fraction"  # "two-thirds", "one in five": said loosely, 0.667 is nobody's measurement
    VAGUE = "vague"  # "dozens", "hundreds of thousands": an interval
    TIMES = "times"  # "four times", "sixfold": a factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A figure that stands in a text.

    ``number`` is the number alone (of a range, from its first end to its last), ``expression`` all that makes the
    figure: with hedge, sign of money, unit or thing counted. ``thing`` is what is counted as printed, with its
    adjectives ("first-team players"); ``base`` what a share or rate is of ("labor migrants"). ``measured`` is what is
    measured, in a word or two. ``alternatives`` are other units that the same words may mean ("AUD" for "$"), likeliest
    first; with none, the reading is unambiguous. ``sentence`` counts the sentences of the text from 0.
    """

    figure: Figure
    number: Span
    expression: Span
    sentence: int
    form: Form = Form.DIGITS
    unit: Span | None = None
    thing: Span | None = None
    base: Span | None = None
    measured: str | None = None
    attributed_to: str | None = None
    period: Period | None = None
    trend: Trend | None = None
    alternatives: tuple[str, ...] = ()


class Kind(StrEnum):
    """What a number is that is no quantity."""

    DATE = "date"
    YEAR = "year"
    TIME = "time"
    ORDINAL = "ordinal"
    NUMBERED = "numbered"  # article 5, version 2.1, Section 427, iPhone 14
    PHONE = "phone"
    SCORE = "score"
    NAME = "name"  # CO2, 5884 in an address, S&P 500
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Apart:
    """A number in a text that is no quantity. ``period`` is what a date or year comes to."""

    kind: Kind
    span: Span
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in ``text``, in the order in which it stands there.

    ``movements`` are pairs of mentions, by their places in ``mentions``, that something went from and to ("rose from
    50 to 60", "to 60 from 50"): always (from, to).
    """

    text: str
    sentences: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    apart: tuple[Apart, ...] = ()
    movements: tuple[tuple[int, int], ...] = ()
